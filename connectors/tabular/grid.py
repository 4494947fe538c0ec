"""What every reader of files yields: grids of cells, each row knowing its place in the file.

`read.read_grids` makes them from bytes, `parts.split_text` cuts a large text file into pieces.
"""

from collections.abc import Sequence
from dataclasses import dataclass

MEGABYTE = 1024 * 1024


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell that held more than text; text cells are plain `str` in a row."""

    text: str
    """What a person reads; '' if empty."""
    number: str | None = None
    """Python's `repr` of the double, where the cell held a number."""


Row = Sequence[Cell | str]
"""A cell that held text, a date, a boolean or an error is a `str`; one with a number a `Cell`."""


def text_of(cell: Cell | str) -> str:
    """Give the text of a cell, whatever it held."""
    return cell if isinstance(cell, str) else cell.text


def number_of(cell: Cell | str) -> str | None:
    """Give `repr` of the double that the cell held, if it held one."""
    return None if isinstance(cell, str) else cell.number


@dataclass(frozen=True, slots=True)
class Merge:
    """Cells shown as one; 0-based inclusive indices into the rows of the grid and their cells."""

    top: int
    left: int
    bottom: int
    right: int


@dataclass(frozen=True, slots=True)
class Grid:
    """One sheet, or one text file, or one part of it."""

    name: str
    """Name of the sheet; '' for a text file."""
    rows: Sequence[Row]
    locators: Sequence[str]
    """One a row: `Sheet!row`, or `line N` where the record begins (both 1-based)."""
    dialect: str
    """For a person: "UTF-8, titik koma", "XLSX", "XLS yang sebenarnya HTML"."""
    hidden: bool = False
    merges: tuple[Merge, ...] = ()
    """Only the first cell of each has a value; nothing is filled."""
    hidden_rows: frozenset[int] = frozenset()
    hidden_columns: frozenset[int] = frozenset()
    epoch_1904: bool = False
    """A plain number that is a date counts its days from 1904."""
    malformed: tuple[tuple[str, str], ...] = ()
    """Locator and what is wrong, of each line that could not be cut into fields."""


@dataclass(frozen=True, slots=True)
class Limits:
    """What a foreign file may cost; the defaults suit a regency's exports."""

    body_bytes: int = 256 * MEGABYTE
    """Largest workbook or HTML file."""
    entries: int = 1000
    """Files in the zip of a workbook (a sheet for each of 59 OPDs with pictures needs hundreds)."""
    unpacked_bytes: int = 200 * MEGABYTE
    ratio: int = 200
    """Unpacked to packed size of an entry over 1 MB."""
    rows: int = 1_048_576
    columns: int = 2_000
    cells: int = 20_000_000
    """Area from A1 to the last cell used."""
    memory_bytes: int = 1024 * MEGABYTE
    cpu_seconds: int = 20
    wall_seconds: float = 60.0
    answer_bytes: int = 512 * MEGABYTE
    """Most that the child may answer."""
    allow_macros: bool = False
    """Read workbooks with macros; these are never run."""


class FileUnreadableError(Exception):
    """No row can be read from this file; the message tells a person why and what to do."""

    def __init__(self, code: str, message: str, locator: str | None = None) -> None:
        super().__init__(message)
        self.code = code
        """`empty`, `password`, `too_large`, `nul_byte` ...: stable, for programs."""
        self.message = message
        self.locator = locator
        """Where in the file, if known."""
