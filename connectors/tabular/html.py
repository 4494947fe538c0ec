"""Tables of a web page; many a "XLS" that a portal offers is one."""

from collections.abc import Iterator

from selectolax.lexbor import LexborHTMLParser, LexborNode

from connectors.tabular.answer import SheetAnswer
from connectors.tabular.grid import FileUnreadableError, Limits
from connectors.tabular.sheetscan import too_far
from connectors.tabular.text import decode

_LARGEST_SPAN = 1000
_BREAKS = frozenset({"br", "p", "div", "li"})
_SILENT = frozenset({"comment", "script", "style", "template"})
"""`comment` is what LibreOffice makes of a note to a cell."""


def read_html(body: bytes, limits: Limits) -> list[SheetAnswer]:
    """Read each table as a sheet; of tables within tables each stands for itself.

    Raises:
        FileUnreadableError: no table, or one that is too large.

    """
    tree = LexborHTMLParser(decode(body).text)
    answers: list[SheetAnswer] = []
    area = 0
    for table in tree.css("table"):
        answer = _read_table(table, f"Tabel {len(answers) + 1}", limits)
        area += len(answer["rows"]) * len(answer["rows"][0]) if answer["rows"] else 0
        if area > limits.cells:
            raise too_far()
        answers.append(answer)
    if not answers:
        raise FileUnreadableError(
            "no_table",
            "Berkas ini halaman web tanpa tabel (mungkin halaman masuk atau pesan kesalahan). "
            "Unduh ulang dari sumbernya.",
        )
    return answers


def _read_table(table: LexborNode, name: str, limits: Limits) -> SheetAnswer:
    rows: list[list[object]] = []
    merges: list[tuple[int, int, int, int]] = []
    covered: dict[int, int] = {}  # column → rows below that a cell still covers
    for at, line in enumerate(_own_rows(table)):
        row: list[object] = []
        for cell in _children(line, "td", "th"):
            while covered.get(len(row), 0) > 0:
                row.append("")
            left = len(row)
            height, width = _span(cell, "rowspan"), _span(cell, "colspan")
            if left + width > limits.columns:
                raise too_far()
            row += [_cell_text(cell), *[""] * (width - 1)]
            if height > 1 or width > 1:
                merges.append((at, left, at + height - 1, left + width - 1))
            for column in range(left, left + width):
                covered[column] = height
        covered = {column: left - 1 for column, left in covered.items() if left > 1}
        rows.append(row)
    width = max(map(len, rows), default=0)
    for row in rows:
        row.extend([""] * (width - len(row)))
    last = len(rows) - 1
    return {
        "name": name,
        "rows": rows,
        "merges": [(top, left, min(bottom, last), right) for top, left, bottom, right in merges],
        "hidden": False,
        "hidden_rows": [],
        "hidden_columns": [],
        "epoch_1904": False,
        "dialect": "HTML",
    }


def _own_rows(table: LexborNode) -> Iterator[LexborNode]:
    """Give the rows of this table, not of those in its cells."""
    for child in _children(table, "thead", "tbody", "tfoot", "tr"):
        if child.tag == "tr":
            yield child
        else:
            yield from _children(child, "tr")


def _children(node: LexborNode, *tags: str) -> Iterator[LexborNode]:
    child = node.child
    while child is not None:
        if child.tag in tags:
            yield child
        child = child.next


def _span(cell: LexborNode, name: str) -> int:
    written = (cell.attributes.get(name) or "").strip()
    if not (written.isascii() and written.isdigit()):
        return 1
    return min(max(int(written[:6]), 1), _LARGEST_SPAN)


def _cell_text(cell: LexborNode) -> str:
    """Give what a reader sees: line breaks kept, runs of white space one blank."""
    only = cell.child
    if only is None:
        return ""
    if only.next is None and only.tag == "-text":
        return " ".join((only.text_content or "").split())
    pieces: list[str] = []
    _collect(cell, pieces)
    lines = "".join(pieces).split("\n")
    return "\n".join(line for line in (" ".join(line.split()) for line in lines) if line)


def _collect(node: LexborNode, into: list[str]) -> None:
    child = node.child
    while child is not None:
        if child.tag == "-text":
            into.append(" ".join(f".{child.text_content or ''}.".split())[1:-1])
        elif child.tag in _BREAKS:
            into.append("\n")
            _collect(child, into)
            into.append("\n")
        elif child.tag != "table" and child.tag not in _SILENT:
            _collect(child, into)
        child = child.next
