"""Cells merged over several rows: valid for each row that they cover."""

from collections import Counter
from collections.abc import Iterable, Sequence

from connectors.tabular.grid import FileUnreadableError, Grid, Merge, Row, text_of

MOST_FILLED = 5_000_000
"""Cells that merges may fill; overlapping ones in a hostile file would fill without end."""

TOGETHER = "(gabungan)"
"""What stands for hours merged over several rows of one person: unreadable, so never counted."""


def fill_merged(grid: Grid, first: int) -> Sequence[Row]:
    """Give the rows with each cell merged downwards repeated, from row `first` on."""
    tall = [m for m in grid.merges if m.bottom > m.top >= first]
    if not tall:
        return grid.rows
    if sum(m.bottom - m.top for m in tall) > MOST_FILLED:
        raise FileUnreadableError(
            "merges",
            "Terlalu banyak sel gabungan. Hapus penggabungan sel lalu simpan ulang.",
            grid.name,
        )
    rows: list[Row] = list(grid.rows)
    for merge in tall:
        if merge.top >= len(rows) or merge.left >= len(rows[merge.top]):
            continue
        cell = rows[merge.top][merge.left]
        if not text_of(cell):
            continue
        for at in range(merge.top + 1, min(merge.bottom + 1, len(rows))):
            row = list(rows[at])
            row += [""] * (merge.left + 1 - len(row))
            if not text_of(row[merge.left]):
                row[merge.left] = cell
                rows[at] = row
    return rows


def persons_totals(merges: Iterable[Merge], jp: int, person: Iterable[int]) -> list[range]:
    """Give the rows over which hours are merged together with the person they belong to."""
    tall = [m for m in merges if m.bottom > m.top]
    block = {
        row: number
        for number, m in enumerate(tall)
        if m.left in set(person)
        for row in range(m.top, m.bottom + 1)
    }
    found = []
    for merge in tall:
        if merge.left == jp:
            rows = range(merge.top, merge.bottom + 1)
            shared = Counter(block[row] for row in rows if row in block)
            if shared and max(shared.values()) > 1:
                found.append(rows)
    return found
