"""Apply meaning to the distinct values of columns: said once, at a column's speed."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import polars as pl


def by_distinct(
    rows: pl.DataFrame, inputs: Sequence[str], read: Callable[[pl.DataFrame], pl.DataFrame]
) -> pl.DataFrame:
    """Add the columns that `read` adds to the distinct combinations of the inputs.

    Order and number of the rows stay. Columns of the same names are replaced.
    """
    cells = rows.select(inputs)
    # What is empty in all rows tells none from another: fewer columns to compare.
    telling = [name for name in inputs if cells[name].null_count() < len(cells)] or inputs[:1]
    answers = read(cells.unique(telling))
    added = [name for name in answers.columns if name not in inputs]
    found = cells.join(
        answers.select(*telling, *added), on=telling, how="left", nulls_equal=True,
        maintain_order="left",
    )  # fmt: skip
    return rows.with_columns(found.select(added))


def over_distinct(
    rows: pl.DataFrame,
    inputs: Sequence[str],
    function: Callable[..., tuple[Any, ...]],
    outputs: Mapping[str, pl.DataType | type[pl.DataType]],
    *,
    where: pl.Expr | None = None,
) -> pl.DataFrame:
    """Add columns: `function` of the inputs, called once for each distinct combination.

    `where` tells which rows are asked for; the others get nulls.
    """

    def read(cells: pl.DataFrame) -> pl.DataFrame:
        results = [function(*values) for values in cells.iter_rows()]
        return cells.with_columns(
            pl.Series(name, [result[place] for result in results], dtype=dtype)
            for place, (name, dtype) in enumerate(outputs.items())
        )

    if where is None:
        return by_distinct(rows, inputs, read)
    asked = by_distinct(rows.filter(where).select(inputs), inputs, read)
    place = rows.select(pl.when(where).then(where.cum_sum() - 1)).to_series()
    return rows.with_columns(asked.select(pl.col(*outputs).gather(place)))


def replaced(
    column: pl.Series,
    function: Callable[[str], str | None],
    *,
    where: Callable[[pl.Series], pl.Series],
) -> pl.Series:
    """Put `function` of a text in the place of those that `where` picks from the distinct ones."""
    distinct = column.unique().drop_nulls()
    odd = distinct.filter(where(distinct))
    if odd.is_empty():
        return column
    return column.replace(odd, pl.Series([function(text) for text in odd], dtype=pl.String))


def with_missing(rows: pl.DataFrame, names: Sequence[str]) -> pl.DataFrame:
    """Add the named columns that the frame lacks, as nulls of text."""
    absent = [name for name in names if name not in rows.columns]
    return rows.with_columns(pl.lit(None, dtype=pl.String).alias(name) for name in absent)
