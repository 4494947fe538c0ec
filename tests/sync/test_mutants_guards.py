"""Whole runs are held: shrunken, empty or unreadable listings, each at its edge."""

import polars as pl
import pytest

from models.pages import Merged
from models.values import Category
from sync.guards import doubts, increments, rows_by_listing
from sync.reconcile import Doubt


def table(*, bad: int = 0, listing: str = "a.csv", good: int = 0, ignored: int = 0,
          cut: int = 0, keyless: bool = False) -> pl.DataFrame:  # fmt: skip
    """Rows of one listing: read well, quarantined, ignored by rule, refused as a whole."""
    rows: list[tuple[str, str | None, str | None]] = [("counted", None, None)] * good
    rows += [(Category.QUARANTINED.value, None, None)] * bad
    rows += [("ignored", "blank", None)] * ignored
    rows += [(Category.QUARANTINED.value, None, "row_malformed")] * cut
    return pl.DataFrame(
        [(listing, category, why, refused, keyless) for category, why, refused in rows],
        schema={"listing": pl.String, "category": pl.String, "ignored": pl.String,
                "refused": pl.String, "keyless": pl.Boolean},
        orient="row",
    )  # fmt: skip


def before(rows: int, listing: str = "a.csv") -> dict[str, Merged]:
    return {listing: Merged(listing, 1, "x", rows)}


def test_rows_by_listing_leave_out_what_a_rule_ignores() -> None:
    rows = pl.concat([table(good=3, ignored=2), table(listing="b.csv", good=1, bad=1)])

    assert rows_by_listing(rows) == {"a.csv": 3, "b.csv": 2}
    assert rows_by_listing(pl.DataFrame()) == {}


@pytest.mark.parametrize(
    ("was", "now", "held"),
    [(100, 80, False), (100, 79, True), (24, 5, False), (25, 5, True), (99, 80, False),
     (101, 80, True), (26, 6, True), (1000, 801, False), (1000, 799, True)],
)  # fmt: skip
def test_a_listing_is_shrunken_below_four_fifths_and_by_twenty_rows(
    was: int,
    now: int,
    held: bool,  # noqa: FBT001
) -> None:
    found = doubts(table(good=now), before(was), {"a.csv"})

    assert found == ([Doubt("a.csv", "shrunken", was, now)] if held else [])


def test_an_empty_listing_is_held_where_it_was_not() -> None:
    empty = [Doubt("a.csv", "empty", 1, 0)]

    assert doubts(table(ignored=4), before(1), {"a.csv"}) == empty
    assert doubts(table(cut=1), before(1), {"a.csv"})[:1] == empty
    assert doubts(pl.DataFrame(), before(1), {"a.csv"}) == empty
    assert doubts(table(ignored=4), before(0), {"a.csv"}) == []
    assert doubts(table(ignored=4), {}, {"a.csv"}) == []
    assert doubts(table(good=1), before(1), {"a.csv"}) == []


def test_only_new_content_is_judged_and_increments_cannot_shrink() -> None:
    assert doubts(table(good=1), before(100), set()) == []
    assert doubts(table(good=1), before(100), {"a.csv"}, {"a.csv"}) == []


def test_each_listing_is_judged_by_itself_in_the_order_of_names() -> None:
    rows = pl.concat([table(good=1), table(listing="b.csv", good=1)])

    found = doubts(rows, before(50) | before(60, "b.csv"), {"b.csv", "a.csv", "c.csv"})

    assert found == [Doubt("a.csv", "shrunken", 50, 1), Doubt("b.csv", "shrunken", 60, 1)]


@pytest.mark.parametrize(
    ("good", "bad", "held"),
    [(16, 4, False), (15, 5, True), (14, 5, False), (80, 20, False), (79, 21, True)],
)
def test_over_a_fifth_of_at_least_twenty_refused_rows_hold_a_run(
    good: int,
    bad: int,
    held: bool,  # noqa: FBT001
) -> None:
    found = doubts(table(good=good, bad=bad, ignored=30), {}, {"a.csv"})

    assert found == ([Doubt("a.csv", "unreadable", good + bad, bad)] if held else [])


def test_many_good_rows_elsewhere_outweigh_one_bad_listing() -> None:
    bad = table(bad=20)

    assert doubts(pl.concat([bad, table(listing="b.csv", good=80)]), {}, {"a.csv", "b.csv"}) == []
    assert doubts(pl.concat([bad, table(listing="b.csv", good=79)]), {}, {"a.csv", "b.csv"}) == [
        Doubt("a.csv", "unreadable", 20, 20)
    ]
    # Rows of what is not new weigh nothing.
    assert doubts(pl.concat([bad, table(listing="b.csv", good=80)]), {}, {"a.csv"}) == [
        Doubt("a.csv", "unreadable", 20, 20)
    ]
    assert doubts(pl.concat([bad, table(listing="b.csv", good=80)]), {}, {"b.csv"}) == []


def test_of_a_held_run_only_the_bad_listings_are_named() -> None:
    rows = pl.concat([table(bad=30, good=1), table(listing="b.csv", good=16, bad=4)])

    found = doubts(rows, {}, {"a.csv", "b.csv"})

    assert found == [Doubt("a.csv", "unreadable", 31, 30)]


def test_an_incomplete_listing_is_an_increment_only_with_keys_of_its_own() -> None:
    rows = pl.concat([table(good=1), table(listing="b.csv", good=1, keyless=True)])

    assert increments(rows, {"a.csv", "b.csv", "c.csv"}) == {"a.csv", "c.csv"}
    assert increments(pl.DataFrame(), {"a.csv"}) == {"a.csv"}


def test_a_listing_without_rows_weighs_nothing() -> None:
    found = doubts(table(good=19, bad=5), {}, {"a.csv", "b.csv"})

    assert found == [Doubt("a.csv", "unreadable", 24, 5)]
