"""Which change of a person's evidence applies at once, and which waits."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from models.values import Listed
from sync.evidence import Evidence
from sync.speaking import records_of, totals_by_year
from sync.worlds import Change, ChangeKind, Outcome, World, partners_of, settle, unlisted
from tests.sync.pieces import piece


def nobody_was_asked(_old: Evidence, _new: Evidence) -> bool:
    """No pair waits for a person."""
    return False


def likest(gone: Evidence, *fresh: Evidence) -> Evidence | None:
    """The one of these that corrects a vanished row."""
    return partners_of([gone], fresh, nobody_was_asked).get(gone.id)


def changed(old: Evidence, kind: ChangeKind = ChangeKind.CHANGED, **facts: Any) -> Change:
    """A newer version of a row."""
    return Change(kind, old, replace(old, **facts), "h2")


def settled(*pieces: Evidence, changes: list[Change], approved: bool = False) -> Outcome:
    """Settle a world of these pieces."""
    world = World({p.id: p for p in pieces}, changes)
    answers = {(c.old.key, c.hash) for c in changes} if approved else set()
    return settle(world, frozenset(answers), records_of)


def test_what_raises_applies() -> None:
    outcome = settled(piece("a"), changes=[changed(piece("a"), jp=2500)])

    assert totals_by_year(outcome.records) == {2026: 2500}
    assert outcome.falls == []


def test_what_lowers_waits_and_the_previous_version_counts_on() -> None:
    outcome = settled(piece("a"), changes=[changed(piece("a"), jp=500)])

    assert totals_by_year(outcome.records) == {2026: 2000}
    assert [(f.year, f.jp_before, f.jp_after) for f in outcome.falls] == [(2026, 2000, 500)]
    assert outcome.records[0].flags == {"held"}


def test_what_a_person_approved_applies() -> None:
    outcome = settled(piece("a"), changes=[changed(piece("a"), jp=500)], approved=True)

    assert totals_by_year(outcome.records) == {2026: 500}
    assert outcome.falls == []


def test_a_move_into_another_year_waits_although_the_sum_stays() -> None:
    moved: dict[str, Any] = {
        "start_on": date(2025, 12, 1),
        "end_on": date(2025, 12, 2),
        "year": 2025,
    }

    outcome = settled(piece("a"), changes=[changed(piece("a"), **moved)])

    assert [f.year for f in outcome.falls] == [2026]
    assert totals_by_year(outcome.records) == {2026: 2000}


def test_what_another_source_makes_good_is_no_fall() -> None:
    other = piece("b", source="lms")

    outcome = settled(piece("a"), other, changes=[changed(piece("a"), completed=False)])

    assert outcome.falls == []
    assert totals_by_year(outcome.records) == {2026: 2000}


def test_of_two_changes_only_the_one_that_lowers_waits() -> None:
    one, other = piece("a"), piece("b", title="Arsip")

    outcome = settled(one, other, changes=[changed(one, jp=100), changed(other, jp=2100)])

    assert [f.change.old.key for f in outcome.falls] == ["a"]
    assert [c.old.key for c in outcome.applied] == ["b"]
    assert totals_by_year(outcome.records) == {2026: 4100}


def test_a_row_that_goes_to_somebody_else_is_a_fall() -> None:
    outcome = settled(piece("a"), changes=[Change(ChangeKind.CHANGED, piece("a"), None, "h2")])

    assert [f.jp_after for f in outcome.falls] == [0]


def test_unlisted_evidence_counts_on() -> None:
    gone = unlisted(piece("a"))

    assert gone.listed is Listed.UNLISTED
    assert totals_by_year(records_of([gone])) == {2026: 2000}


APRIL: dict[str, Any] = {"start_on": date(2026, 4, 1), "end_on": date(2026, 4, 2)}


@pytest.mark.parametrize(("facts", "found"), [
    ({"title": "Arsip"}, True),
    (APRIL, False),
    (APRIL | {"number": "N1"}, True),
    ({"number": "N2"}, True),
    ({"start_on": None, "end_on": None}, False),
])  # fmt: skip
def test_a_new_row_of_meeting_dates_or_one_number_corrects(
    facts: dict[str, Any], *, found: bool
) -> None:
    gone, new = piece("a", number="N1"), piece("b", **facts)

    assert partners_of([gone], [new], nobody_was_asked) == ({gone.id: new} if found else {})


def test_of_several_the_likest_corrects() -> None:
    gone = piece("a", number="N1")
    by_number = piece("b", number="N1", **APRIL)
    by_title = piece("c")
    by_dates = piece("d", title="Arsip")

    assert likest(gone, by_dates, by_title, by_number) is by_number
    assert likest(gone, by_dates, by_title) is by_title
    assert likest(gone) is None


def test_one_new_row_corrects_one_vanished_row_and_the_likest_first() -> None:
    near, far = piece("a", number="N1"), piece("b", number="N1", **APRIL)
    new, other = piece("c", number="N1"), piece("d", number="N1", **APRIL)

    assert partners_of([far, near], [new], nobody_was_asked) == {near.id: new}
    assert partners_of([far, near], [new, other], nobody_was_asked) == {near.id: new, far.id: other}


def test_a_pair_that_a_person_was_asked_about_stays_a_pair() -> None:
    near, far = piece("a", number="N1"), piece("b", number="N1", **APRIL)
    new = piece("c", number="N1")

    assert partners_of([near, far], [new], lambda *pair: pair == (far, new)) == {far.id: new}
