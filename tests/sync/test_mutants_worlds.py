"""What of a person's evidence changes at once, and what is held: each edge of it."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from models.values import Listed
from sync.evidence import Evidence
from sync.speaking import records_of
from sync.worlds import Change, ChangeKind, Fall, World, fall_of, partners_of, settle, unlisted
from tests.sync.pieces import piece

UNDATED: dict[str, Any] = {"start_on": None, "end_on": None}
IN_2025: dict[str, Any] = {"start_on": date(2025, 3, 10), "end_on": date(2025, 3, 10), "year": 2025}
NOBODY: frozenset[tuple[str, str]] = frozenset()


def change(old: Evidence, new: Evidence | None) -> Change:
    return Change(ChangeKind.CHANGED, old, new, f"hash of {old.key}")


def world(*pieces: Evidence, changes: list[Change]) -> World:
    return World({p.id: p for p in pieces}, changes)


def test_more_hours_count_at_once() -> None:
    old = piece("a", jp=500)
    more = change(old, replace(old, jp=900))

    found = settle(world(old, changes=[more]), NOBODY, records_of)

    assert ([r.jp for r in found.records], found.applied, found.falls) == ([900], [more], [])


def test_equal_hours_are_no_fall() -> None:
    old = piece("a")
    same = change(old, replace(old, title="Lain", title_folded="lain"))

    assert settle(world(old, changes=[same]), NOBODY, records_of).applied == [same]


def test_fewer_hours_are_held_and_the_previous_version_counts_on() -> None:
    old = piece("a", jp=900)
    fewer = change(old, replace(old, jp=500))

    found = settle(world(old, changes=[fewer]), NOBODY, records_of)

    assert [(r.jp, set(r.flags)) for r in found.records] == [(900, {"held"})]
    assert (found.applied, found.falls) == ([], [Fall(fewer, 2026, 900, 500)])


def test_an_approved_fall_counts_at_once() -> None:
    old = piece("a", jp=900)
    fewer = change(old, replace(old, jp=500))

    found = settle(world(old, changes=[fewer]), frozenset({("a", "hash of a")}), records_of)

    assert ([r.jp for r in found.records], found.applied, found.falls) == ([500], [fewer], [])


@pytest.mark.parametrize("said", [("a", "another hash"), ("b", "hash of a")])
def test_a_decision_holds_for_one_version_of_one_row(said: tuple[str, str]) -> None:
    old = piece("a", jp=900)
    fewer = change(old, replace(old, jp=500))

    assert settle(world(old, changes=[fewer]), frozenset({said}), records_of).applied == []


def test_a_row_that_now_is_somebody_elses_takes_its_hours_away() -> None:
    old, other = piece("a", jp=900), piece("b", title="Arsip", jp=300)
    gone = change(old, None)
    before = world(old, other, changes=[gone])

    assert settle(before, NOBODY, records_of).falls == [Fall(gone, 2026, 1200, 300)]
    approved = settle(before, frozenset({("a", "hash of a")}), records_of)
    assert [r.jp for r in approved.records] == [300]


def test_a_held_change_does_not_stop_the_next_one() -> None:
    one, other = piece("a", jp=900), piece("b", title="Arsip", jp=300)
    fewer, more = change(one, replace(one, jp=500)), change(other, replace(other, jp=400))

    found = settle(world(one, other, changes=[more, fewer]), NOBODY, records_of)

    assert sorted(r.jp or 0 for r in found.records) == [400, 900]
    assert (found.applied, [f.change for f in found.falls]) == ([more], [fewer])


def test_changes_are_tried_in_the_order_of_their_rows() -> None:
    one, other = piece("a", jp=900), piece("b", title="Arsip", jp=300)
    fewer, more = change(one, replace(one, jp=500)), change(other, replace(other, jp=800))

    found = [settle(world(one, other, changes=c), NOBODY, records_of)
             for c in ([fewer, more], [more, fewer])]  # fmt: skip

    assert found[0] == found[1]
    assert [f.change for f in found[0].falls] == [fewer]


def test_a_change_that_another_source_makes_good_is_no_fall() -> None:
    old, other = piece("a", jp=900), piece("b", source="banten", jp=900)
    gone = change(old, replace(old, listed=Listed.WITHDRAWN))

    assert settle(world(old, other, changes=[gone]), NOBODY, records_of).applied == [gone]


def test_the_first_year_that_falls_is_told() -> None:
    late, early = piece("a"), piece("b", title="Arsip", jp=700, **IN_2025)
    after = replace(early, jp=600)
    told = change(early, after)

    found = fall_of(told, {1: late, 2: early}, {3: after}, records_of)

    assert found == Fall(told, 2025, 700, 600)


def test_another_year_is_a_fall_of_the_old_one() -> None:
    old = piece("a", jp=700)
    moved = change(old, replace(old, **IN_2025))

    assert fall_of(moved, {1: old}, {1: moved.new}, records_of) == Fall(moved, 2026, 700, 0)  # type: ignore[dict-item]  # it has one


def test_years_that_do_not_fall_are_passed_over() -> None:
    late, early = piece("a", jp=700), piece("b", title="Arsip", **IN_2025)
    fewer = replace(late, jp=500)
    told = change(late, fewer)

    found = fall_of(told, {1: late, 2: early}, {1: fewer, 2: early}, records_of)

    assert found == Fall(told, 2026, 700, 500)


def test_a_row_whose_number_changed_place_takes_its_partners_id() -> None:
    old = piece("a", id=7)
    new = replace(old, id=9, key="z", jp=2100)

    found = settle(world(old, changes=[change(old, new)]), NOBODY, records_of)

    assert [(r.id, r.jp) for r in found.records] == [(9, 2100)]


def at(first: int, last: int | None = None) -> dict[str, Any]:
    return {"start_on": date(2026, 3, first), "end_on": date(2026, 3, last or first)}


def partner(gone: Evidence, *fresh: Evidence) -> str | None:
    """The key of the partner, the same in any order."""
    found = {None if (p := partners_of([gone], order, lambda *_: False).get(gone.id)) is None
             else p.key for order in (fresh, fresh[::-1])}  # fmt: skip
    assert len(found) == 1
    return found.pop()


def test_a_partner_has_dates_that_meet() -> None:
    gone = piece("a", **at(10, 12))

    assert partner(gone, piece("n", **at(12, 14))) == "n"
    assert partner(gone, piece("n", **at(8, 10))) == "n"
    assert partner(gone, piece("n", **at(13, 14))) is None
    assert partner(gone, piece("n", **at(8, 9))) is None
    assert partner(gone, piece("n", **at(1, 30))) == "n"
    assert partner(gone, piece("n", **at(11))) == "n"
    assert partner(gone) is None


def test_a_last_day_alone_is_a_day() -> None:
    only: dict[str, Any] = {"start_on": None, "end_on": date(2026, 3, 12)}

    assert partner(piece("a", **only), piece("n", **at(12, 14))) == "n"
    assert partner(piece("a", **only), piece("n", **at(10, 11))) is None
    assert partner(piece("a", **only), piece("n", **at(13, 14))) is None
    assert partner(piece("a", **at(10, 12)), piece("n", **only)) == "n"
    assert partner(piece("a", **at(13, 14)), piece("n", **only)) is None
    assert partner(piece("a", **at(10, 11)), piece("n", **only)) is None


def test_a_partner_may_have_the_number_alone() -> None:
    gone = piece("a", number="N1", **at(10))

    assert partner(gone, piece("n", number="N1", **at(30))) == "n"
    assert partner(gone, piece("n", number="N2", **at(30))) is None
    assert partner(piece("a", **at(10)), piece("n", **at(30))) is None
    assert partner(gone, piece("n", number="N1", **UNDATED)) == "n"
    assert partner(piece("a", **at(10)), piece("n", **UNDATED)) is None
    assert partner(piece("a", **UNDATED), piece("n", **at(10))) is None


def test_of_several_partners_number_then_title_then_nearest_then_key_decides() -> None:
    gone = piece("a", number="N1", **at(10, 20))

    assert (
        partner(gone, piece("y", number="N1", title="Lain", **at(30)), piece("b", **at(10, 20)))
        == "y"
    )
    assert partner(gone, piece("y", **at(11)), piece("b", title="Lain", **at(10, 20))) == "y"
    assert partner(gone, piece("y", **at(10, 19)), piece("b", **at(10, 18))) == "y"
    assert partner(gone, piece("y", **at(10, 21)), piece("b", **at(10, 18))) == "y"
    assert partner(gone, piece("y", **at(10, 20)), piece("b", **at(10, 20))) == "b"
    assert (
        partner(gone, piece("y", number="N1", **at(10, 20)), piece("b", number="N1", **UNDATED))
        == "b"
    )


def test_what_is_unlisted_counts_on() -> None:
    (record,) = records_of([unlisted(piece("a"))])

    assert (record.jp, record.counted, set(record.flags)) == (2000, True, {"unlisted"})


def test_the_least_hours_that_there_are_can_fall() -> None:
    old = piece("a", jp=1)
    gone = change(old, None)

    assert fall_of(gone, {1: old}, {}, records_of) == Fall(gone, 2026, 1, 0)


def test_rows_that_are_no_partner_are_passed_over() -> None:
    gone = piece("a", **at(10))

    assert partner(gone, piece("far", **at(30)), piece("near", **at(10))) == "near"
