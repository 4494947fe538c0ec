"""Alerts: one open alert a person and year, which the database itself sees to."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from operator import attrgetter
from typing import Any, NamedTuple

from sqlalchemy import Column, Connection, func, select, update

from models.bulk import insert_new
from models.pages import upsert_ignore
from models.schema import alert, fact

TURN = "alerts_turn"
CHUNK = 500


class OpenAlert(NamedTuple):
    """An alert that was raised and not cleared; a tuple, as it may be everybody's."""

    id: int
    person_id: int
    year: int
    level: str
    raised_at: datetime
    acknowledged_at: datetime | None
    acknowledged_by: str | None
    snoozed_until: date | None
    """The day on which it is back."""


class NewAlert(NamedTuple):
    """What to raise for a person; a tuple, too."""

    person_id: int
    level: str
    reason: str
    acknowledged_at: datetime | None = None
    """Kept from the alert of a worse level, as what follows."""
    acknowledged_by: str | None = None
    snoozed_until: date | None = None


def take_turn(connection: Connection, name: str = TURN) -> None:
    """Let those who change alerts wait for each other; SQLite has one writer anyway."""
    connection.execute(upsert_ignore(connection, fact), {"name": name, "value": ""})  # type: ignore[call-overload]
    connection.execute(update(fact).where(fact.c.name == name).values(value=fact.c.value))


def open_alerts(connection: Connection, year: int) -> dict[int, OpenAlert]:
    """Return the open alerts of a year by person."""
    query = select(*_columns()).where(alert.c.year == year, alert.c.cleared_at.is_(None))
    return {row.person_id: OpenAlert._make(row) for row in connection.execute(query)}


def open_alerts_of(connection: Connection, person_id: int) -> list[OpenAlert]:
    """Return the open alerts of a person, the latest year first."""
    query = (
        select(*_columns())
        .where(alert.c.person_id == person_id, alert.c.cleared_at.is_(None))
        .order_by(alert.c.year.desc())
    )
    return [OpenAlert._make(row) for row in connection.execute(query)]


def open_alert(connection: Connection, alert_id: int) -> OpenAlert | None:
    """Return an alert by its id, while it is open."""
    query = select(*_columns()).where(alert.c.id == alert_id, alert.c.cleared_at.is_(None))
    row = connection.execute(query).first()
    return None if row is None else OpenAlert._make(row)


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


def clear_alerts(connection: Connection, ids: Iterable[int], *, at: datetime) -> set[int]:
    """Clear those that are still open; returns which were."""
    ready = sorted(ids)
    cleared: set[int] = set()
    for start in range(0, len(ready), CHUNK):
        wanted = alert.c.id.in_(ready[start : start + CHUNK])
        statement = update(alert).where(wanted, alert.c.cleared_at.is_(None)).values(cleared_at=at)
        cleared |= set(connection.execute(statement.returning(alert.c.id)).scalars())
    return cleared


def raise_alerts(
    connection: Connection, alerts: Sequence[NewAlert], *, year: int, at: datetime
) -> dict[int, int]:
    """Raise alerts; who has an open one of the year by now keeps it. Take a turn before.

    Returns the ids of those that were raised, by person.
    """
    if not alerts:
        return {}
    newest = connection.execute(select(func.max(alert.c.id))).scalar() or 0
    ready = [(year, at, *new) for new in sorted(alerts, key=attrgetter("person_id"))]
    insert_new(connection, alert, ("year", "raised_at", *NewAlert._fields), ready)
    # Who raises alerts has taken a turn: newer ones are of this call.
    query = select(alert.c.person_id, alert.c.id).where(alert.c.id > newest)
    return dict(connection.execute(query).all())


def set_acknowledged(connection: Connection, alert_id: int, *, by: str, at: datetime) -> None:
    """Note who has seen an alert."""
    values = {"acknowledged_at": at, "acknowledged_by": by}
    connection.execute(update(alert).where(alert.c.id == alert_id).values(values))


def set_snoozed(connection: Connection, ids: Iterable[int], until: date | None) -> None:
    """Let alerts be silent until a day; without one they are back."""
    ready = sorted(ids)
    for start in range(0, len(ready), CHUNK):
        wanted = alert.c.id.in_(ready[start : start + CHUNK])
        connection.execute(update(alert).where(wanted).values(snoozed_until=until))


def _columns() -> list[Column[Any]]:
    return [alert.c[name] for name in OpenAlert._fields]
