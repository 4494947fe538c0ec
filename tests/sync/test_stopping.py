"""A run that is told to end, loses its turn to another process, or sees the clock jump."""

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import timedelta

import anyio
import pytest
from structlog.testing import capture_logs

from connectors.contract import Capabilities, Connector, Cursor, Page, Table
from models.pages import Landed
from models.runs import Run, close_orphans, finish_run
from models.store import Transaction
from models.values import Outcome
from sync.land import StoppedError
from sync.source_run import run_source
from tests.sync.house import LAN, House, row


class Waiting:
    """A connector whose source never comes to its second page."""

    def __init__(self, connector: Connector) -> None:
        self._connector = connector
        self.closed = False

    @property
    def capabilities(self) -> Capabilities:
        return self._connector.capabilities

    async def fetch(self, since: Cursor | None) -> AsyncIterator[Page]:
        try:
            async for page in self._connector.fetch(since):
                yield page
                await anyio.sleep_forever()
        finally:
            self.closed = True

    def read(self, page: Page) -> Table:
        return self._connector.read(page)


def test_a_wait_for_the_source_is_broken_off_and_the_run_done_again(house: House) -> None:
    house.drop("a.csv", [row()])
    engine = house.engine
    waiting = Waiting(engine.sources[LAN].connector)
    asked: list[int] = []

    def stop() -> bool:
        """Say so the second time after the page: that is asked while the source lets us wait."""
        asked.extend(asked[:1])
        return len(asked) > 2

    engine = replace(
        engine,
        sources={LAN: replace(engine.sources[LAN], connector=waiting)},
        stop=stop,
        page_seen=lambda page: asked.append(page.id),
    )

    with pytest.raises(StoppedError):
        run_source(engine, LAN, trigger="manual")

    assert waiting.closed
    assert [run.outcome for run in house.runs()][:1] == [Outcome.INTERRUPTED]
    assert house.sync().outcome is Outcome.OK
    assert house.jp() == 2000


def test_a_run_that_was_closed_by_another_process_keeps_nothing(house: House) -> None:
    house.drop("a.csv", [row()])

    def close(_page: Landed) -> None:
        assert close_orphans(house.store, lives=lambda _connection, _run: False, now=house.now)

    fenced = run_source(replace(house.engine, page_seen=close), LAN, trigger="manual")

    assert fenced.outcome is Outcome.INTERRUPTED
    assert house.records() == []
    assert [run.outcome for run in house.runs()][:1] == [Outcome.INTERRUPTED]
    assert house.sync().outcome is Outcome.OK
    assert house.jp() == 2000


def test_a_run_that_ends_while_it_is_looked_at_is_no_orphan(house: House) -> None:
    house.drop("a.csv", [row()])
    closed: list[int] = []

    def ends(_connection: Transaction, run: Run) -> bool:
        with house.store.write() as connection:
            finish_run(connection, run.id, Outcome.OK, now=house.now)
        return False

    def look(_page: Landed) -> None:
        closed.extend(close_orphans(house.store, lives=ends, now=house.now))

    result = run_source(replace(house.engine, page_seen=look), LAN, trigger="manual")

    assert closed == []
    assert result.outcome is Outcome.OK


def test_a_clock_set_back_in_mid_run_makes_no_run_shorter_than_nothing(house: House) -> None:
    house.drop("a.csv", [row()])

    def back(_page: Landed) -> None:
        house.now -= timedelta(hours=1)

    with capture_logs() as told:
        run_source(replace(house.engine, page_seen=back), LAN, trigger="manual")

    assert [event["seconds"] >= 0 for event in told if event["event"] == "run_finished"] == [True]
