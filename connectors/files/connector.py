"""The connector `files`: tables in a folder that people put there."""

import hashlib
import time
from collections.abc import AsyncIterator, Callable, Mapping
from dataclasses import replace
from functools import partial
from pathlib import Path, PurePosixPath

import anyio
import anyio.to_thread

from connectors.contract import Capabilities, Connector, Cursor, Kind, Page, Table
from connectors.errors import SourceUnavailableError
from connectors.files.cursor import read_cursor, write_cursor
from connectors.files.folder import Entry, Place
from connectors.files.opened import Part, Sizes, TooLargeError, TouchedError, parts_of
from connectors.files.options import FilesOptions
from connectors.files.settling import Settling
from connectors.files.troubles import FOLDER, why
from connectors.probe import Probe
from connectors.tabular.headings import SYNONYMS
from connectors.tabular.parts import PART_BYTES

READER = 2
"""Rises whenever the code reads the same file otherwise."""

REFUSED = "application/x-refused"
"""Media type of a page for what was not opened; the reason is in its context."""

_MEDIA_TYPES = {
    ".csv": "text/csv",
    ".tsv": "text/tab-separated-values",
    ".txt": "text/plain",
    ".xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    ".xls": "application/vnd.ms-excel",
    ".ods": "application/vnd.oasis.opendocument.spreadsheet",
}
_TOO_LARGE = "Berkas terlalu besar untuk sumber ini. Bagi menjadi beberapa berkas."


def build(options: Mapping[str, object], *, base_dir: Path, kind: Kind) -> Connector:
    """Make the connector from the options of a source; pydantic tells what is wrong with them."""
    checked = FilesOptions.model_validate(options, context={"kind": kind})
    return FilesConnector(checked, base_dir=base_dir, kind=kind)


class FilesConnector:
    """Reads the files of one folder; it never moves or alters them."""

    def __init__(
        self,
        options: FilesOptions,
        *,
        base_dir: Path,
        kind: Kind,
        clock: Callable[[], float] = time.time,
        part_bytes: int = PART_BYTES,
    ) -> None:
        self._options = options
        self._path = base_dir / options.path
        self._kind = kind
        self._clock = clock
        self._tables = options.for_tables()
        # a blank cell may repeat a row of the part before: such files are not cut
        part = options.max_text_bytes if options.fill_down else part_bytes
        self._sizes = Sizes(options.max_bytes, options.max_text_bytes, part)

    @property
    def capabilities(self) -> Capabilities:
        """What this connector can do."""
        return Capabilities(
            kinds=frozenset(Kind),
            incremental=True,
            lists_everything=True,
            reader_version=f"files-{READER}-{self._reading()}",
            local=True,
        )

    async def fetch(self, since: Cursor | None) -> AsyncIterator[Page]:
        """Yield each file that was touched since; wait for those that are still being written.

        A file that does not come to rest is left out, and told by the error at the end.
        """
        known = read_cursor(since)
        place = await anyio.to_thread.run_sync(Place.of, self._path)
        entries = await _list(place)
        seen = {e.path: known[e.path] for e in entries if e.path in known}
        pending = [e for e in entries if e.path not in known or known[e.path][0] != e.stamp]
        settling = Settling(pending, place, self._options.settle, self._clock)
        while (entry := await settling.next()) is not None:
            try:
                async for part in _parts(place.folder, entry, self._sizes):
                    if part.final:
                        seen[entry.path] = (entry.stamp, part.sha256)
                    yield page_of(entry, part, write_cursor(seen))
            except TouchedError:
                settling.again(entry)
            except TooLargeError:
                seen[entry.path] = (entry.stamp, "")
                refused = replace(entry, refused=_TOO_LARGE)
                yield page_of(refused, Part(b""), write_cursor(seen))
            except OSError as error:
                settling.give_up(entry, error)
        settling.raise_if_any_left()

    async def probe(self) -> Probe:
        """Say what stands in the folder, and how it would be read."""
        from connectors.files.probe import look  # noqa: PLC0415 - no fetch needs it

        try:
            return await anyio.to_thread.run_sync(look, self, self._path, self._sizes, self._kind)
        except OSError as error:
            raise SourceUnavailableError(str(error), trouble=FOLDER) from error

    def read(self, page: Page) -> Table:
        """Turn a file, or a part of one, into a table of text."""
        # Most fetches bring no news: they need not know how tables are read.
        from connectors.tabular.table import read_table, refused_table  # noqa: PLC0415

        if page.media_type == REFUSED:
            return refused_table(page.name, page.context["reason"])
        return read_table(
            page.body,
            name=page.name,
            kind=self._kind,
            options=self._tables,
            context=page.context,
        )

    def _reading(self) -> str:
        """Digest what decides how a page is read, beside the code."""
        tables = self._tables
        decided = (
            sorted((name, *texts) for name, texts in tables.columns.items()),
            sorted(tables.defaults.items()),
            sorted(tables.fill_down),
            tables.limits,
            self._kind.value,
            SYNONYMS.read_bytes(),
        )
        return hashlib.sha256(repr(decided).encode()).hexdigest()[:12]


async def _list(place: Place) -> list[Entry]:
    try:
        return await anyio.to_thread.run_sync(place.entries)
    except OSError as error:
        raise SourceUnavailableError(
            f"folder {place.folder} tidak dapat dibaca ({why(error)})", trouble=FOLDER
        ) from error


async def _parts(folder: Path, entry: Entry, sizes: Sizes) -> AsyncIterator[Part]:
    """Read in a thread, one part at a time."""
    if entry.refused:
        yield Part(b"")
        return
    parts = parts_of(folder, entry, sizes)
    while (part := await anyio.to_thread.run_sync(partial(next, parts, None))) is not None:
        yield part


def page_of(entry: Entry, part: Part, cursor: Cursor | None) -> Page:
    """Make a page of a part of a file."""
    suffix = PurePosixPath(entry.name).suffix.lower()
    known_type = _MEDIA_TYPES.get(suffix, "application/octet-stream")
    return Page(
        name=entry.name,
        listing=entry.name,
        body=part.body,
        media_type=REFUSED if entry.refused else known_type,
        part=part.number,
        final=part.final,
        complete=entry.refused is None,  # what was not opened withdraws nothing
        context={"reason": entry.refused} if entry.refused else part.context,
        cursor=cursor,
    )
