"""The connector `moodle`: everything of a site compared, or one small request for each listing."""

import time
from collections.abc import AsyncIterator, Callable, Iterator, Mapping
from contextlib import asynccontextmanager
from pathlib import Path

from connectors.contract import Capabilities, Connector, Cursor, Kind, Page, Table
from connectors.errors import SourceChangedError, SourceUnavailableError
from connectors.http.client import HttpClient
from connectors.http.settings import below
from connectors.moodle.bundle import MEDIA_TYPE, PAGES, Bundle, pages_of
from connectors.moodle.cursor import Remembered, read_cursor, write_cursor
from connectors.moodle.gather import Gathered, gather
from connectors.moodle.options import MoodleOptions
from connectors.moodle.service import MoodleError, WebService
from connectors.moodle.signs import signs_now
from connectors.probe import Probe

READER = 3
"""Rises whenever the code reads the same page otherwise."""

COMPARED_EVERY_SECONDS = 20 * 3600
"""What changes without a new row (a name, a time, a completion undone) is seen so soon."""


def build(options: Mapping[str, object], *, base_dir: Path, kind: Kind) -> Connector:
    """Make the connector from the options of a source."""
    if kind is not Kind.TRAINING:
        raise ValueError("the connector moodle brings trainings, no roster")
    checked = MoodleOptions.model_validate(options)
    ca_file = below(base_dir, checked.ca_file)
    return MoodleConnector(checked.model_copy(update={"ca_file": ca_file}))


class MoodleConnector:
    """Asks a Moodle site by its web services."""

    def __init__(self, options: MoodleOptions, *, clock: Callable[[], float] = time.time) -> None:
        self._options = options
        self._clock = clock

    @property
    def capabilities(self) -> Capabilities:
        """What this connector can do."""
        return Capabilities(
            kinds=frozenset({Kind.TRAINING}),
            incremental=True,
            lists_everything=True,
            reader_version=f"moodle-{READER}",
            pages=PAGES,
        )

    async def fetch(self, since: Cursor | None) -> AsyncIterator[Page]:
        """Yield all completions, by course; nothing where no listing has changed since.

        What came is always the whole: a completion that was entered today for a day in March is
        not seen by asking for what is new.
        """
        before = read_cursor(since) if since is not None else Remembered()
        async with self._service() as service:
            if since is not None and await self._unchanged(service, before):
                return
            found = await gather(service, self._options, before, thorough=False)
        for page in self._pages(found, before):
            yield page

    async def compare(self, known: Cursor) -> AsyncIterator[Page]:
        """Yield all completions; of those that were listed once, what became of them."""
        before = read_cursor(known)
        async with self._service() as service:
            found = await gather(service, self._options, before, thorough=True)
        for page in self._pages(found, before):
            yield page

    def read(self, page: Page) -> Table:
        """Turn what was said of one course into rows."""
        from connectors.moodle.pages import read_any  # noqa: PLC0415 - only news pay for polars

        return read_any(page, self._options)

    async def probe(self) -> Probe:
        """Say which way this token takes, what it sees and what it lacks."""
        from connectors.moodle.probing.probe import probe  # noqa: PLC0415 - no fetch needs it

        async with self._client(impatient=True) as client:
            service = WebService(client, self._options.token.get_secret_value())
            try:
                return await probe(service, self._options)
            except (KeyError, TypeError, ValueError) as error:
                raise SourceChangedError("jawaban LMS tidak lengkap") from error

    def _client(self, *, impatient: bool = False) -> HttpClient:
        settings = self._options.for_http()
        return HttpClient(
            settings.impatient() if impatient else settings,
            secrets=[self._options.token.get_secret_value()],
        )

    @asynccontextmanager
    async def _service(self) -> AsyncIterator[WebService]:
        async with self._client() as client:
            yield WebService(client, self._options.token.get_secret_value())

    async def _unchanged(self, service: WebService, before: Remembered) -> bool:
        """Whether it is too early for a comparison and no listing has changed."""
        if not before.signs or self._clock() - before.compared_at >= COMPARED_EVERY_SECONDS:
            return False
        listed = before.seen.keys() - before.gone
        try:
            return await signs_now(service, before.signs, listed) == dict(before.signs)
        except MoodleError:  # a report is gone, a right was taken: choose the way anew
            return False
        except (KeyError, TypeError, ValueError) as error:
            raise SourceUnavailableError("jawaban LMS tidak lengkap") from error

    def _pages(self, found: Gathered, before: Remembered) -> Iterator[Page]:
        cursor = self._cursor(found, before)
        return pages_of(found.bundles, empty=Bundle(None), media_type=MEDIA_TYPE, cursor=cursor)

    def _cursor(self, found: Gathered, before: Remembered) -> Cursor:
        seen = {**before.seen, **found.completed}
        gone = frozenset(seen.keys() - found.completed.keys())
        return write_cursor(
            Remembered(int(self._clock()), found.signs, seen, gone=gone, undone=found.undone)
        )
