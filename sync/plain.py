"""Recognise, a column at a time, values that are printed as they should be.

Most cells of an export are plain: their meaning is known without calling the plain function of
their field. What is not surely plain stays null here, and is read by that function.
"""

from datetime import date

import polars as pl

from sync.reading.numerals import NIP_DIGITS

TIDY = r"^[!-~]+(?: [!-~]+)*$"
"""Printable ASCII with single spaces: nothing to clean, unless it is all dashes."""
LIKE_NIK = r"(?:\d[ .\-]?){16}"
"""Whatever tidy text holds a NIK."""
OLDEST, YOUNGEST = 80, 15
_DASHES = "^-+$"
_LAST_MONTH, _FIRST_AGREEMENT = 12, 21
_GROUPS = r"^'?[0-9]+(?:[ \-][0-9]+)*$"
_NUMBER = r"^[A-Za-z]+[A-Za-z0-9./\-]*[0-9][A-Za-z0-9./\-]*$"
_LABEL = r"^(?i:no)"
_DAY_FIRST = r"^[0-9]{2}/[0-9]{2}/[0-9]{4}$"
_DAY_FIRST_DASHED = r"^[0-9]{2}-[0-9]{2}-[0-9]{4}$"
_ISO = r"^[0-9]{4}-[0-9]{2}-[0-9]{2}$"
_LENGTH_UNITS = ("hari", "day", "kali", "x", "*", "time")
_UTC = r"^[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}Z$"


def untidy(texts: pl.Series) -> pl.Series:
    """The cells of which `clean` may make something else, or nothing."""
    return ~texts.str.contains(TIDY) | texts.str.contains(_DASHES)


def may_hold_nik(texts: pl.Series) -> pl.Series:
    """The cells in which a NIK may stand; of an untidy one nothing is sure."""
    return untidy(texts) | texts.str.contains(LIKE_NIK)


def plain_nip(cells: pl.Series, *, on: date) -> pl.Series:
    """The valid NIPs that `read_nip` would find, printed as digits or groups of them.

    What a person is shown of such a cell is its text.
    """
    text = pl.col("text")
    digits = pl.when(text.str.contains(_GROUPS)).then(text.str.replace_all(r"[' \-]", ""))
    found = cells.to_frame("text").select(digits)
    return found.select(pl.when(_is_valid(text, on)).then(text)).to_series()


def _is_valid(digits: pl.Expr, on: date) -> pl.Expr:
    """`is_valid_nip` of texts that are nothing but digits."""
    number = digits.cast(pl.Int64, strict=False)
    born, begun = number // 10**10, number // 10**6 % 10**4
    agreement, sex, serial = number // 10**4 % 100, number // 1000 % 10, number % 1000
    today = on.month * 100 + on.day
    return (
        (digits.str.len_bytes() == NIP_DIGITS)
        & digits.str.slice(0, 8).str.to_date("%Y%m%d", strict=False).is_not_null()
        & born.is_between((on.year - OLDEST) * 10_000 + today,
                          (on.year - YOUNGEST) * 10_000 + today)
        & (begun >= born // 10_000 + YOUNGEST)
        & (agreement.is_between(1, _LAST_MONTH) | (agreement >= _FIRST_AGREEMENT))
        & sex.is_between(1, 2)
        & (serial > 0)
    )  # fmt: skip


def plain_number(text: pl.Expr) -> pl.Expr:
    """The folded number where it has letters, digits and plain signs and no label before it."""
    return pl.when(text.str.contains(_NUMBER) & ~text.str.contains(_LABEL)).then(
        text.str.to_lowercase()
    )


def says_no_length(text: pl.Expr) -> pl.Expr:
    """Whether this is surely no `2 hari` or `3 kali` that `to_length` reads."""
    ascii_only = text.str.len_bytes() == text.str.len_chars()
    return ascii_only & ~text.str.contains_any(_LENGTH_UNITS, ascii_case_insensitive=True)


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
