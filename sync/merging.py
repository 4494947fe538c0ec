"""Read pages and merge their rows: the part of a run that is work only where there is news.

Apart from the engine, so that a run without news never loads polars.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

import polars as pl

from models.pages import Landed, Merged, merged_listings, save_reading, set_merged_listing
from models.store import Transaction
from models.values import jakarta_day
from sync.beforehand import Beforehand
from sync.collecting import not_collecting
from sync.counting import Counting
from sync.desk import desk_for
from sync.draft import Job
from sync.guards import doubts, increments, rows_by_listing
from sync.land import Versions, as_page, digest_of
from sync.merge import merge
from sync.prepare import NOTHING_DECIDED, Desk, ReadPage, prepare, settle, sheets_in_json
from sync.questions import write_questions
from sync.reconcile import Judged, checked
from sync.source import Source
from sync.unread import in_words, unread_of


@dataclass(frozen=True, slots=True)
class Done:
    """What a merge did."""

    counts: Mapping[str, int] = field(default_factory=dict)
    people: frozenset[int] = frozenset()
    falls: int = 0
    note: str | None = None
    """What of the pages nothing was read from."""


@dataclass(frozen=True, slots=True)
class Manner:
    """How this engine counts, and which of two sources speaks."""

    counting: Counting
    priorities: Mapping[str, int]
    decided_until: int | None = None


def merge_versions(
    connection: Transaction,
    source: Source,
    run_id: int,
    versions: Versions,
    *,
    manner: Manner,
    also: frozenset[int],
    judged: Judged | None,
    beforehand: Callable[[], Beforehand | None] = lambda: None,
) -> Done:
    """Read these pages and bring the store to what they say; doubts stop it before."""
    with not_collecting():
        return _merge_versions(
            connection, source, run_id, versions, manner=manner, also=also, judged=judged,
            beforehand=beforehand,
        )  # fmt: skip


def _merge_versions(connection: Transaction, source: Source, run_id: int, versions: Versions,
                    *, manner: Manner, also: frozenset[int], judged: Judged | None,
                    beforehand: Callable[[], Beforehand | None]) -> Done:  # fmt: skip
    desk = desk_for(connection, source, manner.counting, until=manner.decided_until)
    # Ids follow the order of reading: replay's too.
    pages = [page for _, parts in sorted(versions.items()) for page in parts]
    read = _taken(connection, pages, desk, beforehand)
    rows, unread = read or _read(connection, source, pages, desk)
    complete = frozenset(
        name for name, parts in versions.items() if parts and all(p.complete for p in parts)
    )
    partial = increments(rows, versions.keys() - complete)
    if judged is not None:
        judged.doubts.extend(doubts(rows, judged.merged, judged.new, partial))
        if judged.doubts:
            return Done()
    job = Job(
        source=source.name,
        run_id=run_id,
        complete=complete,
        decisions=desk.decisions,
        priorities=manner.priorities,
        count=manner.counting.records_of,
        plain=manner.counting.plain,
        also=also,
    )
    done = merge(connection, rows, job)
    write_questions(connection, rows, source=source.name, run_id=run_id, complete=complete)
    sizes = rows_by_listing(rows)
    before = merged_listings(connection, source.name)
    sizes |= {name: before[name].rows for name in partial & before.keys()}
    for name, parts in versions.items():
        version = Merged(name, parts[-1].run_id, digest_of(parts), sizes.get(name, 0))
        set_merged_listing(connection, source.name, version)
    counts = checked(done.counts, len(rows))
    return Done(counts, frozenset(done.people), done.falls, in_words(unread))


def recount(connection: Transaction, people: frozenset[int], manner: Manner) -> None:
    """Count these persons again although no row of theirs differs."""
    job = Job(
        source="",
        run_id=0,
        complete=frozenset(),
        decisions=NOTHING_DECIDED,
        priorities=manner.priorities,
        count=manner.counting.records_of,
        also=people,
    )
    merge(connection, pl.DataFrame(), job)


class _Read(NamedTuple):
    """The rows of pages, and what of these nothing was read from."""

    rows: pl.DataFrame
    unread: Sequence[str]


def _read(connection: Transaction, source: Source, pages: Iterable[Landed], desk: Desk) -> _Read:
    told = []
    for landed in pages:
        table = source.connector.read(as_page(connection, landed))
        save_reading(connection, landed.id, sheets_in_json(table))
        day = jakarta_day(landed.landed_at)
        told.append(ReadPage(landed.id, landed.name, landed.listing, day, table))
    unread = [name for page in told for name in unread_of(page.name, page.table.sheets)]
    return _Read(prepare(told, desk), unread)


def _taken(connection: Transaction, pages: Sequence[Landed], desk: Desk,
           beforehand: Callable[[], Beforehand | None]) -> _Read | None:  # fmt: skip
    """What was read beforehand, where that is these pages and nobody corrected a row of theirs."""
    done = None if desk.decisions.fixes else beforehand()
    rows = None if done is None else done.rows_of(pages)
    if done is None or rows is None:
        return None
    for landed, sheets in zip(pages, done.sheets, strict=True):
        save_reading(connection, landed.id, sheets)
    return _Read(settle([rows], desk), done.notes)
