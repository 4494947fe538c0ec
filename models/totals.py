"""JP of every employee in a year, as of a day: computed from records, never added up on arrival."""

from collections.abc import Collection
from datetime import date
from operator import attrgetter
from typing import NamedTuple

from sqlalchemy import Connection, func, or_, select

from models.schema import exemption, record
from models.spells import Spell, spell_on, spells


class Total(NamedTuple):
    """What one person has reached in one year, and all that the level depends on.

    A tuple, as everybody has one: it is made three times as fast as a dataclass.
    """

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
    connection: Connection, *, year: int, as_of: date, people: Collection[int] | None = None
) -> list[Total]:
    """Return everybody, or those of `people`, who were in the roster in `year` up to `as_of`.

    In the order of their NIPs.

    Days after the year's end mean its last day. Trainings whose last day is after `as_of` are
    left out; those of which only the year is known are in.
    """
    as_of = min(as_of, date(year, 12, 31))
    hours = _hours(connection, year, as_of, people)
    exempt = _exempt(connection, as_of, people)
    found = [
        _total(
            own,
            year=year,
            as_of=as_of,
            document=exempt.get(person),
            jp=hours.get(person, (0, 0))[0],
            records=hours.get(person, (0, 0))[1],
        )
        for person, own in spells(connection, people)
        if any(s.from_on <= as_of and _lasted(s, date(year, 1, 1)) for s in own)
    ]
    return sorted(found, key=attrgetter("nip"))


def total_of(connection: Connection, person_id: int, *, year: int, as_of: date) -> Total | None:
    """Return one person's total; nothing for somebody who was not in the roster then."""
    return next(iter(totals(connection, year=year, as_of=as_of, people=[person_id])), None)


def _lasted(spell: Spell, day: date) -> bool:
    return spell.until_on is None or spell.until_on > day


def _total(
    own: list[Spell], *, year: int, as_of: date, document: str | None, jp: int, records: int
) -> Total:
    present, then = own[-1], spell_on(own, as_of)
    return Total(
        person_id=present.person_id,
        year=year,
        nip=present.nip,
        name=present.name,
        opd_id=then.opd_id,
        opd=then.opd,
        employment=then.employment,
        legal_position=then.legal_position,
        in_service=then.covers(as_of),
        joined_on=own[0].from_on,
        left_on=then.until_on,
        exemption=document,
        jp=jp,
        records=records,
    )


def _hours(
    connection: Connection, year: int, as_of: date, people: Collection[int] | None
) -> dict[int, tuple[int, int]]:
    day = func.coalesce(record.c.end_on, record.c.start_on)
    query = (
        select(record.c.person_id, func.sum(record.c.jp), func.count())
        .where(record.c.year == year, record.c.counted, or_(day.is_(None), day <= as_of))
        .group_by(record.c.person_id)
    )
    if people is not None:
        query = query.where(record.c.person_id.in_(people))
    return {person: (int(jp or 0), int(rows)) for person, jp, rows in connection.execute(query)}


def _exempt(connection: Connection, as_of: date, people: Collection[int] | None) -> dict[int, str]:
    """`until_on` of an exemption is the first day no longer, as that of a service."""
    query = (
        select(exemption.c.person_id, exemption.c.document)
        .where(
            exemption.c.from_on <= as_of,
            or_(exemption.c.until_on.is_(None), exemption.c.until_on > as_of),
        )
        .order_by(exemption.c.decision_id)
    )
    if people is not None:
        query = query.where(exemption.c.person_id.in_(people))
    return {person: document for person, document in connection.execute(query)}  # noqa: C416 - rows
