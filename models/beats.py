"""Signs of life of the processes that work on a store, by the database's own clock.

Hosts may disagree about the time; the one database does not.
"""

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta

from sqlalchemy import Connection, DateTime, delete, func, select

from models.runs import get_fact, set_fact
from models.schema import fact

_PREFIX = "beat:"


def database_time(connection: Connection) -> datetime:
    """Return the instant by the database's clock, in UTC."""
    told = connection.execute(select(func.current_timestamp(type_=DateTime()))).scalar_one()
    return told.replace(tzinfo=UTC) if told.tzinfo is None else told.astimezone(UTC)


def write_beat(connection: Connection, owner: str) -> None:
    """Note that a process lives, now."""
    set_fact(connection, _PREFIX + owner, database_time(connection).isoformat())


def silent_for(connection: Connection, owner: str) -> timedelta | None:
    """Return since when a process gave no sign of life; none for one that never gave any."""
    told = get_fact(connection, _PREFIX + owner)
    return None if told is None else database_time(connection) - datetime.fromisoformat(told)


def beating(connection: Connection) -> dict[str, timedelta]:
    """Return every process that ever gave a sign of life, and how long it has been silent."""
    found = connection.execute(
        select(fact.c.name, fact.c.value).where(fact.c.name.startswith(_PREFIX, autoescape=True))
    )
    now = database_time(connection)
    return {
        name.removeprefix(_PREFIX): now - datetime.fromisoformat(value) for name, value in found
    }


def forget_beats(connection: Connection, owners: Iterable[str]) -> None:
    """Forget processes that are long gone."""
    names = [_PREFIX + owner for owner in owners]
    connection.execute(delete(fact).where(fact.c.name.in_(names)))
