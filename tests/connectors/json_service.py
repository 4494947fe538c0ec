"""A small JSON service and a connector that behaves, for the suite to be proved on."""

import json
from collections.abc import AsyncIterator
from typing import Any
from urllib.parse import parse_qs, urlsplit

from connectors.contract import Capabilities, Cursor, Kind, Page, Table, text_frame
from connectors.errors import CursorForeignError, SourceChangedError
from connectors.http.answer import Answer
from connectors.http.client import HttpClient
from connectors.http.paging import Listing, Trail, read_whole
from connectors.http.recognise import refuse_stand_ins
from connectors.http.settings import HttpSettings
from connectors.testing.wire import Reply, Request
from connectors.testing.wire_faults import json_reply, status

TOKEN = "kunci-rahasia-99"
ITEMS = [{"id": number, "title": f"Pelatihan {number}"} for number in range(1, 8)]
SIZE = 3


def service(request: Request) -> Reply:
    """Answer one page of the items to who has the token."""
    if request.headers.get("authorization") != f"Bearer {TOKEN}":
        return status(401)
    first = int(parse_qs(urlsplit(request.target).query)["offset"][0])
    return json_reply({"items": ITEMS[first : first + SIZE], "total": len(ITEMS)})


class JsonConnector:
    """Reads the whole listing, then yields its pages as they came."""

    def __init__(self, base_url: str) -> None:
        self._base_url = base_url

    @property
    def capabilities(self) -> Capabilities:
        return Capabilities(
            frozenset({Kind.TRAINING}),
            incremental=False,
            lists_everything=True,
            reader_version="json-1",
        )

    async def fetch(self, since: Cursor | None) -> AsyncIterator[Page]:
        if since is not None:
            raise CursorForeignError("this connector makes no cursors")
        async with self.client() as client:
            listing = await read_whole(lambda: self.reading(client))
        for part, body in enumerate(listing.pages):
            yield page(body, part, final=part == len(listing.pages) - 1)

    def read(self, page: Page) -> Table:
        items = json.loads(page.body)["items"]
        return Table(
            text_frame(
                [
                    {"key": str(item["id"]), "locator": f"items[{at}]", "title": item["title"]}
                    for at, item in enumerate(items)
                ]
            )
        )

    def client(self) -> HttpClient:
        return HttpClient(HttpSettings(self._base_url, private_network=True), secrets=[TOKEN])

    async def reading(self, client: HttpClient) -> Listing[bytes]:
        trail, bodies, keys, totals = Trail(), list[bytes](), set[str](), list[int]()
        while not totals or len(bodies) * SIZE < totals[-1]:
            answer = await self.ask(client, len(bodies) * SIZE)
            found = self.understood(answer)
            trail.met(answer.body)
            bodies.append(answer.body)
            keys |= {str(item["id"]) for item in found["items"]}
            totals.append(found["total"])
        return Listing(tuple(bodies), frozenset(keys), tuple(totals))

    async def ask(self, client: HttpClient, offset: int) -> Answer:
        headers = {"Authorization": f"Bearer {TOKEN}"}
        return await client.get("list", params={"offset": offset}, headers=headers)

    def understood(self, answer: Answer) -> Any:
        refuse_stand_ins(answer)
        found = answer.json()
        if not isinstance(found, dict) or found.keys() != {"items", "total"}:
            raise SourceChangedError("no listing came")
        return found


def page(body: bytes, part: int, *, final: bool, cursor: Cursor | None = None) -> Page:
    """Make a page of the listing."""
    return Page("list", "list", body, "application/json", part, final, cursor=cursor)
