"""A small invented roster, and rows that are asked of the matching itself."""

import json
from typing import Any

import polars as pl

from models.directory import Entry
from sync.agencies import Agencies
from sync.match import Decided, Directory, MatchSettings, match

HEALTH, ARCHIVE = 1, 2
OURS = Agencies(("Pemerintah Kabupaten Serang",))
PLAIN = MatchSettings(OURS)
NOTHING = Decided({}, {}, frozenset())
COLUMNS = ["key", "account", "nip_kind", "nip_valid", "nip", "nip_number", "name_folded", "opd",
           "unit", "email", "agency"]  # fmt: skip


def person(number: int, name: str, *, nip: str, opd_id: int | None = HEALTH,
           person_id: int | None = None, email: str | None = None) -> Entry:  # fmt: skip
    opd = {HEALTH: "Dinas Kesehatan", ARCHIVE: "Dinas Kearsipan", None: None}[opd_id]
    return Entry(number, person_id or number, nip, name.title(), name, email, opd_id, opd)


SITI = person(1, "siti rahayu", nip="198501012010012001", email="Siti@Serang.example")
BUDI = person(2, "budi santoso", nip="199002022015021002", email="budi@serang.example")
SITI_OF_THE_ARCHIVE = person(3, "siti rahayu", nip="198703032011032003", opd_id=ARCHIVE)
BUDI_BEFORE = person(4, "budi santoso", nip="199002022012021009", person_id=2,
                     email="budi@serang.example", opd_id=None)  # fmt: skip
OPDS = {"dinas kesehatan": HEALTH, "dinas kearsipan": ARCHIVE}
DIRECTORY = Directory([SITI, BUDI, SITI_OF_THE_ARCHIVE, BUDI_BEFORE], OPDS)


def row(**facts: str | None) -> dict[str, str | None]:
    """One row: a `valid` NIP, or a `nip_kind` of its own."""
    told: dict[str, str | None] = dict.fromkeys(COLUMNS)
    if valid := facts.pop("valid", None):
        told |= {"nip_kind": "valid", "nip_valid": valid, "nip": valid}
    else:
        told |= {"nip_kind": "absent"}
    return told | facts


def ask(*rows: dict[str, str | None], directory: Directory = DIRECTORY,
        settings: MatchSettings = PLAIN, decided: Decided = NOTHING,
        ) -> list[dict[str, Any]]:  # fmt: skip
    frame = pl.DataFrame(list(rows), schema=dict.fromkeys(COLUMNS, pl.String))
    answers = match(frame, directory, settings, decided).to_dicts()
    for answer in answers:
        assert answer["question"] is None or answer["employee_id"] is None
        answer["candidates"] = json.loads(answer["candidates"] or "[]")
        answer["nips"] = [c["nip"] for c in answer["candidates"]]
    return answers


def one(facts: dict[str, str | None], **how: Any) -> tuple[int | None, str | None, str | None]:
    (answer,) = ask(facts, **how)
    return answer["employee_id"], answer["matched_by"], answer["question"]


def nips(facts: dict[str, str | None], **how: Any) -> list[str]:
    (answer,) = ask(facts, **how)
    found: list[str] = answer["nips"]
    return found
