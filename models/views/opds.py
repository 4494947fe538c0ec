"""OPDs and who serves in them on a day."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy import Connection, or_, select

from models.directory import opds_by_folded_name
from models.schema import employee, opd, service
from models.spells import spell_on, spells


@dataclass(frozen=True, slots=True)
class OpdRow:
    """One OPD."""

    id: int
    name: str
    folded: str
    """Its name as it is compared; it outlives a replay, which gives new ids."""


def opd_of(connection: Connection, folded: str) -> OpdRow | None:
    """Return the OPD that a folded name means."""
    opd_id = opds_by_folded_name(connection).get(folded)
    row = connection.execute(
        select(opd.c.id, opd.c.name, opd.c.folded).where(opd.c.id == opd_id)
    ).first()
    return None if row is None else OpdRow(*row)


def opds_on(connection: Connection, day: date) -> list[OpdRow]:
    """Return the OPDs in which somebody serves on a day, by name."""
    query = (
        select(opd.c.id, opd.c.name, opd.c.folded)
        .join(service, service.c.opd_id == opd.c.id)
        .where(service.c.from_on <= day)
        .where(or_(service.c.until_on.is_(None), service.c.until_on > day))
        .distinct()
        .order_by(opd.c.name)
    )
    return [OpdRow(*row) for row in connection.execute(query)]


def members_of(connection: Connection, opd_id: int, day: date) -> set[int]:
    """Return the persons who serve in an OPD on a day; each is in one OPD at most."""
    query = (
        select(employee.c.person_id)
        .join(service, service.c.employee_id == employee.c.id)
        .where(service.c.opd_id == opd_id, service.c.from_on <= day)
        .where(or_(service.c.until_on.is_(None), service.c.until_on > day))
    )
    candidates = set(connection.execute(query).scalars())
    # Of two NIPs of one person both may serve: the same spell speaks here as in the totals.
    return {
        person
        for person, own in spells(connection, candidates)
        if spell_on(own, day).opd_id == opd_id
    }


def nips_by_person(connection: Connection, people: set[int]) -> dict[int, list[str]]:
    """Return all NIPs of each of these persons, the present one first."""
    query = (
        select(employee.c.person_id, employee.c.nip)
        .where(employee.c.person_id.in_(people))
        .order_by(employee.c.id.desc())
    )
    found: dict[int, list[str]] = {}
    for person, nip in connection.execute(query):
        found.setdefault(person, []).append(nip)
    return found
