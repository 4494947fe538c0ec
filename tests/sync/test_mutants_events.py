"""Edges of "Same event" that mutation testing found nobody standing on."""

from datetime import date, timedelta
from typing import Any

import pytest
from rapidfuzz import fuzz

from sync.events import group, linked
from tests.sync.pieces import keys, piece

MARCH = date(2026, 3, 10)
UNDATED: dict[str, Any] = {"start_on": None, "end_on": None}


def at(day: int, days: int = 1) -> dict[str, Any]:
    """Some days counted from 10 March."""
    start = MARCH + timedelta(days=day)
    return {"start_on": start, "end_on": start + timedelta(days=days - 1)}


def test_two_titles_on_one_day_are_not_linked() -> None:
    assert not linked(piece("a", title="Arsip"), piece("b", title="Keuangan"))


@pytest.mark.parametrize(("days", "expected"), [(366, True), (367, False)])
def test_a_retake_is_one_within_three_hundred_and_sixty_six_days(days: int, expected: bool) -> None:  # noqa: FBT001
    one = piece("a", course_id="7", title="Arsip", **at(0))
    other = piece("b", course_id="7", title="Arsip lanjutan", **at(days))

    assert linked(one, other) is expected


@pytest.mark.parametrize(("year", "expected"), [(2026, True), (2025, False)])
def test_a_retake_without_dates_is_one_within_its_year(year: int, expected: bool) -> None:  # noqa: FBT001
    dated = piece("a", course_id="7", title="Arsip", **at(0))
    undated = piece("b", course_id="7", title="Arsip lanjutan", year=year, **UNDATED)

    assert linked(dated, undated) is expected
    assert linked(undated, dated) is expected


@pytest.mark.parametrize("bridge", ["a", "z"])
def test_nearest_dates_look_at_both_ends(bridge: str) -> None:
    near = piece("n", source="lan", number="N1", **at(0, 9))
    far = piece("m", source="lan", number="N2", **at(4, 5))
    third = piece(bridge, source="banten" if bridge == "a" else "lms", **at(0, 8))

    assert keys(group([near, far, third])) == sorted([{"n", bridge}, {"m"}], key=sorted)


def test_three_sources_with_one_number_within_sixty_days_are_one_event() -> None:
    pieces = [
        piece("a", number="N1", **at(0)),
        piece("b", source="banten", number="N1", **at(20)),
        piece("c", source="lms", number="N1", **at(40)),
    ]

    assert keys(group(pieces)) == [{"a", "b", "c"}]


def test_titles_like_each_other_by_exactly_ninety_are_like() -> None:
    one, other = "abcdefghij", "abcdefghix"
    assert fuzz.token_set_ratio(one, other) == 90
    pieces = [
        piece("a", number="N1", title=one, **at(0)),
        piece("b", source="banten", number="N1", title=other, **at(20)),
    ]

    assert len(group(pieces)) == 1


def test_every_pair_that_joined_by_title_alone_says_so() -> None:
    pieces = [
        piece("a", title="Arsip", **at(0)),
        piece("b", source="banten", title="Arsip", **at(5)),
        piece("c", title="Hukum", **at(0)),
        piece("d", source="banten", title="Hukum", **at(6)),
    ]

    found = group(pieces)

    assert [g.merged_by_title for g in found] == [True, True]


@pytest.mark.parametrize("source", ["lan", "banten"])
def test_a_row_of_that_title_is_no_candidate_when_it_is_far_from_the_other_source(
    source: str,
) -> None:
    far = -10 if source == "lan" else 20
    pieces = [
        piece("a", **at(0)),
        piece("b", source="banten", **at(10)),
        piece("c", source=source, **at(far)),
    ]

    assert keys(group(pieces)) == [{"a", "b"}, {"c"}]


@pytest.mark.parametrize("days", [14, 15])
def test_a_candidate_is_near_up_to_a_fortnight(days: int) -> None:
    pieces = [
        piece("a", **at(0)),
        piece("b", source="banten", **at(5)),
        piece("c", source="banten", **at(days)),
    ]

    assert len(group(pieces)) == (3 if days == 14 else 2)


def test_a_third_source_takes_no_part_in_counting_the_candidates() -> None:
    pieces = [
        piece("a", **at(0)),
        piece("b", source="banten", **at(10)),
        piece("c", source="lms", **at(20)),
    ]

    assert {"a", "b", "c"} in keys(group(pieces))


def test_what_its_number_joins_is_not_said_to_have_joined_by_title_alone() -> None:
    pieces = [piece("a", number="N1", **at(0)), piece("b", source="banten", number="N1", **at(5))]

    assert [g.merged_by_title for g in group(pieces)] == [False]
