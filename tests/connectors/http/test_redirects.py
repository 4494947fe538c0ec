"""What is sent to where a redirect leads."""

from collections.abc import AsyncIterator, Iterator

import pytest

from connectors.errors import SourceChangedError
from connectors.http.client import HttpClient
from connectors.http.settings import HttpSettings
from connectors.testing import wire_faults as faults
from connectors.testing.wire import Wire, wire_server

GOOD = faults.json_reply([])
HEADERS = {"Authorization": "Bearer x", "X-Own": "y"}

pytestmark = pytest.mark.anyio


@pytest.fixture
def anyio_backend() -> str:
    return "asyncio"


@pytest.fixture
def wire() -> Iterator[Wire]:
    with wire_server() as started:
        started.answer("/end", GOOD)
        yield started


@pytest.fixture
async def client(wire: Wire) -> AsyncIterator[HttpClient]:
    async with HttpClient(HttpSettings(wire.url, private_network=True)) as made:
        yield made


@pytest.mark.parametrize("code", [301, 302, 303, 307, 308])
async def test_a_redirect_on_the_same_host_is_followed(
    client: HttpClient, wire: Wire, code: int
) -> None:
    wire.answer("/x", faults.redirect("/end", code))
    await client.get("/x", headers=HEADERS)

    assert [request.method for request in wire.requests] == ["GET", "GET"]
    assert wire.requests[1].headers["authorization"] == "Bearer x"
    assert "x-own" not in wire.requests[1].headers


@pytest.mark.parametrize(
    ("code", "sent"),
    [(301, ("GET", b"")), (302, ("GET", b"")), (303, ("GET", b"")),
     (307, ("POST", b"a=1")), (308, ("POST", b"a=1"))],
)  # fmt: skip
async def test_only_307_and_308_send_again_what_was_sent(
    client: HttpClient, wire: Wire, code: int, sent: tuple[str, bytes]
) -> None:
    wire.answer("/x", faults.redirect("/end", code))
    await client.post("/x", data={"a": 1})
    last = wire.requests[-1]

    assert (last.method, last.body) == sent
    assert ("content-type" in last.headers) == (sent[0] == "POST")


@pytest.mark.parametrize(
    "target", ["https://127.0.0.1/end", "http://127.0.0.1:1/end", "//e.example"]
)
async def test_another_scheme_port_or_host_is_not_followed(
    client: HttpClient, wire: Wire, target: str
) -> None:
    wire.answer("/x", faults.redirect(target))

    with pytest.raises(SourceChangedError, match="tidak diikuti"):
        await client.get("/x", headers=HEADERS)
    assert len(wire.requests) == 1


async def test_three_redirects_are_followed_and_no_more(client: HttpClient, wire: Wire) -> None:
    for at in range(3):
        wire.answer(f"/{at}", faults.redirect(f"/{at + 1}"))
    wire.answer("/3", GOOD)
    assert (await client.get("/0")).status == 200

    wire.answer("/3", faults.redirect("/end"))
    with pytest.raises(SourceChangedError, match="tanpa akhir"):
        await client.get("/0")
