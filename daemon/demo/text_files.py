"""Write exports as text: separated values in several encodings, and HTML that calls itself XLS."""

import csv
from collections.abc import Iterator, Sequence
from html import escape
from io import StringIO
from pathlib import Path

from daemon.demo.layouts import Cell, Layout, Shape, cell
from daemon.demo.telling import Telling

_DIALECTS = {
    Shape.SEMICOLON: (";", "cp1252"),
    Shape.COMMA: (",", "utf-8-sig"),
    Shape.PIPE: ("|", "utf-8"),
    Shape.UTF16: ("\t", "utf-16"),
}


def write_separated(path: Path, layout: Layout, rows: Sequence[Telling]) -> None:
    """Write a file as a spreadsheet saves it, with Windows line ends."""
    separator, encoding = _DIALECTS[layout.shape]
    text = StringIO(newline="")
    writer = csv.writer(text, delimiter=separator)
    writer.writerow([heading for heading, _ in layout.columns])
    writer.writerows(_cells(layout, rows))
    path.write_bytes(text.getvalue().encode(encoding))


def write_html(path: Path, layout: Layout, rows: Sequence[Telling], title: str) -> None:
    """Write the kind of XLS that PHP applications make: one HTML table."""
    lines = [
        '<html><head><meta http-equiv="Content-Type" content="text/html; charset=utf-8"></head>',
        f"<body><h3>{escape(title)}</h3>\n<table border=1>",
        _html_row("th", [heading for heading, _ in layout.columns]),
        *(_html_row("td", cells) for cells in _cells(layout, rows)),
        "</table></body></html>",
    ]
    path.write_text("\n".join(lines), encoding="utf-8")


def _cells(layout: Layout, rows: Sequence[Telling]) -> Iterator[list[Cell]]:
    for number, row in enumerate(rows, 1):
        yield [cell(layout, field, row, number) for _, field in layout.columns]


def _html_row(tag: str, cells: Sequence[Cell]) -> str:
    inner = "".join(f"<{tag}>{escape(str(value))}</{tag}>" for value in cells)
    return f"<tr>{inner}</tr>"
