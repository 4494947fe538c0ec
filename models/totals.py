"""JP of every employee in a year, as of a day: computed from records, never added up on arrival."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from operator import attrgetter
from typing import Any

from sqlalchemy import Connection, func, or_, select

from models.schema import employee, exemption, opd, record, service


@dataclass(frozen=True, slots=True)
class Total:
    """What one person has reached in one year, and all that the level depends on."""

    person_id: int
    year: int
    nip: str
    """The present one: a person may have owned several."""
    name: str
    opd_id: int | None
    opd: str | None
    """Of the day asked for; of somebody who left, the last one."""
    employment: str
    legal_position: str | None
    in_service: bool
    joined_on: date
    """First day of all, over all NIPs of the person."""
    left_on: date | None
    """First day no longer; null while no end is known."""
    exemption: str | None
    """Document of a person's decision that holds on the day asked for."""
    jp: int
    """Hundredths."""
    records: int


def totals(
    connection: Connection, *, year: int, as_of: date, person_id: int | None = None
) -> list[Total]:
    """Return everybody who was in the roster in `year` up to `as_of`, by NIP.

    Days after the year's end mean its last day. Trainings whose last day is after `as_of` are
    left out; those of which only the year is known are in.
    """
    as_of = min(as_of, date(year, 12, 31))
    hours = _hours(connection, year, as_of, person_id)
    exempt = _exempt(connection, as_of, person_id)
    found = []
    for person, group in groupby(_spells(connection, person_id), key=attrgetter("person_id")):
        spells = list(group)
        begun = [s for s in spells if s.from_on <= as_of]
        if not any(s.until_on is None or s.until_on > date(year, 1, 1) for s in begun):
            continue
        jp, records = hours.get(person, (0, 0))
        found.append(
            _total(
                spells,
                begun,
                year=year,
                as_of=as_of,
                document=exempt.get(person),
                jp=jp,
                records=records,
            )
        )
    return sorted(found, key=attrgetter("nip"))


def total_of(connection: Connection, person_id: int, *, year: int, as_of: date) -> Total | None:
    """Return one person's total; nothing for somebody who was not in the roster then."""
    return next(iter(totals(connection, year=year, as_of=as_of, person_id=person_id)), None)


def _total(
    spells: list[Any],
    begun: list[Any],
    *,
    year: int,
    as_of: date,
    document: str | None,
    jp: int,
    records: int,
) -> Total:
    """Two spells on one day are two NIPs; the one that began later speaks."""
    covering = [s for s in begun if s.until_on is None or s.until_on > as_of]
    then = covering[-1] if covering else max(begun, key=lambda s: (s.until_on, s.from_on))
    present = spells[-1]
    return Total(
        person_id=present.person_id,
        year=year,
        nip=present.nip,
        name=present.name,
        opd_id=then.opd_id,
        opd=then.opd,
        employment=then.employment,
        legal_position=then.legal_position,
        in_service=bool(covering),
        joined_on=spells[0].from_on,
        left_on=then.until_on,
        exemption=document,
        jp=jp,
        records=records,
    )


def _spells(connection: Connection, person_id: int | None) -> Iterable[Any]:
    query = (
        select(
            employee.c.person_id,
            employee.c.nip,
            employee.c.name,
            service.c.from_on,
            service.c.until_on,
            service.c.opd_id,
            opd.c.name.label("opd"),
            service.c.employment,
            service.c.legal_position,
        )
        .join_from(employee, service)
        .outerjoin(opd, opd.c.id == service.c.opd_id)
        .order_by(employee.c.person_id, service.c.from_on, employee.c.id)
    )
    if person_id is not None:
        query = query.where(employee.c.person_id == person_id)
    return connection.execute(query)


def _hours(
    connection: Connection, year: int, as_of: date, person_id: int | None
) -> dict[int, tuple[int, int]]:
    day = func.coalesce(record.c.end_on, record.c.start_on)
    query = (
        select(record.c.person_id, func.sum(record.c.jp), func.count())
        .where(record.c.year == year, record.c.counted, or_(day.is_(None), day <= as_of))
        .group_by(record.c.person_id)
    )
    if person_id is not None:
        query = query.where(record.c.person_id == person_id)
    return {person: (int(jp or 0), int(rows)) for person, jp, rows in connection.execute(query)}


def _exempt(connection: Connection, as_of: date, person_id: int | None) -> dict[int, str]:
    """`until_on` of an exemption is the first day no longer, as that of a service."""
    query = (
        select(exemption.c.person_id, exemption.c.document)
        .where(
            exemption.c.from_on <= as_of,
            or_(exemption.c.until_on.is_(None), exemption.c.until_on > as_of),
        )
        .order_by(exemption.c.decision_id)
    )
    if person_id is not None:
        query = query.where(exemption.c.person_id == person_id)
    return {person: document for person, document in connection.execute(query)}  # noqa: C416 - rows
