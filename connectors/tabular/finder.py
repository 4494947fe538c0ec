"""Find the heading of a table: under titles and letterheads, on one to three rows."""

import re
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from connectors.contract import Kind
from connectors.tabular.grid import Grid, Merge, Row, text_of
from connectors.tabular.headings import fold_heading
from connectors.tabular.mapping import ColumnMap, Levels, lowest_speaks, map_columns
from connectors.tabular.options import TableOptions

SEARCHED = 60
"""The first heading of a sheet stands within so many rows."""
DEEPEST = 3
"""A heading has at most so many rows."""
MOST_TRIED = 2000
"""So many rows may look like a further heading; a hostile sheet is all headings."""

_DIGITS = re.compile(r"\d{5}")
_PERSON = frozenset({"nip", "name", "email"})
_ACTIVITY = frozenset({
    "title", "jp", "start_on", "end_on", "date_range", "certificate_number", "certificate_on",
    "form", "length",
})  # fmt: skip
_OPD_LIST = frozenset({"abbreviation", "head_name", "head_email"})


@dataclass(frozen=True, slots=True)
class Heading:
    """Where a heading stands and what it says."""

    top: int
    """Index of its first row."""
    stop: int
    """Index of the row after it."""
    map: ColumnMap
    folded: tuple[tuple[str, ...], ...]
    """Each of its rows as headings are compared, to know it again further down."""
    filled_width: int
    """Fields of a record up to the last named one."""
    full_width: int
    """Fields of the heading's own record."""


class Finder:
    """Looks for headings in the rows of one grid."""

    def __init__(self, grid: Grid, kind: Kind, options: TableOptions) -> None:
        self.grid = grid
        self._kind = kind
        self._options = options
        self._tried = 0

    def first(self) -> Heading | None:
        """Find the heading under which the grid's first table stands."""
        for top in range(min(SEARCHED, len(self.grid.rows))):
            found = self.at(top)
            if found is not None and found.top == top:
                return found
        return None

    def may_begin(self, texts: Sequence[str]) -> bool:
        """Say in a moment whether a row may begin a further heading: most rows do not."""
        filled = [text for text in texts if text]
        begins = not any(text[0].isdigit() for text in filled) and any(
            lowest_speaks((text,), self._kind, self._options) for text in filled
        )
        self._tried += begins
        return begins and self._tried <= MOST_TRIED

    def at(self, top: int) -> Heading | None:
        """Find the heading that begins at this row, or, better so, within the two rows below.

        A row of data between ends the search: it belongs to the heading above it.
        """
        best: tuple[float, Heading] | None = None
        for start in range(top, min(top + DEEPEST, len(self.grid.rows))):
            if not _may_be_heading(self.grid.rows[start]):
                break
            for depth in range(1, DEEPEST + 1):
                found = self._try(start, depth)
                if found is not None and (best is None or found[0] > best[0]):
                    best = found
        return best[1] if best else None

    def _try(self, top: int, depth: int) -> tuple[float, Heading] | None:
        """Read rows as a heading; give how good it is: more fields, then fewer rows."""
        stop = top + depth
        rows = self.grid.rows[top:stop]
        if len(rows) < depth or not all(_may_be_heading(row) for row in rows):
            return None
        levels = self._levels(top, depth)
        if depth > 1 and not self._is_lower_row(rows[-1], levels):
            return None
        found = map_columns(levels, self._kind, self._options)
        if not is_heading(found, self._kind, self._options):
            return None
        fields = len(found.fields) + sum(map(len, found.groups.values()))
        widths = [at + 1 for at, texts in enumerate(levels) if texts]
        folded = tuple(tuple(fold_heading(text_of(cell)) for cell in row) for row in rows)
        heading = Heading(top, stop, found, folded, max(widths), max(map(len, rows)))
        return fields + len(found.known) / 1000 - depth / 10000 - top / 10**9, heading

    def _levels(self, top: int, depth: int) -> list[Levels]:
        """Give each column the texts that stand over it, a wide cell over all it covers."""
        rows = self.grid.rows[top : top + depth]
        width = max(map(len, rows))
        texts = [
            [" ".join(text_of(cell).split()) for cell in row] + [""] * (width - len(row))
            for row in rows
        ]
        spread = self._spread_merges(texts, top)
        for level in range(depth - 1):
            if level not in spread:
                _spread_right(texts, level)
        return [tuple(dict.fromkeys(filter(None, column))) for column in zip(*texts, strict=True)]

    def _spread_merges(self, texts: list[list[str]], top: int) -> set[int]:
        """Fill merged cells; give the rows whose wide cells are told by merges."""
        spread = set()
        near = {m for level in range(len(texts)) for m in self._merges.get(top + level, ())}
        for merge in near:
            if merge.top < top or merge.left >= len(texts[0]):
                continue
            text = texts[merge.top - top][merge.left]
            if merge.right > merge.left:
                spread.add(merge.top - top)
            for row in texts[merge.top - top : merge.bottom - top + 1]:
                stop = min(merge.right + 1, len(row))
                row[merge.left : stop] = [text] * (stop - merge.left)
        return spread

    def _is_lower_row(self, row: Row, levels: list[Levels]) -> bool:
        """At least half of what the lowest row says must help to recognise its columns."""
        filled = [at for at, cell in enumerate(row) if text_of(cell).strip()]
        speaking = [
            at
            for at in filled
            if levels[at] and lowest_speaks(levels[at], self._kind, self._options)
        ]
        return bool(filled) and len(speaking) * 2 >= len(filled)

    @cached_property
    def _merges(self) -> Mapping[int, list[Merge]]:
        """Row → merges over it that are low enough for a heading."""
        by_row: dict[int, list[Merge]] = defaultdict(list)
        for merge in self.grid.merges:
            if merge.bottom - merge.top < DEEPEST:
                for row in range(merge.top, merge.bottom + 1):
                    by_row[row].append(merge)
        return by_row


def is_heading(found: ColumnMap, kind: Kind, options: TableOptions) -> bool:
    """Say whether these columns make a table of trainings, of employees or of OPDs."""
    fields = found.all_fields()
    if kind is Kind.ROSTER:
        person = bool(_PERSON & fields) and len(fields) > 1
        return person or ("opd" in fields and bool(_OPD_LIST & fields))
    if not _PERSON & fields:
        return False
    if "title" in options.defaults:
        return len(found.known) > 1
    return bool(_ACTIVITY & fields)


def _may_be_heading(row: Row) -> bool:
    """Headings are words, without long numbers; and there is something."""
    texts = [text for cell in row if (text := text_of(cell).strip())]
    return bool(texts) and not any(_DIGITS.search(text) for text in texts)


def _spread_right(texts: list[list[str]], level: int) -> None:
    """Carry a text to the right over blank cells that have something under them."""
    carried = ""
    for at, text in enumerate(texts[level]):
        if text:
            carried = text
        elif any(lower[at] for lower in texts[level + 1 :]):
            texts[level][at] = carried
