"""One person's records down to the rows that tell of them, as printed."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Connection, func, or_, select

from models.schema import evidence, landed_page, page_reading, record
from models.views.records import flags_of, place_in_list


@dataclass(frozen=True, slots=True)
class Mapped:
    """How a heading became a field."""

    field: str
    heading: str
    reason: str


@dataclass(frozen=True, slots=True)
class Told:
    """One row of one page that tells of a training."""

    source: str
    run_id: int
    page: str
    locator: str
    listed: str
    completed: bool
    jp: int | None
    matched_by: str
    conversion: str | None
    form: str | None
    printed: Mapping[str, Any]
    heading_at: str | None
    mapping: tuple[Mapped, ...]
    """Of the fields that are printed."""
    flags: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ExplainedRecord:
    """A learning event of the person with all that is told of it."""

    id: int
    title: str
    provider: str | None
    form: str | None
    start_on: date | None
    end_on: date | None
    year: int | None
    jp: int | None
    certificate_number: str | None
    counted: bool
    reason: str | None
    flags: tuple[str, ...]
    told: tuple[Told, ...]

    @property
    def day(self) -> date | None:
        """Its last day."""
        return self.end_on or self.start_on


def explained(connection: Connection, person_id: int, *, year: int) -> list[ExplainedRecord]:
    """Return a person's records of a year, and those of no year, the earliest first."""
    columns = [record.c[n] for n in ExplainedRecord.__slots__ if n != "told"]
    query = select(*columns).where(
        record.c.person_id == person_id, or_(record.c.year == year, record.c.year.is_(None))
    )
    told = _told(connection, person_id)
    found = [
        ExplainedRecord(
            **{**row._mapping, "flags": flags_of(row.flags)},  # noqa: SLF001 - SQLAlchemy's name
            told=tuple(told.get(row.id, ())),
        )
        for row in connection.execute(query)
    ]
    return sorted(found, key=place_in_list)


def other_years(connection: Connection, person_id: int, *, year: int) -> dict[int, int]:
    """Return how many records a person has in other years."""
    query = (
        select(record.c.year, func.count())
        .where(record.c.person_id == person_id, record.c.year != year)
        .group_by(record.c.year)
        .order_by(record.c.year)
    )
    return {int(other): int(number) for other, number in connection.execute(query)}


def _told(connection: Connection, person_id: int) -> dict[int, list[Told]]:
    query = (
        select(
            evidence,
            landed_page.c.run_id,
            landed_page.c.name.label("page"),
            page_reading.c.sheets,
        )
        .join_from(evidence, record, record.c.id == evidence.c.record_id)
        .join(landed_page, landed_page.c.id == evidence.c.page_id)
        .outerjoin(page_reading, page_reading.c.page_id == evidence.c.page_id)
        .where(record.c.person_id == person_id)
        .order_by(evidence.c.id)
    )
    found: dict[int, list[Told]] = {}
    for row in connection.execute(query):
        printed = json.loads(row.printed)
        sheet = _sheet_of(row.locator, json.loads(row.sheets or "[]"))
        told = Told(
            source=row.source,
            run_id=row.run_id,
            page=row.page,
            locator=row.locator,
            listed=row.listed,
            completed=row.completed,
            jp=row.jp,
            matched_by=row.matched_by,
            conversion=row.conversion,
            form=row.form,
            printed=printed,
            heading_at=sheet.get("heading_at"),
            mapping=_mapping(sheet, printed),
            flags=flags_of(row.flags),
        )
        found.setdefault(row.record_id, []).append(told)
    for members in found.values():
        members.sort(key=lambda one: (one.source, one.page))
    return found


def _sheet_of(locator: str, sheets: list[dict[str, Any]]) -> dict[str, Any]:
    """Return the sheet that a locator such as `Januari!7` names; a text file has only one."""
    name = locator.rpartition("!")[0]
    return next((s for s in sheets if s.get("name") == name), sheets[0] if sheets else {})


def _mapping(sheet: Mapping[str, Any], printed: Mapping[str, Any]) -> tuple[Mapped, ...]:
    return tuple(
        Mapped(column["field"], column["heading"], column["reason"])
        for column in sheet.get("columns", ())
        if column.get("field") in printed
    )
