"""Recognise, a column at a time, values that are printed as they should be.

Most cells of an export are plain: their meaning is known without calling the plain function of
their field. What is not surely plain stays null here, and is read by that function.
"""

from datetime import date

import polars as pl

OLDEST, YOUNGEST = 80, 15
_LAST_MONTH, _FIRST_AGREEMENT = 12, 21
_GROUPS = r"^'?[0-9]+(?:[ \-][0-9]+)*$"
_NIP = r"^(?:19|20)[0-9]{6}(?:19|20)[0-9]{4}[12][0-9]{3}$"
_NUMBER = r"^[A-Za-z]+[A-Za-z0-9./\-]*[0-9][A-Za-z0-9./\-]*$"
_LABEL = r"^(?i:no)"
_DAY_FIRST = r"^[0-9]{2}/[0-9]{2}/[0-9]{4}$"
_DAY_FIRST_DASHED = r"^[0-9]{2}-[0-9]{2}-[0-9]{4}$"
_ISO = r"^[0-9]{4}-[0-9]{2}-[0-9]{2}$"
_UTC = r"^[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}Z$"


def plain_nip(text: pl.Expr, *, on: date) -> pl.Expr:
    """The valid NIP that `read_nip` would find, printed as digits or groups of them.

    What a person is shown of such a cell is its text.
    """
    text = pl.when(text.str.contains(_GROUPS)).then(text.str.replace_all(r"[' \-]", ""))
    birth = text.str.slice(0, 8)
    born = birth.str.to_date("%Y%m%d", strict=False)
    day = birth.cast(pl.Int32, strict=False)
    today = on.month * 100 + on.day
    month = text.str.slice(12, 2).cast(pl.Int32, strict=False)
    begun = text.str.slice(8, 4).cast(pl.Int32, strict=False)
    valid = (
        text.str.contains(_NIP)
        & born.is_not_null()
        & day.is_between((on.year - OLDEST) * 10_000 + today, (on.year - YOUNGEST) * 10_000 + today)
        & (begun >= born.dt.year() + YOUNGEST)
        & (month.is_between(1, _LAST_MONTH) | (month >= _FIRST_AGREEMENT))
        & (text.str.slice(15, 3) != "000")
    )
    return pl.when(valid).then(text)


def plain_number(text: pl.Expr) -> pl.Expr:
    """The folded number where it has letters, digits and plain signs and no label before it."""
    return pl.when(text.str.contains(_NUMBER) & ~text.str.contains(_LABEL)).then(
        text.str.to_lowercase()
    )


def plain_day(text: pl.Expr) -> pl.Expr:
    """The day where it is printed as 31/12/2026, 31-12-2026 or 2026-12-31, or as a time in UTC."""
    return pl.coalesce(
        pl.when(text.str.contains(_DAY_FIRST_DASHED)).then(text)
        .str.to_date("%d-%m-%Y", strict=False),
        pl.when(text.str.contains(_DAY_FIRST)).then(text).str.to_date("%d/%m/%Y", strict=False),
        pl.when(text.str.contains(_ISO)).then(text).str.to_date("%Y-%m-%d", strict=False),
        pl.when(text.str.contains(_UTC)).then(text)
        .str.to_datetime("%Y-%m-%dT%H:%M:%SZ", time_zone="UTC", strict=False)
        .dt.convert_time_zone("Asia/Jakarta").dt.date(),
    )  # fmt: skip
