"""Caches on the way: we ask nothing conditionally, and no old copy passes for the source's word."""

from collections.abc import AsyncIterator, Iterator

import pytest

from connectors.errors import SourceUnavailableError
from connectors.http.client import HttpClient
from connectors.http.settings import HttpSettings
from connectors.testing import wire_faults as faults
from connectors.testing.wire import Reply, Request, Wire, wire_server

BODY = b'{"items": []}'
pytestmark = pytest.mark.anyio


@pytest.fixture
def anyio_backend() -> str:
    return "asyncio"


@pytest.fixture
def wire() -> Iterator[Wire]:
    with wire_server() as started:
        yield started


@pytest.fixture
async def client(wire: Wire) -> AsyncIterator[HttpClient]:
    settings = HttpSettings(wire.url, private_network=True, attempts=1)
    async with HttpClient(settings) as made:
        yield made


def is_conditional(request: Request) -> bool:
    return any(name.startswith("if-") for name in request.headers)


async def test_nothing_is_asked_conditionally_and_no_copy_is_wanted(
    client: HttpClient, wire: Wire
) -> None:
    marked = faults.sound(BODY, etag='"1"', last_modified="Tue, 01 Nov 2022 07:00:00 GMT")
    wire.answer("/x", marked)
    for _ in range(2):
        await client.get("/x")
    await client.post("/x", data={"a": 1})

    assert not any(is_conditional(request) for request in wire.requests)
    assert {request.headers["cache-control"] for request in wire.requests} == {"no-cache"}


@pytest.mark.parametrize(
    "reply",
    [
        pytest.param(faults.status(304), id="not modified, though nobody asked"),
        pytest.param(faults.sound(BODY, age="86400"), id="of yesterday"),
        pytest.param(faults.sound(BODY, age="3601"), id="over an hour old"),
        pytest.param(faults.redirect("/y"), id="behind a redirect"),
    ],
)
async def test_an_old_copy_is_an_outage_and_no_news(
    client: HttpClient, wire: Wire, reply: Reply
) -> None:
    wire.answer("/x", reply)
    wire.answer("/y", faults.sound(BODY, age="86400"))

    with pytest.raises(SourceUnavailableError) as raised:
        await client.get("/x")
    assert raised.value.trouble.code == "old_copy"


@pytest.mark.parametrize("age", ["0", "3600", "-1", "soon", "²"])
async def test_a_fresh_copy_and_nonsense_pass(client: HttpClient, wire: Wire, age: str) -> None:
    wire.answer("/x", faults.sound(BODY, age=age.encode().decode("latin-1")))

    assert (await client.get("/x")).body == BODY
