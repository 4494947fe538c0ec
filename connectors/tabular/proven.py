"""Cut plain text into columns at once, and prove the cut by writing it back.

A frame that a CSV writer turns into the very text it was read from holds what any reader must
find there, whatever the reader that made it thinks of odd input. All other text is for
`delimited.cut`, which knows what to do with it.
"""

import csv
import io
from collections.abc import Iterator, Sequence
from typing import Literal, overload

import polars as pl

from connectors.tabular.dialect import Dialect
from connectors.tabular.grid import Row

_WIDEST = 200
"""Of more columns a frame costs more than it saves."""
_LONGEST = csv.field_size_limit() // 3
"""Bytes of a row; quotes and separators make a longer line of it."""
_SAMPLE = 100
"""Rows that rule out the ways in which a text was not written."""
_Way = Literal["necessary", "always", "php"]
"""Quotes where needed, everywhere, or where PHP puts them."""


class FrameRows(Sequence[Row]):
    """Rows of text that are kept as columns."""

    def __init__(self, frame: pl.DataFrame) -> None:
        self.frame = frame

    def __len__(self) -> int:
        return self.frame.height

    def __iter__(self) -> Iterator[Row]:
        return map(list, self.frame.iter_rows())

    @overload
    def __getitem__(self, at: int) -> Row: ...
    @overload
    def __getitem__(self, at: slice) -> list[Row]: ...
    def __getitem__(self, at: int | slice) -> Row | list[Row]:
        if isinstance(at, int):
            return list(self.frame.row(at))
        return list(FrameRows(self.frame[at]))

    def texts(self, column: int) -> pl.Expr:
        """Give a column, empty where the rows have none such."""
        there = 0 <= column < self.frame.width
        return pl.col(str(column)) if there else pl.lit("")

    def where(self, condition: pl.Expr, start: int) -> Iterator[tuple[int, Row]]:
        """Yield some of the rows from `start` on, and where they stand."""
        found = self.frame.with_row_index("at")[start:].filter(condition)
        return ((at, row) for at, *row in found.iter_rows())


def cut_plain(text: str, dialect: Dialect) -> FrameRows | None:
    """Cut text in which each line is a record of as many fields; None where it may be otherwise."""
    if not 1 < dialect.width <= _WIDEST:
        return None
    line_end = "\r\n" if "\r" in text else "\n"
    whole = text if text.endswith(line_end) else text + line_end
    body = whole.encode()
    try:
        frame = pl.read_csv(
            body,
            has_header=False,
            separator=dialect.delimiter,
            schema=dict.fromkeys(map(str, range(dialect.width)), pl.String),
        )
    except pl.exceptions.PolarsError:
        return None
    one_a_line = all(whole.count(mark) == frame.height for mark in line_end)
    if not one_a_line or _longest(frame) > _LONGEST or not _gives(frame, body, dialect, line_end):
        return None
    return FrameRows(frame.fill_null(""))


def _longest(frame: pl.DataFrame) -> int:
    """Give a length that no row exceeds."""
    longest = frame.select(pl.all().str.len_bytes().max().fill_null(0))
    return frame.width + int(longest.sum_horizontal().item())


def _gives(frame: pl.DataFrame, body: bytes, dialect: Dialect, line_end: str) -> bool:
    """Say whether the frame, written in one of the ways of programs, is this text."""
    ways: tuple[_Way, ...] = ("necessary", "always", "php")
    return any(
        body.startswith(_written(frame[:_SAMPLE], way, dialect, line_end))
        and _written(frame, way, dialect, line_end) == body
        for way in ways
    )


def _written(frame: pl.DataFrame, way: _Way, dialect: Dialect, line_end: str) -> bytes:
    if way == "php":
        frame = frame.select(_quoted_by_php(pl.col(name), dialect) for name in frame.columns)
    written = io.BytesIO()
    frame.write_csv(
        written,
        include_header=False,
        separator=dialect.delimiter,
        line_terminator=line_end,
        quote_style="never" if way == "php" else way,
    )
    return written.getvalue()


def _quoted_by_php(cell: pl.Expr, dialect: Dialect) -> pl.Expr:
    """Quote what `fputcsv` quotes, by which Moodle exports: a blank or a backslash is enough."""
    quoted = pl.format('"{}"', cell.str.replace_all('"', '""', literal=True))
    needed = cell.str.contains(rf'[ \t"\\{dialect.delimiter}]')
    return pl.when(needed).then(quoted).otherwise(cell)
