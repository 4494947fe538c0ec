"""From the bytes of a file to the contract's table."""

from collections.abc import Mapping
from dataclasses import dataclass

from connectors.contract import FIELDS, ROSTER_FIELDS, Kind, Sheet, Table
from connectors.tabular.assemble import Assembly, spread
from connectors.tabular.cells import Cells, take_cells
from connectors.tabular.columns import take_columns
from connectors.tabular.finder import Finder, Heading
from connectors.tabular.grid import FileUnreadableError, Grid
from connectors.tabular.layout import Layout, lay_out
from connectors.tabular.options import TableOptions
from connectors.tabular.read import read_grids
from connectors.tabular.withheld import marked

_FIRST_LINES = {"encoding": "utf-8", "line": "1"}


def read_table(
    body: bytes, *, name: str, kind: Kind, options: TableOptions, context: Mapping[str, str]
) -> Table:
    """Read a file, or one part of a text file, as a table of text.

    A file that cannot be read at all is one refused row that says why.
    """
    rows = Assembly()
    sheets: list[Sheet] = []
    try:
        grids = read_grids(body, name=name, limits=options.limits, context=context)
        reader = _Reader(name, kind, options, context)
        for grid in grids:
            sheets += reader.read(grid, rows)
    except FileUnreadableError as unreadable:
        rows = Assembly()
        rows.add_refused(unreadable.locator or "", unreadable.message)
        sheets = [Sheet(name, None, note=unreadable.code)]
    return Table(rows.frame(_fields(kind)), tuple(sheets))


def refused_table(name: str, reason: str) -> Table:
    """Give the table of a file that was not even opened."""
    rows = Assembly()
    rows.add_refused("", reason)
    return Table(rows.frame(()), (Sheet(name, None, note="refused"),))


@dataclass(frozen=True, slots=True)
class _Given:
    """The heading of a later part: it stands in the first lines of the file, which came along."""

    heading: Heading | None
    locator: str = ""


class _Reader:
    def __init__(
        self, name: str, kind: Kind, options: TableOptions, context: Mapping[str, str]
    ) -> None:
        self._name = name
        self._kind = kind
        self._options = options
        self._given = self._heading_of_head(context)

    def read(self, grid: Grid, rows: Assembly) -> list[Sheet]:
        """Add the rows of one grid and tell how each of its tables was read."""
        title = grid.name or self._name
        place = grid.name or (grid.locators[0] if grid.locators else title)
        layout = Layout(grid.rows, {}, []) if grid.hidden else self._lay_out(grid)
        sheets = []
        if layout.sections:
            for at, rule in layout.before.items():
                rows.add_ignored(grid.locators[at], rule)
            sheets = self._read_sections(grid, layout, rows, title)
        else:
            rows.add_ignored(place, "hidden_sheet" if grid.hidden else "no_heading")
            note = "hidden" if grid.hidden else "no_heading" if grid.rows else "empty"
            sheets = [Sheet(title, None, note=note, dialect=grid.dialect)]
        private = any(section.heading.map.never_kept for section in layout.sections)
        for locator, wrong in grid.malformed:
            said = marked(wrong.partition(":")[0], wrong) if private else wrong
            rows.add_refused(locator, said)
        return sheets

    def _lay_out(self, grid: Grid) -> Layout:
        given = self._given
        if given is not None and given.heading is None:
            return Layout(grid.rows, {}, [])
        return lay_out(grid, self._kind, self._options, given.heading if given else None)

    def _read_sections(self, grid: Grid, layout: Layout, rows: Assembly, title: str) -> list[Sheet]:
        note = "hidden_cells_read" if grid.hidden_rows or grid.hidden_columns else None
        sheets = []
        for section in layout.sections:
            heading = section.heading
            if section.given:
                at = self._given.locator if self._given else ""
            else:
                at = grid.locators[heading.top]
                for row in range(heading.top, heading.stop):
                    rows.add_ignored(grid.locators[row], "heading")
            columns = take_columns(grid, layout, section, self._options)
            if columns is not None:
                rows.add_frame(columns)
            else:
                _add(rows, take_cells(grid, layout, section, self._options))
            sheets.append(Sheet(title, at, heading.map.columns, note, grid.dialect))
        return sheets

    def _heading_of_head(self, context: Mapping[str, str]) -> _Given | None:
        if "head" not in context:
            return None
        head = context["head"].encode()
        for grid in read_grids(head, name=self._name, context={**context, **_FIRST_LINES}):
            heading = Finder(grid, self._kind, self._options).first()
            if heading is not None:
                return _Given(heading, grid.locators[heading.top])
        return _Given(None)


def _fields(kind: Kind) -> tuple[str, ...]:
    return FIELDS if kind is Kind.TRAINING else ROSTER_FIELDS


def _add(rows: Assembly, cells: Cells) -> None:
    length = len(cells.locators)
    marks = {
        "locator": cells.locators,
        "ignored": spread(cells.ignored, length),
        "refused": spread(dict.fromkeys(cells.refused, "row_malformed"), length),
        "refused_value": spread(cells.refused, length),
    }
    if cells.nip_numbers:
        numbers = list(cells.nip_numbers)
        for at in (*cells.ignored, *cells.refused):
            numbers[at] = None
        marks["nip_number"] = numbers
    rows.add({**cells.fields, **marks}, length)
