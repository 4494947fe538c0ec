"""Apply a plain function to the distinct values of columns: meaning once, at a column's speed."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import polars as pl


def over_distinct(
    rows: pl.DataFrame,
    inputs: Sequence[str],
    function: Callable[..., tuple[Any, ...]],
    outputs: Mapping[str, pl.DataType | type[pl.DataType]],
    *,
    where: pl.Expr | None = None,
) -> pl.DataFrame:
    """Add columns: `function` of the inputs, called once for each distinct combination.

    Order and number of the rows stay. Columns of the same names are replaced. `where` tells by
    the inputs which rows are asked for; the others get nulls.
    """
    asked = rows.select(inputs) if where is None else rows.filter(where).select(inputs)
    distinct = asked.unique()
    if where is not None and not len(distinct):
        nothing = (pl.lit(None, dtype=dtype).alias(name) for name, dtype in outputs.items())
        return rows.with_columns(nothing)
    results = [function(*values) for values in distinct.iter_rows()]
    table = distinct.with_columns(
        pl.Series(name, [result[place] for result in results], dtype=dtype)
        for place, (name, dtype) in enumerate(outputs.items())
    )
    found = rows.select(inputs).join(
        table, on=list(inputs), how="left", nulls_equal=True, maintain_order="left"
    )
    return rows.with_columns(found.select(outputs.keys()))


def with_missing(rows: pl.DataFrame, names: Sequence[str]) -> pl.DataFrame:
    """Add the named columns that the frame lacks, as nulls of text."""
    absent = [name for name in names if name not in rows.columns]
    return rows.with_columns(pl.lit(None, dtype=pl.String).alias(name) for name in absent)
