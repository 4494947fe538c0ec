"""One run of a source: land what it tells, see what of it is new, merge that."""

import json
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass, replace

from connectors.contract import Cursor
from models.evidence import held_changes, people_of
from models.pages import Landed, forget_pages_of_run, merged_listings
from models.questions import waits_for_its_day
from models.runs import finish_run, get_state, open_run, replace_held, set_state, write_journal
from models.store import Transaction
from models.values import Outcome
from sync.belonging import refuse_replaced
from sync.context import context_of, counts_otherwise
from sync.engine import Engine
from sync.land import Landing, fetch_and_land
from sync.reconcile import Judged
from sync.result import Result
from sync.source import Source
from sync.versions import named, together, twin_of, versions_of


@dataclass(frozen=True, slots=True)
class _News:
    """What came, and which listings are read: those that are new are judged, others read again."""

    landing: Landing
    listings: set[str]
    new: set[str]
    context: str
    seen: str | None
    """The context in which the source was merged last; null where a decision unsettled it."""

    @property
    def counts_otherwise(self) -> bool:
        """Whether unchanged rows must be counted again: rules, settings or priority changed."""
        return counts_otherwise(self.seen, self.context)


def run_source(engine: Engine, name: str, *, trigger: str, full: bool = False) -> Result:
    """Fetch one source and bring the store to what it says.

    Raises:
        RunActiveError: a run of this source is under way.
        StoppedError: the program ends; the run is closed as interrupted.

    """
    source = engine.sources[name]
    with engine.store.read() as connection:
        state = get_state(connection, name)
    if state.paused_at is not None:
        return Result(name, None, Outcome.PAUSED, note=state.pause_reason)
    run_id = open_run(engine.store, name, trigger=trigger, owner=engine.owner, now=engine.clock())
    since = None if state.cursor is None else Cursor(state.cursor)
    return engine.close(
        source, run_id, lambda: _fetch_and_merge(engine, source, run_id, since, full=full)
    )


def _fetch_and_merge(engine: Engine, source: Source, run_id: int, since: Cursor | None, *,
                     full: bool) -> Result:  # fmt: skip
    with engine.store.read() as connection:
        refuse_replaced(connection, source)
    landing = fetch_and_land(
        engine.store, source, since=since, full=full, run_id=run_id, clock=engine.clock,
        stop=engine.stop, seen=engine.page_seen,
    )  # fmt: skip
    with engine.store.read() as connection:
        context = context_of(connection, source, engine.counting)
        seen = get_state(connection, source.name).context
        merged = merged_listings(connection, source.name)
        content = landing.content
        new = {n for n, digest in content.items()
               if n not in merged or merged[n].content != digest}  # fmt: skip
        wanted = set(content) if full else set(new)
        if seen != context:
            wanted |= set(merged) | set(content)
        twin = twin_of(connection, source.name, together(content, new)) if new else None
    if not wanted:
        return engine.nothing_new(source, run_id, landing)
    news = _News(landing, wanted, new, context, seen)
    if twin is not None:
        joined = engine.join(source, run_id, *twin)
        return joined if seen == context else _look_again(engine, source, joined, news, merged)
    return _merge(engine, source, run_id, news)


def _look_again(engine: Engine, source: Source, joined: Result, news: _News,
                standing: Iterable[str]) -> Result:  # fmt: skip
    """What came waits or is not believed; what stands may mean something else by now."""
    with engine.store.read() as connection:
        also = people_of(connection, source.name) if news.counts_otherwise else frozenset()
    again = engine.redrive(source.name, standing, also=also, trigger="context",
                           settles=news.context)  # fmt: skip
    return replace(joined, people=again.people)


def _merge(engine: Engine, source: Source, run_id: int, news: _News) -> Result:
    def merged(connection: Transaction) -> Result:
        return _merge_once(engine, connection, source, run_id, news)

    return engine.store.settle(merged)


def _merge_once(engine: Engine, connection: Transaction, source: Source, run_id: int,
                news: _News) -> Result:  # fmt: skip
    landing = news.landing
    judged = Judged(merged_listings(connection, source.name), frozenset(news.new))
    versions = _versions_to_read(connection, source, run_id, news)
    also = people_of(connection, source.name) if news.counts_otherwise else frozenset()
    waited = _waiting(connection, source.name)
    result = engine.merge_versions(connection, source, run_id, versions, also=also, judged=judged)
    now = engine.clock()
    replace_held(connection, source.name, by=run_id)
    if judged.doubts:
        finish_run(connection, run_id, Outcome.HELD, now=now, note=judged.words,
                   detail=json.dumps([asdict(d) for d in judged.doubts]),
                   content=together(landing.content, news.new), cursor=landing.cursor)  # fmt: skip
        return Result(source.name, run_id, Outcome.HELD, note=judged.words)
    landed = any(page.run_id == run_id for parts in versions.values() for page in parts)
    # Else it was read again and says the same; but what waited may be no fall any more.
    released = _waiting(connection, source.name) != waited
    if landed or news.context != news.seen or released:
        write_journal(connection, "merge", at=now, run_id=run_id,
                      detail=[source.name, named(versions), []])  # fmt: skip
    engine.settle_state(connection, source, landing, now)
    if get_state(connection, source.name).context == news.seen:  # else: decided meanwhile
        set_state(connection, source.name, context=news.context)
    outcome = Outcome.UNAVAILABLE if landing.missing else Outcome.OK
    note = landing.missing.in_words if landing.missing else result.note
    finish_run(connection, run_id, outcome, now=now, counts=result.counts, note=note)
    return replace(result, outcome=outcome, note=note)


def _waiting(connection: Transaction, source: str) -> list[tuple[str, str]]:
    """The changes of a source that wait for a person, by key and content."""
    return [(row.key, row.hash) for row in held_changes(connection, source=source)]


def _versions_to_read(
    connection: Transaction, source: Source, run_id: int, news: _News
) -> dict[str, Sequence[Landed]]:
    """The pages that came; those that were there before, where they came again unchanged."""
    came = set(news.landing.content)
    known = news.listings - came
    if news.context == news.seen and not waits_for_its_day(connection, source.name):
        known |= news.listings - news.new
        forget_pages_of_run(connection, run_id, came & known)
    versions = versions_of(connection, source.name, known)
    for listing in news.listings - known:
        pages = [p for p in news.landing.pages if p.listing == listing]
        if news.context != news.seen and not all(p.complete for p in pages):
            # What an increment leaves out means something else now, too.
            pages = [*versions_of(connection, source.name, [listing]).get(listing, []),
                     *pages]  # fmt: skip
        versions[listing] = pages
    return versions
