"""The reference connector: items in memory, for tests and to copy from.

Small and exact: pages of a few items with ids, incremental by sequence number.
"""

import json
from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from pydantic import BaseModel, ConfigDict, Field

from connectors.contract import (
    FIELDS,
    ROSTER_FIELDS,
    Capabilities,
    Connector,
    Cursor,
    Kind,
    Page,
    Table,
    text_frame,
)
from connectors.errors import CursorForeignError, SourceRefusedError, SourceUnavailableError

Item = Mapping[str, str | None]
"""What a row says, by canonical names; may have `key`, `kind`, `withdrawn`, `course_id` too."""

_LISTING = "memory"
_ABOUT_ROWS = frozenset({"key", "kind", "withdrawn", "course_id", "account", "nip_number"})


class MemoryOptions(BaseModel):
    """Options of the connector `memory`."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    items: tuple[dict[str, str | None], ...] = ()
    """Rows by canonical names."""
    page_size: int = Field(default=2, gt=0)
    """Items a page."""


@dataclass(slots=True)
class MemorySource:
    """A service that exists in memory only; many connectors may talk to it."""

    items: dict[str, Item] = field(default_factory=dict)
    """Id → item."""
    changed: dict[str, int] = field(default_factory=dict)
    """Id → sequence number of its last change."""
    down: bool = False
    refusing: bool = False
    _sequence: int = 0

    def put(self, item: Item) -> str:
        """Add an item, or replace the one of its key; give its id."""
        self._sequence += 1
        key = item.get("key") or f"item-{self._sequence}"
        self.items[key] = dict(item) | {"key": key}
        self.changed[key] = self._sequence
        return key

    def spoil(self, key: str) -> None:
        """Replace an item by what is no item at all."""
        self._sequence += 1
        self.items[key] = {"key": key, "spoilt": "not a field"}
        self.changed[key] = self._sequence

    def remove(self, key: str) -> None:
        """Forget an item: it is no longer listed."""
        del self.items[key], self.changed[key]

    def since(self, sequence: int) -> list[tuple[int, Item]]:
        """Give the items changed after a sequence number, in the order of their changes.

        Raises:
            ConnectionError: the service is down.
            PermissionError: it does not let us in.

        """
        if self.down:
            raise ConnectionError("memory is down")
        if self.refusing:
            raise PermissionError("memory lets nobody in")
        new = sorted((number, key) for key, number in self.changed.items() if number > sequence)
        return [(number, self.items[key]) for number, key in new]


def build(options: Mapping[str, object], *, base_dir: Path, kind: Kind) -> Connector:
    """Make the connector with the items of its options."""
    del base_dir
    checked = MemoryOptions.model_validate(options)
    source = MemorySource()
    for item in checked.items:
        source.put(item)
    return MemoryConnector(source, kind=kind, page_size=checked.page_size)


class MemoryConnector:
    """Fetches from a MemorySource."""

    def __init__(
        self, source: MemorySource, *, kind: Kind = Kind.TRAINING, page_size: int = 2
    ) -> None:
        self._source = source
        self._kind = kind
        self._page_size = page_size

    @property
    def capabilities(self) -> Capabilities:
        """What this connector can do."""
        return Capabilities(
            kinds=frozenset({self._kind}),
            incremental=True,
            lists_everything=True,
            reader_version="memory-1",
        )

    async def fetch(self, since: Cursor | None) -> AsyncIterator[Page]:
        """Yield the items changed since, a few at a time; all of them from the start."""
        start = _sequence_of(since)
        try:
            items = self._source.since(start)
        except ConnectionError as error:
            raise SourceUnavailableError(str(error)) from error
        except PermissionError as error:
            raise SourceRefusedError(str(error)) from error
        for part, at in enumerate(range(0, len(items), self._page_size)):
            some = items[at : at + self._page_size]
            yield Page(
                name=_LISTING,
                listing=_LISTING,
                body=json.dumps([item for _, item in some]).encode(),
                media_type="application/json",
                part=part,
                final=at + self._page_size >= len(items),
                complete=start == 0,
                cursor=Cursor(json.dumps({_LISTING: some[-1][0]})),
            )

    def read(self, page: Page) -> Table:
        """Turn a page into a table; what is no item is refused by name."""
        fields = FIELDS if self._kind is Kind.TRAINING else ROSTER_FIELDS
        known = _ABOUT_ROWS.union(fields)
        rows = [
            {**item, "locator": f"records[{at}]"} if item.keys() <= known else _refused(item, at)
            for at, item in enumerate(json.loads(page.body))
        ]
        return Table(text_frame(rows, fields))


def _refused(item: Item, at: int) -> dict[str, str | None]:
    return {
        "key": item.get("key"),
        "locator": f"records[{at}]",
        "refused": "row_malformed",
        "refused_value": json.dumps(dict(item), ensure_ascii=False)[:120],
    }


def _sequence_of(cursor: Cursor | None) -> int:
    if cursor is None:
        return 0
    try:
        found = json.loads(cursor)
    except ValueError as error:
        raise CursorForeignError("penanda letak ini bukan buatan konektor memory") from error
    match found:
        case {"memory": int(sequence), **rest} if not rest:
            return sequence
        case _:
            raise CursorForeignError("penanda letak ini bukan buatan konektor memory")
