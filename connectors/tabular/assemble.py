"""Put columns of several tables together into one frame of the contract."""

from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING

from connectors.contract import MARKS

if TYPE_CHECKING:
    import polars as pl

Texts = Sequence[str | None]


class Assembly:
    """Rows gathered so far, as columns; a column that a table lacks is null there."""

    def __init__(self) -> None:
        self._columns: dict[str, list[str | None]] = {}
        self._length = 0

    def add(self, columns: Mapping[str, Texts], length: int) -> None:
        """Add the rows of one table."""
        for name, texts in columns.items():
            column = self._columns.setdefault(name, [])
            column += [None] * (self._length - len(column))
            column += texts
        self._length += length

    def add_ignored(self, locator: str, rule: str) -> None:
        """Add a row that is no training at all."""
        self.add({"locator": [locator], "ignored": [rule]}, 1)

    def add_refused(self, locator: str, value: str) -> None:
        """Add a row that could not be cut into fields, with what is wrong."""
        columns = {"locator": locator, "refused": "row_malformed", "refused_value": value}
        self.add({name: [text] for name, text in columns.items()}, 1)

    def frame(self, fields: Iterable[str]) -> "pl.DataFrame":
        """Give all rows: every mark, and those of `fields` that some table has."""
        import polars as pl  # noqa: PLC0415  # not before something was read

        names = [*MARKS, *(name for name in fields if name in self._columns)]
        columns = {}
        for name in names:
            column = self._columns.get(name, [])
            column += [None] * (self._length - len(column))
            columns[name] = pl.Series(name, column, dtype=pl.String)
        return pl.DataFrame(columns)


def spread(texts: Mapping[int, str], length: int) -> Texts:
    """Lay texts known by their row out as a column."""
    column: list[str | None] = [None] * length
    for at, text in texts.items():
        column[at] = text
    return column
