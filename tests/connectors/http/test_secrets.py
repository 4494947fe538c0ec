"""Whatever goes wrong, a token stands in no message, no cause and no line of the log."""

import logging
import traceback
from collections.abc import Iterator

import pytest
from structlog.testing import capture_logs

from connectors.errors import SourceError
from connectors.http.client import HttpClient
from connectors.http.settings import HttpSettings
from connectors.http.timing import Timing
from connectors.testing import wire_faults as faults
from connectors.testing.wire import Reply, Wire, wire_server

TOKEN = "t0k3n/rahasia+7"
GOOD = faults.json_reply({"items": []})

pytestmark = pytest.mark.anyio


@pytest.fixture
def anyio_backend() -> str:
    return "asyncio"


@pytest.fixture
def wire() -> Iterator[Wire]:
    with wire_server() as started:
        yield started


async def at_once(seconds: float) -> None:
    del seconds


def client_of(wire: Wire) -> HttpClient:
    settings = HttpSettings(wire.url, private_network=True)
    return HttpClient(settings, secrets=[TOKEN], timing=Timing(lambda: 0.0, at_once))


TROUBLES = {
    "cut": faults.halved(GOOD),
    "nothing": Reply(()),
    "not http": faults.not_http(),
    "500": faults.status(500),
    "401": faults.status(401),
    "404": faults.status(404),
    "a bomb": faults.bomb(2),
    "echoed elsewhere": faults.redirect(f"http://127.0.0.1:1/{TOKEN}?token={TOKEN}"),
    "in a circle": faults.redirect(f"/x?again={TOKEN}"),
}


@pytest.mark.parametrize("reply", TROUBLES.values(), ids=TROUBLES.keys())
async def test_an_error_tells_no_secret(
    wire: Wire, reply: Reply, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    wire.otherwise = reply
    with capture_logs() as logged:
        async with client_of(wire) as client:
            with pytest.raises(SourceError) as raised:
                await client.post(
                    "/x",
                    params={"wstoken": TOKEN, "q": TOKEN},
                    data={"password": TOKEN},
                    headers={"Authorization": f"Bearer {TOKEN}", "Cookie": f"session={TOKEN}"},
                    idempotent=True,
                )

    tell_nothing("".join(traceback.format_exception(raised.value)), str(logged), caplog.text)


@pytest.mark.parametrize("end", ["\n", "\r\n", " \n"])
async def test_a_token_copied_with_a_line_break_is_not_told(wire: Wire, end: str) -> None:
    """It cannot be sent, and the library's own error quotes it."""
    settings = HttpSettings(wire.url, private_network=True)
    timing = Timing(lambda: 0.0, at_once)
    async with HttpClient(settings, secrets=[TOKEN + end], timing=timing) as client:
        with pytest.raises(SourceError, match="header") as raised:
            await client.get("/x", headers={"Authorization": f"Bearer {TOKEN}{end}"})

    assert raised.value.__cause__ is not None
    tell_nothing("".join(traceback.format_exception(raised.value)))


async def test_a_request_that_went_well_tells_no_secret(
    wire: Wire, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    wire.otherwise = GOOD
    with capture_logs() as logged:
        async with client_of(wire) as client:
            answer = await client.get(f"/x/{TOKEN}", params={"wstoken": TOKEN})

    assert logged
    tell_nothing(str(logged), caplog.text, repr(answer), repr(client))


def tell_nothing(*texts: str) -> None:
    for text in texts:
        for form in (TOKEN, "t0k3n%2Frahasia%2B7", "t0k3n"):
            assert form not in text
