"""The days and the year of every row: usual cells a column at a time, the rest by `read_when`."""

from datetime import date, timedelta
from functools import lru_cache
from typing import Any

import polars as pl

from sync.columns import by_distinct, over_distinct
from sync.plain import plain_day
from sync.reading.dates import DateUnreadableError, to_interval
from sync.when import DAYS_AHEAD, EARLIEST_YEAR, read_when

WHEN_FIELDS = ("start_on", "end_on", "date_range", "certificate_on", "year")
_FIRST, _LAST = pl.col("usual_first"), pl.col("usual_last")


def read_dates(rows: pl.DataFrame, *, landed_on: date, blame: str) -> pl.DataFrame:
    """Add first_on, last_on, in_year, date_reason, date_field and date_value."""

    def when(*cells: str | None) -> tuple[Any, ...]:
        read = read_when(*cells, landed_on=landed_on, blame=blame)
        return read.start_on, read.end_on, read.year, read.reason, read.field, read.value

    rows = _with_usual(rows, landed_on)
    rows = over_distinct(
        rows, WHEN_FIELDS, when,
        {"first_on": pl.Date, "last_on": pl.Date, "in_year": pl.Int32, "date_reason": pl.String,
         "date_field": pl.String, "date_value": pl.String}, where=_LAST.is_null(),
    )  # fmt: skip
    return rows.with_columns(
        pl.coalesce(_FIRST, "first_on").alias("first_on"),
        pl.coalesce(_LAST, "last_on").alias("last_on"),
        pl.coalesce(_LAST.dt.year(), "in_year").alias("in_year"),
    ).drop("usual_first", "usual_last")


def _with_usual(rows: pl.DataFrame, landed_on: date) -> pl.DataFrame:
    """Read rows that have a last day and nothing wrong: whatever else they have says nothing."""
    ends = _intervals(rows["end_on"])
    starts = _intervals(rows["start_on"])
    told = pl.coalesce(_intervals(rows["date_range"])["first"], ends["first"])
    unsaid = pl.min_horizontal(told, ends["last"])
    begun = pl.when(pl.col("start_on").is_null()).then(unsaid).otherwise(starts["first"])
    first, last = pl.col("usual_first"), pl.col("usual_last")
    fits = (
        (first <= last)
        & (last <= landed_on + timedelta(days=DAYS_AHEAD))
        & (first.dt.year() >= EARLIEST_YEAR)
    )
    rows = rows.with_columns(begun.alias("usual_first"), ends["last"].alias("usual_last"))
    return rows.with_columns(
        pl.when(fits).then(first).alias("usual_first"), pl.when(fits).then(last).alias("usual_last")
    )


def _intervals(texts: pl.Series) -> pl.DataFrame:
    """First and last day of each cell; nulls where it has none, or cannot be read."""

    def read(cells: pl.DataFrame) -> pl.DataFrame:
        plain = cells.with_columns(plain_day(pl.col("text")).alias("plain"))
        cells = over_distinct(
            plain, ["text"], _interval, {"first": pl.Date, "last": pl.Date},
            where=pl.col("plain").is_null(),
        )  # fmt: skip
        return cells.select(
            "text",
            pl.coalesce("plain", "first").alias("first"),
            pl.coalesce("plain", "last").alias("last"),
        )

    return by_distinct(texts.to_frame("text"), ["text"], read)


@lru_cache(maxsize=50_000)
def _interval(text: str | None) -> tuple[date | None, date | None]:
    try:
        return to_interval(text) if text else (None, None)
    except DateUnreadableError:
        return None, None
