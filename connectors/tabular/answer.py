"""What the child answers for one sheet: plain JSON, made in the child and read by the parent."""

from typing import TYPE_CHECKING, TypedDict

if TYPE_CHECKING:
    from python_calamine import CalamineSheet


class SheetAnswer(TypedDict):
    """One sheet; a number in `rows` is a cell that held a double, all else is text."""

    name: str
    rows: list[list[object]]
    merges: list[tuple[int, int, int, int]]
    """Top, left, bottom, right."""
    hidden: bool
    hidden_rows: list[int]
    hidden_columns: list[int]
    epoch_1904: bool
    dialect: str


def merges_of(sheet: "CalamineSheet") -> list[tuple[int, int, int, int]]:
    """Give the merged ranges of a sheet that calamine read."""
    found = sheet.merged_cell_ranges or []
    return sorted((top, left, bottom, right) for (top, left), (bottom, right) in found)


def overlay(rows: list[list[object]], texts: dict[tuple[int, int], str]) -> None:
    """Write texts where a table has nothing; it grows where they stand outside."""
    if not texts:
        return
    height = max(row for row, _ in texts) + 1
    width = max(max(column for _, column in texts) + 1, len(rows[0]) if rows else 0)
    for row in rows:
        row.extend([""] * (width - len(row)))
    rows.extend([""] * width for _ in range(height - len(rows)))
    for (row_at, column), text in texts.items():
        if rows[row_at][column] == "":
            rows[row_at][column] = text
