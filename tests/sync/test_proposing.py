"""What a new version of a listing proposes for each person, before anything is settled."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

import pytest

from models.values import Category, Listed
from sync.draft import Draft, Job, Row
from sync.evidence import Evidence
from sync.prepare import NOTHING_DECIDED
from sync.proposing import propose
from sync.speaking import records_of
from sync.worlds import Change, ChangeKind, Fall
from tests.sync.pieces import piece

BUDI, SITI = 1, 2
PERSON_OF = {11: BUDI, 12: BUDI, 21: SITI}
MAY: dict[str, Any] = {"start_on": date(2026, 5, 4), "end_on": date(2026, 5, 6)}
Pairs = Iterable[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class Known:
    """What the store knows of a row."""

    id: int
    employee_id: int
    listing: str = "a.csv"


def told(key: str, **facts: Any) -> Evidence:
    """A row that the last version of the listing had: Budi's, unless something else is said."""
    return piece(key, **{"employee_id": 11} | facts)


def draft(*pieces: Evidence, approved: Pairs = (), refused: Pairs = ()) -> Draft:
    """A merge of a source of which these pieces are known."""
    decisions = replace(NOTHING_DECIDED, approved=frozenset(approved), refused=frozenset(refused))
    job = Job("lan", 1, frozenset({"a.csv"}), decisions, {"lan": 10}, records_of)
    known = {p.key: Known(p.id, p.employee_id) for p in pieces}
    found = Draft(job, PERSON_OF, {}, known, frozenset())
    for each in pieces:
        found.worlds[PERSON_OF[each.employee_id]].now[each.id] = each
    return found


def said(new: Evidence, *, listing: str = "a.csv", matched_by: str = "nip") -> Row:
    """The prepared row that says this."""
    return {
        "id": new.id, "key": new.key, "hash": f"hash of {new.key}", "listing": listing,
        "employee_id": new.employee_id, "passed": new.completed, "title_read": new.title,
        "title_folded": new.title_folded, "provider": new.provider, "form": new.form,
        "first_on": new.start_on, "last_on": new.end_on, "in_year": new.year,
        "jp_hundredths": new.jp, "conversion": new.conversion, "number": new.certificate_number,
        "number_folded": new.number_folded, "course_id": new.course_id, "matched_by": matched_by,
        "withdrawn": new.listed is Listed.WITHDRAWN,
    }  # fmt: skip


def vanished(*pieces: Evidence) -> list[Known]:
    """Rows that the new version of the listing no longer has."""
    return [Known(p.id, p.employee_id) for p in pieces]


def test_a_new_row_is_its_persons_at_once() -> None:
    one, other, third = told("a"), told("b", employee_id=12), told("c", employee_id=21)
    found = draft()
    rows = [said(new) for new in (one, other, third)]

    propose(found, rows, [], [])

    assert found.worlds[BUDI].now == {one.id: one, other.id: other}
    assert found.worlds[SITI].now == {third.id: third}
    assert found.fresh == {row["id"]: row for row in rows}


def test_a_new_row_takes_the_place_of_a_vanished_one_only_by_a_change() -> None:
    old, new, other = told("a"), told("n", title="Pelayanan"), told("o", **MAY)
    found = draft(old)

    propose(found, [said(new, matched_by="nip_repaired"), said(other)], [], vanished(old))

    corrected = replace(new, flags=frozenset({"nip_repaired", "corrected"}))
    assert found.worlds[BUDI].now == {old.id: old, other.id: other}
    assert found.worlds[BUDI].changes == [
        Change(ChangeKind.CORRECTED, old, corrected, "hash of n"),
    ]
    assert found.category == {}


def test_a_correction_that_a_person_did_not_believe_is_left_aside() -> None:
    old, new = told("a"), told("n")
    found = draft(old, refused=[("a", "hash of n")])

    propose(found, [said(new)], [], vanished(old))

    assert found.worlds[BUDI].now == {old.id: old}
    assert found.worlds[BUDI].changes == []
    assert found.category == {"n": Category.IGNORED}


def test_a_pair_that_a_person_was_asked_about_stays_a_pair() -> None:
    near, far = told("a", number="N1"), told("b", number="N1", **MAY)
    found = draft(near, far, approved=[("b", "hash of n")])

    propose(found, [said(told("n", number="N1"))], [], vanished(near, far))

    assert [change.old for change in found.worlds[BUDI].changes] == [far]
    assert found.worlds[BUDI].now[near.id].listed is Listed.UNLISTED


@pytest.mark.parametrize("facts", [{}, {"listing": "b.csv"}])
def test_a_row_of_somebody_else_or_of_another_listing_corrects_nothing(facts: Any) -> None:
    old, new = told("a"), told("n", employee_id=11 if facts else 21)
    found = draft(old)

    propose(found, [said(new, **facts)], [], vanished(old))

    assert found.worlds[BUDI].changes == []
    assert found.worlds[PERSON_OF[new.employee_id]].now[new.id] == new
    assert found.worlds[BUDI].now[old.id] == replace(old, listed=Listed.UNLISTED)


def test_each_listing_and_each_person_has_corrections_of_its_own() -> None:
    mine, hers = told("a"), told("b", employee_id=21)
    my_new, her_new = told("m"), told("h", employee_id=21)
    found = draft(mine, hers)

    propose(found, [said(her_new), said(my_new)], [], vanished(mine, hers))

    changes = {p: [(c.old.key, c.hash) for c in found.worlds[p].changes] for p in (BUDI, SITI)}
    assert changes == {BUDI: [("a", "hash of m")], SITI: [("b", "hash of h")]}
    assert (found.worlds[BUDI].now, found.worlds[SITI].now) == ({mine.id: mine}, {hers.id: hers})


def test_a_vanished_row_counts_on_unlisted() -> None:
    old, kept = told("a"), told("k", **MAY)
    found = draft(kept, old)

    propose(found, [], [], vanished(old))

    assert found.worlds[BUDI].changes == []
    assert found.worlds[BUDI].now == {kept.id: kept, old.id: replace(old, listed=Listed.UNLISTED)}


def test_a_vanished_line_whose_event_another_line_tells_is_taken_back() -> None:
    old, twin = told("a"), told("t")
    found = draft(told("k", **MAY), old, twin)

    propose(found, [], [], vanished(old))

    assert found.worlds[BUDI].changes == [Change(ChangeKind.CORRECTED, old, None, "vanished")]
    assert found.worlds[BUDI].now[old.id] == old


def test_a_line_stays_where_a_person_did_not_believe_that_it_was_told_again() -> None:
    old = told("a")
    found = draft(old, told("t"), refused=[("a", "vanished")])

    propose(found, [], [], vanished(old))

    assert found.worlds[BUDI].changes == []
    assert found.worlds[BUDI].now[old.id].listed is Listed.UNLISTED


@pytest.mark.parametrize(
    "twin", [told("t", source="banten"), told("t", listed=Listed.UNLISTED), told("t", **MAY)]
)
def test_only_a_listed_row_of_the_same_source_and_event_tells_it_again(twin: Evidence) -> None:
    old = told("a")
    found = draft(old, twin)

    propose(found, [], [], vanished(old))

    assert found.worlds[BUDI].changes == []
    assert found.worlds[BUDI].now[old.id].listed is Listed.UNLISTED


def test_two_lines_of_one_event_that_vanish_together_do_not_tell_each_other_again() -> None:
    old, twin = told("a"), told("t")
    found = draft(old, twin)

    propose(found, [], [], vanished(old, twin))

    assert found.worlds[BUDI].changes == []
    assert {p.listed for p in found.worlds[BUDI].now.values()} == {Listed.UNLISTED}


@pytest.mark.parametrize(
    ("listed", "kind"),
    [(Listed.LISTED, ChangeKind.CHANGED), (Listed.WITHDRAWN, ChangeKind.WITHDRAWN)],
)
def test_a_changed_row_waits_to_be_settled(listed: Listed, kind: ChangeKind) -> None:
    old = told("a", flags=frozenset({"corrected", "nip_repaired"}))
    new = told("a", jp=500, listed=listed)
    found = draft(old)

    propose(found, [], [said(new)], [])

    kept = replace(new, flags=frozenset({"corrected"}))
    assert found.worlds[BUDI].changes == [Change(kind, old, kept, "hash of a")]
    assert found.worlds[BUDI].now == {old.id: old}
    assert found.fresh == {old.id: said(new)}


@pytest.mark.parametrize("refused", [[], [("a", "hash of a")]])
def test_a_row_that_is_told_again_is_listed_again(refused: Pairs) -> None:
    old = told("a", listed=Listed.UNLISTED)
    found = draft(old, refused=refused)

    propose(found, [], [said(told("a", jp=500))], [])

    again = replace(old, listed=Listed.LISTED)
    assert found.worlds[BUDI].now == {old.id: again}
    assert [change.old for change in found.worlds[BUDI].changes] == ([] if refused else [again])


def test_a_version_that_a_person_did_not_believe_is_left_aside() -> None:
    old = told("a")
    found = draft(old, refused=[("a", "hash of a")])

    propose(found, [], [said(told("a", jp=500))], [])

    assert (found.worlds[BUDI].changes, found.fresh) == ([], {})
    assert found.category == {"a": Category.IGNORED}


def test_a_row_of_another_number_of_the_same_person_changes_nobody() -> None:
    old, new = told("a"), told("a", employee_id=12)
    found = draft(old)

    propose(found, [], [said(new)], [])

    assert found.worlds[BUDI].changes == [Change(ChangeKind.CHANGED, old, new, "hash of a")]
    assert found.falls == []


def moved(*more: Evidence, withdrawn: bool = False, approved: Pairs = (), **facts: Any) -> Draft:
    """A row of Budi's, and what he has beside it; the row is Siti's now."""
    found = draft(told("a"), *more, approved=approved)
    listed = Listed.WITHDRAWN if withdrawn else Listed.LISTED
    propose(found, [], [said(told("a", employee_id=21, listed=listed), **facts)], [])
    return found


@pytest.mark.parametrize("withdrawn", [False, True])
def test_hours_that_would_go_to_somebody_else_wait(*, withdrawn: bool) -> None:
    old, other = told("a"), told("b", **MAY)
    found = moved(other, withdrawn=withdrawn)

    kind = ChangeKind.WITHDRAWN if withdrawn else ChangeKind.CHANGED
    change = Change(kind, old, None, "hash of a")
    assert found.falls == [Fall(change, 2026, 4000, 2000)]
    assert found.worlds[BUDI].now == {old.id: replace(old, held=True), other.id: other}
    assert SITI not in found.worlds


@pytest.mark.parametrize("facts", [{"matched_by": "decision"}, {"approved": [("a", "hash of a")]}])
def test_hours_go_to_somebody_else_where_a_person_said_so(facts: Any) -> None:
    other = told("b", **MAY)
    found = moved(other, **facts)

    assert found.falls == []
    assert found.worlds[BUDI].now == {other.id: other}
    assert found.worlds[SITI].now == {told("a").id: told("a", employee_id=21)}


def test_a_row_goes_to_somebody_else_where_nobody_loses_by_it() -> None:
    other = told("b", source="banten")
    found = moved(other)

    assert found.falls == []
    assert found.worlds[BUDI].now == {other.id: other}
    assert found.worlds[SITI].now == {told("a").id: told("a", employee_id=21)}
