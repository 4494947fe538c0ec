"""One table of an OpenDocument sheet as it grows, cell after cell, repeats and spans resolved."""

from dataclasses import dataclass

from connectors.tabular.answer import SheetAnswer
from connectors.tabular.grid import Limits
from connectors.tabular.sheetscan import too_far


@dataclass(frozen=True, slots=True)
class CellSpan:
    """How many rows and columns a cell covers."""

    rows: int = 1
    columns: int = 1


class TableBuilder:
    """Takes columns, rows and cells in document order.

    Empty cells and rows are only counted until something follows them: a sheet is "filled" to its
    end by one row repeated a million times.
    """

    def __init__(self, name: str, limits: Limits, cells_before: int, *, hidden: bool) -> None:
        self.name = name
        self.limits = limits
        self.cells_before = cells_before
        self.hidden = hidden
        self.rows: list[list[object]] = []
        self.merges: list[tuple[int, int, int, int]] = []
        self.hidden_rows: list[int] = []
        self.hidden_columns: list[int] = []
        self.width = 0
        self._columns = 0
        self._empty_rows: list[tuple[int, bool]] = []
        self._row: list[object] = []
        self._empty_cells = 0
        self._repeat = 1
        self._row_hidden = False

    @property
    def cells(self) -> int:
        """Area from A1 to the last cell used."""
        return len(self.rows) * self.width

    def column(self, repeat: int, *, hidden: bool) -> None:
        """Take the definition of some columns."""
        end = min(self._columns + repeat, self.limits.columns)
        if hidden:
            self.hidden_columns += range(self._columns, end)
        self._columns = end

    def start_row(self, repeat: int, *, hidden: bool) -> None:
        """Begin a row that stands `repeat` times."""
        self._row, self._empty_cells = [], 0
        self._repeat, self._row_hidden = repeat, hidden

    def cell(self, value: float | str, repeat: int, span: CellSpan) -> None:
        """Take a cell that stands `repeat` times."""
        if span.rows > 1 or span.columns > 1:
            self._merge(span)
        if value == "":
            self._empty_cells += repeat
            return
        if len(self._row) + self._empty_cells + repeat > self.limits.columns:
            raise too_far()
        self._row += [""] * self._empty_cells
        self._row += [value] * repeat
        self._empty_cells = 0

    def end_row(self) -> None:
        """Put the row where it belongs."""
        if not self._row:
            self._empty_rows.append((self._repeat, self._row_hidden))
            return
        for repeat, hidden in self._empty_rows:
            self._append([], repeat, hidden=hidden)
        self._empty_rows = []
        self.width = max(self.width, len(self._row))
        self._append(self._row, self._repeat, hidden=self._row_hidden)

    def answer(self, *, epoch_1904: bool) -> SheetAnswer:
        """Give the whole table, each row as wide as the widest."""
        for row in self.rows:
            row.extend([""] * (self.width - len(row)))
        last = len(self.rows) - 1
        return {
            "name": self.name,
            "rows": self.rows,
            "merges": [merge for merge in self.merges if merge[0] <= last],
            "hidden": self.hidden,
            "hidden_rows": self.hidden_rows,
            "hidden_columns": [column for column in self.hidden_columns if column < self.width],
            "epoch_1904": epoch_1904,
            "dialect": "ODS",
        }

    def _append(self, row: list[object], repeat: int, *, hidden: bool) -> None:
        height = len(self.rows) + repeat
        if (
            height > self.limits.rows
            or self.cells_before + height * max(self.width, 1) > self.limits.cells
        ):
            raise too_far()
        if hidden:
            self.hidden_rows += range(len(self.rows), height)
        self.rows += [list(row) for _ in range(repeat)]

    def _merge(self, span: CellSpan) -> None:
        top = len(self.rows) + sum(repeat for repeat, _ in self._empty_rows)
        left = len(self._row) + self._empty_cells
        merge = (top, left, top + span.rows - 1, left + span.columns - 1)
        self.merges.append(merge)
