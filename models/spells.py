"""Who people are and where they serve, with dates: the spells of service of each person."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from operator import attrgetter
from typing import NamedTuple

from sqlalchemy import Connection, select

from models.schema import employee, opd, service


class Spell(NamedTuple):
    """One stretch of service under one NIP; a tuple, as everybody has one."""

    person_id: int
    nip: str
    name: str
    from_on: date
    until_on: date | None
    """First day no longer; null while it lasts."""
    opd_id: int | None
    opd: str | None
    unit: str | None
    employment: str
    legal_position: str | None

    def covers(self, day: date) -> bool:
        """It holds on that day."""
        return self.from_on <= day and (self.until_on is None or self.until_on > day)


@dataclass(frozen=True, slots=True)
class Identity:
    """What a list calls a person."""

    nip: str
    """The present one: a person may have owned several."""
    name: str
    opd: str | None


def spells(
    connection: Connection, people: Collection[int] | None = None
) -> Iterator[tuple[int, list[Spell]]]:
    """Yield each person, or each of these, with the spells of all their NIPs, earliest first."""
    query = (
        select(
            employee.c.person_id,
            employee.c.nip,
            employee.c.name,
            service.c.from_on,
            service.c.until_on,
            service.c.opd_id,
            opd.c.name,
            service.c.unit,
            service.c.employment,
            service.c.legal_position,
        )
        .join_from(employee, service)
        .outerjoin(opd, opd.c.id == service.c.opd_id)
        .order_by(employee.c.person_id, service.c.from_on, employee.c.id)
    )
    if people is not None:
        query = query.where(employee.c.person_id.in_(people))
    rows = connection.execute(query).all()
    for person, group in groupby(map(Spell._make, rows), key=attrgetter("person_id")):
        yield person, list(group)


def spell_on(found: list[Spell], day: date) -> Spell:
    """Return the spell of a day: one that covers it, else the last before, else the first."""
    covering = [spell for spell in found if spell.covers(day)]
    if covering:
        return covering[-1]
    begun = [spell for spell in found if spell.from_on <= day]
    return max(begun, key=lambda s: (s.until_on or day, s.from_on)) if begun else found[0]


def identities(connection: Connection, day: date) -> dict[int, Identity]:
    """Return what to call each person, with the OPD of a day."""
    found = {
        row.person_id: Identity(row.nip, row.name, None)
        for row in connection.execute(select(employee).order_by(employee.c.id))
    }
    for person, own in spells(connection):
        found[person] = Identity(own[-1].nip, own[-1].name, spell_on(own, day).opd)
    return found


def nips_of(connection: Connection, person_id: int) -> list[str]:
    """Return all NIPs of a person, in the order in which they came to be known."""
    query = select(employee.c.nip).where(employee.c.person_id == person_id)
    return list(connection.execute(query.order_by(employee.c.id)).scalars())


def person_with(connection: Connection, nip: str) -> int | None:
    """Return whose NIP this is, or was."""
    query = select(employee.c.person_id).where(employee.c.nip == nip)
    return connection.execute(query).scalar()


def all_nips(connection: Connection) -> list[str]:
    """Return every NIP of the roster, present or former."""
    return list(connection.execute(select(employee.c.nip)).scalars())
