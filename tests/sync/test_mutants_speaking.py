"""Edges of what a record says that mutation testing found nobody standing on."""

from datetime import date
from typing import Any

import pytest

from sync.evidence import Evidence
from sync.speaking import Record, overlapping, records_of
from tests.sync.pieces import piece

UNDATED: dict[str, Any] = {"start_on": None, "end_on": None}


def at(first: int, last: int | None = None) -> dict[str, Any]:
    return {"start_on": date(2026, 3, first), "end_on": date(2026, 3, last or first)}


def only(*pieces: Evidence) -> Record:
    (record,) = records_of(pieces)
    return record


def test_a_record_without_dates_has_the_year_that_was_told() -> None:
    record = only(piece("a", year=2024, **UNDATED), piece("b", year=2024, **UNDATED))

    assert (record.start_on, record.end_on, record.year) == (None, None, 2024)


def test_a_record_without_jp_or_year_says_so() -> None:
    record = only(piece("a", jp=None, year=None, **UNDATED))

    assert (record.jp, record.conversion, record.year) == (None, None, None)
    assert record.flags == set()


def test_the_year_is_that_of_the_dates_even_where_an_undated_row_speaks() -> None:
    new_year: dict[str, Any] = {"start_on": date(2025, 12, 30), "end_on": date(2026, 1, 2)}
    old_year: dict[str, Any] = {"start_on": date(2025, 12, 30), "end_on": date(2025, 12, 31)}

    record = only(
        piece("a", title="Pelayanan publik", year=2025, **UNDATED),
        piece("b", source="banten", **new_year),
        piece("c", source="lms", **old_year),
    )

    assert (record.title, record.end_on, record.year) == (
        "Pelayanan publik",
        date(2026, 1, 2),
        2026,
    )


def test_a_record_bears_the_least_id_the_person_and_the_conversion() -> None:
    record = only(
        piece("a", id=8, employee_id=5, conversion="C1"),
        piece("b", id=3, employee_id=5, conversion="C1"),
    )

    assert (record.id, record.employee_id, record.conversion) == (3, 5, "C1")


def test_a_row_without_jp_speaks_after_one_with_jp() -> None:
    record = only(
        piece("a", jp=None, title="Pelayanan publik"), piece("b", title="PELAYANAN PUBLIK")
    )

    assert (record.jp, record.title) == (2000, "PELAYANAN PUBLIK")


def test_retakes_of_two_sources_all_speak_after_the_first_completions() -> None:
    record = only(
        piece("a", course_id="7", title="pelayanan publik", priority=1, **at(11)),
        piece("b", course_id="7", **at(10, 10)),
        piece("c", source="banten", course_id="8", priority=2, title="PELAYANAN publik", **at(11)),
        piece("d", source="banten", course_id="8", priority=40, **at(9, 11)),
        piece("e", source="banten", course_id="8", **at(8, 10)),
    )

    assert [m.key for m in record.members] == ["b", "e", "a", "c", "d"]


@pytest.mark.parametrize(
    ("number", "flags"),
    [("N1", {"certificate_number_repeated"}), ("N2", set[str]()), (None, set[str]())],
)
def test_a_number_on_two_events_is_flagged(number: str | None, flags: set[str]) -> None:
    records = records_of([
        piece("a", number="N1", title="Arsip", **at(1)),
        piece("b", number=number, title="Hukum", **at(20)),
    ])  # fmt: skip

    assert [r.flags for r in records] == [flags, flags]


def test_a_number_on_what_does_not_count_is_not_repeated() -> None:
    records = records_of([
        piece("a", number="N1", title="Arsip", **at(1)),
        piece("b", number="N1", title="Hukum", completed=False, **at(20)),
    ])  # fmt: skip

    assert [r.flags for r in records] == [set(), set()]


ONLY_LAST: dict[str, Any] = {"start_on": None, "end_on": date(2026, 3, 12)}


@pytest.mark.parametrize(
    ("one", "other", "meet"),
    [
        (at(10, 12), at(12, 14), True),
        (at(10, 12), at(13, 14), False),
        (at(12, 14), at(10, 12), True),
        (at(13, 14), at(10, 12), False),
        (at(1, 30), at(10, 12), True),
        (at(10, 12), at(1, 30), True),
        (ONLY_LAST, at(12, 14), True),
        (ONLY_LAST, at(10, 11), False),
        (at(12, 14), ONLY_LAST, True),
        (at(13, 14), ONLY_LAST, False),
        (ONLY_LAST, ONLY_LAST, True),
        (UNDATED, at(10, 12), False),
        (UNDATED, UNDATED, False),
    ],
)
def test_events_overlap_where_they_share_a_day(
    one: dict[str, Any], other: dict[str, Any], *, meet: bool
) -> None:
    records = records_of([piece("a", title="Arsip", **one), piece("b", title="Hukum", **other)])

    assert [r.flags for r in records] == [{"overlap"} if meet else set()] * 2


def test_overlaps_are_told_in_the_order_of_first_days() -> None:
    first, then = records_of([
        piece("b", title="Arsip", **at(1, 30)), piece("a", title="Hukum", **at(5)),
    ])[::-1]  # fmt: skip

    assert overlapping([then, first]) == [(first, then)]
