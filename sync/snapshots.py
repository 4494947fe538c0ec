"""From lists of employees, each as of a day, to spells of service with dates (domain.md A1)."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import NamedTuple

from models.values import Employment

CONTRACT_CODES = 21
"""Digits 13-14 of a PPPK's number are the code of the agreement, from 21 on; a PNS's a month."""


class Entry(NamedTuple):
    """One employee as one list has it; a tuple, as a list has thousands."""

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


class Spell(NamedTuple):
    """A time in which nothing changed; `until_on` is the first day no longer."""

    nip: str
    from_on: date
    until_on: date | None
    opd: str | None
    unit: str | None
    employment: Employment
    legal_position: str | None


def spells(snapshots: Sequence[Snapshot]) -> list[Spell]:
    """Everybody's service, from all lists in the order of their days.

    Who appears for the first time served since the start of employment; who is absent from a
    newer list left on its day; what differs changed on its day.
    """
    past: dict[str, list[Spell]] = {}
    now: dict[str, Spell] = {}
    for snapshot in sorted(snapshots, key=lambda s: s.as_of):
        if not snapshot.entries:
            continue
        for entry in snapshot.left:
            if entry.nip not in past:
                _meet(past.setdefault(entry.nip, []), now, entry, snapshot.as_of)
        for entry in snapshot.entries:
            _meet(past.setdefault(entry.nip, []), now, entry, snapshot.as_of)
        for nip in now.keys() - {e.nip for e in snapshot.entries}:
            past[nip].append(_until(now.pop(nip), snapshot.as_of))
    found = []
    for nip, done in past.items():
        found += done
        if nip in now:
            found.append(now[nip])
    return [s for s in found if s.until_on is None or s.until_on > s.from_on]


def _meet(past: list[Spell], now: dict[str, Spell], entry: Entry, as_of: date) -> None:
    """Go on with what a person does now, or let it be past and begin anew."""
    last = now.get(entry.nip)
    begun = as_of if past or last else entry.start_on
    met = Spell(entry.nip, begun, entry.end_on, entry.opd, entry.unit, entry.employment,
                entry.legal_position)  # fmt: skip
    if last is not None:
        if met._replace(from_on=last.from_on, until_on=last.until_on) == last:
            met = met._replace(from_on=last.from_on)
        else:
            past.append(_until(last, as_of))
    now[entry.nip] = met


def _until(spell: Spell, day: date) -> Spell:
    """End a spell on a day, if it does not end before."""
    return spell._replace(until_on=min(day, spell.until_on or day))


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
