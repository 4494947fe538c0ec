"""The row as printed, for explaining it: JSON by field, without what is empty."""

import json

import polars as pl

from connectors.contract import FIELDS
from sync.columns import replaced

_TO_ESCAPE = r'["\\\x00-\x1f]'


def with_printed(rows: pl.DataFrame) -> pl.DataFrame:
    """Add `printed`; a NIK is in none of the columns that it is made from."""
    shown = {"nip": "nip_shown"} | {name: name for name in FIELDS if name != "nip"}
    parts = []
    for field, column in shown.items():
        texts = rows[column]
        if texts.null_count() < len(texts):
            cells = _escaped(texts).alias(f"json {field}")
            rows = rows.with_columns(cells)
            parts.append(pl.lit(f'"{field}":"') + pl.col(cells.name) + pl.lit('"'))
    inside = pl.concat_str(parts, separator=",", ignore_nulls=True) if parts else pl.lit("")
    printed = pl.concat_str(pl.lit("{"), inside, pl.lit("}")).alias("printed")
    return rows.with_columns(printed).drop("^json .*$")


def _escaped(texts: pl.Series) -> pl.Series:
    """The inside of JSON strings; few texts have anything to escape."""

    def escape(text: str) -> str:
        return json.dumps(text, ensure_ascii=False)[1:-1]

    return replaced(texts, escape, where=lambda texts: texts.str.contains(_TO_ESCAPE))
