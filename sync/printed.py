"""The row as printed, for explaining it: JSON by field, without what is empty."""

import json

import polars as pl

from connectors.contract import FIELDS
from sync.columns import replaced

_TO_ESCAPE = r'["\\\x00-\x1f]'
_ALWAYS, _NEVER = pl.lit(value=True), pl.lit(value=False)


def with_printed(rows: pl.DataFrame) -> pl.DataFrame:
    """Add `printed`; a NIK is in none of the columns that it is made from."""
    shown = {"nip": "nip_shown"} | {name: name for name in FIELDS if name != "nip"}
    parts, begun = [], _NEVER
    for field, column in shown.items():
        texts = rows[column]
        if texts.null_count() == len(texts):
            continue
        # What all rows say alike stays one value: a text for each of them would cost as much again.
        here = pl.col(column).is_not_null() if texts.null_count() else _ALWAYS
        before = pl.when(begun).then(pl.lit('",')).otherwise(pl.lit("{"))
        parts += [pl.when(here).then(before + f'"{field}":"'), pl.lit(_escaped(texts))]
        if begun is not _ALWAYS:
            begun = here if here is _ALWAYS else begun | here
    end = pl.when(begun).then(pl.lit('"}')).otherwise(pl.lit("{}"))
    return rows.with_columns(pl.concat_str(*parts, end, ignore_nulls=True).alias("printed"))


def _escaped(texts: pl.Series) -> pl.Series:
    """The inside of JSON strings; few texts have anything to escape."""

    def escape(text: str) -> str:
        return json.dumps(text, ensure_ascii=False)[1:-1]

    return replaced(texts, escape, where=lambda texts: texts.str.contains(_TO_ESCAPE))
