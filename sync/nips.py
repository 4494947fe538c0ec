"""Read a column of NIPs: plain ones by an expression, any other once a distinct cell."""

from datetime import date
from typing import Any

import polars as pl

from sync.columns import by_distinct, over_distinct
from sync.plain import plain_nip
from sync.reading.nip import NipKind, read_nip


def with_nips(rows: pl.DataFrame, *, on: date) -> pl.DataFrame:
    """Add nip_kind, nip_valid and nip_shown, which is null where there is no NIP.

    `on` is the day on which the page landed.
    """

    def nip(text: str | None, number: str | None) -> tuple[Any, ...]:
        reading = read_nip(text, number=number, on=on)
        shown = None if reading.kind is NipKind.ABSENT else reading.shown
        return str(reading.kind), reading.nip, shown

    def nips(cells: pl.DataFrame) -> pl.DataFrame:
        cells = cells.with_columns(plain_nip(cells["nip"], on=on).alias("plain"))
        plain = pl.col("plain").is_not_null() & pl.col("nip_number").is_null()
        cells = over_distinct(
            cells, ["nip", "nip_number"], nip,
            {"nip_kind": pl.String, "nip_valid": pl.String, "nip_shown": pl.String}, where=~plain,
        )  # fmt: skip
        valid = pl.lit(NipKind.VALID.value)
        return cells.with_columns(
            pl.when(plain).then(valid).otherwise("nip_kind").alias("nip_kind"),
            pl.when(plain).then("plain").otherwise("nip_valid").alias("nip_valid"),
            pl.when(plain).then("nip").otherwise("nip_shown").alias("nip_shown"),
        ).drop("plain")

    return by_distinct(rows, ["nip", "nip_number"], nips)
