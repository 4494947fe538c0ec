"""What a new version of a listing says of each person: added at once, or a change to be settled."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from models.values import Category, Listed
from sync.draft import Draft, Row
from sync.evidence import Evidence
from sync.worlds import Change, ChangeKind, World, fall_of, partner_of, unlisted

REJECTED = Category.IGNORED
"""A version that a person did not believe is left aside by that decision."""
VANISHED = "vanished"


def propose(draft: Draft, new: Sequence[Row], changed: Sequence[Row], gone: Sequence[Any]) -> None:
    """Put new rows, changed rows and the evidence that is gone into the worlds of their people."""
    added: dict[int, list[Evidence]] = defaultdict(list)
    for row in new:
        draft.fresh[row["id"]] = row
        added[draft.person_of[row["employee_id"]]].append(draft.as_read(row))
    taken: set[int] = set()
    for row in gone:
        person = draft.person_of[row.employee_id]
        taken |= _propose_vanished(draft, draft.worlds[person], row.id, added[person])
    for person, pieces in added.items():
        for piece in pieces:
            if piece.id not in taken:
                draft.worlds[person].now[piece.id] = piece
    for row in changed:
        _propose_changed(draft, row, draft.known[row["key"]])


def _propose_vanished(
    draft: Draft, world: World, number: int, added: Sequence[Evidence]
) -> set[int]:
    """A row is gone: corrected by a new one, told by another line, or no longer listed."""
    old = world.now[number]
    refused = draft.job.decisions.refused
    partner = partner_of(old, added)
    if partner is not None:
        row = draft.fresh[partner.id]
        if (old.key, row["hash"]) in refused:
            draft.category[partner.key] = REJECTED
        else:
            new = replace(partner, flags=partner.flags | {"corrected"})
            world.changes.append(Change(ChangeKind.CORRECTED, old, new, row["hash"]))
        return {partner.id}
    if (old.key, VANISHED) not in refused and _told_again(draft, old, world):
        world.changes.append(Change(ChangeKind.CORRECTED, old, None, VANISHED))
    else:
        world.now[number] = unlisted(old)
    return set()


def _told_again(draft: Draft, old: Evidence, world: World) -> bool:
    """Whether the same source still lists another row of the same event."""
    events = draft.job.count(list(world.now.values()))
    event = next(event for event in events if old.id in {m.id for m in event.members})
    gone = {change.old.id for change in world.changes} | {old.id}
    return any(
        m.source == old.source and m.id not in gone and m.listed is Listed.LISTED
        for m in event.members
    )


def _propose_changed(draft: Draft, row: Row, old: Any) -> None:
    before, after = draft.person_of[old.employee_id], draft.person_of[row["employee_id"]]
    world = draft.worlds[before]
    previous = world.now[old.id]
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
