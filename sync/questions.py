"""Put unreadable rows into quarantine and unmatched ones into review, one entry a row."""

from collections.abc import Iterable, Sequence
from typing import Any

import polars as pl

from models.questions import question_id, replace_quarantine, replace_review
from models.store import Transaction
from models.values import Category

PLACE = ("listing", "key", "run_id", "page_id", "page", "locator")
REFUSED = ("refusal_field", "refusal", "refusal_value", "printed")
ASKED = ("question", "nip_shown", "name", "opd", "account", "candidates", "printed")
"""What a question is made of, as its table has it: where its row stands, and what is asked."""


def write_questions(connection: Transaction, rows: pl.DataFrame, *, source: str, run_id: int,
                    complete: frozenset[str]) -> None:  # fmt: skip
    """Bring both lists up to what the rows say; a repeated file makes neither grow."""
    partial = frozenset(rows["listing"].unique() if len(rows) else ()) - complete
    keys = rows.filter(pl.col("listing").is_in(list(partial)))["key"] if partial else ()

    def replace(mine: frozenset[str], listings: Iterable[str] | None) -> None:
        refused = _asked(rows, Category.QUARANTINED, REFUSED, mine, run_id)
        replace_quarantine(
            connection, source, listings=listings, keys=keys, rows=_named("k", source, refused)
        )
        asked = _asked(rows, Category.IN_REVIEW, ASKED, mine, run_id)
        replace_review(
            connection, source, listings=listings, keys=keys, rows=_named("v", source, asked)
        )

    replace(complete, listings=complete)
    if partial:
        replace(partial, listings=None)


def _asked(rows: pl.DataFrame, category: Category, fields: Sequence[str], listings: Iterable[str],
           run_id: int) -> Iterable[tuple[Any, ...]]:  # fmt: skip
    if rows.is_empty():
        return ()
    mine = rows.lazy().filter(
        pl.col("category") == category.value, pl.col("listing").is_in(list(listings))
    )
    told = mine.with_columns(
        pl.lit(run_id).alias("run_id"),
        pl.col("locator").fill_null(""),
        pl.coalesce("opd", "unit").alias("opd"),
        pl.col("candidates").fill_null("[]"),
    )
    return told.select(*PLACE, *fields).collect().iter_rows()


def _named(letter: str, source: str, rows: Iterable[tuple[Any, ...]]) -> list[tuple[Any, ...]]:
    return [
        (question_id(letter, source, key), source, listing, key, *rest)
        for listing, key, *rest in rows
    ]
