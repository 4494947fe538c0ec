"""An OpenDocument spreadsheet, read straight from its XML.

calamine tells neither its merged cells nor its hidden rows, and repeats a row of formatting a
million times; so expat reads it here, and counts as it goes.
"""

import re
from collections.abc import Mapping
from xml.parsers import expat

from connectors.tabular.answer import SheetAnswer
from connectors.tabular.grid import FileUnreadableError
from connectors.tabular.odstable import CellSpan, TableBuilder
from connectors.tabular.prescan import Archive
from connectors.tabular.sheetscan import FORMULA_WITHOUT_VALUE

_CONTENT = "content.xml"
_URN = "urn:oasis:names:tc:opendocument:xmlns:"
_TABLE, _OFFICE, _TEXT, _STYLE = (
    f"{_URN}{name}:1.0 " for name in ("table", "office", "text", "style")
)
_DURATION = re.compile(r"(-?)P(?:\d+D)?T(\d+)H(\d+)M(\d+)(?:[.,]\d+)?S")


def read_ods(archive: Archive) -> list[SheetAnswer]:
    """Read all tables.

    Raises:
        FileUnreadableError: a password, a table that reaches too far, damage.

    """
    manifest = "META-INF/manifest.xml"
    if manifest in archive.entries and b"encryption-data" in archive.read(manifest):
        raise FileUnreadableError(
            "password", "Berkas dilindungi kata sandi. Minta dikirim ulang tanpa kata sandi."
        )
    reader = _Reader(archive)
    parser = expat.ParserCreate(namespace_separator=" ")
    parser.buffer_text = True
    parser.StartElementHandler = reader.start
    parser.EndElementHandler = reader.end
    parser.CharacterDataHandler = reader.characters
    for chunk in archive.chunks(_CONTENT):
        parser.Parse(chunk, False)  # noqa: FBT003 expat takes it by place only
    parser.Parse(b"", True)  # noqa: FBT003
    return [table.answer(epoch_1904=reader.epoch_1904) for table in reader.tables]


class _Reader:
    """Follows the elements of `content.xml`."""

    def __init__(self, archive: Archive) -> None:
        self.limits = archive.limits
        self.tables: list[TableBuilder] = []
        self.epoch_1904 = False
        self.cells_before = 0
        self.styles_hidden: set[str] = set()
        self.style = ""
        self.depth = 0
        """Tables within tables: only the outermost counts."""
        self.aside = 0
        """Within a comment: its text is no text of the cell."""
        self.cell: Mapping[str, str] | None = None
        self.paragraphs: list[str] = []
        self.in_paragraph = 0

    def start(self, name: str, attributes: dict[str, str]) -> None:
        space, _, local = name.rpartition(" ")
        match f"{space} ":
            case prefix if prefix == _TABLE:
                self._start_table_part(local, attributes)
            case prefix if prefix == _TEXT:
                self._start_text(local, attributes)
            case prefix if prefix == _OFFICE and local == "annotation":
                self.aside += 1
            case prefix if prefix == _STYLE and local == "style":
                self.style = attributes.get(f"{_STYLE}name", "")
            case prefix if prefix == _STYLE and local == "table-properties":
                if attributes.get(f"{_TABLE}display") == "false":
                    self.styles_hidden.add(self.style)

    def end(self, name: str) -> None:
        if name == f"{_OFFICE}annotation":
            self.aside -= 1
        elif name == f"{_TABLE}table":
            self.depth -= 1
            if self.depth == 0:
                self.cells_before += self.tables[-1].cells
        elif self.depth == 1 and name == f"{_TABLE}table-row":
            self.tables[-1].end_row()
        elif self.cell is not None and self.depth == 1 and name in _CELL_NAMES:
            self._end_cell(self.cell)
            self.cell = None
        elif name in (f"{_TEXT}p", f"{_TEXT}h"):
            self.in_paragraph = max(self.in_paragraph - 1, 0)

    def characters(self, text: str) -> None:
        if self.in_paragraph and not self.aside and self.depth == 1 and self.paragraphs:
            self.paragraphs[-1] += text

    def _start_table_part(self, local: str, attributes: dict[str, str]) -> None:
        if local == "table":
            self.depth += 1
            if self.depth == 1:
                style = attributes.get(f"{_TABLE}style-name", "")
                name = attributes.get(f"{_TABLE}name", "")
                hidden = style in self.styles_hidden
                table = TableBuilder(name, self.limits, self.cells_before, hidden=hidden)
                self.tables.append(table)
        elif local == "null-date":
            self.epoch_1904 = attributes.get(f"{_TABLE}date-value") == "1904-01-01"
        elif self.depth != 1:
            return
        elif local == "table-column":
            self.tables[-1].column(_count(attributes, "columns"), hidden=_is_hidden(attributes))
        elif local == "table-row":
            self.tables[-1].start_row(_count(attributes, "rows"), hidden=_is_hidden(attributes))
        elif local in ("table-cell", "covered-table-cell"):
            self.cell = attributes
            self.paragraphs = []

    def _start_text(self, local: str, attributes: dict[str, str]) -> None:
        if self.aside or self.cell is None or self.depth != 1:
            return
        match local:
            case "p" | "h":
                self.paragraphs.append("")
                self.in_paragraph += 1
            case "s":
                self.characters(" " * min(int(attributes.get(f"{_TEXT}c", "1")), 1000))
            case "tab":
                self.characters("\t")
            case "line-break":
                self.characters("\n")
            case _:
                pass

    def _end_cell(self, cell: Mapping[str, str]) -> None:
        span = CellSpan(
            rows=int(cell.get(f"{_TABLE}number-rows-spanned", "1")),
            columns=int(cell.get(f"{_TABLE}number-columns-spanned", "1")),
        )
        value = _value(cell, "\n".join(self.paragraphs))
        self.tables[-1].cell(value, _count(cell, "columns"), span)


_CELL_NAMES = (f"{_TABLE}table-cell", f"{_TABLE}covered-table-cell")


def _value(cell: Mapping[str, str], text: str) -> float | str:
    kind = cell.get(f"{_OFFICE}value-type")
    match kind:
        case "float" | "percentage" | "currency":
            return float(cell.get(f"{_OFFICE}value", "nan"))
        case "date":
            moment = cell.get(f"{_OFFICE}date-value", "").partition(".")[0]
            return moment.replace("T", " ").removesuffix(" 00:00:00")
        case "time":
            found = _DURATION.fullmatch(cell.get(f"{_OFFICE}time-value", ""))
            return f"{found[1]}{found[2]:>02}:{found[3]:>02}:{found[4]:>02}" if found else text
        case "boolean":
            return cell.get(f"{_OFFICE}boolean-value", "").upper()
        case None if not text and f"{_TABLE}formula" in cell:
            return FORMULA_WITHOUT_VALUE
        case _:
            return text or cell.get(f"{_OFFICE}string-value", "")


def _count(attributes: Mapping[str, str], what: str) -> int:
    return max(int(attributes.get(f"{_TABLE}number-{what}-repeated", "1")), 1)


def _is_hidden(attributes: Mapping[str, str]) -> bool:
    return attributes.get(f"{_TABLE}visibility", "visible") != "visible"
