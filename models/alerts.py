"""Alerts: one open alert a person and year, which the database itself sees to."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, select

from models.pages import upsert_ignore
from models.schema import alert


@dataclass(frozen=True, slots=True)
class OpenAlert:
    """An alert that was raised and not cleared."""

    id: int
    person_id: int
    level: str


@dataclass(frozen=True, slots=True)
class NewAlert:
    """What to raise for a person."""

    person_id: int
    level: str
    reason: str


def open_alerts(connection: Connection, year: int) -> dict[int, OpenAlert]:
    """Return the open alerts of a year by person."""
    query = select(alert.c.id, alert.c.person_id, alert.c.level).where(
        alert.c.year == year, alert.c.cleared_at.is_(None)
    )
    return {row.person_id: OpenAlert(*row) for row in connection.execute(query)}


def years_with_open_alerts(connection: Connection) -> list[int]:
    """Return the years that an evaluation must look at beside the present one."""
    query = select(alert.c.year).where(alert.c.cleared_at.is_(None)).distinct()
    return sorted(connection.execute(query).scalars())


def raised_at(connection: Connection, year: int) -> dict[tuple[int, str], datetime]:
    """Return when an alert was last raised, by person and level."""
    query = (
        select(alert.c.person_id, alert.c.level, alert.c.raised_at)
        .where(alert.c.year == year)
        .order_by(alert.c.id)
    )
    return {(row.person_id, row.level): row.raised_at for row in connection.execute(query)}


def clear_alerts(connection: Connection, ids: Iterable[int], *, at: datetime) -> int:
    """Clear those that are still open; returns how many were."""
    ready = sorted(ids)
    cleared = 0
    for start in range(0, len(ready), 500):
        wanted = alert.c.id.in_(ready[start : start + 500])
        cleared += connection.execute(
            alert.update().where(wanted, alert.c.cleared_at.is_(None)).values(cleared_at=at)
        ).rowcount
    return cleared


def raise_alerts(
    connection: Connection, alerts: Sequence[NewAlert], *, year: int, at: datetime
) -> set[int]:
    """Raise alerts; who has an open one of the year by now keeps it. Returns whose were raised."""
    if not alerts:
        return set()
    statement = upsert_ignore(connection, alert).returning(alert.c.person_id)  # type: ignore[attr-defined]
    rows = [
        {
            "person_id": new.person_id,
            "year": year,
            "level": new.level,
            "reason": new.reason,
            "raised_at": at,
        }
        for new in sorted(alerts, key=lambda a: a.person_id)
    ]
    return set(connection.execute(statement, rows).scalars())
