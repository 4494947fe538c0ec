"""One run of the roster: land its files, guard against a bad export, rebuild who is who."""

import json
from dataclasses import asdict

from models.pages import merged_listings, pages_of_run
from models.runs import Run, finish_run, get_state, open_run, replace_held, set_state, write_journal
from models.store import Transaction
from models.values import Outcome
from sync.collecting import not_collecting
from sync.engine import Engine
from sync.land import Landing, fetch_and_land
from sync.result import Result
from sync.source import ROSTER, Source
from sync.unread import in_words
from sync.versions import together, twin_of


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
        twin = twin_of(connection, ROSTER, together(content, set(content)))
    if same or not landing.pages:
        return engine.nothing_new(source, run_id, landing)
    if twin is not None:
        return engine.join(source, run_id, *twin)

    def taken(connection: Transaction) -> Result:
        return _take(engine, connection, source, run_id, landing)

    with not_collecting():
        return engine.store.settle(taken)


def _take(engine: Engine, connection: Transaction, source: Source, run_id: int,
          landing: Landing) -> Result:  # fmt: skip
    from sync.roster_taking import doubt_about, read_lists, take  # noqa: PLC0415 - polars

    content = landing.content
    version = source.version + source.connector.capabilities.reader_version
    lists, readings, problems = read_lists(connection, source, landing.pages)
    doubt = doubt_about(connection, lists)
    replace_held(connection, ROSTER, by=run_id)
    now = engine.clock()
    if doubt is not None:
        finish_run(connection, run_id, Outcome.HELD, now=now, note=doubt.words,
                   detail=json.dumps([asdict(doubt)]),
                   content=together(content, set(content)), cursor=landing.cursor)  # fmt: skip
        return Result(ROSTER, run_id, Outcome.HELD, note=doubt.words)
    counts = take(connection, run_id, landing.pages, lists, readings=readings, problems=problems)
    set_state(connection, ROSTER, cursor=landing.cursor, context=version, failures=0,
              last_ok_at=now)  # fmt: skip
    write_journal(connection, "roster", at=now, run_id=run_id,
                  detail=[p.id for p in landing.pages])  # fmt: skip
    note = in_words([name for reading in readings for name in reading.unread])
    finish_run(connection, run_id, Outcome.OK, now=now, counts=counts, note=note)
    return Result(ROSTER, run_id, Outcome.OK, counts, note)


def merge_held_roster(engine: Engine, connection: Transaction, source: Source, run: Run) -> Result:
    """Take the lists of a held run, because a person said so."""
    from sync.roster_taking import read_lists, take  # noqa: PLC0415 - polars

    pages = pages_of_run(connection, run.id)
    lists, readings, problems = read_lists(connection, source, pages)
    counts = take(connection, run.id, pages, lists, readings=readings, problems=problems)
    now = engine.clock()
    version = source.version + source.connector.capabilities.reader_version
    set_state(connection, ROSTER, cursor=run.cursor, context=version, failures=0, last_ok_at=now)
    write_journal(connection, "roster", at=now, run_id=run.id, detail=[p.id for p in pages])
    finish_run(connection, run.id, Outcome.OK, now=now, counts=counts, note=run.note)
    return Result(ROSTER, run.id, Outcome.OK, counts)
