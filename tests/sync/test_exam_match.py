"""A damaged NIP that several employees could have had (domain.md A2)."""

import polars as pl
import pytest

from connectors.contract import FIELDS, MARKS
from models.directory import Entry
from sync.agencies import Agencies
from sync.columns import with_missing
from sync.match import Decided, Directory, MatchSettings, match

TWINS = {"198503102010011001": "budi santoso", "198503102010011002": "agus wijaya"}


def found(name: str, twins: dict[str, str], text: str = "198503102010011000") -> dict[str, object]:
    entries = [Entry(n, n, nip, who, who, None, None, None)
               for n, (nip, who) in enumerate(twins.items(), start=1)]  # fmt: skip
    rows = with_missing(pl.DataFrame({"nip": [text], "key": ["k"]}), (*MARKS, *FIELDS))
    rows = rows.with_columns(
        pl.lit("lossy").alias("nip_kind"), pl.lit(None, pl.String).alias("nip_valid"),
        pl.lit(text).alias("nip_shown"), pl.lit(name).alias("name_folded"),
    )  # fmt: skip
    settings = MatchSettings(Agencies(()))
    matched = match(rows, Directory(entries, {}), settings, Decided({}, {}, frozenset()))
    return matched.row(0, named=True)


@pytest.mark.parametrize(("name", "employee"), [("budi santoso", 1), ("agus wijaya", 2)])
def test_the_one_with_the_equal_name_is_meant(name: str, employee: int) -> None:
    answer = found(name, TWINS)

    assert (answer["employee_id"], answer["matched_by"]) == (employee, "nip_repaired")


def test_two_with_the_equal_name_are_a_question_that_names_both() -> None:
    answer = found("budi santoso", dict.fromkeys(TWINS, "budi santoso"))

    assert (answer["employee_id"], answer["question"]) == (None, "nip_lossy")
    assert all(nip in str(answer["candidates"]) for nip in TWINS)


def test_none_with_the_equal_name_is_a_question_that_names_all() -> None:
    answer = found("joko anwar", TWINS)

    assert (answer["employee_id"], answer["question"]) == (None, "nip_lossy")
    assert all(nip in str(answer["candidates"]) for nip in TWINS)


def test_too_few_digits_are_never_enough() -> None:
    answer = found("budi santoso", TWINS, text="1.98503E+17")

    assert answer["question"] == "nip_lossy"
