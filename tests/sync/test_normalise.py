"""From text to typed rows: the first refusal, the key and the content of a row."""

from datetime import date
from typing import Any

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from connectors.contract import text_frame
from sync.keys import add_keys
from sync.normalise import Manner, normalise
from sync.reading.hours import Unit
from tests.builders import nip_of
from tests.sync.house import rules

LANDED = date(2026, 11, 24)
GOOD: dict[str, str | None] = {
    "nip": nip_of(1), "name": "Siti Rahayu", "title": "Pelayanan Publik", "jp": "20",
    "end_on": "12-03-2026", "certificate_number": "N-1", "result": "Lulus",
}  # fmt: skip
NIK = "3604010101850001"


def read(*rows: dict[str, str | None], listing: str = "a.csv") -> pl.DataFrame:
    """Type rows and give them keys."""
    raw = text_frame([GOOD | row for row in rows])
    raw = raw.with_columns(pl.lit(listing).alias("listing"), pl.lit(1).alias("page_id"))
    return add_keys(normalise(raw, landed_on=LANDED, manner=Manner(Unit.JP, rules())))


def one(**cells: str | None) -> dict[str, Any]:
    """One row, typed."""
    return read(cells).row(0, named=True)


def test_a_good_row_is_typed() -> None:
    row = one()

    assert row["nip_valid"] == nip_of(1)
    assert row["name_folded"] == "siti rahayu"
    assert (row["first_on"], row["last_on"], row["in_year"]) == (
        date(2026, 3, 12), date(2026, 3, 12), 2026,
    )  # fmt: skip
    assert (row["jp_hundredths"], row["passed"], row["number"]) == (2000, True, "N-1")
    assert row["refusal"] is None


def test_a_formula_that_failed_tells_no_name() -> None:
    assert one(name="#N/A")["name_folded"] is None
    assert one(name="Err:502")["name_folded"] is None


@pytest.mark.parametrize(("cells", "refusal"), [
    ({"title": None, "end_on": "x"}, ("title_missing", "title", None)),
    ({"title": "#REF!"}, ("title_missing", "title", "#REF!")),
    ({"title": "0"}, ("title_missing", "title", "0")),
    ({"end_on": "x", "jp": "x"}, ("date_invalid", "end_on", "x")),
    ({"end_on": None}, ("date_missing", "end_on", None)),
    ({"jp": "x", "result": "x"}, ("jp_invalid", "jp", "x")),
    ({"jp": None}, ("jp_missing", "jp", None)),
    ({"result": "mungkin"}, ("result_unknown", "result", "mungkin")),
    ({"refused": "row_malformed", "refused_value": "a;b", "title": None},
     ("row_malformed", "row", "a;b")),
])  # fmt: skip
def test_the_first_that_cannot_be_read_is_told(
    cells: dict[str, str | None], refusal: tuple[str, str, str | None]
) -> None:
    row = one(**cells)

    assert (row["refusal"], row["refusal_field"], row["refusal_value"]) == refusal


@pytest.mark.parametrize("jp", [None, "2 kali", "2 x", "2*", "2×", "2 times"])
def test_a_number_of_times_leaves_the_days_to_the_dates(jp: str | None) -> None:
    row = one(jp=jp, form="Seminar", start_on="10-03-2026")

    assert (row["jp_hundredths"], row["conversion"]) == (1200, "B6")


@pytest.mark.parametrize("text", ["-", "--", "---", "-----", "\u2014\u2014", " \u00a0 ", "\u200b"])
def test_dashes_and_white_space_of_every_kind_are_nothing(text: str) -> None:
    assert one(title=text)["refusal"] == "title_missing"


@pytest.mark.parametrize(
    "cells",
    [
        {"note": f"NIK {NIK}"},
        {"name": NIK},
        {"nip": NIK},
        {"refused": "row_malformed", "refused_value": f"1;{NIK}"},
        {"refused": "row_malformed", "refused_value": "1;" + "\u00a0".join(NIK)},
    ],
)
def test_a_nik_is_never_kept(cells: dict[str, str]) -> None:
    row = one(**cells)

    del row["nip"]  # as it came; what is kept of it is `nip_shown`
    assert NIK not in repr(row).replace("\\xa0", "")
    assert "(NIK)" in repr(row)


def test_a_row_without_an_id_is_known_by_its_listing_and_content() -> None:
    key = one()["key"]

    assert one(jp="24")["key"] == key
    assert one(provider="LAN")["key"] == key
    assert one(title="PELAYANAN  publik")["key"] == key
    assert read({}, listing="b.csv").row(0, named=True)["key"] != key
    for changed in ({"title": "Arsip"}, {"end_on": "13-03-2026"}, {"certificate_number": "N-2"},
                    {"nip": nip_of(2)}):  # fmt: skip
        assert one(**changed)["key"] != key


def test_the_content_differs_with_all_that_counts_or_is_shown() -> None:
    content = one()["hash"]

    for changed in ({"jp": "24"}, {"provider": "LAN"}, {"title": "pelayanan publik"},
                    {"result": "Gugur"}, {"withdrawn": "1"}, {"form": "Seminar"}):  # fmt: skip
        assert one(**changed)["hash"] != content
    assert one(note="apa saja")["hash"] == content


def test_an_id_of_the_source_is_the_key() -> None:
    row = one(key="c-7")

    assert (row["key"], row["keyless"]) == ("c-7", False)


@given(st.permutations([{"jp": "20"}, {"jp": "20"}, {"jp": "4"}, {"title": "Arsip"}]))
def test_keys_of_doubled_lines_do_not_depend_on_where_they_stand(
    rows: list[dict[str, str | None]],
) -> None:
    def told(lines: list[dict[str, str | None]]) -> set[tuple[Any, ...]]:
        return set(read(*lines).select("key", "hash").iter_rows())

    expected = told([{"jp": "20"}, {"jp": "20"}, {"jp": "4"}, {"title": "Arsip"}])

    assert told(rows) == expected
    assert len({key for key, _ in expected}) == 4
