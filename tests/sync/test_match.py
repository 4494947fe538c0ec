"""Whose row it is, in the order of domain.md A2; all else is a question."""

import json
from datetime import date
from typing import Any

import pytest

from connectors.contract import text_frame
from models.directory import Entry
from sync.agencies import Agencies
from sync.keys import add_keys
from sync.match import Decided, Directory, MatchSettings, match
from sync.normalise import Manner, normalise
from sync.reading.hours import Unit
from sync.reading.names import normalise_name
from tests.sync.house import rules

SITI, BUDI, DEWI = "198501012010011001", "198602022011021017", "199003032015032002"
OURS = ("Pemerintah Kabupaten Serang", "Pemkab Serang")
NOBODY = Decided({}, {}, frozenset())


def entry(number: int, nip: str, name: str, opd: int = 1, email: str | None = None) -> Entry:
    """Somebody of the roster."""
    return Entry(number, number, nip, name, normalise_name(name), email, opd, f"OPD {opd}")


ROSTER = Directory(
    [
        entry(1, SITI, "Siti Rahayu, S.Pd.", email="Siti@serang.example"),
        entry(2, BUDI, "Budi Santoso", 2),
        entry(3, DEWI, "Dewi Lestari", 2),
        entry(4, "198501012010011003", "Dewi Lestari", 1),
    ],
    {"dinas kesehatan": 1, "dinas sosial": 2},
)


def found(settings: MatchSettings | None = None, decided: Decided = NOBODY,
          **cells: str | None) -> dict[str, Any]:  # fmt: skip
    """Match one row."""
    rows = text_frame([{"title": "Arsip", "end_on": "12-03-2026", "jp": "4", **cells}])
    import polars as pl  # noqa: PLC0415

    rows = rows.with_columns(pl.lit("a.csv").alias("listing"))
    typed = add_keys(
        normalise(rows, landed_on=date(2026, 11, 24), manner=Manner(Unit.JP, rules()))
    )  # fmt: skip
    settings = settings or MatchSettings(Agencies(OURS))
    row = match(typed, ROSTER, settings, decided).row(0, named=True)
    row["candidates"] = [c["nip"] for c in json.loads(row["candidates"] or "[]")]
    return row


@pytest.mark.parametrize(("name", "by"), [
    (None, "nip"), ("SITI RAHAYU", "nip"), ("Dr. Siti Rahayu", "nip"),
    ("Siti Rahayuu", "nip_and_like_name"),
])  # fmt: skip
def test_a_valid_nip_with_a_like_name_is_that_employee(name: str | None, by: str) -> None:
    row = found(nip=SITI, name=name)

    assert (row["employee_id"], row["matched_by"], row["question"]) == (1, by, None)


def test_a_valid_nip_with_another_name_is_a_question() -> None:
    row = found(nip=SITI, name="Budi Santoso")

    assert (row["employee_id"], row["question"]) == (None, "name_differs")
    assert row["candidates"] == [SITI, BUDI]


def test_a_valid_nip_outside_the_roster_is_a_question() -> None:
    row = found(nip="197001011995011001", name="Budi Santoso")

    assert (row["question"], row["candidates"]) == ("nip_unknown", [BUDI])


def test_a_nip_that_cannot_be_one_is_a_question() -> None:
    row = found(nip="198513012010011001", name="Siti Rahayu")

    assert (row["question"], row["candidates"]) == ("nip_invalid", [SITI])


def test_a_nip_that_a_number_cell_damaged_is_repaired_by_an_equal_name() -> None:
    damaged = repr(float(BUDI))

    row = found(nip=str(int(float(BUDI))), nip_number=damaged, name="Budi Santoso")

    assert (row["employee_id"], row["matched_by"]) == (2, "nip_repaired")


@pytest.mark.parametrize("name", [None, "Budi Santosa"])
def test_a_damaged_nip_without_an_equal_name_is_a_question(name: str | None) -> None:
    row = found(nip="198602022011021000", name=name)

    assert (row["employee_id"], row["question"], row["candidates"]) == (None, "nip_lossy", [BUDI])


def test_a_damaged_nip_of_which_little_is_left_is_a_question() -> None:
    row = found(nip="1.98602E+17", name="Budi Santoso")

    assert (row["employee_id"], row["question"]) == (None, "nip_lossy")


def test_without_a_nip_a_unique_address_is_that_employee() -> None:
    row = found(email="siti@SERANG.example", name="S. R.")

    assert (row["employee_id"], row["matched_by"]) == (1, "email")


def test_without_a_nip_name_and_opd_only_propose() -> None:
    row = found(name="Dewi Lestari", opd="Dinas Sosial")

    assert (row["employee_id"], row["question"], row["candidates"]) == (None, "no_nip", [DEWI])


def test_with_the_setting_name_and_opd_are_enough() -> None:
    settings = MatchSettings(Agencies(OURS), accept_name_and_opd=True)

    row = found(settings, name="Dewi Lestari", opd="Dinas Sosial")
    assert (row["employee_id"], row["matched_by"]) == (3, "name_and_opd")
    assert found(settings, name="Dewi Lestari", opd="Dinas X")["question"] == "no_nip"


@pytest.mark.parametrize(("nip", "agency", "rule"), [
    ("197001011995011001", "Pemerintah Kota Serang", "other_agency"),
    ("197001011995011001", "Pemkab Serang", None),
    ("197001011995011001", "Serang", None),
    ("197001011995011001", None, None),
    (SITI, "Pemerintah Kota Serang", None),
    (None, "Pemprov Banten", "other_agency"),
])  # fmt: skip
def test_people_of_another_government_are_left_aside(
    nip: str | None, agency: str | None, rule: str | None
) -> None:
    assert found(nip=nip, name="Siti Rahayu", agency=agency)["aside"] == rule


def test_a_source_may_ignore_unknown_people() -> None:
    settings = MatchSettings(Agencies(OURS), ignore_unknown_people=True)

    assert found(settings, nip="197001011995011001")["aside"] == "unknown_people"
    assert found(settings, nip="198513012010011001")["aside"] is None


def test_a_decision_on_the_row_comes_before_everything() -> None:
    decided = Decided({"c-1": BUDI}, {}, frozenset())

    row = found(None, decided, key="c-1", nip=SITI, name="Siti Rahayu", agency="Kota Serang")

    assert (row["employee_id"], row["matched_by"], row["aside"]) == (2, "decision", None)


def test_a_decision_on_the_account_comes_after_that_on_the_row() -> None:
    decided = Decided({"c-1": BUDI}, {"77": DEWI}, frozenset())

    assert found(None, decided, key="c-1", account="77")["employee_id"] == 2
    assert found(None, decided, key="c-2", account="77")["employee_id"] == 3


def test_a_rejected_row_is_left_aside() -> None:
    decided = Decided({}, {}, frozenset({"c-1"}))

    assert found(None, decided, key="c-1")["aside"] == "rejected"
