"""What a digest told, as JSON that the ledger keeps and the next digest is held against."""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from alerts.levels import Level
from digest.values import Month, Previous
from models.views.told import ToldRecord

VERSION = 1
Records = Mapping[str, tuple[str, int]]
"""Key of each training that counts, with its title and hundredths of JP."""


@dataclass(frozen=True, slots=True)
class ToldPerson:
    """What was told of one employee."""

    level: Level
    jp: int
    """Hundredths."""
    records: Records


def write_facts(month: Month, people: Mapping[str, ToldPerson]) -> str:
    """Write what is told, by NIP; equal facts are equal text."""
    told = {
        nip: {"level": one.level.value, "jp": one.jp, "records": one.records}
        for nip, one in people.items()
    }
    facts = {"version": VERSION, "year": month.year, "month": month.key, "people": told}
    return json.dumps(facts, ensure_ascii=False, sort_keys=True)


def read_facts(previous: Previous | None, year: int) -> dict[str, ToldPerson] | None:
    """Return what was told of whom; nothing where it was about another year."""
    if previous is None:
        return None
    facts = json.loads(previous.facts)
    if facts["version"] != VERSION or facts["year"] != year:
        return None
    return {nip: _person(one) for nip, one in facts["people"].items()}


def records_by_person(found: Iterable[ToldRecord]) -> dict[int, Records]:
    """Gather the trainings of each person."""
    gathered: dict[int, dict[str, tuple[str, int]]] = {}
    for one in found:
        gathered.setdefault(one.person_id, {})[one.key] = (one.title, one.jp)
    return dict(gathered)


def told_of(told: Mapping[str, ToldPerson] | None, nips: Sequence[str]) -> ToldPerson | None:
    """Return what was told of a person under all NIPs that they own; the present one is first."""
    found = [told[nip] for nip in nips if nip in told] if told else []
    if not found:
        return None
    records = {key: one for own in found for key, one in own.records.items()}
    return ToldPerson(found[0].level, sum(own.jp for own in found), records)


def _person(one: Mapping[str, Any]) -> ToldPerson:
    records = {key: (str(title), int(jp)) for key, (title, jp) in one["records"].items()}
    return ToldPerson(Level(one["level"]), int(one["jp"]), records)
