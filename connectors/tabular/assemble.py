"""Put columns of several tables together into one frame of the contract."""

from collections.abc import Iterable, Mapping, Sequence

import polars as pl

from connectors.contract import MARKS

Texts = Sequence[str | None]


class Assembly:
    """Rows gathered so far; a column that a table lacks is null there."""

    def __init__(self) -> None:
        self._frames = [pl.DataFrame(schema=dict.fromkeys(MARKS, pl.String))]
        self._columns: dict[str, list[str | None]] = {}
        """Rows that are in no frame yet."""
        self._length = 0

    def add(self, columns: Mapping[str, Texts], length: int) -> None:
        """Add the rows of one table."""
        for name, texts in columns.items():
            column = self._columns.setdefault(name, [])
            column += [None] * (self._length - len(column))
            column += texts
        self._length += length

    def add_frame(self, rows: pl.DataFrame) -> None:
        """Add the rows of one table that is a frame already."""
        self._frame_columns()
        self._frames.append(rows)

    def add_ignored(self, locator: str, rule: str) -> None:
        """Add a row that is no training at all."""
        self.add({"locator": [locator], "ignored": [rule]}, 1)

    def add_refused(self, locator: str, value: str) -> None:
        """Add a row that could not be cut into fields, with what is wrong."""
        columns = {"locator": locator, "refused": "row_malformed", "refused_value": value}
        self.add({name: [text] for name, text in columns.items()}, 1)

    def frame(self, fields: Iterable[str]) -> pl.DataFrame:
        """Give all rows: every mark, and those of `fields` that some table has."""
        self._frame_columns()
        rows = pl.concat(self._frames, how="diagonal")
        return rows.select(*MARKS, *(name for name in fields if name in rows.columns))

    def _frame_columns(self) -> None:
        for column in self._columns.values():
            column.extend([None] * (self._length - len(column)))
        schema = dict.fromkeys(self._columns, pl.String)
        self._frames.append(pl.DataFrame(self._columns, schema))
        self._columns, self._length = {}, 0


def spread(texts: Mapping[int, str], length: int) -> Texts:
    """Lay texts known by their row out as a column."""
    column: list[str | None] = [None] * length
    for at, text in texts.items():
        column[at] = text
    return column
