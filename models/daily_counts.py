"""How much waited for a person on each day, by source: what grows is seen by it."""

from collections.abc import Mapping
from datetime import date, timedelta

from sqlalchemy import Connection, delete, select

from models.pages import upsert_ignore
from models.schema import daily_count

KEPT = timedelta(days=60)

Counts = Mapping[tuple[str, str], int]
"""(quarantine or review, source) → rows."""


def note_counts(connection: Connection, day: date, counts: Counts) -> None:
    """Keep the counts of a day's first look; those of long ago are let go."""
    rows = [
        {"on_day": day, "kind": kind, "source": source, "rows": number}
        for (kind, source), number in sorted(counts.items())
    ]
    if rows:
        connection.execute(upsert_ignore(connection, daily_count), rows)  # type: ignore[call-overload]
    connection.execute(delete(daily_count).where(daily_count.c.on_day < day - KEPT))


def counts_before(connection: Connection, day: date, span: timedelta) -> Counts:
    """Return the counts of `span` ago, or where none is as old, the oldest before `day`."""
    query = select(daily_count).where(daily_count.c.on_day < day).order_by(daily_count.c.on_day)
    found: dict[tuple[str, str], int] = {}
    for row in connection.execute(query):
        if row.on_day <= day - span or (row.kind, row.source) not in found:
            found[row.kind, row.source] = row.rows
    return found
