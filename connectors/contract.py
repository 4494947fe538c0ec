"""The contract between the engine and a connector (design.md §4).

A connector does two things. `fetch` touches the world and yields pages of bytes; `read` is pure
and turns one page into a table of text. It knows nothing of employees, rules or the store.
"""

from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING, NewType, Protocol, runtime_checkable

if TYPE_CHECKING:
    import polars as pl

Cursor = NewType("Cursor", str)
"""Where a fetch stopped, in the connector's own words (JSON by custom); opaque to the engine."""

FIELDS = (
    "nip", "name", "opd", "unit", "agency", "employment", "title", "form", "provider",
    "start_on", "end_on", "date_range", "jp", "length", "certificate_number", "certificate_on",
    "certificate_url", "year", "result", "email", "intake", "note",
)  # fmt: skip
"""What a row of training may say. Values are text as printed; white space at the ends is cut."""

ROSTER_FIELDS = (
    "nip", "name", "title_front", "title_back", "opd", "unit", "employment", "legal_position",
    "start_on", "end_on", "email", "abbreviation", "head_name", "head_email",
)  # fmt: skip
"""What a row of a roster may say: of an employee, or of an OPD (no `nip`)."""

MARKS = ("key", "locator", "ignored", "refused", "refused_value", "nip_number", "account",
         "course_id", "kind", "withdrawn")  # fmt: skip
"""Columns about the row itself, beside what it says; every table has all of them.

key            the source's own id of the row; null where it has none (the engine then makes one
               from the listing and the content)
locator        where in the page: `Sheet!row`, `line N`, or `records[i]` with the JSON path
ignored        name of the rule by which the row is no training at all (`sum_row`, `blank`, ...)
refused        `row_malformed` where the row could not be cut into fields
refused_value  what stood there, or what is wrong with it, for a person to read
nip_number     the NIP cell was a number: Python's `repr` of the double that it held
account        the source's own id of the learner, where it has one
course_id      the source's own id of the course, where it has one
kind           null or `completion`; `certificate` for a certificate without a completion
withdrawn      null, or the source's own statement that the row no longer holds
"""


class Kind(StrEnum):
    """What a page can tell of."""

    TRAINING = "training"
    ROSTER = "roster"


@dataclass(frozen=True, slots=True)
class Capabilities:
    """What a connector claims; the conformance suite checks each claim."""

    kinds: frozenset[Kind]
    incremental: bool
    """A fetch from a cursor yields less than one from the start."""
    lists_everything: bool
    """A fetch from the start yields all there is, so that what is absent is gone."""
    reader_version: str
    """Changes whenever `read` would read the same page otherwise: the engine then reads again."""
    pages: str = ""
    """Name of the form of its pages where another connector reads them, too; a source may change
    between these. Empty: they are its own."""
    local: bool = False
    """What is fetched lies on this machine: to fetch it twice costs nobody anything."""


@dataclass(frozen=True, slots=True)
class Page:
    """What a source said, unchanged."""

    name: str
    """Path relative to the source's folder, or the URL without secrets."""
    listing: str
    """What its rows are a part of: for files the path, for a service its listing."""
    body: bytes
    media_type: str
    part: int = 0
    """A large file comes in parts that end at a record; 0, 1, 2 ..."""
    final: bool = True
    """The last part of this version of the listing."""
    complete: bool = True
    """The parts together say all that the listing holds: an absent row is no longer listed."""
    context: Mapping[str, str] = field(default_factory=dict)
    """What `read` needs beside the body (encoding, separator, heading row, first line)."""
    cursor: Cursor | None = None
    """Where a later fetch may start once this page is landed and merged."""


@dataclass(frozen=True, slots=True)
class Column:
    """How one heading was understood."""

    heading: str
    field: str | None
    """Canonical field, or null where the column is not used."""
    reason: str
    """Why: `synonym`, `columns`, `defaults`, `less specific than ...`, `not recognised`, ..."""


@dataclass(frozen=True, slots=True)
class Sheet:
    """How one sheet (or file, or listing) was read; shown by `preview` and `explain`."""

    name: str
    heading_at: str | None
    """Locator of the heading row; null where none was recognised."""
    columns: tuple[Column, ...] = ()
    note: str | None = None
    """`hidden`, `no_heading`, ...: why nothing was read from it."""
    dialect: str | None = None
    """For a person: encoding and separator of a text file, format of a workbook."""


@dataclass(frozen=True, slots=True)
class Table:
    """One page as text: a frame of nullable strings, and how it was read."""

    rows: "pl.DataFrame"
    """Columns: MARKS and those of FIELDS (or ROSTER_FIELDS) that the page has; all `pl.String`."""
    sheets: tuple[Sheet, ...] = ()


class Connector(Protocol):
    """Where records come from."""

    @property
    def capabilities(self) -> Capabilities:
        """What this connector can do."""
        ...

    def fetch(self, since: Cursor | None) -> AsyncIterator[Page]:
        """Yield what came since `since`, or all there is; overlap is allowed, gaps never.

        Raises:
            SourceUnavailableError: try again later.
            SourceRefusedError: credentials or rights are wrong.
            SourceChangedError: the layout is not the one we know.
            CursorForeignError: `since` is not one of ours.

        """
        ...

    def read(self, page: Page) -> Table:
        """Turn a page into a table of text. Pure: the same page gives the same table for ever."""
        ...


@runtime_checkable
class Comparing(Protocol):
    """A connector that can say why a row is not listed any more, if it knows what was listed.

    Optional, beside `Connector`: without it a full run is a fetch from the start, and what that
    does not bring is no longer listed, whatever the reason.
    """

    def compare(self, known: Cursor) -> AsyncIterator[Page]:
        """Yield all there is, as a fetch from the start does; of what `known` saw, why it is gone.

        Raises:
            SourceError: as `fetch` does; CursorForeignError before the first page.

        """
        ...


def text_frame(
    rows: list[dict[str, str | None]], fields: tuple[str, ...] = FIELDS
) -> "pl.DataFrame":
    """Build a frame with all marks and those fields that any row has, in canonical order."""
    import polars as pl  # noqa: PLC0415  # half a second that a fetch without news never pays

    present = {name for row in rows for name in row}
    names = [*MARKS] + [n for n in fields if n in present]
    unknown = present - set(names)
    if unknown:
        raise ValueError(f"not canonical: {', '.join(sorted(unknown))}")
    return pl.DataFrame(
        {name: [row.get(name) for row in rows] for name in names},
        schema=dict.fromkeys(names, pl.String),
    )
