"""One person's evidence before and after a listing's new version: what may change at once.

A world is the evidence of one person. Changes that can only add are applied first. A change by
which a source takes back something of its own (a lower version, an undone completion, a
revocation, a correction) is tried alone: where some year's JP would fall by it, it is held and
the previous version counts on (domain.md A3, "Falls"). Falls are judged by the person's years, so
that one that another source makes good is none.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum

from models.values import Listed
from sync.evidence import Evidence
from sync.speaking import Record, totals_by_year


class ChangeKind(StrEnum):
    """How a source takes something back."""

    CHANGED = "changed"
    WITHDRAWN = "withdrawn"
    CORRECTED = "corrected"


@dataclass(frozen=True, slots=True)
class Change:
    """A new version of a row, a revocation, or a row that took the place of a vanished one."""

    kind: ChangeKind
    old: Evidence
    new: Evidence | None
    """What takes the old one's place; null where it now belongs to somebody else."""
    hash: str
    """Content of the new version: a decision about it names this."""


@dataclass(frozen=True, slots=True)
class Fall:
    """A change that waits for a person; JP in integer hundredths of the year that would fall."""

    change: Change
    year: int
    jp_before: int
    jp_after: int


@dataclass(slots=True)
class World:
    """One person's evidence, and what becomes of it in this run."""

    now: dict[int, Evidence] = field(default_factory=dict)
    changes: list[Change] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a person's evidence has become."""

    records: Sequence[Record]
    applied: Sequence[Change]
    falls: Sequence[Fall]


Counting = Callable[[Sequence[Evidence]], list[Record]]


def settle(world: World, approved: frozenset[tuple[str, str]],
           count: Counting) -> Outcome:  # fmt: skip
    """Apply what may be applied, hold what would take hours away."""
    applied: list[Change] = []
    falls: list[Fall] = []
    current = dict(world.now)
    for change in sorted(world.changes, key=lambda c: c.old.name):
        changed = _with(current, change)
        if (change.old.key, change.hash) not in approved:
            fall = fall_of(change, current, changed, count)
            if fall is not None:
                falls.append(fall)
                current[change.old.id] = replace(change.old, held=True)
                continue
        applied.append(change)
        current = changed
    return Outcome(count(list(current.values())), applied, falls)


def _with(world: Mapping[int, Evidence], change: Change) -> dict[int, Evidence]:
    changed = {number: piece for number, piece in world.items() if number != change.old.id}
    if change.new is not None:
        changed[change.new.id] = change.new
    return changed


def fall_of(change: Change, before: Mapping[int, Evidence], after: Mapping[int, Evidence],
          count: Counting) -> Fall | None:  # fmt: skip
    """The first year whose JP would fall; nothing where none does."""
    then = totals_by_year(count(list(before.values())))
    now = totals_by_year(count(list(after.values())))
    for year, jp in sorted(then.items()):
        if now.get(year, 0) < jp:
            return Fall(change, year, jp, now.get(year, 0))
    return None


def partners_of(
    gone: Sequence[Evidence],
    fresh: Sequence[Evidence],
    asked: Callable[[Evidence, Evidence], bool],
) -> dict[int, Evidence]:
    """Which new row of a listing corrects which vanished one of the same person, by its id.

    One corrects one, the likest first; a pair that a person was asked about stays a pair.
    """
    likest = sorted(
        ((not asked(old, new), *likeness, old.key, new.key), old, new)
        for old in gone
        for new in fresh
        if (likeness := _likeness(old, new)) is not None
    )
    found: dict[int, Evidence] = {}
    taken: set[int] = set()
    for _, old, new in likest:
        if old.id not in found and new.id not in taken:
            found[old.id] = new
            taken.add(new.id)
    return found


def _likeness(gone: Evidence, new: Evidence) -> tuple[bool, bool, int] | None:
    """How far a new row is from a vanished one; nothing where neither number nor dates meet."""
    same_number = bool(gone.number_folded) and gone.number_folded == new.number_folded
    if not same_number and not _overlap(gone, new):
        return None
    return not same_number, new.title_folded != gone.title_folded, _apart(gone, new)


def _overlap(one: Evidence, other: Evidence) -> bool:
    if one.end_on is None or other.end_on is None:
        return False
    return (one.start_on or one.end_on) <= other.end_on and (
        other.start_on or other.end_on
    ) <= one.end_on


def _apart(one: Evidence, other: Evidence) -> int:
    if one.end_on is None or other.end_on is None:
        return 0
    return abs((one.end_on - other.end_on).days)


def unlisted(piece: Evidence) -> Evidence:
    """The same evidence, no longer named by its source: it counts on, and says so."""
    return replace(piece, listed=Listed.UNLISTED)
