"""Runs and sources: what happened, what is well, what waits."""

import json
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Select, Table, func, select

from models.schema import (
    evidence,
    held_change,
    landed_page,
    quarantine,
    review,
    run,
    source_state,
)
from models.values import Listed, Outcome


@dataclass(frozen=True, slots=True)
class RunRow:
    """One run of one source."""

    id: int
    source: str
    trigger: str
    started_at: datetime
    finished_at: datetime | None
    outcome: str
    counts: dict[str, Any]
    note: str | None
    detail: str | None


@dataclass(frozen=True, slots=True)
class LandedRow:
    """A page that a run landed."""

    name: str
    part: int
    media_type: str
    landed_at: datetime


@dataclass(frozen=True, slots=True)
class SourceHealth:
    """How a source is, and what of it waits for a person."""

    source: str
    last_ok_at: datetime | None
    paused_at: datetime | None
    pause_reason: str | None
    failures: int
    last_run: RunRow | None
    held_runs: tuple[int, ...]
    quarantine: int
    review: int
    held_changes: int
    change_runs: tuple[int, ...] = ()
    """Runs whose held changes wait."""


def runs(
    connection: Connection, *, run_id: int | None = None, limit: int | None = None
) -> list[RunRow]:
    """Return runs, the latest first; with an id, that one or none."""
    columns = [run.c[name] for name in RunRow.__slots__]
    query = select(*columns).order_by(run.c.id.desc()).limit(limit)
    if run_id is not None:
        query = query.where(run.c.id == run_id)
    return [_run_row(row) for row in connection.execute(query)]


def landed(connection: Connection, run_id: int) -> list[LandedRow]:
    """Return the pages that a run landed."""
    columns = [landed_page.c[name] for name in LandedRow.__slots__]
    query = select(*columns).where(landed_page.c.run_id == run_id).order_by(landed_page.c.id)
    return [LandedRow(*row) for row in connection.execute(query)]


def source_health(connection: Connection) -> dict[str, SourceHealth]:
    """Return each source that the store has ever heard of."""
    states = {row.source: row for row in connection.execute(select(source_state))}
    last = {found.source: found for found in _last_runs(connection)}
    counts = {table.name: _count(connection, table) for table in (quarantine, review, held_change)}
    held: dict[str, list[int]] = {}
    waiting = select(run.c.source, run.c.id).where(run.c.outcome == Outcome.HELD)
    for source, run_id in connection.execute(waiting.order_by(run.c.id)):
        held.setdefault(source, []).append(run_id)
    changed: dict[str, list[int]] = {}
    changes = select(held_change.c.source, held_change.c.run_id).distinct()
    for source, run_id in connection.execute(changes.order_by(held_change.c.run_id)):
        changed.setdefault(source, []).append(run_id)
    found = {}
    for source in sorted({*states, *last, *held, *(s for c in counts.values() for s in c)}):
        state = states.get(source)
        found[source] = SourceHealth(
            source=source,
            last_ok_at=state.last_ok_at if state else None,
            paused_at=state.paused_at if state else None,
            pause_reason=state.pause_reason if state else None,
            failures=state.failures if state else 0,
            last_run=last.get(source),
            held_runs=tuple(held.get(source, ())),
            quarantine=counts["quarantine"].get(source, 0),
            review=counts["review"].get(source, 0),
            held_changes=counts["held_change"].get(source, 0),
            change_runs=tuple(changed.get(source, ())),
        )
    return found


def unlisted_rows(connection: Connection) -> dict[str, int]:
    """Return how many rows count on that their source no longer names; all evidence is read."""
    return _count(connection, evidence, evidence.c.listed == Listed.UNLISTED)


def last_judged_runs(connection: Connection) -> dict[str, RunRow]:
    """Return the last run of each source that was read to its end, or failed at that.

    One that is under way, or found its source out of reach, says nothing of the rows before it.
    """
    judged = (Outcome.OK, Outcome.JOINED, Outcome.HELD, Outcome.FAILED)
    latest = select(func.max(run.c.id)).where(run.c.outcome.in_(judged)).group_by(run.c.source)
    return {found.source: found for found in _runs_with(connection, latest)}


def never_heard_of(source: str) -> SourceHealth:
    """The health of a source that has not run yet."""
    return SourceHealth(source, None, None, None, 0, None, (), 0, 0, 0)


def _last_runs(connection: Connection) -> list[RunRow]:
    return _runs_with(connection, select(func.max(run.c.id)).group_by(run.c.source))


def _runs_with(connection: Connection, ids: Select[tuple[int]]) -> list[RunRow]:
    columns = [run.c[name] for name in RunRow.__slots__]
    query = select(*columns).where(run.c.id.in_(ids))
    return [_run_row(row) for row in connection.execute(query)]


def _run_row(row: Any) -> RunRow:
    facts = dict(row._mapping)  # noqa: SLF001 - SQLAlchemy's name for a row as a mapping
    return RunRow(**{**facts, "counts": json.loads(row.counts)})


def _count(connection: Connection, table: Table, *where: Any) -> dict[str, int]:
    query = select(table.c.source, func.count()).where(*where).group_by(table.c.source)
    return {source: int(number) for source, number in connection.execute(query)}
