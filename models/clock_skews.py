"""How far our clock is ahead of what each source's answers say, as of its last good run."""

import json
from collections.abc import Collection
from datetime import datetime, timedelta

from sqlalchemy import Connection, select

from models.runs import set_fact
from models.schema import fact

PREFIX = "clock_skew/"
NEWS = timedelta(days=1)
"""An older word says nothing of the clock as it is now."""


def note_skew(connection: Connection, source: str, skew: timedelta, now: datetime) -> None:
    """Keep what a run found."""
    said = {"seconds": round(skew.total_seconds()), "at": now.isoformat()}
    set_fact(connection, PREFIX + source, json.dumps(said))


def least_skew(connection: Connection, sources: Collection[str], now: datetime) -> timedelta | None:
    """Return what the source that agrees with us best says; null where none said anything lately.

    A single source may be wrong itself: as long as one agrees, our clock is right.
    """
    query = select(fact.c.name, fact.c.value).where(fact.c.name.startswith(PREFIX, autoescape=True))
    told = [
        (datetime.fromisoformat(said["at"]), timedelta(seconds=said["seconds"]))
        for name, said in ((name, json.loads(value)) for name, value in connection.execute(query))
        if name.removeprefix(PREFIX) in sources
    ]
    return min((skew for at, skew in told if abs(now - at) <= NEWS), key=abs, default=None)
