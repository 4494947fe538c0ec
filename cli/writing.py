"""Write rows as CSV, JSON or XLSX without giving a spreadsheet anything to run."""

import codecs
import csv
import io
import json
import os
import sys
from collections.abc import Callable, Iterable, Mapping, Sequence
from enum import StrEnum
from pathlib import Path
from typing import Any, BinaryIO

from cli.failures import FailureError
from cli.unwritable import why

Row = Mapping[str, Any]

RUNS_IN_A_SPREADSHEET = tuple("=+-@\t\r\0＝＋－＠")
NUMBERS = frozenset({"jp", "minimum_jp", "shortfall_jp"})
"""JP: texts with two decimals everywhere but in XLSX, where a person wants to add them up."""
LONGEST_CELL = 32_767
BOM = "\ufeff"


class Format(StrEnum):
    """What a file may be."""

    CSV = "csv"
    JSON = "json"
    XLSX = "xlsx"


def write(rows: Iterable[Row], fields: Sequence[str], kind: Format, output: Path | None) -> None:
    """Write to a file, which appears only once it is whole, or to standard output.

    A CSV file starts with a BOM, so that Excel reads it as UTF-8; a pipe gets none.

    Raises:
        FailureError: the file cannot be written.

    """
    if output is None:
        _to_stdout(rows, fields, kind)
        return
    try:
        if output.exists() and not output.is_file():
            # A device or a pipe such as /dev/stdout is written to; a draft would take its place.
            with output.open("wb") as target:
                _straight(rows, fields, kind, target)
        else:
            _as_a_whole(rows, fields, kind, output.resolve())
    except OSError as error:
        raise FailureError(f"{output} tidak dapat ditulis: {why(error)}") from error


def _as_a_whole(rows: Iterable[Row], fields: Sequence[str], kind: Format, output: Path) -> None:
    draft = output.with_name(f".{output.name}.{os.getpid()}.part")
    try:
        with draft.open("wb") as target:
            if kind is Format.CSV:
                target.write(BOM.encode())
            _WRITERS[kind](rows, fields, target)
        draft.replace(output)
    finally:
        draft.unlink(missing_ok=True)


def defused(text: str) -> str:
    """Put a quote before what a spreadsheet would run, also behind spaces."""
    return f"'{text}" if text.lstrip(" ").startswith(RUNS_IN_A_SPREADSHEET) else text


def in_one_cell(value: Any) -> str:
    """Lists and tables as one readable text; nothing is an empty cell."""
    match value:
        case None:
            return ""
        case bool():
            return "true" if value else "false"
        case list() | tuple():
            return "; ".join(_item(item) for item in value)
        case dict():
            return "; ".join(f"{key}={item}" for key, item in value.items())
        case _:
            return str(value)


def _item(item: Any) -> str:
    if isinstance(item, dict):
        return " ".join(str(value) for value in item.values() if value not in {None, ""})
    return str(item)


def _to_stdout(rows: Iterable[Row], fields: Sequence[str], kind: Format) -> None:
    if kind is Format.XLSX and sys.stdout.isatty():
        raise FailureError("XLSX tidak untuk layar: tambahkan --output BERKAS.xlsx", 2)
    _straight(rows, fields, kind, sys.stdout.buffer)
    sys.stdout.buffer.flush()


def _straight(rows: Iterable[Row], fields: Sequence[str], kind: Format, target: BinaryIO) -> None:
    if kind is Format.XLSX:
        whole = io.BytesIO()  # a workbook cannot be written to what cannot be rewound
        _xlsx(rows, fields, whole)
        target.write(whole.getvalue())
    else:
        _WRITERS[kind](rows, fields, target)


def _csv(rows: Iterable[Row], fields: Sequence[str], target: BinaryIO) -> None:
    # Not a TextIOWrapper: one that fails takes the target with it, and that may be stdout.
    writer = csv.writer(codecs.getwriter("utf-8")(target))
    writer.writerow(fields)
    writer.writerows([defused(in_one_cell(row[name])) for name in fields] for row in rows)


def _json(rows: Iterable[Row], fields: Sequence[str], target: BinaryIO) -> None:
    encoder = json.JSONEncoder(ensure_ascii=False)
    target.write(b"[")
    for number, row in enumerate(rows):
        document = encoder.encode({name: row[name] for name in fields})
        target.write(f"{',' if number else ''}\n{document}".encode())
    target.write(b"\n]\n")


def _xlsx(rows: Iterable[Row], fields: Sequence[str], target: BinaryIO) -> None:
    """Every text is a text cell whatever it looks like: NIPs keep their digits, formulas sleep."""
    from xlsxwriter import Workbook  # noqa: PLC0415 - only this format pays for it

    with Workbook(target, {"constant_memory": True, "in_memory": False}) as book:
        sheet = book.add_worksheet("jampel")
        bold, two_places = book.add_format({"bold": True}), book.add_format({"num_format": "0.00"})
        sheet.freeze_panes(1, 0)
        for column, name in enumerate(fields):
            sheet.set_column(column, column, 20)
            sheet.write_string(0, column, name, bold)
        for at, row in enumerate(rows, start=1):
            for column, name in enumerate(fields):
                value = row[name]
                if value is None:
                    continue
                if name in NUMBERS:
                    sheet.write_number(at, column, float(value), two_places)
                elif isinstance(value, bool):
                    sheet.write_boolean(at, column, value)
                elif isinstance(value, int):
                    sheet.write_number(at, column, value)
                else:
                    sheet.write_string(at, column, in_one_cell(value)[:LONGEST_CELL])


_WRITERS: Mapping[Format, Callable[[Iterable[Row], Sequence[str], BinaryIO], None]] = {
    Format.CSV: _csv,
    Format.JSON: _json,
    Format.XLSX: _xlsx,
}
