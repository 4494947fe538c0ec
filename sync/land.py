"""Fetch pages and land them: each is committed unchanged before anything reads it."""

import hashlib
import json
from collections import defaultdict
from collections.abc import AsyncGenerator, Awaitable, Callable, Iterable, Mapping, Sequence
from contextlib import aclosing
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

import anyio

from connectors.contract import Comparing, Cursor, Page
from connectors.errors import CursorForeignError, SourceUnavailableError
from connectors.http.server_time import hearing
from models.pages import Landed, body_of, land
from models.store import Store, Transaction
from sync.source import Source

Versions = Mapping[str, Sequence[Landed]]
"""Pages by the listing whose version they are."""

Stop = Callable[[], bool]
"""Whether the program wants to end: asked between pages, and while a source lets us wait."""

LOOK_AGAIN_SECONDS = 0.1


class StoppedError(Exception):
    """The program ends; the run is closed and tried again."""


@dataclass(frozen=True, slots=True)
class Landing:
    """What one fetch brought."""

    pages: tuple[Landed, ...]
    cursor: Cursor | None
    missing: SourceUnavailableError | None = None
    """Something could not be had this time; whole listings that came before it are good."""
    skew: timedelta | None = None
    """How far our clock is ahead of what the source's answers say, at least."""

    @property
    def content(self) -> dict[str, str]:
        """Digest of each listing that came."""
        grouped: dict[str, list[Landed]] = defaultdict(list)
        for page in self.pages:
            grouped[page.listing].append(page)
        return {listing: digest_of(pages) for listing, pages in grouped.items()}


@dataclass(slots=True)
class Clocks:
    """Our clock beside that of a source, of which an answer from a cache may be old."""

    _clock: Callable[[], datetime]
    skew: timedelta | None = None

    def hear(self, at: datetime) -> None:
        """Compare; what differs least counts."""
        ahead = self._clock() - at
        if self.skew is None or abs(ahead) < abs(self.skew):
            self.skew = ahead


def digest_of(pages: Iterable[Landed]) -> str:
    """What pages say, as one short text: equal contents are equal digests."""
    facts = [
        [p.name, p.part, p.sha256, p.media_type, sorted(p.context.items()), p.complete]
        for p in sorted(pages, key=lambda p: (p.part, p.id))
    ]
    return hashlib.sha256(json.dumps(facts).encode()).hexdigest()


def fetch_and_land(store: Store, source: Source, *, since: Cursor | None, run_id: int,
                   clock: Callable[[], datetime], stop: Stop,
                   seen: Callable[[Landed], None], full: bool = False) -> Landing:  # fmt: skip
    """Fetch what is new since `since`, or all there is, and land it page by page.

    Raises:
        SourceError: as the connector says.
        StoppedError: the program ends.

    """
    pages: list[Landed] = []

    async def take_all() -> Landing:
        cursor = None if full else since
        try:
            async with aclosing(_iterate(source, since, full=full)) as coming:
                async for page in coming:
                    with store.write() as connection:
                        landed = _land(connection, source.name, run_id, page, clock())
                    seen(landed)
                    pages.append(landed)
                    cursor = page.cursor or cursor
                    if stop():
                        raise StoppedError
        except SourceUnavailableError as error:
            whole = {p.listing for p in pages if p.final}
            if not whole:
                raise
            return Landing(tuple(p for p in pages if p.listing in whole), cursor, error)
        return Landing(tuple(pages), cursor)

    clocks = Clocks(clock)
    with hearing(clocks.hear):
        landing = anyio.run(_until, stop, take_all)
    return replace(landing, skew=clocks.skew)


async def _iterate(source: Source, since: Cursor | None, *,
                   full: bool) -> AsyncGenerator[Page, None]:  # fmt: skip
    """Give the pages of a source; a connector's iterator need not be one that can be closed."""
    if full and since is not None and isinstance(source.connector, Comparing):
        try:
            async for page in source.connector.compare(since):
                yield page
        except CursorForeignError:  # the source had another connector: what was seen is unknown
            pass
        else:
            return
    async for page in source.connector.fetch(None if full else since):
        yield page


async def _until(stop: Stop, work: Callable[[], Awaitable[Landing]]) -> Landing:
    """Do the work; where it waits for the world, it is broken off as soon as we are to end."""
    done: list[Landing] = []

    async def watch(scope: anyio.CancelScope) -> None:
        while not stop():  # noqa: ASYNC110 - a thread of the daemon says so, it knows no event
            await anyio.sleep(LOOK_AGAIN_SECONDS)
        scope.cancel()

    try:
        async with anyio.create_task_group() as group:
            group.start_soon(watch, group.cancel_scope)
            done.append(await work())
            group.cancel_scope.cancel()
    except BaseExceptionGroup as wrapped:  # what the work raised, Ctrl-C too, as it was
        raise wrapped.exceptions[0] from None
    if not done:
        raise StoppedError
    return done[0]


def _land(connection: Transaction, source: str, run_id: int, page: Page, now: datetime) -> Landed:
    return land(
        connection, run_id=run_id, source=source, listing=page.listing, name=page.name,
        part=page.part, final=page.final, complete=page.complete, media_type=page.media_type,
        context=page.context, body=page.body, now=now,
    )  # fmt: skip


def as_page(connection: Transaction, landed: Landed) -> Page:
    """The page as it was fetched, from the store."""
    return Page(
        name=landed.name, listing=landed.listing, body=body_of(connection, landed.sha256),
        media_type=landed.media_type, part=landed.part, final=landed.final,
        complete=landed.complete, context=landed.context,
    )  # fmt: skip
