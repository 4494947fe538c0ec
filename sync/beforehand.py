"""Read a source before its run: what depends on its pages, its settings, the rules and the day.

It knows nobody and no store, so any process may do it while the roster is being taken. A run uses
it only where it landed the very same pages; else it reads for itself.
"""

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

import anyio
import polars as pl

from connectors.contract import Page
from models.pages import Landed
from models.values import jakarta_day
from sync.normalise import Manner
from sync.prepare import ReadPage, sheets_in_json, type_rows
from sync.source import Source
from sync.unread import unread_of

MOST_BYTES = 64 * 1024 * 1024
"""What is read beforehand waits in memory; of more, the run itself reads page by page."""


class Mark(NamedTuple):
    """What tells a page from all others that could be read otherwise."""

    listing: str
    name: str
    part: int
    media_type: str
    context: str
    sha256: str


@dataclass(frozen=True, slots=True)
class Beforehand:
    """The pages of one source, in the order in which a run reads them, and their rows."""

    day: date
    marks: tuple[Mark, ...]
    sheets: tuple[str, ...]
    """Of each page: how it was read, as the store keeps it."""
    notes: tuple[str, ...]
    """What of the pages nothing was read from."""
    rows: pl.DataFrame
    """Typed and keyed; `page_id` is the place of the page in `marks`."""

    def rows_of(self, landed: Sequence[Landed]) -> pl.DataFrame | None:
        """Give the rows as those of pages that were landed; nothing where those are others."""
        if self.marks != tuple(map(_mark, landed)):
            return None
        if any(jakarta_day(page.landed_at) != self.day for page in landed):
            return None
        ids = pl.Series([page.id for page in landed], dtype=self.rows["page_id"].dtype)
        return self.rows.with_columns(ids.gather(self.rows["page_id"]).alias("page_id"))


def read_beforehand(source: Source, *, day: date, manner: Manner) -> Beforehand | None:
    """Fetch a source from the start and read it; nothing where that is none or too much.

    Raises:
        SourceError: as the connector says; the run will hear it, too.

    """
    pages = anyio.run(_fetch, source)
    tables = [source.connector.read(page) for page in pages]
    told = [ReadPage(place, page.name, page.listing, day, table)
            for place, (page, table) in enumerate(zip(pages, tables, strict=True))]  # fmt: skip
    typed = type_rows(told, manner)
    if not typed:
        return None
    return Beforehand(
        day=day,
        marks=tuple(map(_mark_fetched, pages)),
        sheets=tuple(sheets_in_json(page.table) for page in told),
        notes=tuple(note for page in told for note in unread_of(page.name, page.table.sheets)),
        rows=typed[0].rows,
    )


async def _fetch(source: Source) -> list[Page]:
    """Fetch all pages in the order in which a run reads them; none where they are too much."""
    pages: list[Page] = []
    left = MOST_BYTES
    async for page in source.connector.fetch(None):
        pages.append(page)
        left -= len(page.body)
        if left < 0:
            return []
    return sorted(pages, key=lambda page: page.listing)


def _mark(page: Landed) -> Mark:
    return _marked(page, page.sha256)


def _mark_fetched(page: Page) -> Mark:
    return _marked(page, hashlib.sha256(page.body).hexdigest())


def _marked(page: Page | Landed, sha256: str) -> Mark:
    context = json.dumps(dict(page.context), sort_keys=True)
    return Mark(page.listing, page.name, page.part, page.media_type, context, sha256)
