"""The suite is tested too: each broken connector fails the test that is about its fault."""

import itertools
import json
from collections.abc import AsyncIterator, Awaitable, Callable

import pytest

from connectors.contract import Capabilities, Connector, Cursor, Kind, Page, Table
from connectors.errors import CursorForeignError, SourceUnavailableError
from connectors.memory import MemoryConnector, MemorySource
from connectors.testing.source import Source
from connectors.testing.suite import ConnectorSuite

Check = Callable[[ConnectorSuite, Source], Awaitable[None]]

_CALLS = itertools.count()


class DropsAnItemOnResume(MemoryConnector):
    async def fetch(self, since: Cursor | None) -> AsyncIterator[Page]:
        ahead = since and Cursor(json.dumps({"memory": json.loads(since)["memory"] + 1}))
        async for page in super().fetch(ahead):
            yield page


class RepeatsKeys(MemoryConnector):
    def read(self, page: Page) -> Table:
        table = super().read(page)
        return Table(table.rows[[0] * table.rows.height])


class ReadsAnother(MemoryConnector):
    def read(self, page: Page) -> Table:
        import polars as pl  # noqa: PLC0415

        call = str(next(_CALLS))
        return Table(super().read(page).rows.with_columns(pl.lit(call).alias("title")))


class AsksTheSourceWhenReading(MemoryConnector):
    def read(self, page: Page) -> Table:
        self._source.since(0)
        return super().read(page)


class SwallowsAnOutage(MemoryConnector):
    async def fetch(self, since: Cursor | None) -> AsyncIterator[Page]:
        try:
            async for page in super().fetch(since):
                yield page
        except SourceUnavailableError:
            return


class HidesWhatHappened(MemoryConnector):
    async def fetch(self, since: Cursor | None) -> AsyncIterator[Page]:
        try:
            async for page in super().fetch(since):
                yield page
        except SourceUnavailableError:
            raise SourceUnavailableError("down") from None


class AcceptsAForeignCursor(MemoryConnector):
    async def fetch(self, since: Cursor | None) -> AsyncIterator[Page]:
        try:
            async for page in super().fetch(since):
                yield page
        except CursorForeignError:
            async for page in super().fetch(None):
                yield page


class IsBlindToNews(MemoryConnector):
    async def fetch(self, since: Cursor | None) -> AsyncIterator[Page]:
        async for page in super().fetch(since):
            if since is None:
                yield page


class FetchesAllAgain(MemoryConnector):
    async def fetch(self, since: Cursor | None) -> AsyncIterator[Page]:
        del since
        async for page in super().fetch(None):
            yield page


class DropsWhatItCannotRead(MemoryConnector):
    def read(self, page: Page) -> Table:
        table = super().read(page)
        return Table(table.rows.filter(table.rows["refused"].is_null()))


class ClaimsTheOtherKind(MemoryConnector):
    @property
    def capabilities(self) -> Capabilities:
        return Capabilities(frozenset({Kind.ROSTER}), True, True, "1")  # noqa: FBT003


class Forgets(MemoryConnector):
    async def fetch(self, since: Cursor | None) -> AsyncIterator[Page]:
        pages = [page async for page in super().fetch(since)]
        for page in pages[next(_CALLS) % 2 :]:
            yield page


class ComparesOnlyTheNews(MemoryConnector):
    async def compare(self, known: Cursor) -> AsyncIterator[Page]:
        async for page in self.fetch(known):
            yield page


BROKEN: list[tuple[type[MemoryConnector], Check]] = [
    (DropsAnItemOnResume, ConnectorSuite.test_resumes_from_every_cursor_without_a_gap),
    (RepeatsKeys, ConnectorSuite.test_lists_every_item_once),
    (ReadsAnother, ConnectorSuite.test_read_is_pure),
    (AsksTheSourceWhenReading, ConnectorSuite.test_read_is_pure),
    (SwallowsAnOutage, ConnectorSuite.test_an_outage_is_retriable),
    (HidesWhatHappened, ConnectorSuite.test_an_outage_is_retriable),
    (IsBlindToNews, ConnectorSuite.test_sees_an_item_added_later),
    (FetchesAllAgain, ConnectorSuite.test_incremental_fetch_is_shorter),
    (DropsWhatItCannotRead, ConnectorSuite.test_an_unreadable_item_is_named_not_fatal),
    (ClaimsTheOtherKind, ConnectorSuite.test_yields_only_kinds_it_claims),
    (Forgets, ConnectorSuite.test_is_repeatable),
    (ComparesOnlyTheNews, ConnectorSuite.test_a_comparison_is_a_fetch_from_the_start),
]


def source_of(broken: type[MemoryConnector]) -> Source:
    memory = MemorySource()

    def add_item() -> None:
        memory.put({"nip": "198702032011011001", "title": "Pelatihan"})

    for _ in range(5):
        add_item()

    def connect() -> Connector:
        return broken(memory)

    return Source(
        connect=connect,
        add_item=add_item,
        go_down=lambda: setattr(memory, "down", True),
        spoil_item=lambda: memory.spoil(next(iter(memory.items))),
    )


@pytest.fixture
def anyio_backend() -> str:
    return "asyncio"


@pytest.mark.anyio
@pytest.mark.parametrize(("broken", "check"), BROKEN, ids=[broken.__name__ for broken, _ in BROKEN])
async def test_a_broken_connector_fails_its_test(
    broken: type[MemoryConnector], check: Check
) -> None:
    with pytest.raises((AssertionError, ConnectionError, pytest.fail.Exception)):
        await check(ConnectorSuite(), source_of(broken))


@pytest.mark.anyio
async def test_a_connector_that_accepts_a_foreign_cursor_fails_its_test() -> None:
    with pytest.raises(pytest.fail.Exception):
        await ConnectorSuite().test_a_foreign_cursor_is_refused(
            source_of(AcceptsAForeignCursor), Cursor('{"of": "another connector"}')
        )


@pytest.mark.anyio
@pytest.mark.parametrize("check", [check for _, check in BROKEN])
async def test_the_reference_connector_passes_the_same_tests(check: Check) -> None:
    await check(ConnectorSuite(), source_of(MemoryConnector))
