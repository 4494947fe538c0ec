"""From lists of employees, each as of a day, to spells of service with dates (domain.md A1)."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from functools import lru_cache

from models.values import Employment

CONTRACT_CODES = 21
"""Digits 13-14 of a PPPK's number are the code of the agreement, from 21 on; a PNS's a month."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One employee as one list has it."""

    nip: str
    name: str
    opd: str | None
    unit: str | None
    employment: Employment
    legal_position: str | None
    start_on: date
    end_on: date | None
    """First day no longer in service, where the list says one."""
    email: str | None


@dataclass(frozen=True, slots=True)
class OpdEntry:
    """One OPD as one list has it."""

    name: str
    abbreviation: str | None
    head_name: str | None
    head_email: str | None


@dataclass(frozen=True, slots=True)
class Snapshot:
    """One complete list."""

    as_of: date
    entries: tuple[Entry, ...] = ()
    opds: tuple[OpdEntry, ...] = ()
    left: tuple[Entry, ...] = ()
    """Whom a list earlier on the same day still had."""


@dataclass(frozen=True, slots=True)
class Spell:
    """A time in which nothing changed; `until_on` is the first day no longer."""

    nip: str
    from_on: date
    until_on: date | None
    opd: str | None
    unit: str | None
    employment: Employment
    legal_position: str | None


@dataclass(slots=True)
class _Life:
    done: list[Spell] = field(default_factory=list)
    now: Spell | None = None


def spells(snapshots: Sequence[Snapshot]) -> list[Spell]:
    """Everybody's service, from all lists in the order of their days.

    Who appears for the first time served since the start of employment; who is absent from a
    newer list left on its day; what differs changed on its day.
    """
    lives: dict[str, _Life] = {}
    for snapshot in sorted(snapshots, key=lambda s: s.as_of):
        if not snapshot.entries:
            continue
        for entry in snapshot.left:
            if entry.nip not in lives:
                _meet(lives.setdefault(entry.nip, _Life()), entry, snapshot.as_of)
        for entry in snapshot.entries:
            _meet(lives.setdefault(entry.nip, _Life()), entry, snapshot.as_of)
        present = {e.nip for e in snapshot.entries}
        for nip, life in lives.items():
            if nip not in present and life.now is not None:
                _leave(life, snapshot.as_of)
    found = []
    for life in lives.values():
        found += life.done + ([life.now] if life.now else [])
    return [s for s in found if s.until_on is None or s.until_on > s.from_on]


def _meet(life: _Life, entry: Entry, as_of: date) -> None:
    last = life.now
    begun = as_of if life.done or last else entry.start_on
    met = Spell(entry.nip, begun, entry.end_on, entry.opd, entry.unit, entry.employment,
                entry.legal_position)  # fmt: skip
    if last is None:
        life.now = met
        return
    if replace(met, from_on=last.from_on, until_on=None) == replace(last, until_on=None):
        life.now = replace(last, until_on=entry.end_on)
        return
    life.done.append(replace(last, until_on=min(as_of, last.until_on or as_of)))
    life.now = met


def _leave(life: _Life, as_of: date) -> None:
    if life.now is None:
        return
    until = life.now.until_on
    life.done.append(replace(life.now, until_on=as_of if until is None else min(until, as_of)))
    life.now = None


def start_of(nip: str) -> date:
    """Start of employment as the number tells it: digits 9-14; of a PPPK 1 January of 9-12."""
    month = int(nip[12:14])
    return date(int(nip[8:12]), 1 if month >= CONTRACT_CODES else month, 1)


_EMPLOYMENT = (
    (re.compile(r"paruh|part"), Employment.PPPK_PART_TIME),
    (re.compile(r"pppk|p3k|perjanjian kerja"), Employment.PPPK),
    (re.compile(r"cpns|calon"), Employment.CPNS),
    (re.compile(r"pns|negeri sipil"), Employment.PNS),
)


def employment_of(text: str | None, nip: str) -> Employment:
    """Employment as printed, else as the number tells it."""
    printed = _employment_in(text) if text else None
    if printed is not None:
        return printed
    return Employment.PPPK if int(nip[12:14]) >= CONTRACT_CODES else Employment.PNS


@lru_cache(maxsize=1000)
def _employment_in(text: str) -> Employment | None:
    folded = text.casefold()
    return next((found for pattern, found in _EMPLOYMENT if pattern.search(folded)), None)
