"""Settings that let less count than the records say: caps of converted forms, overlaps.

Day and month caps of the conversion table bind only JP that were converted, unless the setting
`cap_printed` says otherwise (domain.md A3). Overlapping events both count, unless
`overlap = "larger"`.
"""

from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from sync.speaking import Record, overlapping


@dataclass(frozen=True, slots=True)
class Cap:
    """What one form gives at the most; JP in integer hundredths."""

    code: str
    per_day: int | None
    per_month: int | None
    """JP of the times that count in a calendar month."""


@dataclass(frozen=True, slots=True)
class Limits:
    """The caps in force and the two settings."""

    cap_of: Callable[[Record], Cap | None]
    cap_printed: bool = False
    larger_of_overlap: bool = False


def limit(records: Sequence[Record], limits: Limits) -> list[Record]:
    """One person's records with what the caps leave of them; order does not matter."""
    kept = list(records)
    if limits.larger_of_overlap:
        kept = _larger_only(kept)
    bound: dict[str, list[tuple[Cap, Record]]] = defaultdict(list)
    for record in kept:
        if record.counted and record.end_on and (record.conversion or limits.cap_printed):
            cap = limits.cap_of(record)
            if cap is not None:
                bound[cap.code].append((cap, record))
    changed: dict[tuple[str, str], Record] = {}
    for pairs in bound.values():
        changed.update(_capped(pairs))
    return [changed.get(r.name, r) for r in kept]


def _capped(pairs: list[tuple[Cap, Record]]) -> dict[tuple[str, str], Record]:
    used_days: dict[date, int] = defaultdict(int)
    used_months: dict[tuple[int, int], int] = defaultdict(int)
    changed = {}
    for cap, record in sorted(pairs, key=lambda p: (p[1].end_on or date.max, p[1].name)):
        left = jp = record.jp or 0
        if cap.per_day is not None:
            left = min(left, _take_days(record, cap.per_day, used_days, jp))
        if cap.per_month is not None and record.end_on:
            left = min(left, _take_months(record, cap.per_month, used_months, jp))
        if left != jp:
            changed[record.name] = replace(record, jp=left)
    return changed


def _take_days(record: Record, per_day: int, used: dict[date, int], wanted: int) -> int:
    """Take what the days of the record still have room for.

    `5 hari` printed beside its first day alone lasts longer than the dates say.
    """
    if record.end_on is None:
        return wanted
    day, taken = record.start_on or record.end_on, 0
    longest = 0 if record.conversion is None else -(-wanted // per_day)
    last = max(record.end_on, day + timedelta(days=longest - 1))
    while day <= last and taken < wanted:
        room = min(per_day - used[day], wanted - taken)
        used[day] += room
        taken += room
        day += timedelta(days=1)
    return taken


def _take_months(record: Record, per_month: int, used: dict[tuple[int, int], int],
                 wanted: int) -> int:  # fmt: skip
    """Take what the months of the record still have room for."""
    if record.end_on is None:
        return wanted
    first, taken = record.start_on or record.end_on, 0
    last = (record.end_on.year, record.end_on.month)
    month = (first.year, first.month)
    while month <= last and taken < wanted:
        room = min(per_month - used[month], wanted - taken)
        used[month] += room
        taken += room
        month = (month[0] + month[1] // 12, month[1] % 12 + 1)
    return taken


def _larger_only(records: list[Record]) -> list[Record]:
    """Of overlapping events the larger counts; the smaller stay, uncounted."""
    dropped: set[tuple[str, str]] = set()
    pairs = overlapping([r for r in records if r.counted])
    for one, other in sorted(pairs, key=lambda p: min(_weight(p[0]), _weight(p[1]))):
        if one.name not in dropped and other.name not in dropped:
            dropped.add(max(one, other, key=_weight).name)
    return [
        replace(r, counted=False, reason="overlap") if r.name in dropped else r for r in records
    ]


def _weight(record: Record) -> tuple[int, tuple[str, str]]:
    return (-(record.jp or 0), record.name)
