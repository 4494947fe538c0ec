"""From groups of evidence to training records: which evidence speaks, and what is flagged.

domain.md A3: printed JP before converted, then lower priority, then one with a certificate
number, then the lower JP, then the key. Never the sum.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import combinations
from typing import TypeVar

from models.values import Listed
from sync.events import Group, group
from sync.evidence import Evidence

T = TypeVar("T")
MOST = 10**9


@dataclass(frozen=True, slots=True)
class Record:
    """One employee x one learning event; JP in integer hundredths."""

    id: int
    """The least id of its evidence."""
    employee_id: int
    year: int | None
    start_on: date | None
    end_on: date | None
    title: str
    title_folded: str
    provider: str | None
    form: str | None
    jp: int | None
    conversion: str | None
    certificate_number: str | None
    numbers: frozenset[str]
    counted: bool
    reason: str | None
    flags: frozenset[str]
    members: tuple[Evidence, ...]
    """Speaking order: the first one speaks."""

    @property
    def name(self) -> tuple[str, str]:
        """What tells it from the person's other records, whatever the order of arrival."""
        return min(m.name for m in self.members)


def records_of(evidence: Sequence[Evidence]) -> list[Record]:
    """All records of one person, from all the evidence that the store has of the person."""
    records = [_speak(g) for g in group(evidence)]
    return _flag_across(records) if len(records) > 1 else records


def totals_by_year(records: Sequence[Record]) -> dict[int, int]:
    """Counted JP by year, in hundredths."""
    totals: dict[int, int] = defaultdict(int)
    for record in records:
        if record.counted and record.year is not None and record.jp is not None:
            totals[record.year] += record.jp
    return dict(totals)


def _speak(event: Group) -> Record:
    order = _speaking_order(event.members)
    dated = next((e for e in order if e.dated), None)
    hours = next((e for e in order if e.jp is not None), None)
    year = dated.end_on.year if dated and dated.end_on else _first(e.year for e in order)
    reason = order[0].uncounted_because
    return Record(
        id=min(e.id for e in order),
        employee_id=order[0].employee_id,
        year=year,
        start_on=dated.start_on if dated else None,
        end_on=dated.end_on if dated else None,
        title=order[0].title,
        title_folded=order[0].title_folded,
        provider=_first(e.provider for e in order),
        form=_first(e.form for e in order),
        jp=hours.jp if hours else None,
        conversion=hours.conversion if hours else None,
        certificate_number=_first(e.certificate_number for e in order),
        numbers=frozenset(e.number_folded for e in order if e.number_folded),
        counted=reason is None,
        reason=reason,
        flags=_flags(event, order, hours),
        members=order,
    )


def _first(values: Iterable[T | None]) -> T | None:
    """What the first that speaks lacks comes from the next."""
    return next((v for v in values if v is not None), None)


def _speaking_order(members: tuple[Evidence, ...]) -> tuple[Evidence, ...]:
    if len(members) == 1:
        return members
    late = _later_completions(members)
    return tuple(sorted(members, key=lambda e: (e.name in late, *_rank(e))))


def _rank(piece: Evidence) -> tuple[bool, int, bool, int, tuple[str, str]]:
    return (
        piece.conversion is not None,
        piece.priority,
        piece.certificate_number is None,
        MOST if piece.jp is None else piece.jp,
        (piece.source, piece.key),
    )


def _later_completions(members: tuple[Evidence, ...]) -> set[tuple[str, str]]:
    """Rule (d): of one source's own course the first completion speaks, not a retake."""
    courses: dict[tuple[str, str], list[Evidence]] = defaultdict(list)
    for piece in members:
        if piece.course_id is not None:
            courses[piece.source, piece.course_id].append(piece)
    late: set[tuple[str, str]] = set()
    for pieces in courses.values():
        first = min(pieces, key=lambda e: (e.end_on or date.max, e.name))
        late |= {e.name for e in pieces if e is not first}
    return late


def _flags(event: Group, order: tuple[Evidence, ...], hours: Evidence | None) -> frozenset[str]:
    flags = set().union(*(e.flags for e in order))
    if hours is not None and hours.conversion is not None:
        flags.add("converted")
    if len({e.jp for e in order if e.jp is not None}) > 1:
        flags.add("jp_differs")
    if any(e.listed is Listed.UNLISTED for e in order):
        flags.add("unlisted")
    if any(e.held for e in order):
        flags.add("held")
    if event.merged_by_title:
        flags.add("merged_by_title")
    return frozenset(flags)


def _flag_across(records: list[Record]) -> list[Record]:
    """Flags that need two events: overlapping dates, and one number on several."""
    extra: dict[tuple[str, str], set[str]] = defaultdict(set)
    counted = [r for r in records if r.counted]
    by_number: dict[str, list[Record]] = defaultdict(list)
    for record in counted:
        for number in record.numbers:
            by_number[number].append(record)
    for sharing in by_number.values():
        if len(sharing) > 1:
            for record in sharing:
                extra[record.name].add("certificate_number_repeated")
    for one, other in overlapping(counted):
        extra[one.name].add("overlap")
        extra[other.name].add("overlap")
    if not extra:
        return records
    return [replace(r, flags=r.flags | extra[r.name]) if r.name in extra else r for r in records]


def overlapping(records: Sequence[Record]) -> list[tuple[Record, Record]]:
    """Pairs of events with overlapping dates and different titles."""
    dated = sorted((r for r in records if r.end_on), key=lambda r: (r.start_on or r.end_on, r.name))
    return [
        (one, other)
        for one, other in combinations(dated, 2)
        if one.title_folded != other.title_folded and _meet(one, other)
    ]


def _meet(one: Record, other: Record) -> bool:
    if one.end_on is None or other.end_on is None:
        return False
    return (one.start_on or one.end_on) <= other.end_on and (
        other.start_on or other.end_on
    ) <= one.end_on
