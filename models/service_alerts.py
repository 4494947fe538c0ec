"""Alerts about the service itself: one open alert a kind and subject, by the database itself."""

from collections.abc import Collection
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Column, Connection, delete, func, select, update

from models.pages import upsert_ignore
from models.schema import landed_page, merged_listing, run, service_alert


@dataclass(frozen=True, slots=True)
class ServiceAlert:
    """Something that is wrong, or was, from when it began to hold until it had been gone."""

    kind: str
    subject: str
    """A source, or what else it is about."""
    happened: str
    meaning: str
    remedy: str
    seen_at: datetime
    raised_at: datetime | None = None
    """When it had held long enough; before that nobody is told."""
    gone_at: datetime | None = None
    """Since when it does not hold any more."""
    cleared_at: datetime | None = None
    """When it had been gone long enough."""
    told_in: int | None = None
    cleared_told_in: int | None = None
    id: int | None = None
    """Null for one that is not stored yet."""


def uncleared(connection: Connection) -> list[ServiceAlert]:
    """Return all that holds, or did a short while ago."""
    return _read(connection, service_alert.c.cleared_at.is_(None))


def open_service_alerts(connection: Connection) -> list[ServiceAlert]:
    """Return what was raised and is not cleared, the oldest first."""
    return _read(
        connection, service_alert.c.cleared_at.is_(None), service_alert.c.raised_at.is_not(None)
    )


def untold(connection: Connection) -> list[ServiceAlert]:
    """Return what admins do not know yet: raised and open, or cleared after they were told."""
    raised = service_alert.c.raised_at.is_not(None)
    news = (service_alert.c.told_in.is_(None)) & service_alert.c.cleared_at.is_(None)
    ends = (
        service_alert.c.told_in.is_not(None)
        & service_alert.c.cleared_at.is_not(None)
        & service_alert.c.cleared_told_in.is_(None)
    )
    return _read(connection, raised, news | ends)


def last_told(connection: Connection) -> dict[tuple[str, str], int]:
    """Return in which mail admins were last told of each kind and subject."""
    query = (
        select(service_alert.c.kind, service_alert.c.subject, func.max(service_alert.c.told_in))
        .where(service_alert.c.told_in.is_not(None))
        .group_by(service_alert.c.kind, service_alert.c.subject)
    )
    return {(kind, subject): mail for kind, subject, mail in connection.execute(query)}


def keep(connection: Connection, wanted: ServiceAlert) -> None:
    """Write a service alert as it is now; a new one only where none of its kind is open."""
    values = asdict(wanted)
    del values["id"]
    if wanted.id is None:
        connection.execute(upsert_ignore(connection, service_alert), values)  # type: ignore[call-overload]
        return
    row = service_alert.c.id == wanted.id
    connection.execute(update(service_alert).where(row).values(values))


def forget(connection: Connection, ids: Collection[int]) -> None:
    """Forget what went away before it was raised."""
    if ids:
        connection.execute(delete(service_alert).where(service_alert.c.id.in_(ids)))


def mark_told(connection: Connection, told: Collection[ServiceAlert], mail_id: int) -> None:
    """Note in which mail admins hear of these: of their beginning, or of their end."""
    for cleared, column in ((False, "told_in"), (True, "cleared_told_in")):
        ids = [one.id for one in told if (one.cleared_at is not None) is cleared]
        connection.execute(
            update(service_alert).where(service_alert.c.id.in_(ids)).values({column: mail_id})
        )


def first_asked(connection: Connection) -> dict[str, datetime]:
    """Return when each source was asked for the first time that is still known."""
    query = select(run.c.source, func.min(run.c.started_at)).group_by(run.c.source)
    return {source: at for source, at in connection.execute(query)}  # noqa: C416 - rows


def newest_landed(connection: Connection) -> dict[str, datetime]:
    """Return when each source last told something new."""
    column = landed_page.c.landed_at
    query = select(landed_page.c.source, func.max(column)).group_by(landed_page.c.source)
    return {source: at for source, at in connection.execute(query)}  # noqa: C416 - rows


def ever_merged(connection: Connection) -> set[str]:
    """Return the sources of which something has been merged."""
    return set(connection.execute(select(merged_listing.c.source).distinct()).scalars())


def last_begun(connection: Connection) -> datetime | None:
    """Return when the run that was opened last began, by the clock of then."""
    query = select(run.c.started_at).order_by(run.c.id.desc()).limit(1)
    return connection.execute(query).scalar()


def _read(connection: Connection, *where: Any) -> list[ServiceAlert]:
    columns: list[Column[Any]] = [service_alert.c[name] for name in ServiceAlert.__slots__]
    query = select(*columns).where(*where).order_by(service_alert.c.id)
    return [ServiceAlert(*row) for row in connection.execute(query)]
