"""What every connector that speaks HTTP must do: subclass it, give it a fixture `wired`.

    class TestMineOnAWire(HttpConnectorSuite):
        @pytest.fixture
        def wired(self) -> WiredSource:
            return WiredSource(connect=..., answer=..., records=7, secrets=(TOKEN,))

Whatever the wire does: every record in the end, or the error that says what to do next; never
fewer records as if they were all.
"""

import asyncio
import traceback
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import timedelta

import pytest
from structlog.testing import capture_logs

from connectors.contract import Connector, Cursor, Page
from connectors.errors import SourceError, SourceUnavailableError
from connectors.http.timing import Timing
from connectors.probe import Probe, Probing
from connectors.testing.suite import Row, last_cursor, read_all, rows_of
from connectors.testing.trouble import LONG_SECONDS, LONG_WAIT, TROUBLES, Trouble
from connectors.testing.wire import Wire, wire_server
from connectors.testing.wired import Relay, WiredSource

PLACES = {"first": 0.0, "middle": 0.5, "last": 1.0}


@dataclass(slots=True)
class Fetched:
    """What came of a fetch: pages, then perhaps an error."""

    pages: list[Page] = field(default_factory=list)
    error: SourceError | None = None


class HttpConnectorSuite:
    """Each trouble of the wire at the first, a middle and the last request of a fetch."""

    @pytest.fixture
    def anyio_backend(self) -> str:
        """Run on asyncio, as the daemon does."""
        return "asyncio"

    @pytest.fixture(autouse=True)
    def hurry(self, monkeypatch: pytest.MonkeyPatch) -> None:
        """Let the waits of our HTTP client pass at once; its clock goes on all the same."""
        now = [0.0]

        async def sleep(seconds: float) -> None:
            now[0] += seconds
            await asyncio.sleep(0)

        hurried = Timing(lambda: now[0], sleep)
        monkeypatch.setattr("connectors.http.client.Timing", lambda: hurried)

    @pytest.fixture
    def wire(self) -> Iterator[Wire]:
        """Listen on loopback."""
        with wire_server() as started:
            yield started

    @pytest.fixture
    def relay(self, wire: Wire, wired: WiredSource) -> Relay:
        """Give the wire the answers of the service."""
        relay = Relay(wired.answer)
        wire.otherwise = relay
        return relay

    @pytest.mark.anyio
    async def test_a_sound_wire_brings_every_record(
        self, wire: Wire, relay: Relay, wired: WiredSource
    ) -> None:
        """Without trouble all records come, in more than one request."""
        rows = await rows_of(wired.connect(wire.url))

        assert rows.total() == wired.records, f"{rows.total()} of {wired.records} rows came"
        assert relay.asked > 1, "one request has no middle: let the service give small pages"

    @pytest.mark.anyio
    @pytest.mark.parametrize("place", PLACES)
    @pytest.mark.parametrize("trouble", TROUBLES, ids=lambda trouble: trouble.name)
    async def test_trouble_loses_no_record_in_silence(
        self, wire: Wire, relay: Relay, wired: WiredSource, trouble: Trouble, place: str
    ) -> None:
        """The same records in the end, or the named error and nothing that says it is all."""
        whole = await rows_of(wired.connect(wire.url))
        relay.trouble(trouble, at=round((relay.asked - 1) * PLACES[place]))
        with capture_logs() as logged:
            came = await fetched(wired.connect(wire.url))

        told = f"{logged}{''.join(traceback.format_exception(came.error))}"
        assert not [secret for secret in wired.secrets if secret in told], "a secret was told"
        if came.error is None:
            rows = read_all(wired.connect(wire.url), came.pages)
            assert rows == whole, "fewer, or other, records came as if they were all"
        else:
            assert isinstance(came.error, trouble.may_raise), repr(came.error)
            relay.heal()
            await self.nothing_is_lost(wired, wire, came, whole)

    @pytest.mark.anyio
    @pytest.mark.parametrize("trouble", TROUBLES, ids=lambda trouble: trouble.name)
    async def test_a_probe_in_trouble_says_what_is_wrong_and_no_secret(
        self, wire: Wire, relay: Relay, wired: WiredSource, trouble: Trouble
    ) -> None:
        """A connector that can say what it will read says so, or why it cannot."""
        connector = wired.connect(wire.url)
        if not isinstance(connector, Probing):
            pytest.skip("no probe")
        await connector.probe()
        relay.trouble(trouble, at=relay.asked // 2)
        said: Probe | SourceError
        try:
            said = await connector.probe()
        except SourceError as error:
            said = error
            assert isinstance(said, trouble.may_raise), repr(said)

        assert not [secret for secret in wired.secrets if secret in f"{said!r}{said}"]
        if isinstance(said, Probe):
            assert said.way or said.trouble, "neither a way, nor why there is none"

    async def nothing_is_lost(
        self, wired: WiredSource, wire: Wire, came: Fetched, whole: Counter[Row]
    ) -> None:
        """What came before an error is true, is not said to be all, and the rest comes later."""
        connector = wired.connect(wire.url)
        landed = read_all(connector, came.pages)
        assert not landed - whole, "a record came that there is not"
        for page in came.pages:
            if page.final and page.complete:
                missing = of_listing(page.listing, whole) - of_listing(page.listing, landed)
                assert not missing, f"{page.listing} was said to be whole, and is not"

        resumed = await rows_of(connector, last_cursor(came.pages))
        assert not whole - (landed + resumed), "the next fetch does not make up for it"

    @pytest.mark.anyio
    async def test_a_long_wait_is_told_to_the_engine(
        self, wire: Wire, relay: Relay, wired: WiredSource
    ) -> None:
        """A service that asks for two hours gets them, and is not asked again by this fetch."""
        relay.trouble(LONG_WAIT, at=0)
        came = await fetched(wired.connect(wire.url))

        assert isinstance(came.error, SourceUnavailableError), repr(came.error)
        assert came.error.retry_after == timedelta(seconds=LONG_SECONDS)


async def fetched(connector: Connector, since: Cursor | None = None) -> Fetched:
    """Fetch to the end or to an error of the source; any other error is a bug."""
    came = Fetched()
    try:
        async for page in connector.fetch(since):
            came.pages.append(page)
    except SourceError as error:
        came.error = error
    return came


def of_listing(listing: str, rows: Counter[Row]) -> Counter[Row]:
    """Give the rows of one listing."""
    return Counter({row: times for row, times in rows.items() if ("listing", listing) in row})
