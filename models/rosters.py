"""Write what the roster says: lists as they came, and the employees and OPDs that follow."""

import json
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import NamedTuple

import zstandard
from sqlalchemy import Connection, delete, func, select, update

from models.bulk import insert_many, update_many
from models.runs import set_fact
from models.schema import (
    employee,
    opd,
    opd_alias,
    opd_head,
    person,
    roster_snapshot,
    service,
)


def save_snapshot(connection: Connection, *, as_of: date, run_id: int, dated: bool,
                  entries: object) -> None:  # fmt: skip
    """Keep one complete list, days as ISO text; one of the same day takes its place."""
    connection.execute(delete(roster_snapshot).where(roster_snapshot.c.as_of == as_of))
    text = json.dumps(entries, sort_keys=True, ensure_ascii=False, default=date.isoformat)
    connection.execute(
        roster_snapshot.insert().values(as_of=as_of, run_id=run_id, dated=dated,
                                        entries=zstandard.compress(text.encode()))
    )  # fmt: skip


def snapshots(connection: Connection) -> list[tuple[date, bytes]]:
    """Every list that was taken, as JSON, oldest day first."""
    return [
        (row.as_of, zstandard.decompress(row.entries))
        for row in connection.execute(select(roster_snapshot).order_by(roster_snapshot.c.as_of))
    ]


class Person(NamedTuple):
    """An employee as the roster has it now."""

    nip: str
    name: str
    name_folded: str
    email: str | None


def write_employees(connection: Connection, people: Sequence[Person]) -> dict[str, int]:
    """Add new employees, update changed ones; nobody is ever deleted. Returns ids by NIP."""
    known = {row.nip: row for row in connection.execute(select(employee))}
    changed = [
        (row.id, p.name, p.name_folded, p.email)
        for p in people
        if (row := known.get(p.nip)) and (row.name, row.email) != (p.name, p.email)
    ]
    update_many(connection, employee, ["name", "name_folded", "email"], changed)
    new = [p for p in people if p.nip not in known]
    first = (connection.execute(select(func.max(employee.c.id))).scalar() or 0) + 1
    rows = [(number, number, *p) for number, p in enumerate(new, start=first)]
    insert_many(connection, employee,
                ["id", "person_id", "nip", "name", "name_folded", "email"], rows)  # fmt: skip
    added = select(employee.c.id).where(employee.c.id >= first)
    connection.execute(person.insert().from_select(["id"], added))
    ids = {nip: int(row.id) for nip, row in known.items()}
    return ids | {row[2]: row[0] for row in rows}


def write_service(connection: Connection, spells: Iterable[Sequence[object]]) -> None:
    """Replace all spells of service: (employee, from, until, OPD, unit, employment, position)."""
    connection.execute(delete(service))
    insert_many(connection, service,
                ["employee_id", "from_on", "until_on", "opd_id", "unit", "employment",
                 "legal_position"], spells)  # fmt: skip


def write_opds(
    connection: Connection, names: Mapping[str, tuple[str, str | None]]
) -> dict[str, int]:
    """Add OPDs by folded name: (name, abbreviation). Returns ids by folded name."""
    known = {row.folded: row for row in connection.execute(select(opd))}
    new = []
    for folded, (name, abbreviation) in names.items():
        row = known.get(folded)
        if row is None:
            new.append({"name": name, "folded": folded, "abbreviation": abbreviation})
        elif abbreviation and abbreviation != row.abbreviation:
            connection.execute(
                update(opd).where(opd.c.id == row.id).values(abbreviation=abbreviation)
            )
    if new:
        connection.execute(opd.insert(), new)
    return {row.folded: row.id for row in connection.execute(select(opd))}


def write_aliases(connection: Connection, aliases: Mapping[str, int], *, origin: str) -> None:
    """Let further folded names stand for OPDs; a person's alias is never overwritten."""
    decided = set(
        connection.execute(
            select(opd_alias.c.folded).where(opd_alias.c.origin == "decision")
        ).scalars()
    )
    for folded, opd_id in aliases.items():
        if origin == "roster" and folded in decided:
            continue
        connection.execute(delete(opd_alias).where(opd_alias.c.folded == folded))
        connection.execute(opd_alias.insert().values(folded=folded, opd_id=opd_id, origin=origin))


def write_heads(connection: Connection,
                heads: Iterable[tuple[int, date, str | None, str | None]]) -> None:  # fmt: skip
    """Replace the heads that rosters named: (OPD, from, name, address)."""
    connection.execute(delete(opd_head))
    insert_many(connection, opd_head, ["opd_id", "from_on", "name", "email"], heads)


def link_people(connection: Connection, groups: Iterable[set[int]]) -> None:
    """Let the employees of each group be one person; all others stand alone."""
    connection.execute(
        update(employee)
        .where(employee.c.person_id != employee.c.id)
        .values(person_id=employee.c.id)
    )
    for group in groups:
        connection.execute(
            update(employee).where(employee.c.id.in_(group)).values(person_id=min(group))
        )


def set_alias(connection: Connection, folded: str, of: str, decision_id: int) -> bool:
    """Let a text name an OPD by a person's decision; false where there is no such OPD."""
    target = connection.execute(
        select(opd.c.id).where(opd.c.folded == of)
        .union(select(opd_alias.c.opd_id).where(opd_alias.c.folded == of))
    ).scalar()  # fmt: skip
    if target is None:
        return False
    write_aliases(connection, {folded: target}, origin="decision")
    set_fact(connection, "alias_digest", str(decision_id))
    return True
