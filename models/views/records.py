"""Training records of a year with all the places that tell of them."""

import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Connection, Select, and_, func, or_, select

from models.schema import evidence, landed_page, record
from models.spells import identities
from models.values import jakarta_day

_BETWEEN_FLAGS = re.compile(r"[\s,;]+")


@dataclass(frozen=True, slots=True)
class Place:
    """Where a source says so."""

    source: str
    page: str
    locator: str


@dataclass(frozen=True, slots=True)
class RecordRow:
    """One employee x one learning event."""

    id: int
    nip: str
    name: str
    opd: str | None
    title: str
    provider: str | None
    form: str | None
    start_on: date | None
    end_on: date | None
    year: int | None
    jp: int | None
    """Hundredths."""
    certificate_number: str | None
    counted: bool
    reason: str | None
    sources: tuple[Place, ...]
    flags: tuple[str, ...]


def records(
    connection: Connection, *, year: int, member_on: date, until: date | None = None
) -> Iterator[RecordRow]:
    """Yield the records of a year, counted or not, by NIP.

    A record without a year (it has no date, and does not count) belongs to the year in which
    its page landed.

    Args:
        connection: to the store.
        year: of the records.
        member_on: the day whose OPD is told.
        until: leave out records whose last day is later.

    """
    people = identities(connection, member_on)
    places = _places(connection, year)
    undated = _landed_in(connection, year)
    found = [
        row
        for row in connection.execute(_of_year(year, until))
        if row.year is not None or row.id in undated
    ]
    found.sort(key=lambda r: (people[r.person_id].nip, *place_in_list(r)))
    for row in found:
        person = people[row.person_id]
        yield RecordRow(
            id=row.id,
            nip=person.nip,
            name=person.name,
            opd=person.opd,
            title=row.title,
            provider=row.provider,
            form=row.form,
            start_on=row.start_on,
            end_on=row.end_on,
            year=row.year,
            jp=row.jp,
            certificate_number=row.certificate_number,
            counted=row.counted,
            reason=row.reason,
            sources=tuple(places.get(row.id, ())),
            flags=flags_of(row.flags),
        )


def place_in_list(row: Any) -> tuple[date, str, str, int]:
    """Where a record stands among a person's: by its day, whatever arrived first."""
    day = row.end_on or row.start_on or date.max
    return day, row.title, row.certificate_number or "", row.id


def flags_of(text: str) -> tuple[str, ...]:
    """The flags of a column, sorted."""
    return tuple(sorted(flag for flag in _BETWEEN_FLAGS.split(text) if flag))


def _of_year(year: int, until: date | None) -> Select[tuple[object, ...]]:
    query = select(record).where(or_(record.c.year == year, record.c.year.is_(None)))
    if until is not None:
        day = func.coalesce(record.c.end_on, record.c.start_on)
        query = query.where(or_(day.is_(None), day <= until))
    return query


def _places(connection: Connection, year: int) -> dict[int, list[Place]]:
    query = (
        select(evidence.c.record_id, evidence.c.source, landed_page.c.name, evidence.c.locator)
        .join_from(evidence, record, record.c.id == evidence.c.record_id)
        .join(landed_page, landed_page.c.id == evidence.c.page_id)
        .where(or_(record.c.year == year, record.c.year.is_(None)))
        .order_by(evidence.c.record_id, evidence.c.id)
    )
    found: defaultdict[int, list[Place]] = defaultdict(list)
    for record_id, source, page, locator in connection.execute(query):
        found[record_id].append(Place(source, page, locator))
    for places in found.values():
        places.sort(key=lambda place: (place.source, place.page))
    return found


def _landed_in(connection: Connection, year: int) -> set[int]:
    """Return the records without a year whose first page landed in `year`."""
    query = (
        select(record.c.id, func.min(landed_page.c.landed_at))
        .join_from(record, evidence, evidence.c.record_id == record.c.id)
        .join(landed_page, and_(landed_page.c.id == evidence.c.page_id))
        .where(record.c.year.is_(None))
        .group_by(record.c.id)
    )
    return {
        record_id
        for record_id, landed_at in connection.execute(query)
        if jakarta_day(landed_at).year == year
    }
