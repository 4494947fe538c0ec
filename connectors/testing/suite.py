"""What every connector must do: subclass `ConnectorSuite`, give it a fixture `source`.

class TestMoodle(ConnectorSuite):
@pytest.fixture
def source(self, fake: FakeMoodle) -> Source:
return Source(connect=..., add_item=..., go_down=..., spoil_item=...)
"""

from collections import Counter
from dataclasses import replace

import pytest

from connectors.contract import (
    FIELDS,
    MARKS,
    ROSTER_FIELDS,
    Comparing,
    Connector,
    Cursor,
    Kind,
    Page,
)
from connectors.errors import CursorForeignError, SourceUnavailableError
from connectors.testing.source import Source

FOREIGN_CURSORS = (
    Cursor(""),
    Cursor("2022-11-03"),
    Cursor("17"),
    Cursor("[]"),
    Cursor('{"of": "another connector"}'),
)

Row = tuple[tuple[str, str], ...]
"""What a row says, without where it stands."""


class ConnectorSuite:
    """The promises of the contract; each test is one of them."""

    @pytest.fixture
    def anyio_backend(self) -> str:
        """Run on asyncio, as the daemon does."""
        return "asyncio"

    @pytest.mark.anyio
    async def test_lists_every_item_once(self, source: Source) -> None:
        """No key, or place where there is no key, comes twice in one fetch."""
        connector = source.connect()
        pages = await fetch(connector)
        names = [
            (page.listing, row["key"] or (page.part, row["locator"]))
            for page in pages
            for row in connector.read(page).rows.to_dicts()
            if row["ignored"] is None
        ]
        twice = [name for name, times in Counter(names).items() if times > 1]

        assert names, "the source has items, the fetch had none"
        assert not twice, f"listed more than once: {twice}"

    @pytest.mark.anyio
    async def test_is_repeatable(self, source: Source) -> None:
        """The same source gives the same items, to another connector too."""
        once = await rows_of(source.connect())
        again = await rows_of(source.connect())

        assert once == again

    @pytest.mark.anyio
    async def test_resumes_from_every_cursor_without_a_gap(self, source: Source) -> None:
        """A crash after any page loses nothing: what was landed and what a resumed fetch brings."""
        connector = source.connect()
        pages = await fetch(connector)
        everything = read_all(connector, pages)
        landed: Counter[Row] = Counter()
        for at, page in enumerate(pages):
            landed += read_all(connector, [page])
            resumed = await rows_of(source.connect(), page.cursor)
            missing = everything - (landed + resumed)

            assert not missing, f"lost by resuming after page {at}: {list(missing)}"

    @pytest.mark.anyio
    async def test_sees_an_item_added_later(self, source: Source) -> None:
        """A fetch from the last cursor brings what came since."""
        pages = await fetch(source.connect())
        before = read_all(source.connect(), pages)
        source.add_item()
        news = await rows_of(source.connect(), last_cursor(pages))

        assert news - before, "the new item was not seen"

    @pytest.mark.anyio
    async def test_incremental_fetch_is_shorter(self, source: Source) -> None:
        """The claim `incremental` holds."""
        connector = source.connect()
        if not connector.capabilities.incremental:
            pytest.skip("does not claim to be incremental")
        pages = await fetch(connector)
        everything = read_all(connector, pages)
        news = await rows_of(source.connect(), last_cursor(pages))

        assert news.total() < everything.total()

    @pytest.mark.anyio
    async def test_a_comparison_is_a_fetch_from_the_start(self, source: Source) -> None:
        """Who knows what was there brings all there is, too, and the same to whoever asks again."""
        connector = source.connect()
        if not isinstance(connector, Comparing):
            pytest.skip("does not compare")
        pages = await fetch(connector)
        source.add_item()
        compared = [page async for page in connector.compare(known_by(pages))]
        again = [page async for page in connector.compare(known_by(compared))]

        assert read_all(connector, compared) == await rows_of(source.connect())
        assert [page.body for page in again] == [page.body for page in compared]
        assert all(page.complete for page in compared)

    @pytest.mark.anyio
    async def test_yields_only_kinds_it_claims(self, source: Source) -> None:
        """Columns are the marks, all of them, and fields of the kinds that are claimed."""
        connector = source.connect()
        kinds = connector.capabilities.kinds
        allowed = set(MARKS)
        allowed |= set(FIELDS) if Kind.TRAINING in kinds else set()
        allowed |= set(ROSTER_FIELDS) if Kind.ROSTER in kinds else set()

        assert kinds, "claims no kind"
        assert connector.capabilities.reader_version
        for page in await fetch(connector):
            rows = connector.read(page).rows
            assert set(rows.columns) <= allowed
            assert set(MARKS) <= set(rows.columns)
            assert {str(kind) for kind in rows.dtypes} == {"String"}
            assert rows["locator"].null_count() == 0

    @pytest.mark.anyio
    async def test_read_is_pure(self, source: Source) -> None:
        """A page reads the same again, elsewhere, and when the source is gone."""
        connector = source.connect()
        pages = await fetch(connector)
        first = [connector.read(page) for page in pages]
        source.go_down()
        elsewhere = source.connect()
        for page, table in zip(pages, first, strict=True):
            copy = replace(page, context=dict(page.context))
            for again in (connector.read(page), elsewhere.read(copy)):
                assert again.rows.equals(table.rows)
                assert again.sheets == table.sheets

    @pytest.mark.anyio
    async def test_an_unreadable_item_is_named_not_fatal(self, source: Source) -> None:
        """A spoilt item is a row like others, or a refused one; the rest comes as before."""
        before = await rows_of(source.connect())
        source.spoil_item()
        after = await rows_of(source.connect())

        assert after != before, "the spoilt item left no trace"
        assert after.total() >= before.total(), "a row vanished"
        assert (before - after).total() <= 1, "a sound item suffered"

    @pytest.mark.anyio
    async def test_an_outage_is_retriable(self, source: Source) -> None:
        """An outage says `try again later` and keeps its cause, where it has one."""
        source.go_down()
        with pytest.raises(SourceUnavailableError) as raised:
            await fetch(source.connect())

        hides_one = raised.value.__context__ is not None and raised.value.__cause__ is None
        assert not hides_one, "raise it `from` what happened"

    @pytest.mark.anyio
    @pytest.mark.parametrize("cursor", FOREIGN_CURSORS)
    async def test_a_foreign_cursor_is_refused(self, source: Source, cursor: Cursor) -> None:
        """Nobody else's cursor starts a fetch from the beginning in silence."""
        with pytest.raises(CursorForeignError):
            await fetch(source.connect(), cursor)
        connector = source.connect()
        if isinstance(connector, Comparing):
            with pytest.raises(CursorForeignError):
                [page async for page in connector.compare(cursor)]


async def fetch(connector: Connector, since: Cursor | None = None) -> list[Page]:
    """Fetch all pages."""
    return [page async for page in connector.fetch(since)]


async def rows_of(connector: Connector, since: Cursor | None = None) -> Counter[Row]:
    """Fetch and read; give how often each row came."""
    return read_all(connector, await fetch(connector, since))


def read_all(connector: Connector, pages: list[Page]) -> Counter[Row]:
    """Read pages; give how often each row came, wherever it stood."""
    return Counter(
        (
            ("listing", page.listing),
            *((n, v) for n, v in row.items() if v is not None and n != "locator"),
        )
        for page in pages
        for row in connector.read(page).rows.to_dicts()
        if row["ignored"] is None
    )


def known_by(pages: list[Page]) -> Cursor:
    """Give the last cursor of a connector that has to make one."""
    cursor = last_cursor(pages)
    assert cursor is not None, "who compares must say what was there"
    return cursor


def last_cursor(pages: list[Page]) -> Cursor | None:
    """Give the cursor of the last page that has one."""
    return next((page.cursor for page in reversed(pages) if page.cursor), None)
