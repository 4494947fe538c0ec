"""Say of every row of a merge where it ended: the sum of domain.md A2."""

from collections import Counter
from collections.abc import Iterable

import polars as pl

from models.values import Category
from sync.draft import Draft
from sync.prepare import ACCEPTED
from sync.speaking import Record


def tally(draft: Draft, rows: pl.DataFrame, events: Iterable[Record]) -> Counter[str]:
    """Count rows by category; notes in the draft what became of each accepted one."""
    for fall in draft.falls:
        row = draft.row_of(fall)
        if row is not None:
            draft.category[row["key"]] = Category.HELD
    for event in events:
        _count_event(draft, event)
    counts: Counter[str] = Counter()
    if not len(rows):
        return counts
    others = rows.select("key", "category")
    if len(draft.simple):
        others = others.filter(~pl.col("key").is_in(draft.simple["key"].implode()))
        accepted = int((draft.simple["category"] == ACCEPTED).sum())
        counts[str(Category.COUNTED)] += accepted
        counts[str(Category.NOT_COMPLETED)] += len(draft.simple) - accepted
    for key, category in others.iter_rows():
        final = draft.category.get(key, category) if category == ACCEPTED else category
        counts[str(final)] += 1
    return counts


def _count_event(draft: Draft, event: Record) -> None:
    """Of an event that is new one row is counted and the rest joined it."""
    known = any(piece.id in draft.stored for piece in event.members)
    for place, piece in enumerate(event.members):
        row = draft.fresh.get(piece.id)
        if row is None or piece.held:
            continue
        if row["withdrawn"]:
            category = Category.NOT_COMPLETED
        elif place == 0 and (not known or piece.id in draft.stored or "corrected" in piece.flags):
            category = Category.COUNTED
        else:
            category = Category.JOINED
        draft.category[row["key"]] = category  # also where another fall wants it held
