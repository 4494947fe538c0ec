"""A service that pages in every wrong way, read with the safeguards."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import pytest

from connectors.errors import SourceChangedError, SourceUnavailableError
from connectors.http.client import HttpClient
from connectors.http.paging import Listing, Trail, read_whole
from connectors.http.settings import HttpSettings
from connectors.testing.wire import Reply, Request, Wire, wire_server
from connectors.testing.wire_faults import json_reply

pytestmark = pytest.mark.anyio


@pytest.fixture
def anyio_backend() -> str:
    return "asyncio"


@pytest.fixture
def wire() -> Iterator[Wire]:
    with wire_server() as started:
        yield started


def reply(items: list[int], total: int | None = None, then: str | None = None) -> Reply:
    return json_reply({"items": items, "total": total, "next": then})


@dataclass
class Reader:
    """Reads a listing by the tokens of its pages."""

    client: HttpClient
    most_pages: int = 50

    async def read(self) -> Listing[list[int]]:
        trail, pages, totals = Trail(self.most_pages), [], []
        token: str | None = "/1"
        while token is not None:
            trail.follow(token)
            answer = await self.client.get(token)
            trail.met(answer.body)
            found = answer.json()
            pages.append(found["items"])
            totals += [found["total"]] if found["total"] is not None else []
            token = found["next"]
        keys = frozenset(str(one) for page in pages for one in page)
        return Listing(tuple(pages), keys, tuple(totals))


async def whole(wire: Wire) -> Listing[list[int]]:
    settings = HttpSettings(wire.url, private_network=True, requests_per_second=1000)
    async with HttpClient(settings) as client:
        return await read_whole(Reader(client).read)


@pytest.mark.parametrize("total", [3, None])
async def test_reads_every_page_of_a_sound_listing_once(wire: Wire, total: int | None) -> None:
    wire.answer("/1", reply([1, 2], total, "/2"))
    wire.answer("/2", reply([3], total))

    assert (await whole(wire)).pages == ([1, 2], [3])
    assert [request.path for request in wire.requests] == ["/1", "/2"]


async def test_a_page_equal_to_one_before_is_a_paging_fault() -> None:
    """The source counts pages, but gives the second whatever is asked."""
    trail = Trail()
    trail.met(b"[1, 2]")
    trail.met(b"[3, 4]")

    with pytest.raises(SourceChangedError, match="halaman berulang: halaman 3 sama"):
        trail.met(b"[3, 4]")


async def test_a_source_that_does_not_heed_the_page_is_found_out(wire: Wire) -> None:
    wire.otherwise = lambda _: json_reply({"items": [1, 2], "page": None})
    settings = HttpSettings(wire.url, private_network=True)
    trail = Trail()

    async with HttpClient(settings) as client:
        trail.met((await client.get("/list", params={"page": 0})).body)
        again = await client.get("/list", params={"page": 1})
        with pytest.raises(SourceChangedError, match="halaman berulang: halaman 2"):
            trail.met(again.body)


async def test_pages_that_go_in_a_circle_are_a_paging_fault(wire: Wire) -> None:
    wire.answer("/1", reply([1, 2], None, "/2"))
    wire.answer("/2", reply([3, 4], None, "/1"))

    with pytest.raises(SourceChangedError, match="halaman berputar: halaman 2 menunjuk"):
        await whole(wire)
    assert len(wire.requests) == 2


async def test_pages_without_end_are_a_paging_fault(wire: Wire) -> None:
    wire.otherwise = endless
    settings = HttpSettings(wire.url, private_network=True, requests_per_second=1000)
    async with HttpClient(settings) as client:
        with pytest.raises(SourceChangedError, match="halaman tanpa akhir: sudah 50 halaman"):
            await read_whole(Reader(client).read)

    assert len(wire.requests) == 51


def endless(request: Request) -> Reply:
    number = int(request.path.strip("/"))
    return reply([number], None, f"/{number + 1}")


async def test_a_listing_that_shifted_is_read_once_more(wire: Wire) -> None:
    """A row was deleted after the first page: the second skips one, though the sum agrees."""
    wire.answer("/1", reply([1, 2], 5, "/2"), reply([2, 3], 4, "/2"))
    wire.answer("/2", reply([4, 5], 4))

    assert (await whole(wire)).keys == {"2", "3", "4", "5"}
    assert len(wire.requests) == 4


SHORT: dict[str, Callable[[Wire], None]] = {
    "fewer than told": lambda wire: wire.answer("/1", reply([1, 2], 500)),
    "none of those told": lambda wire: wire.answer("/1", reply([], 4000)),
    "one of them twice": lambda wire: wire.answer("/1", reply([1, 1, 2], 3)),
    "more than told": lambda wire: wire.answer("/1", reply([1, 2], 1)),
}


@pytest.mark.parametrize("say", SHORT.values(), ids=SHORT.keys())
async def test_a_listing_that_is_not_what_it_tells_is_incomplete(
    wire: Wire, say: Callable[[Wire], None]
) -> None:
    say(wire)

    with pytest.raises(SourceUnavailableError, match="daftar tidak lengkap: menurut sumber"):
        await whole(wire)
    assert len(wire.requests) == 2


async def test_a_second_reading_is_no_circle(wire: Wire) -> None:
    """Each reading has a trail of its own: the same pages again are no fault."""
    wire.answer("/1", reply([1, 2], 4, "/2"))
    wire.answer("/2", reply([3], 4), reply([3, 4], 4))

    assert (await whole(wire)).keys == {"1", "2", "3", "4"}


async def test_a_listing_that_grows_while_it_is_read_is_whole(wire: Wire) -> None:
    wire.answer("/1", reply([1, 2], 3, "/2"))
    wire.answer("/2", reply([3, 4], 4))

    assert len((await whole(wire)).keys) == 4
    assert len(wire.requests) == 2
