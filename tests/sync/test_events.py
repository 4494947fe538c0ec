"""Which evidence tells of one event: rules (a) to (d) of domain.md A3."""

from dataclasses import replace
from datetime import date, timedelta
from itertools import combinations
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.values import Listed
from sync.events import group, linked
from sync.evidence import Evidence
from sync.speaking import records_of, totals_by_year
from tests.sync.pieces import evidence_lists, keys, piece

MARCH = date(2026, 3, 10)


def at(day: int, days: int = 1) -> dict[str, Any]:
    """Some days counted from 10 March."""
    start = MARCH + timedelta(days=day)
    return {"start_on": start, "end_on": start + timedelta(days=days - 1)}


def test_overlapping_dates_and_one_title_are_one_event() -> None:
    assert keys(group([piece("a", **at(0, 3)), piece("b", **at(2, 3))])) == [{"a", "b"}]


def test_dates_that_do_not_meet_are_two_events_within_a_source() -> None:
    assert keys(group([piece("a", **at(0, 3)), piece("b", **at(3, 3))])) == [{"a"}, {"b"}]


def test_one_number_is_one_event_whatever_the_titles() -> None:
    pieces = [piece("a", number="N1", title="Arsip"), piece("b", number="N1", title="Keuangan")]

    assert keys(group(pieces)) == [{"a", "b"}]


def test_one_number_on_dates_that_do_not_meet_is_two_events_within_a_source() -> None:
    pieces = [piece("a", number="N1", **at(0)), piece("b", number="N1", **at(9))]

    assert keys(group(pieces)) == [{"a"}, {"b"}]


def test_numbers_that_contradict_keep_rows_of_one_source_apart() -> None:
    assert keys(group([piece("a", number="N1"), piece("b", number="N2")])) == [{"a"}, {"b"}]


def test_numbers_that_contradict_do_not_keep_two_sources_apart() -> None:
    pieces = [piece("a", number="N1"), piece("b", source="banten", number="N2")]

    assert keys(group(pieces)) == [{"a", "b"}]


def test_a_row_without_a_number_contradicts_nothing() -> None:
    assert keys(group([piece("a", number="N1"), piece("b")])) == [{"a", "b"}]


def test_a_row_that_would_bridge_joins_the_one_of_equal_number() -> None:
    pieces = [
        piece("a", number="N1"),
        piece("b", number="N2"),
        piece("c", source="banten", number="N2"),
    ]

    assert keys(group(pieces)) == [{"a"}, {"b", "c"}]


def test_a_row_that_would_bridge_joins_the_one_of_nearest_dates() -> None:
    pieces = [
        piece("a", number="N1", **at(0, 9)),
        piece("b", number="N2", **at(1, 3)),
        piece("c", source="banten", **at(1, 4)),
    ]

    assert keys(group(pieces)) == [{"a"}, {"b", "c"}]


def test_a_row_that_would_bridge_joins_the_first_key_when_all_else_is_equal() -> None:
    pieces = [
        piece("a", number="N1"),
        piece("b", number="N2"),
        piece("c", source="banten"),
    ]

    assert keys(group(pieces)) == [{"a", "c"}, {"b"}]


@pytest.mark.parametrize(("year", "expected"), [(2026, [{"a", "b"}]), (2025, [{"a"}, {"b"}])])
def test_a_row_without_dates_joins_only_within_its_year(
    year: int, expected: list[set[str]]
) -> None:
    pieces = [piece("a"), piece("b", start_on=None, end_on=None, year=year)]

    assert keys(group(pieces)) == expected


def test_two_rows_without_dates_join_within_one_year() -> None:
    undated: dict[str, Any] = {"start_on": None, "end_on": None}

    assert keys(group([piece("a", **undated), piece("b", **undated)])) == [{"a", "b"}]


@pytest.mark.parametrize(("days", "groups"), [(60, 1), (61, 2)])
def test_two_sources_with_one_number_and_like_titles_meet_within_sixty_days(
    days: int, groups: int
) -> None:
    pieces = [
        piece("a", number="N1", title="Pelatihan Kepemimpinan Pengawas", **at(0)),
        piece("b", source="banten", number="N1", title="Kepemimpinan Pengawas", **at(days)),
    ]

    assert len(group(pieces)) == groups


def test_one_number_with_other_titles_far_apart_is_two_events() -> None:
    pieces = [
        piece("a", number="N1", title="Arsip", **at(0)),
        piece("b", source="banten", number="N1", title="Keuangan", **at(30)),
    ]

    assert len(group(pieces)) == 2
    flags = [r.flags for r in records_of(pieces)]
    assert flags == [{"certificate_number_repeated"}] * 2


@pytest.mark.parametrize(("days", "groups"), [(14, 1), (15, 2)])
def test_two_sources_with_one_title_meet_within_a_fortnight(days: int, groups: int) -> None:
    pieces = [piece("a", **at(0)), piece("b", source="banten", **at(days))]

    found = group(pieces)

    assert len(found) == groups
    assert any(g.merged_by_title for g in found) == (groups == 1)


def test_a_second_row_of_that_title_leaves_all_of_them_alone() -> None:
    pieces = [
        piece("a", **at(0)),
        piece("b", source="banten", **at(5)),
        piece("c", source="banten", **at(9)),
    ]

    assert len(group(pieces)) == 3


def test_rows_joined_by_their_dates_are_not_looked_at_by_the_fortnight() -> None:
    pieces = [
        piece("a", **at(0)),
        piece("b", source="banten", **at(0)),
        piece("c", source="lms", **at(5)),
    ]

    assert keys(group(pieces)) == [{"a", "b"}, {"c"}]


@pytest.mark.parametrize(("days", "groups"), [(300, 1), (400, 2)])
def test_one_course_completed_twice_within_a_year_is_one_event(days: int, groups: int) -> None:
    pieces = [piece("a", course_id="7", **at(0)), piece("b", course_id="7", **at(days))]

    assert len(group(pieces)) == groups


def test_one_course_id_of_two_sources_says_nothing() -> None:
    pieces = [piece("a", course_id="7", **at(0)),
              piece("b", source="banten", course_id="7", **at(200))]  # fmt: skip

    assert len(group(pieces)) == 2


@pytest.mark.parametrize("other", [{"completed": False}, {"listed": Listed.WITHDRAWN}])
def test_what_cannot_count_lends_nothing_to_what_can(other: dict[str, Any]) -> None:
    assert len(group([piece("a"), piece("b", **other)])) == 2


@given(evidence_lists(), st.randoms(use_true_random=False))
def test_groups_do_not_depend_on_the_order_of_arrival(pieces: list[Evidence], chance: Any) -> None:
    shuffled = list(pieces)
    chance.shuffle(shuffled)

    assert keys(group(shuffled)) == keys(group(pieces))


@given(evidence_lists())
def test_each_evidence_belongs_to_exactly_one_event(pieces: list[Evidence]) -> None:
    members = [m.name for g in group(pieces) for m in g.members]

    assert sorted(members) == sorted(p.name for p in pieces)


@given(evidence_lists())
def test_rows_of_one_source_that_are_kept_apart_never_share_an_event(
    pieces: list[Evidence],
) -> None:
    for found in group(pieces):
        for one, other in combinations(found.members, 2):
            if one.source == other.source:
                assert linked(one, other)


@given(evidence_lists())
def test_no_event_gets_more_than_its_largest_evidence(pieces: list[Evidence]) -> None:
    for record in records_of(pieces):
        assert (record.jp or 0) <= max(m.jp or 0 for m in record.members)


@given(evidence_lists(least=1), st.data())
def test_a_doubled_row_never_raises_a_total(pieces: list[Evidence], data: st.DataObject) -> None:
    doubled = data.draw(st.sampled_from(pieces))
    copy = replace(doubled, id=1000, key=f"{doubled.key}-copy")

    before = totals_by_year(records_of(pieces))
    after = totals_by_year(records_of([*pieces, copy]))

    for year, jp in after.items():
        assert jp <= before.get(year, 0)
