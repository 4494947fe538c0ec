"""From a table of text to typed rows: every cell read once for each distinct value (domain.md A2).

Nothing is decided about people here, and nothing is thrown away: a row that cannot be read
carries the reason, the field and the text that was there.
"""

from dataclasses import dataclass
from datetime import date
from typing import Any

import polars as pl

from config.rules import Rules
from connectors.contract import FIELDS, MARKS
from sync.columns import over_distinct, replaced, with_missing
from sync.dating import read_dates
from sync.hours import read_hours
from sync.nips import with_nips
from sync.plain import may_hold_nik, plain_number, says_no_length, untidy
from sync.printed import with_printed
from sync.reading.hours import Unit
from sync.reading.names import normalise_name
from sync.reading.numbers import normalise_number, to_certificate_number
from sync.reading.results import ResultUnknownError, to_result
from sync.reading.text import clean, is_error_cell, mask_nik
from sync.reading.titles import normalise_title

MAY_LOOK_LIKE_NIK = frozenset({"nip", "certificate_number", "certificate_url"})
"""Fields whose own numbers are as long: what is kept of a NIP cell is decided with its reading."""
LINK_TO_NOTHING = "0"
"""What a spreadsheet shows for a link to a blank cell: no title."""
BLAMED_FOR_NO_DATE = ("end_on", "date_range", "start_on", "certificate_on", "year")


@dataclass(frozen=True, slots=True)
class Manner:
    """How one source is read."""

    jam: Unit
    rules: Rules


def normalise(rows: pl.DataFrame, *, landed_on: date, manner: Manner) -> pl.DataFrame:
    """Type every row; `rows` are a table's, with any further columns of the caller.

    Adds: nip_kind, nip_valid, nip_shown, name_folded, title_folded, first_on, last_on, in_year,
    jp_hundredths, conversion, passed, number, number_folded, printed, and refusal (reason),
    refusal_field, refusal_value of the first of title, date, JP and result that cannot be read.
    """
    blame = next((f for f in BLAMED_FOR_NO_DATE if f in rows.columns), "end_on")
    rows = with_missing(rows, (*MARKS, *FIELDS))
    rows = _clean(rows)
    rows = _read_people(rows, landed_on)
    rows = with_printed(rows)
    rows = _read_titles(rows)
    rows = read_dates(rows, landed_on=landed_on, blame=blame)
    rows = _read_hours(rows, manner)
    rows = _read_results(rows)
    rows = _read_numbers(rows)
    return _first_refusal(rows)


def _clean(rows: pl.DataFrame) -> pl.DataFrame:
    """Cut white space of every kind, drop dashes for "nothing", hide NIKs."""
    said = [name for name in FIELDS if rows[name].null_count() < len(rows)]
    cleaned = [
        replaced(rows[name], clean, where=untidy)
        if name in MAY_LOOK_LIKE_NIK
        else replaced(rows[name], _clean_and_hide, where=may_hold_nik)
        for name in said
    ]
    cut = replaced(rows["refused_value"], mask_nik, where=may_hold_nik)
    return rows.with_columns(*cleaned, cut)


def _clean_and_hide(text: str) -> str | None:
    cleaned = clean(text)
    return mask_nik(cleaned) if cleaned else None


def _read_people(rows: pl.DataFrame, landed_on: date) -> pl.DataFrame:
    def name(text: str | None) -> tuple[str | None]:
        # A formula that failed tells no name: the NIP stands alone.
        return (normalise_name(text) if text and not is_error_cell(text) else None,)

    rows = with_nips(rows, on=landed_on)
    return over_distinct(rows, ["name"], name, {"name_folded": pl.String})


def _read_titles(rows: pl.DataFrame) -> pl.DataFrame:
    def title(text: str | None) -> tuple[str | None, str | None, str | None]:
        if text is None:
            return None, None, None
        folded = normalise_title(text)
        if not folded or folded == LINK_TO_NOTHING or is_error_cell(text):
            return None, None, text
        return text, folded, None

    return over_distinct(
        rows, ["title"], title,
        {"title_read": pl.String, "title_folded": pl.String, "title_value": pl.String},
    )  # fmt: skip


def _read_hours(rows: pl.DataFrame, manner: Manner) -> pl.DataFrame:
    def hours(printed: str | None, length: str | None, form: str | None, first: date | None,
              last: date | None) -> tuple[Any, ...]:  # fmt: skip
        read = read_hours(printed, length, form, first, last, jam=manner.jam, rules=manner.rules)
        return read.jp, read.conversion, read.reason, read.value

    # What else the row says matters only where no JP are printed.
    printed = says_no_length(pl.col("jp")).fill_null(value=False)
    asked = rows.select(
        "jp", pl.when(~printed).then(pl.col("length", "form", "first_on", "last_on"))
    )
    outputs = {"jp_hundredths": pl.Int32, "conversion": pl.String, "jp_reason": pl.String,
               "jp_value": pl.String}  # fmt: skip
    found = over_distinct(asked, asked.columns, hours, outputs)
    return rows.with_columns(found.select(*outputs))


def _read_results(rows: pl.DataFrame) -> pl.DataFrame:
    def result(text: str | None) -> tuple[bool | None, str | None]:
        try:
            return to_result(text), None
        except ResultUnknownError:
            return None, "result_unknown"

    return over_distinct(
        rows, ["result"], result, {"passed": pl.Boolean, "result_reason": pl.String}
    )


def _read_numbers(rows: pl.DataFrame) -> pl.DataFrame:
    def number(text: str | None) -> tuple[str | None, str | None]:
        found = to_certificate_number(text)
        return found, normalise_number(found) if found else None

    rows = rows.with_columns(plain_number(pl.col("certificate_number")).alias("plain"))
    rows = over_distinct(
        rows, ["certificate_number"], number,
        {"number": pl.String, "number_folded": pl.String}, where=pl.col("plain").is_null(),
    )  # fmt: skip
    plain = pl.col("plain").is_not_null()
    return rows.with_columns(
        pl.when(plain).then("certificate_number").otherwise("number").alias("number"),
        pl.coalesce("plain", "number_folded").alias("number_folded"),
    ).drop("plain")


def _first_refusal(rows: pl.DataFrame) -> pl.DataFrame:
    """In the order of A2: could not be cut, title, date, JP, result."""
    cut = pl.col("refused").is_not_null()
    untitled = pl.col("title_read").is_null()
    reason = pl.coalesce(
        "refused",
        pl.when(untitled).then(pl.lit("title_missing")),
        "date_reason", "jp_reason", "result_reason",
    )  # fmt: skip
    field = (
        pl.when(cut).then(pl.lit("row"))
        .when(untitled).then(pl.lit("title"))
        .when(pl.col("date_reason").is_not_null()).then("date_field")
        .when(pl.col("jp_reason").is_not_null()).then(pl.lit("jp"))
        .when(pl.col("result_reason").is_not_null()).then(pl.lit("result"))
    )  # fmt: skip
    value = (
        pl.when(cut).then("refused_value")
        .when(untitled).then("title_value")
        .when(pl.col("date_reason").is_not_null()).then("date_value")
        .when(pl.col("jp_reason").is_not_null()).then("jp_value")
        .when(pl.col("result_reason").is_not_null()).then("result")
    )  # fmt: skip
    return rows.with_columns(
        reason.alias("refusal"), field.alias("refusal_field"), value.alias("refusal_value")
    )
