"""The connector `moodle_web`: everything that a manager sees, compared each time."""

from collections.abc import AsyncIterator, Mapping
from pathlib import Path

from connectors.contract import Capabilities, Connector, Cursor, Kind, Page, Table
from connectors.errors import SourceChangedError
from connectors.http.client import HttpClient
from connectors.http.settings import below
from connectors.moodle.bundle import PAGES, pages_of
from connectors.moodle.cursor import Remembered, read_cursor, write_cursor
from connectors.moodle.told import MEDIA_TYPE, Told
from connectors.moodle_web.gather import Gathered, gather
from connectors.moodle_web.options import MoodleWebOptions
from connectors.moodle_web.pages import ChangedAnswerError
from connectors.moodle_web.session import WebSession
from connectors.probe import Probe

READER = 3
"""Rises whenever the code reads the same page otherwise."""

CHANGED = "changed"
"""Where an answer is kept that is not laid out as we know it."""


def build(options: Mapping[str, object], *, base_dir: Path, kind: Kind) -> Connector:
    """Make the connector from the options of a source."""
    if kind is not Kind.TRAINING:
        raise ValueError("the connector moodle_web brings trainings, no roster")
    checked = MoodleWebOptions.model_validate(options)
    ca_file = below(base_dir, checked.ca_file)
    return MoodleWebConnector(checked.model_copy(update={"ca_file": ca_file}))


class MoodleWebConnector:
    """Asks a Moodle site by its pages."""

    def __init__(self, options: MoodleWebOptions) -> None:
        self._options = options

    @property
    def capabilities(self) -> Capabilities:
        """What this connector can do."""
        return Capabilities(
            kinds=frozenset({Kind.TRAINING}),
            incremental=False,
            lists_everything=True,
            reader_version=f"moodle-web-{READER}",
            pages=PAGES,
        )

    async def fetch(self, since: Cursor | None) -> AsyncIterator[Page]:
        """Yield all completions, by course; what is the same as before is the same page."""
        before = read_cursor(since) if since is not None else Remembered()
        password = self._options.password.get_secret_value()
        try:
            async with HttpClient(self._options.for_http(), secrets=[password]) as client:
                session = WebSession(client, self._options.username, password)
                found = await gather(session, self._options, before.seen)
        except ChangedAnswerError as error:
            yield _kept(error)
            raise
        cursor = _cursor(found, before)
        for page in pages_of(found.told, empty=Told(None), media_type=MEDIA_TYPE, cursor=cursor):
            yield page

    async def compare(self, known: Cursor) -> AsyncIterator[Page]:
        """Yield all completions; of those that were listed once, what became of them."""
        async for page in self.fetch(known):  # each fetch is one
            yield page

    async def probe(self) -> Probe:
        """Say what this account sees, and what it lacks."""
        from connectors.moodle_web.probing import probe  # noqa: PLC0415 - no fetch needs it

        password = self._options.password.get_secret_value()
        settings = self._options.for_http().impatient()
        async with HttpClient(settings, secrets=[password]) as client:
            session = WebSession(client, self._options.username, password)
            try:
                return await probe(session, self._options)
            except (KeyError, TypeError, ValueError) as error:
                raise SourceChangedError("jawaban LMS tidak lengkap") from error

    def read(self, page: Page) -> Table:
        """Turn what was said of one course into rows."""
        from connectors.moodle.pages import read_any  # noqa: PLC0415 - only news pay for polars

        return read_any(page, self._options)


def _cursor(found: Gathered, before: Remembered) -> Cursor:
    seen = {**before.seen, **found.completed}
    gone = frozenset(seen.keys() - found.completed.keys())
    undone = frozenset(
        (user, course) for course, told in found.told.items() if course is not None
        for user in told.undone
    )  # fmt: skip
    return write_cursor(Remembered(seen=seen, gone=gone, undone=undone))


def _kept(error: ChangedAnswerError) -> Page:
    """Keep what came, beside the listing and no part of it."""
    return Page(
        name=error.answer.url,
        listing=CHANGED,
        body=error.kept(),
        media_type=error.answer.media_type or "application/octet-stream",
        complete=False,
    )
