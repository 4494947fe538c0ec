"""Take a roster's lists into the store: employees, their service, OPDs and heads (domain.md A1)."""

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, replace
from datetime import date
from typing import Any

from models.decisions import Decision, decisions
from models.directory import entries, opds_by_folded_name
from models.heads import set_head
from models.people import set_exemption
from models.rosters import (
    Person,
    link_people,
    save_snapshot,
    snapshots,
    write_aliases,
    write_employees,
    write_heads,
    write_opds,
    write_service,
)
from models.runs import set_fact
from models.store import Transaction
from models.values import Employment
from sync.reading.names import normalise_name
from sync.reading.titles import normalise_opd
from sync.snapshots import Entry, OpdEntry, Snapshot, spells

MOST_ABSENT = 0.02
FEWEST_ABSENT = 10


def absent_from(new: Snapshot, kept: Sequence[Snapshot]) -> list[str]:
    """NIPs of the list before that the new one lacks, but for those whose service had ended."""
    before = [s for s in kept if s.as_of <= new.as_of and s.entries]
    if not before:
        return []
    last = max(before, key=lambda s: s.as_of)
    present = {e.nip for e in new.entries}
    return [
        e.nip
        for e in last.entries
        if e.nip not in present and (e.end_on is None or e.end_on > new.as_of)
    ]


def too_many_absent(new: Snapshot, kept: Sequence[Snapshot]) -> tuple[int, int] | None:
    """(absent, listed before) where a list lacks so many that a person must look."""
    absent = absent_from(new, kept)
    before = [s for s in kept if s.as_of <= new.as_of and s.entries]
    if not before:
        return None
    size = len(max(before, key=lambda s: s.as_of).entries)
    if len(absent) >= FEWEST_ABSENT and len(absent) > MOST_ABSENT * size:
        return len(absent), size
    return None


def keep(connection: Transaction, lists: Iterable[Snapshot], *, run_id: int) -> list[Snapshot]:
    """Keep complete lists as they were read; one of the same day takes the place of the earlier.

    Whom only the earlier one had is remembered as having left: nobody vanishes with his hours.
    """
    earlier = {snapshot.as_of: snapshot for snapshot in kept(connection)}
    saved = []
    for snapshot in lists:
        whole = replace(snapshot, left=_left(snapshot, earlier.get(snapshot.as_of)))
        save_snapshot(connection, as_of=whole.as_of, run_id=run_id, dated=True,
                      entries=_as_json(whole))  # fmt: skip
        saved.append(whole)
    return saved


def _left(new: Snapshot, earlier: Snapshot | None) -> tuple[Entry, ...]:
    if earlier is None:
        return ()
    present = {e.nip for e in new.entries}
    return tuple(e for e in (*earlier.entries, *earlier.left) if e.nip not in present)


def kept(connection: Transaction) -> list[Snapshot]:
    """Every list that was ever kept."""
    return [_of_json(as_of, json.loads(found)) for as_of, found in snapshots(connection)]


def rebuild(connection: Transaction, *, just_kept: Iterable[Snapshot] = (),
            decided_until: int | None = None) -> None:  # fmt: skip
    """Make employees, service, OPDs and heads from all lists and the decisions about people.

    Lists that were just kept need not be parsed again.
    """
    texts = snapshots(connection)
    known = {snapshot.as_of: snapshot for snapshot in just_kept}
    lists = [known.get(as_of) or _of_json(as_of, json.loads(text)) for as_of, text in texts]
    newest = {e.nip: e for snapshot in lists for e in snapshot.entries}
    people = [Person(e.nip, e.name, normalise_name(e.name), e.email) for e in newest.values()]
    ids = write_employees(connection, people)
    opds = _write_opds(connection, lists)
    for made in decisions(connection, "opd_head", until=decided_until):
        set_decided_head(connection, made)
    rows = [
        (ids[s.nip], s.from_on, s.until_on, opds.get(normalise_opd(s.opd)) if s.opd else None,
         s.unit, str(s.employment), s.legal_position)
        for s in spells(lists)
    ]  # fmt: skip
    write_service(connection, rows)
    link_as_decided(connection, until=decided_until)
    set_fact(connection, "roster_digest", _digest(texts))


def link_as_decided(connection: Transaction, *, until: int | None = None) -> None:
    """Join the NIPs that a person said belong to one person; all others stand alone."""
    links = decisions(connection, "link", until=until)
    ids = {e.nip: e.employee_id for e in entries(connection)} if links else {}
    groups: list[set[int]] = []
    for decision in links:
        mine = {ids[nip] for nip in decision.detail["nips"] if nip in ids}
        near = [g for g in groups if g & mine]
        groups = [g for g in groups if not g & mine] + [mine.union(*near)]
    link_people(connection, [g for g in groups if len(g) > 1])
    # Rows may be known by what only one person has: they are read again.
    told = sorted(sorted(d.detail["nips"]) for d in links)
    set_fact(connection, "link_digest", hashlib.sha256(json.dumps(told).encode()).hexdigest())
    for made in decisions(connection, "exempt", until=until):  # an exemption goes with its NIP
        set_exemption(connection, made)


def set_decided_head(connection: Transaction, made: Decision) -> None:
    """Put a person's word over the rosters'; it stands until a later day has another head."""
    told = made.detail
    set_head(connection, normalise_opd(told["opd"]), name=told["name"], email=told["email"],
             from_on=date.fromisoformat(told["from_on"]))  # fmt: skip


def _write_opds(connection: Transaction, lists: Sequence[Snapshot]) -> dict[str, int]:
    names: dict[str, tuple[str, str | None]] = {}
    aliases: dict[str, str] = {}
    for snapshot in lists:
        for o in snapshot.opds:
            folded = normalise_opd(o.name)
            names[folded] = (o.name, o.abbreviation)
            if o.abbreviation:
                aliases[normalise_opd(o.abbreviation)] = folded
    known = opds_by_folded_name(connection)
    for snapshot in lists:
        for name in dict.fromkeys(e.opd for e in snapshot.entries if e.opd is not None):
            folded = normalise_opd(name)
            if folded not in names and folded not in aliases and folded not in known:
                names[folded] = (name, None)
    ids = write_opds(connection, names)
    write_aliases(connection, {a: ids[f] for a, f in aliases.items() if a not in names},
                  origin="roster")  # fmt: skip
    write_heads(connection, _heads(lists, ids))
    return opds_by_folded_name(connection)


def _heads(lists: Sequence[Snapshot], ids: Mapping[str, int]
           ) -> list[tuple[int, date, str | None, str | None]]:  # fmt: skip
    """Heads with the day from which each is known; an unchanged head is told once."""
    now: dict[int, tuple[str | None, str | None]] = {}
    found: list[tuple[int, date, str | None, str | None]] = []
    for snapshot in lists:
        for o in snapshot.opds:
            opd_id, head = ids[normalise_opd(o.name)], (o.head_name, o.head_email)
            if now.get(opd_id) != head:
                if found and found[-1][0] == opd_id and found[-1][1] == snapshot.as_of:
                    found.pop()
                now[opd_id] = head
                found.append((opd_id, snapshot.as_of, *head))
    return list({(row[0], row[1]): row for row in found}.values())


def _digest(lists: Iterable[tuple[date, bytes]]) -> str:
    digest = hashlib.sha256()
    for as_of, text in lists:
        digest.update(b"%s %d " % (as_of.isoformat().encode(), len(text)) + text)
    return digest.hexdigest()


def _as_json(snapshot: Snapshot) -> dict[str, Any]:
    told: dict[str, Any] = {
        "entries": [e._asdict() for e in snapshot.entries],
        "opds": [asdict(o) for o in snapshot.opds],
    }
    return told | ({"left": [e._asdict() for e in snapshot.left]} if snapshot.left else {})


def _of_json(as_of: date, found: Any) -> Snapshot:
    return Snapshot(
        as_of,
        tuple(map(_entry_of_json, found["entries"])),
        tuple(OpdEntry(**o) for o in found["opds"]),
        tuple(map(_entry_of_json, found.get("left", ()))),
    )


def _entry_of_json(e: Any) -> Entry:
    def day(text: str | None) -> date | None:
        return date.fromisoformat(text) if text else None

    return Entry(**(e | {"start_on": day(e["start_on"]), "end_on": day(e["end_on"]),
                         "employment": Employment(e["employment"])}))  # fmt: skip
