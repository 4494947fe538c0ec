"""Write what a merge has settled: evidence, records and held changes; only what differs."""

from collections.abc import Mapping, Sequence
from typing import Any

import polars as pl

from models.evidence import (
    assign_evidence,
    drop_evidence,
    flag_records,
    hold_change,
    insert_each_alone,
    insert_evidence,
    mark_listed,
    move_evidence,
    records_of_people,
    release_changes,
    rewrite_evidence,
    write_records,
)
from models.store import Transaction
from sync.draft import Draft, Row
from sync.evidence import Evidence
from sync.simple import NOT_COMPLETED, evidence
from sync.speaking import Record
from sync.worlds import Fall

Events = Mapping[int, Sequence[Record]]
"""Records by person."""
AT_ONCE = 10_000
"""So many rows of a frame are plain Python at a time."""


def write(connection: Transaction, draft: Draft, events: Events) -> None:
    """Bring the store to what was settled."""
    old = {row.id: tuple(row) for row in records_of_people(connection, set(events))}
    drop_evidence(connection, draft.dropped)
    if len(draft.simple):
        write_simple(connection, draft.simple, draft.job.source)
    _write_evidence(connection, draft, events)
    _write_records(connection, old, events)
    _write_held(connection, draft)


def write_simple(connection: Transaction, rows: pl.DataFrame, source: str) -> None:
    """Write what went the short way: so far nothing else has an id from its first one on."""
    pieces = evidence(rows, source)
    told = pieces.select(name for name in pieces.columns if pieces[name].null_count() < len(rows))
    plain = (row for part in told.iter_slices(AT_ONCE)
             for row in zip(*part.to_dict(as_series=False).values(), strict=True))  # fmt: skip
    insert_each_alone(connection, told.columns, plain, first=rows["id"][0], otherwise=NOT_COMPLETED)
    flag_records(connection, rows.filter("overlap")["id"].to_list(), "overlap")


def _write_evidence(connection: Transaction, draft: Draft, events: Events) -> None:
    new: list[tuple[Any, ...]] = []
    changed: list[tuple[Any, ...]] = []
    assigned, listed = [], []
    for event in (event for some in events.values() for event in some):
        for piece in event.members:
            old = draft.stored.get(piece.id)
            row = draft.fresh.get(piece.id)
            if row is not None and not piece.held:
                target = new if old is None else changed
                target.append(_evidence_row(draft.job.source, row, piece, event.id))
                continue
            if old is None:
                raise AssertionError("evidence that nobody read")
            if old.record_id != event.id:
                assigned.append((piece.id, event.id))
            if old.listed != piece.listed:
                listed.append((piece.id, str(piece.listed)))
    insert_evidence(connection, new)
    rewrite_evidence(connection, changed)
    assign_evidence(connection, assigned)
    mark_listed(connection, listed)
    move_evidence(connection, draft.moved)


def _evidence_row(source: str, row: Row, piece: Evidence, record_id: int) -> tuple[Any, ...]:
    return (
        piece.id, source, row["key"], row["listing"], row["page_id"], row["locator"],
        row["hash"], str(piece.listed), piece.employee_id, record_id, piece.completed,
        piece.title, piece.provider, piece.form, piece.start_on, piece.end_on, piece.year,
        piece.jp, piece.conversion, piece.certificate_number, piece.course_id,
        " ".join(sorted(piece.flags)), row["matched_by"], row["printed"],
    )  # fmt: skip


def _write_records(connection: Transaction, old: dict[int, Any], events: Events) -> None:
    new, changed = [], []
    for person, some in events.items():
        for event in some:
            row = record_row(person, event)
            before = old.pop(event.id, None)
            if before is None:
                new.append(row)
            elif before != row:
                changed.append(row)
    write_records(connection, new=new, changed=changed, gone=list(old))


def record_row(person: int, event: Record) -> tuple[Any, ...]:
    """Give a record as the store keeps it, in the order of its columns."""
    return (
        event.id, person, event.employee_id, event.year, event.start_on, event.end_on, event.title,
        event.provider, event.form, event.jp, event.certificate_number, event.counted,
        event.reason, " ".join(sorted(event.flags)),
    )  # fmt: skip


def _write_held(connection: Transaction, draft: Draft) -> None:
    """Let falls wait; what waited and is no fall any more waits no longer."""
    job = draft.job
    waiting = {key: row for (source, key), row in draft.waiting.items() if source == job.source}
    held = {fall.change.old.key for fall in draft.falls}
    over = [key for key in waiting if key in draft.concerned and key not in held]
    release_changes(connection, job.source, over)
    for fall in draft.falls:
        change = fall.change
        before = waiting.get(change.old.key)
        if before is None or before.hash != change.hash:
            hold_change(
                connection, run_id=job.run_id, source=job.source, key=change.old.key,
                kind=str(change.kind), hash=change.hash, year=fall.year,
                jp_before=fall.jp_before, jp_after=fall.jp_after,
                proposal=_in_words(fall, draft.row_of(fall)),
            )  # fmt: skip


def _in_words(fall: Fall, row: Row | None) -> dict[str, Any]:
    """What waits, for a person to read."""
    old = fall.change.old
    return {
        "employee_id": old.employee_id,
        "title": old.title,
        "before": {"jp": old.jp, "end_on": old.end_on},
        "after": row and {"jp": row["jp_hundredths"], "end_on": row["last_on"],
                          "passed": row["passed"], "withdrawn": row["withdrawn"],
                          "page_id": row["page_id"], "locator": row["locator"]},
    }  # fmt: skip
