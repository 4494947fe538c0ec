"""When a whole run is held: a listing that shrank, is empty, or cannot be read (domain.md A3)."""

from collections.abc import Mapping
from collections.abc import Set as AbstractSet

import polars as pl

from models.pages import Merged
from models.values import Category
from sync.reconcile import Doubt

LEAST_SHARE = 0.8
FEWEST_MISSING = 20
MOST_REFUSED = 0.2
ENOUGH_ROWS = 20


def rows_by_listing(rows: pl.DataFrame) -> dict[str, int]:
    """Rows that are no title, sum or blank, by listing."""
    if not len(rows):
        return {}
    table = rows.filter(pl.col("ignored").is_null()).group_by("listing").len()
    return dict(table.iter_rows())


def increments(rows: pl.DataFrame, incomplete: AbstractSet[str]) -> set[str]:
    """Listings of which only news came: incomplete, and their rows bear their source's own keys."""
    if not len(rows):
        return set(incomplete)
    return set(incomplete) - set(rows.filter(pl.col("keyless"))["listing"].to_list())


def doubts(rows: pl.DataFrame, merged: Mapping[str, Merged], listings: AbstractSet[str],
           partial: AbstractSet[str] = frozenset()) -> list[Doubt]:  # fmt: skip
    """What speaks against merging; only listings whose content is new are judged.

    Of a `partial` listing only news came: it cannot have shrunk.
    """
    now = rows_by_listing(rows)
    # A file that cannot be opened is one refused row: it is as empty as one without any.
    cut = rows_by_listing(rows.filter(pl.col("refused").is_null())) if len(rows) else {}
    found = []
    for listing in sorted(listings - partial):
        before, count = merged.get(listing), now.get(listing, 0)
        if before is not None and before.rows > 0 and not cut.get(listing):
            found.append(Doubt(listing, "empty", before.rows, 0))
        elif before is not None and (
            count < LEAST_SHARE * before.rows and before.rows - count >= FEWEST_MISSING
        ):
            found.append(Doubt(listing, "shrunken", before.rows, count))
    return found + _unreadable(rows, now, listings)


def _unreadable(rows: pl.DataFrame, now: Mapping[str, int],
                listings: AbstractSet[str]) -> list[Doubt]:  # fmt: skip
    """Over a fifth of the run's rows refused, and of at least one listing's."""
    if not len(rows):
        return []
    refused = dict(
        rows.filter(pl.col("category") == Category.QUARANTINED.value)
        .group_by("listing").len().iter_rows()
    )  # fmt: skip
    total = sum(now.get(listing, 0) for listing in listings)
    if sum(refused.get(listing, 0) for listing in listings) <= MOST_REFUSED * total:
        return []
    return [
        Doubt(listing, "unreadable", now[listing], refused[listing])
        for listing in sorted(listings & refused.keys())
        if now[listing] >= ENOUGH_ROWS and refused[listing] > MOST_REFUSED * now[listing]
    ]
