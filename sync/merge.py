"""Merge prepared rows into the store: evidence, records, held changes; nothing else.

All of it happens inside the caller's transaction. Only what differs is written.
"""

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import polars as pl

from models.directory import persons_of
from models.evidence import evidence_of_listings, evidence_of_people, held_changes
from models.runs import take_ids
from models.store import Transaction
from models.values import Category, Listed
from sync.draft import EVIDENCE, ROW, Draft, Job, Row
from sync.prepare import DECIDED_AGAINST
from sync.proposing import propose
from sync.simple import split, with_overlap
from sync.speaking import Record
from sync.tally import tally
from sync.worlds import settle
from sync.writing import write


@dataclass(slots=True)
class Merged:
    """What a merge did."""

    counts: Counter[str] = field(default_factory=Counter)
    people: set[int] = field(default_factory=set)
    """Persons whose records were looked at."""
    falls: int = 0


def merge(connection: Transaction, rows: pl.DataFrame, job: Job) -> Merged:
    """Bring the store to what the rows say."""
    draft = _begin(connection, rows, job)
    fresh, changed = _compare(draft, rows)
    gone, refused = _gone(draft, rows), _refused(draft, rows)
    draft.people = _people(draft, fresh, changed, [*gone, *refused])
    for old in evidence_of_people(connection, draft.people):
        draft.stored[old.id] = old
        draft.worlds[old.person_id].now[old.id] = draft.as_stored(old)
    for old in refused:  # by a person, not by its source: nothing is held
        world = draft.worlds[draft.person_of[old.employee_id]]
        world.now[old.id] = replace(world.now[old.id], listed=Listed.REJECTED)
    propose(draft, _take_simple(connection, draft, fresh, changed), changed, gone)
    events = _settle(draft)
    write(connection, draft, events)
    counts = tally(draft, rows, (event for some in events.values() for event in some))
    return Merged(counts, draft.people, len(draft.falls))


def _begin(connection: Transaction, rows: pl.DataFrame, job: Job) -> Draft:
    listings = set(rows["listing"].unique()) if len(rows) else set()
    found = evidence_of_listings(connection, job.source, listings | job.complete)
    known = {row.key: row for row in found}
    waiting = {(row.source, row.key): row for row in held_changes(connection)}
    held = {key for source, key in waiting if source == job.source}
    return Draft(
        job=job,
        person_of=persons_of(connection),
        waiting=waiting,
        known=known,
        concerned=_named(rows, held) | (known.keys() & held),
    )


def _named(rows: pl.DataFrame, keys: Collection[str]) -> set[str]:
    """Which of these keys the rows name."""
    if not (len(rows) and keys):
        return set()
    return set(rows["key"].filter(rows["key"].is_in(list(keys))))


def _compare(draft: Draft, rows: pl.DataFrame) -> tuple[pl.DataFrame, list[Row]]:
    """Tell new and changed rows from those that say what they said before."""
    changed: list[Row] = []
    if not len(rows):
        return rows, changed
    mine = rows.select(ROW).filter(pl.col("category").is_in(list(EVIDENCE)))
    if not draft.known:
        return mine, changed
    met = mine["key"].is_in(list(draft.known))
    for row in mine.filter(met).iter_rows(named=True):
        old = draft.known[row["key"]]
        if _is_unchanged(old, row):
            draft.category[row["key"]] = Category.UNCHANGED
            if (old.page_id, old.locator) != (row["page_id"], row["locator"]):
                draft.moved.append((old.id, row["page_id"], row["locator"], row["printed"]))
        else:
            row["id"] = old.id
            changed.append(row)
    return mine.filter(~met), changed


def _is_unchanged(old: Any, row: Row) -> bool:
    same = (old.hash, old.employee_id) == (row["hash"], row["employee_id"])
    return same and old.listed not in {Listed.UNLISTED, Listed.REJECTED}


def _gone(draft: Draft, rows: pl.DataFrame) -> list[Any]:
    """Evidence that a complete listing no longer names."""
    read = _named(rows, draft.known)
    return [
        row
        for key, row in draft.known.items()
        if row.listing in draft.job.complete and row.listed == Listed.LISTED and key not in read
    ]


def _refused(draft: Draft, rows: pl.DataFrame) -> list[Any]:
    """Evidence of which a person said since that its row is no training, or nobody's."""
    if not (len(rows) and draft.known):
        return []
    said = rows.filter(pl.col("rule").is_in(list(DECIDED_AGAINST)))
    found = [draft.known[key] for key in _named(said, draft.known)]
    return [row for row in found if row.listed != Listed.REJECTED]


def _people(
    draft: Draft, fresh: pl.DataFrame, changed: Sequence[Row], gone: Sequence[Any]
) -> set[int]:
    """Persons whose records may differ after this."""
    known, job = draft.known, draft.job
    employees = set(fresh["employee_id"].to_list()) if len(fresh) else set()
    employees |= {row["employee_id"] for row in changed}
    employees |= {known[row["key"]].employee_id for row in changed}
    employees |= {row.employee_id for row in gone}
    employees |= {
        row.employee_id for key, row in known.items() if (job.source, key) in draft.waiting
    }
    return {draft.person_of[employee] for employee in employees} | job.also


def _take_simple(
    connection: Transaction, draft: Draft, fresh: pl.DataFrame, changed: Sequence[Row]
) -> list[Row]:
    """Number the new rows and set the simple ones aside; returns the others."""
    if not len(fresh):
        return []
    first = take_ids(connection, len(fresh))
    fresh = fresh.with_row_index("id", first).with_columns(pl.col("id").cast(pl.Int64))
    if not draft.job.plain:
        return list(fresh.iter_rows(named=True))
    busy = draft.worlds.keys() | draft.job.also
    busy |= {draft.person_of[row["employee_id"]] for row in changed}
    draft.simple, others = split(fresh, draft.person_of, busy)
    return list(others.iter_rows(named=True))


def _settle(draft: Draft) -> Mapping[int, Sequence[Record]]:
    """Give the records of each person whose evidence did not go the short way."""
    events: dict[int, list[Record]] = {}
    short = set(draft.simple["person_id"].to_list()) if len(draft.simple) else set()
    for person in draft.people - (short - draft.worlds.keys()):
        outcome = settle(draft.worlds[person], draft.job.decisions.approved, draft.job.count)
        events[person] = list(outcome.records)
        draft.falls += outcome.falls
        for change in outcome.applied:
            if change.new is None or change.new.id != change.old.id:
                draft.dropped.add(change.old.id)
    if not len(draft.simple):
        return events
    draft.simple, hit = with_overlap(draft.simple, events)
    return {
        person: [replace(e, flags=e.flags | {"overlap"}) if e.id in hit else e for e in some]
        for person, some in events.items()
    }
