"""What a new version of a listing says of each person: added at once, or a change to be settled."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import replace
from typing import Any

from models.values import Category, Listed
from sync.draft import Draft, Row
from sync.evidence import Evidence
from sync.worlds import Change, ChangeKind, World, fall_of, partners_of, unlisted

REJECTED = Category.IGNORED
"""A version that a person did not believe is left aside by that decision."""
VANISHED = "vanished"


def propose(draft: Draft, new: Sequence[Row], changed: Sequence[Row], gone: Sequence[Any]) -> None:
    """Put new rows, changed rows and the evidence that is gone into the worlds of their people."""
    added: dict[tuple[int, str], list[Evidence]] = defaultdict(list)
    for row in new:
        draft.fresh[row["id"]] = row
        person = draft.person_of[row["employee_id"]]
        added[person, row["listing"]].append(draft.as_read(row))
    taken = _propose_vanished(draft, added, gone)
    for (person, _), pieces in added.items():
        for piece in pieces:
            if piece.id not in taken:
                draft.worlds[person].now[piece.id] = piece
    for row in changed:
        _propose_changed(draft, row, draft.known[row["key"]])


def _propose_vanished(
    draft: Draft, added: Mapping[tuple[int, str], Sequence[Evidence]], gone: Sequence[Any]
) -> set[int]:
    """Rows are gone: each is corrected by a new one, told by another line, or no longer listed."""
    vanished: dict[tuple[int, str], list[Evidence]] = defaultdict(list)
    for row in gone:
        person = draft.person_of[row.employee_id]
        vanished[person, row.listing].append(draft.worlds[person].now[row.id])
    numbers = {row.id for row in gone}
    taken: set[int] = set()
    for place, pieces in vanished.items():
        world = draft.worlds[place[0]]
        partners = partners_of(pieces, added.get(place, ()), draft.is_asked)
        taken |= {partner.id for partner in partners.values()}
        for old in pieces:
            if old.id in partners:
                _propose_corrected(draft, world, old, partners[old.id])
            else:
                _propose_gone(draft, world, old, numbers)
    return taken


def _propose_corrected(draft: Draft, world: World, old: Evidence, partner: Evidence) -> None:
    row = draft.fresh[partner.id]
    if (old.key, row["hash"]) in draft.job.decisions.refused:
        draft.category[partner.key] = REJECTED
        return
    new = replace(partner, flags=partner.flags | {"corrected"})
    world.changes.append(Change(ChangeKind.CORRECTED, old, new, row["hash"]))


def _propose_gone(draft: Draft, world: World, old: Evidence, gone: AbstractSet[int]) -> None:
    refused = (old.key, VANISHED) in draft.job.decisions.refused
    if not refused and _told_again(draft, old, world, gone):
        world.changes.append(Change(ChangeKind.CORRECTED, old, None, VANISHED))
    else:
        world.now[old.id] = unlisted(old)


def _told_again(draft: Draft, old: Evidence, world: World, gone: AbstractSet[int]) -> bool:
    """Whether the same source still lists another row of the same event."""
    events = draft.job.count(list(world.now.values()))
    event = next(event for event in events if old.id in {m.id for m in event.members})
    return any(
        m.source == old.source and m.id not in gone and m.listed is Listed.LISTED
        for m in event.members
    )


def _propose_changed(draft: Draft, row: Row, old: Any) -> None:
    before, after = draft.person_of[old.employee_id], draft.person_of[row["employee_id"]]
    world = draft.worlds[before]
    previous = world.now[old.id]
    if previous.listed is Listed.UNLISTED:  # it is told again, whether or not it is believed
        previous = world.now[old.id] = replace(previous, listed=Listed.LISTED)
    decision = (row["key"], row["hash"])
    if decision in draft.job.decisions.refused:
        draft.category[row["key"]] = REJECTED
        return
    draft.fresh[old.id] = row
    new = draft.as_read(row, flags=previous.flags & {"corrected"})
    kind = ChangeKind.WITHDRAWN if row["withdrawn"] else ChangeKind.CHANGED
    if before == after:
        world.changes.append(Change(kind, previous, new, row["hash"]))
        return
    change = Change(kind, previous, None, row["hash"])
    without = {number: piece for number, piece in world.now.items() if number != old.id}
    fall = fall_of(change, world.now, without, draft.job.count)
    decided = row["matched_by"] == "decision" or decision in draft.job.decisions.approved
    if fall is None or decided:
        world.now = without
        draft.worlds[after].now[old.id] = new
    else:
        draft.falls.append(fall)
        world.now[old.id] = replace(previous, held=True)
