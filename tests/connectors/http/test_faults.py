"""What the client makes of a wire that lies."""

import json
from collections.abc import AsyncIterator, Iterator
from datetime import timedelta

import pytest

from connectors.errors import (
    SourceChangedError,
    SourceError,
    SourceRefusedError,
    SourceUnavailableError,
)
from connectors.http.client import HttpClient
from connectors.http.recognise import refuse_stand_ins
from connectors.http.settings import HttpSettings
from connectors.http.timing import Timing
from connectors.testing import wire_faults as faults
from connectors.testing.wire import Reply, Wire, wire_server

BODY = json.dumps({"items": list(range(200))}).encode()
GOOD = faults.sound(BODY)
DATE = "Tue, 01 Nov 2022 07:00:00 GMT"

pytestmark = pytest.mark.anyio


class Clock:
    """A clock that a wait moves on, so that nobody waits."""

    def __init__(self) -> None:
        self.now = 0.0
        self.waits: list[float] = []

    async def sleep(self, seconds: float) -> None:
        self.waits.append(seconds)
        self.now += seconds

    @property
    def timing(self) -> Timing:
        return Timing(lambda: self.now, self.sleep)


@pytest.fixture
def anyio_backend() -> str:
    return "asyncio"


@pytest.fixture
def wire() -> Iterator[Wire]:
    with wire_server() as started:
        yield started


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
async def client(wire: Wire, clock: Clock) -> AsyncIterator[HttpClient]:
    settings = HttpSettings(wire.url, private_network=True, max_decoded_bytes=20_000_000)
    async with HttpClient(settings, secrets=["rahasia-123"], timing=clock.timing) as made:
        yield made


@pytest.mark.parametrize(
    "reply",
    [
        GOOD,
        faults.packed(BODY),
        faults.chunked(BODY),
        faults.dripped(GOOD, pause_seconds=0.0001),
    ],
)
async def test_takes_a_whole_answer_however_it_comes(
    client: HttpClient, wire: Wire, reply: Reply
) -> None:
    wire.answer("/x", reply)

    assert (await client.get("/x")).json() == {"items": list(range(200))}
    assert len(wire.requests) == 1


TRANSIENT = {
    "cut": faults.cut(GOOD, lost=100),
    "reset": faults.cut(GOOD, lost=100, reset=True),
    "told too long": faults.wrong_length(BODY, told=len(BODY) + 5),
    "two lengths": faults.sound(BODY, Content_Length="9"),
    "chunk cut": faults.chunked(BODY, ended=False),
    "packed and cut": faults.packed_short(BODY),
    "packed twice": faults.packed(BODY, times=2),
    "said to be packed": faults.sound(BODY, content_encoding="gzip"),
    "not http": faults.not_http(),
    "huge header": faults.huge_header(),
    "nothing": Reply(()),
    **{str(code): faults.status(code) for code in (408, 429, 500, 502, 503, 504)},
}


@pytest.mark.parametrize("reply", TRANSIENT.values(), ids=TRANSIENT.keys())
async def test_a_fault_that_passes_is_tried_again(
    client: HttpClient, wire: Wire, reply: Reply
) -> None:
    wire.answer("/x", reply, GOOD)

    assert (await client.get("/x")).body == BODY


@pytest.mark.parametrize("reply", TRANSIENT.values(), ids=TRANSIENT.keys())
async def test_a_fault_that_stays_is_an_outage(
    client: HttpClient, wire: Wire, reply: Reply
) -> None:
    wire.answer("/x", reply)

    with pytest.raises(SourceUnavailableError):
        await client.get("/x")
    assert len(wire.requests) == 4


@pytest.mark.parametrize("reply", [faults.status(503), faults.cut(GOOD, lost=9)])
async def test_what_is_not_safe_twice_is_sent_once(
    client: HttpClient, wire: Wire, reply: Reply
) -> None:
    wire.answer("/x", reply)

    with pytest.raises(SourceUnavailableError):
        await client.post("/x", data={"a": 1})
    assert len(wire.requests) == 1

    wire.answer("/x", reply, GOOD)
    assert (await client.post("/x", data={"a": 1}, idempotent=True)).body == BODY
    assert wire.requests[-1].body == b"a=1"


@pytest.mark.parametrize(
    ("reply", "error"),
    [
        (faults.status(401), SourceRefusedError),
        (faults.status(403), SourceRefusedError),
        (faults.status(404), SourceChangedError),
        (faults.bomb(), SourceChangedError),
        (faults.sound(BODY, content_encoding="br"), SourceChangedError),
        (faults.redirect("/x"), SourceChangedError),
        (faults.redirect("http://127.0.0.1:1/x"), SourceChangedError),
        (faults.redirect("//evil.example/x"), SourceChangedError),
    ],
)
async def test_a_fault_that_needs_a_person_is_not_tried_again(
    client: HttpClient, wire: Wire, reply: Reply, error: type[SourceError]
) -> None:
    wire.answer("/x", reply)

    with pytest.raises(error):
        await client.get("/x")
    assert len(wire.requests) <= 4
    assert wire.requests[0].path == "/x"


@pytest.mark.parametrize(
    ("header", "wait"),
    [
        ("30", 30),
        ("Tue, 01 Nov 2022 07:00:45 GMT", 45),
        ("-5", None),
        ("soon", None),
        ("Mon, 31 Oct 2022 07:00:00 GMT", None),
    ],
)
async def test_waits_as_long_as_asked(
    client: HttpClient, wire: Wire, clock: Clock, header: str, wait: int | None
) -> None:
    wire.answer("/x", faults.status(429, retry_after=header, date=DATE), GOOD)
    await client.get("/x")

    if wait is None:
        assert sum(clock.waits) < 30
    else:
        assert wait <= max(clock.waits) < wait + 1


async def test_who_asks_for_a_year_is_left_alone_for_a_day(client: HttpClient, wire: Wire) -> None:
    wire.answer("/x", faults.status(429, retry_after="31536000"))

    with pytest.raises(SourceUnavailableError) as raised:
        await client.get("/x")
    assert raised.value.retry_after == timedelta(days=1)
    assert len(wire.requests) == 1


async def test_a_drip_ends_at_the_deadline(wire: Wire) -> None:
    wire.answer("/x", faults.dripped(GOOD, pause_seconds=0.2))
    settings = HttpSettings(wire.url, private_network=True, deadline_seconds=0.5, attempts=1)
    async with HttpClient(settings) as client:
        with pytest.raises(SourceUnavailableError, match="terlalu lama"):
            await client.get("/x")


async def test_the_circuit_opens_and_one_probe_closes_it(
    client: HttpClient, wire: Wire, clock: Clock
) -> None:
    wire.answer("/x", faults.status(500))
    for _ in range(5):
        with pytest.raises(SourceUnavailableError):
            await client.get("/x")
    asked = len(wire.requests)
    with pytest.raises(SourceUnavailableError, match="sumber dibiarkan sebentar"):
        await client.get("/x")
    assert len(wire.requests) == asked

    clock.now += 61
    wire.answer("/x", GOOD)
    assert (await client.get("/x")).status == 200


@pytest.mark.parametrize(
    ("html", "error"),
    [
        (faults.LOGIN_PAGE, SourceRefusedError),
        (faults.MAINTENANCE_PAGE, SourceUnavailableError),
        (faults.PORTAL_PAGE, SourceUnavailableError),
        (faults.GUARD_PAGE, SourceUnavailableError),
        ("<html>Selamat datang</html>", SourceChangedError),
    ],
)
async def test_a_page_that_stands_in_is_recognised(
    client: HttpClient, wire: Wire, html: str, error: type[SourceError]
) -> None:
    wire.answer("/x", faults.page(html))
    answer = await client.get("/x")

    with pytest.raises(error):
        refuse_stand_ins(answer)


async def test_a_private_address_is_not_asked_unless_allowed(wire: Wire) -> None:
    async with HttpClient(HttpSettings(wire.url)) as client:
        with pytest.raises(SourceRefusedError, match="private_network"):
            await client.get("/x")

    assert wire.connections == 0


async def test_a_secret_stands_in_no_error_and_no_address(client: HttpClient, wire: Wire) -> None:
    wire.answer("/x", GOOD)
    wire.answer("/y", faults.status(500))
    answer = await client.get("/x", params={"wstoken": "t0k", "q": "rahasia-123"})

    assert wire.requests[0].target == "/x?wstoken=t0k&q=rahasia-123"
    assert "t0k" not in answer.url
    assert "rahasia" not in answer.url
    with pytest.raises(SourceUnavailableError) as raised:
        await client.get("/y", params={"wstoken": "t0k", "q": "rahasia-123"})
    assert "t0k" not in str(raised.value)
    assert "rahasia" not in str(raised.value)


async def test_cookies_stay_until_a_fresh_session(client: HttpClient, wire: Wire) -> None:
    wire.answer("/login", faults.status(303, location="/x", set_cookie="MoodleSession=abc; path=/"))
    wire.answer("/x", GOOD)
    await client.post("/login", data={"username": "u"})
    client.fresh_session()
    await client.get("/x")

    assert [r.headers.get("cookie") for r in wire.requests] == [None, "MoodleSession=abc", None]
