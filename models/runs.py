"""Runs: who fetched what when, how it ended, and what a source's state is."""

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, select, update
from sqlalchemy.exc import IntegrityError

from models.schema import fact, journal, run, source_state
from models.store import Store
from models.values import Outcome


class RunActiveError(Exception):
    """A run of this source is under way."""

    def __init__(self, source: str, run_id: int) -> None:
        super().__init__(f"{source}: run {run_id} is under way")
        self.source = source
        self.run_id = run_id


class RunLostError(Exception):
    """Another process closed this run, because ours seemed to be gone."""

    def __init__(self, run_id: int) -> None:
        super().__init__(f"run {run_id} was closed by another process")
        self.run_id = run_id


@dataclass(frozen=True, slots=True)
class Run:
    """One run as the log shows it."""

    id: int
    source: str
    trigger: str
    started_at: datetime
    finished_at: datetime | None
    outcome: Outcome
    counts: Mapping[str, int]
    note: str | None
    detail: str | None
    content: str | None
    cursor: str | None
    owner: str


@dataclass(frozen=True, slots=True)
class SourceState:
    """What is remembered of a source between runs."""

    source: str
    cursor: str | None = None
    context: str | None = None
    paused_at: datetime | None = None
    pause_reason: str | None = None
    failures: int = 0
    last_ok_at: datetime | None = None


def open_run(store: Store, source: str, *, trigger: str, owner: str, now: datetime) -> int:
    """Begin a run; there is never more than one of a source.

    Raises:
        RunActiveError: another one is under way.

    """
    try:
        with store.write() as connection:
            result = connection.execute(
                run.insert().values(source=source, trigger=trigger, started_at=now,
                                    outcome=Outcome.RUNNING, owner=owner)
            )  # fmt: skip
            return int(result.inserted_primary_key[0]) if result.inserted_primary_key else 0
    except IntegrityError:
        with store.read() as connection:
            active = connection.execute(
                select(run.c.id).where(run.c.source == source, run.c.outcome == Outcome.RUNNING)
            ).scalar()
        raise RunActiveError(source, active or 0) from None


def finish_run(connection: Connection, run_id: int, outcome: Outcome, *, now: datetime,
               counts: Mapping[str, int] | None = None, note: str | None = None,
               detail: str | None = None, content: str | None = None,
               cursor: str | None = None) -> None:  # fmt: skip
    """Write how a run ended.

    Raises:
        RunLostError: it was closed meanwhile as one whose process is gone: nothing of it may stay.

    """
    values: dict[str, object] = {
        "outcome": outcome, "finished_at": now, "note": note, "detail": detail,
        "counts": json.dumps(dict(counts or {})),
    }  # fmt: skip
    if content is not None:
        values |= {"content": content, "cursor": cursor}
    changed = connection.execute(
        update(run).where(run.c.id == run_id, run.c.outcome != Outcome.INTERRUPTED).values(values)
    )
    if not changed.rowcount and outcome is not Outcome.INTERRUPTED:
        raise RunLostError(run_id)


def get_run(connection: Connection, run_id: int) -> Run | None:
    """One run by its id."""
    row = connection.execute(select(run).where(run.c.id == run_id)).mappings().first()
    return None if row is None else _run(dict(row))


def replace_held(connection: Connection, source: str, *, by: int) -> None:
    """Let held runs of a source wait no longer: a later one fetched all that they did."""
    connection.execute(
        update(run)
        .where(run.c.source == source, run.c.outcome == Outcome.HELD, run.c.id < by)
        .values(outcome=Outcome.REPLACED)
    )


def list_runs(connection: Connection, *, source: str | None = None,
              outcomes: Sequence[Outcome] | None = None,
              newest: int | None = None) -> list[Run]:  # fmt: skip
    """Runs, newest first."""
    query = select(run).order_by(run.c.id.desc())
    if source is not None:
        query = query.where(run.c.source == source)
    if outcomes is not None:
        query = query.where(run.c.outcome.in_(list(outcomes)))
    if newest is not None:
        query = query.limit(newest)
    return [_run(dict(row)) for row in connection.execute(query).mappings()]


def _run(row: dict[str, object]) -> Run:
    row["counts"] = json.loads(str(row["counts"]))
    row["outcome"] = Outcome(str(row["outcome"]))
    return Run(**row)  # type: ignore[arg-type]


def get_state(connection: Connection, source: str) -> SourceState:
    """What is remembered of a source; a new one knows nothing."""
    row = connection.execute(
        select(source_state).where(source_state.c.source == source)
    ).mappings().first()  # fmt: skip
    return SourceState(source) if row is None else SourceState(**row)


def set_state(connection: Connection, source: str, **values: object) -> None:
    """Remember something of a source."""
    changed = connection.execute(
        update(source_state).where(source_state.c.source == source).values(values)
    )
    if not changed.rowcount:
        connection.execute(source_state.insert().values(source=source, **values))


def get_fact(connection: Connection, name: str) -> str | None:
    """One fact about the store."""
    return connection.execute(select(fact.c.value).where(fact.c.name == name)).scalar()


def set_fact(connection: Connection, name: str, value: str) -> None:
    """Set one fact about the store."""
    changed = connection.execute(update(fact).where(fact.c.name == name).values(value=value))
    if not changed.rowcount:
        connection.execute(fact.insert().values(name=name, value=value))


def take_ids(connection: Connection, how_many: int) -> int:
    """Reserve ids for evidence and return the first.

    The row that counts is also the lock under which merges of all sources take their turn.
    """
    connection.execute(
        update(fact).where(fact.c.name == "next_evidence_id").values(value=fact.c.value)
    )
    first = int(get_fact(connection, "next_evidence_id") or "1")
    set_fact(connection, "next_evidence_id", str(first + how_many))
    return first


def write_journal(connection: Connection, kind: str, *, at: datetime, run_id: int | None = None,
                  decision_id: int | None = None, detail: object = None) -> None:  # fmt: skip
    """Note what changed the derived tables, so that replay can do it again in this order."""
    connection.execute(
        journal.insert().values(kind=kind, run_id=run_id, decision_id=decision_id, at=at,
                                detail=json.dumps(detail, sort_keys=True))
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of the journal."""

    kind: str
    run_id: int | None
    decision_id: int | None
    detail: object
    at: datetime


def read_journal(connection: Connection) -> list[Entry]:
    """Everything that ever changed the derived tables, in order."""
    return [
        Entry(row.kind, row.run_id, row.decision_id, json.loads(row.detail), row.at)
        for row in connection.execute(select(journal).order_by(journal.c.id))
    ]


def close_orphans(store: Store, *, lives: Callable[[Connection, Run], bool],
                  now: datetime) -> list[int]:  # fmt: skip
    """End runs whose process is gone; nothing that they began to merge was kept."""
    with store.read() as connection:
        running = list_runs(connection, outcomes=[Outcome.RUNNING])
        gone = [found.id for found in running if not lives(connection, found)]
    if not gone:
        return []
    with store.write() as connection:
        return [run_id for run_id in gone if _interrupt(connection, run_id, now)]


def _interrupt(connection: Connection, run_id: int, now: datetime) -> bool:
    """Close a run unless it has ended meanwhile."""
    note = "Prosesnya berhenti di tengah jalan; dijalankan lagi pada jadwal berikut."
    changed = connection.execute(
        update(run)
        .where(run.c.id == run_id, run.c.outcome == Outcome.RUNNING)
        .values(outcome=Outcome.INTERRUPTED, finished_at=now, note=note, counts="{}")
    )
    return bool(changed.rowcount)
