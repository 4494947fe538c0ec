"""One run of the roster: land its files, guard against a bad export, rebuild who is who."""

import json
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import asdict

from models.pages import Landed, Merged, merged_listings, pages_of_run, set_merged_listing
from models.questions import question_id, replace_quarantine
from models.runs import Run, finish_run, get_state, open_run, set_state, write_journal
from models.store import Transaction
from models.values import Category, Outcome, jakarta_day
from sync.engine import Engine, Result, checked, together
from sync.guards import Doubt
from sync.land import Landing, as_page, digest_of, fetch_and_land
from sync.roster import Problem, Reading, complete_lists, read_roster
from sync.roster_merge import keep, kept, rebuild, too_many_absent
from sync.snapshots import Snapshot
from sync.source import ROSTER, Source


def run_roster(engine: Engine, source: Source, *, trigger: str) -> Result:
    """Read all roster files that are there; what they say together replaces what was known.

    Raises:
        RunActiveError: a run of the roster is under way.

    """
    with engine.store.read() as connection:
        state = get_state(connection, ROSTER)
    if state.paused_at is not None:
        return Result(ROSTER, None, Outcome.PAUSED, note=state.pause_reason)
    run_id = open_run(engine.store, ROSTER, trigger=trigger, owner=engine.owner, now=engine.clock())
    return engine.close(source, run_id, lambda: _fetch_and_merge(engine, source, run_id))


def _fetch_and_merge(engine: Engine, source: Source, run_id: int) -> Result:
    landing = fetch_and_land(
        engine.store, source, since=None, run_id=run_id, clock=engine.clock, stop=engine.stop,
        seen=engine.page_seen,
    )  # fmt: skip
    content = landing.content
    with engine.store.read() as connection:
        merged = merged_listings(connection, ROSTER)
        version = source.version + source.connector.capabilities.reader_version
        same = {n: m.content for n, m in merged.items()} == content and get_state(
            connection, ROSTER
        ).context == version
        twin = engine.twin(connection, ROSTER, together(content, set(content)))
    if same or not landing.pages:
        return engine.nothing_new(source, run_id, landing)
    if twin is not None:
        return engine.join(source, run_id, *twin)
    with engine.store.write() as connection:
        lists, readings, problems = read_lists(connection, source, landing.pages)
        doubt = _doubt(connection, lists)
        now = engine.clock()
        if doubt is not None:
            finish_run(connection, run_id, Outcome.HELD, now=now, note=doubt.words,
                       detail=json.dumps([asdict(doubt)]),
                       content=together(content, set(content)), cursor=landing.cursor)  # fmt: skip
            return Result(ROSTER, run_id, Outcome.HELD, note=doubt.words)
        counts = take(connection, run_id, landing.pages, lists, readings, problems)
        set_state(connection, ROSTER, cursor=landing.cursor, context=version, failures=0,
                  last_ok_at=now)  # fmt: skip
        write_journal(connection, "roster", at=now, run_id=run_id,
                      detail=[p.id for p in landing.pages])  # fmt: skip
        finish_run(connection, run_id, Outcome.OK, now=now, counts=counts)
    return Result(ROSTER, run_id, Outcome.OK, counts)


def read_lists(connection: Transaction, source: Source, pages: Sequence[Landed]
               ) -> tuple[list[Snapshot], list[Reading], list[Problem]]:  # fmt: skip
    """Complete lists from landed pages, and the rows that could not be taken."""
    readings = []
    for landed in pages:
        table = source.connector.read(as_page(connection, landed))
        day = jakarta_day(landed.landed_at)
        reading = read_roster(table, page_id=landed.id, page=landed.name, landed_on=day)
        readings.append((reading, day))
    problems = [p for reading, _ in readings for p in reading.problems]
    return complete_lists(readings), [r for r, _ in readings], problems


def _doubt(connection: Transaction, lists: Sequence[Snapshot]) -> Doubt | None:
    known = kept(connection)
    if any(s.entries for s in known) and not any(s.entries for s in lists):
        return Doubt(ROSTER, "empty", len(known[-1].entries), 0)
    for snapshot in lists:
        if snapshot.entries and (absent := too_many_absent(snapshot, known)):
            missing, before = absent
            return Doubt(ROSTER, "shrunken", before, before - missing)
    return None


def take(connection: Transaction, run_id: int, pages: Sequence[Landed], lists: Sequence[Snapshot],
         readings: Iterable[Reading], problems: Sequence[Problem], *,
         decided_until: int | None = None) -> dict[str, int]:  # fmt: skip
    """Keep the lists, rebuild who is who, and say where every row ended."""
    keep(connection, lists, run_id=run_id)
    rebuild(connection, decided_until=decided_until)
    _quarantine(connection, run_id, problems)
    for listing in {p.listing for p in pages}:
        parts = [p for p in pages if p.listing == listing]
        set_merged_listing(connection, ROSTER, Merged(listing, run_id, digest_of(parts), 0))
    counts: Counter[str] = Counter()
    read = 0
    taken = sum(len(s.entries) + len(s.opds) for s in lists)
    for reading in readings:
        told = len(reading.entries) + len(reading.opds)
        read += told + reading.ignored + len(reading.problems)
        counts[Category.COUNTED] += told
        counts[Category.IGNORED] += reading.ignored
        counts[Category.QUARANTINED] += len(reading.problems)
    counts[Category.JOINED] = counts[Category.COUNTED] - taken
    counts[Category.COUNTED] = taken
    return checked(Counter({str(k): v for k, v in counts.items()}), read)


def merge_held_roster(engine: Engine, connection: Transaction, source: Source, run: Run) -> Result:
    """Take the lists of a held run, because a person said so."""
    pages = pages_of_run(connection, run.id)
    lists, readings, problems = read_lists(connection, source, pages)
    counts = take(connection, run.id, pages, lists, readings, problems)
    now = engine.clock()
    version = source.version + source.connector.capabilities.reader_version
    set_state(connection, ROSTER, cursor=run.cursor, context=version, failures=0, last_ok_at=now)
    write_journal(connection, "roster", at=now, run_id=run.id, detail=[p.id for p in pages])
    finish_run(connection, run.id, Outcome.OK, now=now, counts=counts, note=run.note)
    return Result(ROSTER, run.id, Outcome.OK, counts)


def _quarantine(connection: Transaction, run_id: int, problems: Sequence[Problem]) -> None:
    rows = []
    for number, p in enumerate(problems):
        key = f"{p.page}|{p.locator}|{p.field}|{p.value}|{number}"
        rows.append((question_id("k", ROSTER, key), ROSTER, p.page, key, run_id, p.page_id, p.page,
                     p.locator, p.field, "row_malformed", p.value, "{}"))  # fmt: skip
    with_all = {p.page for p in problems} | set(merged_listings(connection, ROSTER))
    replace_quarantine(connection, ROSTER, listings=with_all, keys=(), rows=rows)
