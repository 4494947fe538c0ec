"""Trainings as heads of OPDs are told of them: what counts, and where a training is now."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Column, Connection, func, or_, select, tuple_

from models.schema import evidence, record
from models.views.records import flags_of

CHUNK = 400


@dataclass(frozen=True, slots=True)
class ToldRecord:
    """A training by a key that outlives a replay."""

    key: str
    """Source and key of the row that leads it."""
    record_id: int
    person_id: int
    title: str
    year: int | None
    jp: int
    """Hundredths."""
    counted: bool
    reason: str | None
    flags: tuple[str, ...]


def counted_records(
    connection: Connection, people: Collection[int], *, year: int, as_of: date
) -> list[ToldRecord]:
    """Return what counts for these persons in a year, up to a day; as the totals add it up."""
    day = func.coalesce(record.c.end_on, record.c.start_on)
    query = (
        select(*_columns())
        .join(evidence, evidence.c.id == record.c.id)
        .where(record.c.year == year, record.c.counted, or_(day.is_(None), day <= as_of))
        .where(record.c.person_id.in_(people))
        .order_by(record.c.id)
    )
    return _told(connection.execute(query))


def where_now(connection: Connection, keys: Iterable[str]) -> dict[str, ToldRecord]:
    """Return the training in which each row stands now; a row that is gone has none."""
    wanted = [tuple(key.split("/", 1)) for key in sorted(keys)]
    leader = evidence.alias("leader")
    found: dict[str, ToldRecord] = {}
    for start in range(0, len(wanted), CHUNK):
        some = wanted[start : start + CHUNK]
        query = (
            select(evidence.c.source + "/" + evidence.c.key, *_columns(leader))
            .join(record, record.c.id == evidence.c.record_id)
            .join(leader, leader.c.id == record.c.id)
            .where(tuple_(evidence.c.source, evidence.c.key).in_(some))
        )
        rows = connection.execute(query).all()
        found |= {row[0]: told for row, told in zip(rows, _told(r[1:] for r in rows), strict=True)}
    return found


def _columns(leader: Any = evidence) -> list[Column[Any]]:
    return [
        leader.c.source + "/" + leader.c.key,
        record.c.id,
        record.c.person_id,
        record.c.title,
        record.c.year,
        func.coalesce(record.c.jp, 0),
        record.c.counted,
        record.c.reason,
        record.c.flags,
    ]


def _told(rows: Iterable[Sequence[Any]]) -> list[ToldRecord]:
    return [ToldRecord(*_plain(row)) for row in rows]


def _plain(row: Sequence[Any]) -> list[Any]:
    return [*row[:-1], flags_of(row[-1])]
