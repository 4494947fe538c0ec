"""Put unreadable rows into quarantine and unmatched ones into review, one entry a row."""

from typing import Any

import polars as pl

from models.questions import question_id, replace_quarantine, replace_review
from models.store import Transaction
from models.values import Category

SHOWN = (
    "key", "listing", "page_id", "page", "locator", "refusal", "refusal_field", "refusal_value",
    "question", "nip_shown", "name", "opd", "unit", "account", "candidates", "printed",
)  # fmt: skip
"""Columns that a question is made of."""


def write_questions(connection: Transaction, rows: pl.DataFrame, *, source: str, run_id: int,
                    complete: frozenset[str]) -> None:  # fmt: skip
    """Bring both lists up to what the rows say; a repeated file makes neither grow."""
    partial = set(rows["listing"].to_list()) - complete if len(rows) else set()
    keys = rows.filter(pl.col("listing").is_in(list(partial)))["key"].to_list() if partial else []
    refused = _rows(rows, Category.QUARANTINED)
    asked = _rows(rows, Category.IN_REVIEW)
    for scope in ("whole", "single"):
        listings = complete if scope == "whole" else None
        if scope == "single" and not keys:
            continue
        mine = {True: complete, False: partial}[scope == "whole"]
        replace_quarantine(
            connection, source, listings=listings, keys=keys,
            rows=[_quarantined(r, source, run_id) for r in refused if r["listing"] in mine],
        )  # fmt: skip
        replace_review(
            connection, source, listings=listings, keys=keys,
            rows=[_in_review(r, source, run_id) for r in asked if r["listing"] in mine],
        )  # fmt: skip


def _rows(rows: pl.DataFrame, category: Category) -> list[dict[str, Any]]:
    if not len(rows):
        return []
    mine = rows.filter(pl.col("category") == category.value).select(SHOWN)
    return list(mine.iter_rows(named=True))


def _quarantined(row: dict[str, Any], source: str, run_id: int) -> tuple[Any, ...]:
    return (
        question_id("k", source, row["key"]), source, row["listing"], row["key"], run_id,
        row["page_id"], row["page"], row["locator"] or "", row["refusal_field"], row["refusal"],
        row["refusal_value"], row["printed"],
    )  # fmt: skip


def _in_review(row: dict[str, Any], source: str, run_id: int) -> tuple[Any, ...]:
    return (
        question_id("v", source, row["key"]), source, row["listing"], row["key"], run_id,
        row["page_id"], row["page"], row["locator"] or "", row["question"], row["nip_shown"],
        row["name"], row["opd"] or row["unit"], row["account"], row["candidates"] or "[]",
        row["printed"],
    )  # fmt: skip
