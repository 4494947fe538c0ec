"""From the rows of one section to columns of text."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from connectors.tabular.grid import Grid, Row, number_of, text_of
from connectors.tabular.layout import Layout, Section
from connectors.tabular.merged import TOGETHER, persons_totals
from connectors.tabular.options import TableOptions
from connectors.tabular.unfold import unfold
from connectors.tabular.withheld import marked, withhold

SHOWN = 120
"""Characters of a malformed record that a person is shown."""

Column = list[str | None]

_DATES = frozenset({"start_on", "end_on", "date_range", "certificate_on"})
_DAYS_FROM_1900_TO_1904 = 1462


@dataclass(slots=True)
class Cells:
    """One section as columns; every list has one entry a row."""

    locators: list[str]
    fields: dict[str, Column]
    nip_numbers: Column | None = None
    """`repr` of the doubles in the NIP column, where it holds any."""
    ignored: dict[int, str] = field(default_factory=dict)
    refused: dict[int, str] = field(default_factory=dict)
    """Row → what stood there."""


def take_cells(grid: Grid, layout: Layout, section: Section, options: TableOptions) -> Cells:
    """Take the values of a section's rows; rows that are no data have none."""
    found = section.heading.map
    rows = layout.rows[section.start : section.stop]
    ignored = {at - section.start: rule for at, rule in section.ignored.items()}
    refused = _malformed(grid, rows, section, ignored)
    places: list[Mapping[str, int]] = [found.fields, *found.groups.values()]
    rows = _padded(rows, 1 + max((at for some in places for at in some.values()), default=0))
    shared, *groups = [{name: _texts(rows, at) for name, at in some.items()} for some in places]
    cells = Cells(
        list(grid.locators[section.start : section.stop]),
        shared,
        _numbers(rows, found.fields.get("nip")),
        ignored,
        refused,
    )
    _refuse_persons_totals(grid, section, cells)
    if grid.epoch_1904:
        for some, at in zip((shared, *groups), places, strict=True):
            _shift_dates(some, at, rows)
    for row in (*ignored, *refused):
        for column in shared.values():
            column[row] = None
    _fill_down(cells, options)
    if groups:
        cells = _unfolded(cells, dict(zip(found.groups, groups, strict=True)))
    _add_defaults(cells, options)
    return cells


def _malformed(
    grid: Grid, rows: Sequence[Row], section: Section, ignored: Mapping[int, str]
) -> dict[int, str]:
    """Find the records with too few or too many fields for the heading."""
    heading = section.heading
    is_text = bool(grid.locators) and grid.locators[0].startswith("line ")
    if is_text:
        if {len(row) for row in rows} <= set(range(heading.filled_width, heading.full_width + 1)):
            return {}
        wrong = [at for at, row in enumerate(rows) if at not in ignored and (
            len(row) < heading.filled_width or _is_filled(row[heading.full_width :]))]  # fmt: skip
    else:
        # a workbook whose rows mostly go on after the last heading has shifted columns
        beyond = slice(heading.filled_width, heading.filled_width + 1)
        wrong = [at for at, row in enumerate(rows)
                 if at not in ignored and _is_filled(row[beyond])]  # fmt: skip
        if len(wrong) * 2 <= len(rows) - len(ignored):
            return {}
    return {at: _shown(rows[at], section) for at in wrong}


def _shown(row: Row, section: Section) -> str:
    texts = [text_of(cell) for cell in row]
    whole = " | ".join(texts)
    never_kept = section.heading.map.never_kept
    if not never_kept:
        return whole[:SHOWN]
    filled = max((at + 1 for at, text in enumerate(texts) if text.strip()), default=0)
    told = withhold(texts, never_kept, slip=filled - section.heading.filled_width)
    return marked(" | ".join(told)[:SHOWN], whole)


def _is_filled(row: Row) -> bool:
    return any(text_of(cell).strip() for cell in row)


def _padded(rows: Sequence[Row], width: int) -> Sequence[Row]:
    if all(length >= width for length in {len(row) for row in rows}):
        return rows
    return [row if len(row) >= width else [*row, *[""] * (width - len(row))] for row in rows]


def _texts(rows: Sequence[Row], at: int) -> Column:
    cells = [row[at] for row in rows]
    try:  # text alone, as in every text file
        return [text or None for text in map(str.strip, cells)]  # type: ignore[arg-type]
    except TypeError:
        pass
    return [(c if isinstance(c, str) else c.text).strip() or None for c in cells]


def _numbers(rows: Sequence[Row], at: int | None) -> Column | None:
    if at is None:
        return None
    numbers = [number_of(row[at]) for row in rows]
    return numbers if any(numbers) else None


def _refuse_persons_totals(grid: Grid, section: Section, cells: Cells) -> None:
    places = section.heading.map.fields
    if "jp" not in places or not grid.merges:
        return
    person = [places[name] for name in ("nip", "name") if name in places]
    for rows in persons_totals(grid.merges, places["jp"], person):
        inside = [at for row in rows if 0 <= (at := row - section.start) < len(cells.locators)]
        if sum(1 for at in inside if at not in cells.ignored) > 1:
            for at in inside:
                cells.fields["jp"][at] = TOGETHER


def _shift_dates(
    fields: Mapping[str, Column], places: Mapping[str, int], rows: Sequence[Row]
) -> None:
    """Count the days of plain numbers from 1900, as everywhere else."""
    for name in _DATES & fields.keys():
        for at, row in enumerate(rows):
            number = number_of(row[places[name]])
            if number is not None:
                days = float(number) + _DAYS_FROM_1900_TO_1904
                fields[name][at] = str(int(days)) if days.is_integer() else repr(days)


def _fill_down(cells: Cells, options: TableOptions) -> None:
    """Repeat the row above in blank cells of the fields for which the admin asked it."""
    for name in options.fill_down & cells.fields.keys():
        above: str | None = None
        column = cells.fields[name]
        for at, text in enumerate(column):
            if at in cells.ignored or at in cells.refused:
                continue
            column[at] = above = text if text is not None else above


def _unfolded(cells: Cells, groups: Mapping[int, Mapping[str, Column]]) -> Cells:
    skipped = cells.ignored.keys() | cells.refused.keys()
    wide = unfold(cells.fields, groups, skipped=skipped, length=len(cells.locators))
    numbers = cells.nip_numbers
    ignored = {new: cells.ignored[at] for new, at in enumerate(wide.rows) if at in cells.ignored}
    for at in wide.empty:
        ignored[at] = "empty_recap"
        for column in wide.fields.values():
            column[at] = None
    return Cells(
        [cells.locators[at] for at in wide.rows],
        wide.fields,
        [numbers[at] for at in wide.rows] if numbers else None,
        ignored,
        {new: cells.refused[at] for new, at in enumerate(wide.rows) if at in cells.refused},
    )


def _add_defaults(cells: Cells, options: TableOptions) -> None:
    for name, text in options.defaults.items():
        if name not in cells.fields:
            column: Column = [text] * len(cells.locators)
            for at in (*cells.ignored, *cells.refused):
                column[at] = None
            cells.fields[name] = column
