"""The HTTP suite is tested too: each connector that is broken on a wire fails it."""

import json
import re
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import suppress
from typing import Any

import httpx
import pytest

from connectors.contract import Cursor, Page
from connectors.errors import SourceError, SourceRefusedError, SourceUnavailableError
from connectors.http.answer import Answer
from connectors.http.client import HttpClient
from connectors.http.paging import Listing
from connectors.testing import wire_faults as faults
from connectors.testing.http_suite import HttpConnectorSuite
from connectors.testing.trouble import TROUBLES
from connectors.testing.wire import Reply, Request, Wire, wire_server
from connectors.testing.wired import Relay, WiredSource
from tests.connectors.json_service import ITEMS, SIZE, TOKEN, JsonConnector, page, service

BY_NAME = {trouble.name: trouble for trouble in TROUBLES}


class TestJson(HttpConnectorSuite):
    @pytest.fixture
    def wired(self) -> WiredSource:
        return wired_with(JsonConnector)


def wired_with(
    connect: Callable[[str], JsonConnector], answer: Callable[[Request], Reply] = service
) -> WiredSource:
    return WiredSource(connect, answer, records=len(ITEMS), secrets=(TOKEN,))


class TakesAnErrorForTheEnd(JsonConnector):
    async def reading(self, client: HttpClient) -> Listing[bytes]:
        bodies: list[bytes] = []
        with suppress(SourceError):
            while len(bodies) * SIZE < len(ITEMS):
                bodies.append((await self.ask(client, len(bodies) * SIZE)).body)
        return Listing(tuple(bodies), frozenset())


class TakesALoginPageForNothing(JsonConnector):
    def understood(self, answer: Answer) -> Any:
        if answer.media_type != "application/json":
            return {"items": [], "total": 0}
        return super().understood(answer)

    async def fetch(self, since: Cursor | None) -> AsyncIterator[Page]:
        async for one in super().fetch(since):
            if one.body.startswith(b"{"):
                yield one


class TakesWhatCameOfABody(JsonConnector):
    """As one that asks httpx, and then reads line by line."""

    async def fetch(self, since: Cursor | None) -> AsyncIterator[Page]:
        del since
        async with httpx.AsyncClient(headers={"Authorization": f"Bearer {TOKEN}"}) as client:
            for part, offset in enumerate(range(0, len(ITEMS), SIZE)):
                body = await came(client, f"{self._base_url}/list?offset={offset}")
                items = [json.loads(one) for one in re.findall(r"{[^{}]*}", body)]
                yield page(json.dumps({"items": items}).encode(), part, final=offset + SIZE > 7)


async def came(client: httpx.AsyncClient, url: str) -> str:
    body = b""
    with suppress(httpx.HTTPError):
        async with client.stream("GET", url) as response:
            async for part in response.aiter_bytes():
                body += part
    return body.decode()


class SaysAllTooEarly(JsonConnector):
    async def fetch(self, since: Cursor | None) -> AsyncIterator[Page]:
        del since
        async with self.client() as client:
            for offset in range(0, len(ITEMS), SIZE):
                yield page((await self.ask(client, offset)).body, 0, final=True)


class MovesItsCursorAhead(JsonConnector):
    async def fetch(self, since: Cursor | None) -> AsyncIterator[Page]:
        if since is not None:
            return
        async with self.client() as client:
            for part, offset in enumerate(range(0, len(ITEMS), SIZE)):
                body = (await self.ask(client, offset)).body
                yield page(body, part, final=offset + SIZE > 7, cursor=Cursor("all"))


class LetsAnyErrorOut(JsonConnector):
    def understood(self, answer: Answer) -> Any:
        return json.loads(answer.body)


class TellsItsToken(JsonConnector):
    async def ask(self, client: HttpClient, offset: int) -> Answer:
        try:
            return await super().ask(client, offset)
        except SourceError as error:
            raise SourceUnavailableError(f"asked with {TOKEN}: {error}") from error


class CallsARefusalAnOutage(JsonConnector):
    async def ask(self, client: HttpClient, offset: int) -> Answer:
        try:
            return await super().ask(client, offset)
        except SourceRefusedError as error:
            raise SourceUnavailableError(str(error)) from error


class ForgetsHowLongToWait(JsonConnector):
    async def ask(self, client: HttpClient, offset: int) -> Answer:
        try:
            return await super().ask(client, offset)
        except SourceUnavailableError as error:
            raise SourceUnavailableError(str(error)) from error


BROKEN: list[tuple[type[JsonConnector], str]] = [
    (TakesAnErrorForTheEnd, "500 for ever"),
    (TakesAnErrorForTheEnd, "401 for ever"),
    (TakesALoginPageForNothing, "login page"),
    (TakesALoginPageForNothing, "captive portal"),
    (TakesWhatCameOfABody, "cut for ever"),
    (TakesWhatCameOfABody, "truncated gzip"),
    (TakesWhatCameOfABody, "chunk cut"),
    (TakesWhatCameOfABody, "told too short"),
    (TakesWhatCameOfABody, "429 with a date"),
    (SaysAllTooEarly, "500 for ever"),
    (MovesItsCursorAhead, "500 for ever"),
    (LetsAnyErrorOut, "maintenance page"),
    (TellsItsToken, "500 for ever"),
    (CallsARefusalAnOutage, "401 for ever"),
]


@pytest.fixture
def anyio_backend() -> str:
    return "asyncio"


@pytest.fixture(autouse=True)
def hurry(monkeypatch: pytest.MonkeyPatch) -> None:
    HttpConnectorSuite.hurry.__wrapped__(None, monkeypatch)  # type: ignore[attr-defined]


@pytest.fixture
def wire() -> Iterator[Wire]:
    with wire_server() as started:
        yield started


def relay_of(wire: Wire, wired: WiredSource) -> Relay:
    wire.otherwise = relay = Relay(wired.answer)
    return relay


@pytest.mark.anyio
@pytest.mark.parametrize(
    ("broken", "trouble"), BROKEN, ids=[f"{broken.__name__}-{name}" for broken, name in BROKEN]
)
async def test_a_broken_connector_fails_its_test(
    broken: type[JsonConnector], trouble: str, wire: Wire
) -> None:
    wired = wired_with(broken)
    relay = relay_of(wire, wired)

    with pytest.raises((AssertionError, json.JSONDecodeError)):
        await HttpConnectorSuite().test_trouble_loses_no_record_in_silence(
            wire, relay, wired, BY_NAME[trouble], "middle"
        )


@pytest.mark.anyio
async def test_a_connector_that_forgets_how_long_to_wait_fails_its_test(wire: Wire) -> None:
    wired = wired_with(ForgetsHowLongToWait)

    with pytest.raises(AssertionError):
        await HttpConnectorSuite().test_a_long_wait_is_told_to_the_engine(
            wire, relay_of(wire, wired), wired
        )


@pytest.mark.anyio
async def test_a_source_that_brings_fewer_from_the_start_fails_its_test(wire: Wire) -> None:
    wired = wired_with(JsonConnector, lambda _: faults.json_reply({"items": [], "total": 0}))

    with pytest.raises(AssertionError):
        await HttpConnectorSuite().test_a_sound_wire_brings_every_record(
            wire, relay_of(wire, wired), wired
        )
