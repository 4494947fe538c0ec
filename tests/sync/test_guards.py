"""When a run is held: limits to the row."""

import polars as pl
import pytest

from models.pages import Merged
from models.values import Category
from sync.guards import doubts, increments, rows_by_listing


def frame(
    *,
    good: int = 0,
    bad: int = 0,
    ignored: int = 0,
    cut: int = 0,
    listing: str = "a.csv",
    keyless: bool = True,
) -> pl.DataFrame:
    """Prepared rows of one listing; `cut` ones could not be cut into fields."""
    kinds: list[tuple[str | None, str | None, str]] = [(None, None, "accepted")] * good
    kinds += [(None, None, Category.QUARANTINED.value)] * bad
    kinds += [("sum_row", None, Category.IGNORED.value)] * ignored
    kinds += [(None, "row_malformed", Category.QUARANTINED.value)] * cut
    return pl.DataFrame(
        {
            "ignored": [k[0] for k in kinds],
            "refused": [k[1] for k in kinds],
            "category": [k[2] for k in kinds],
            "listing": [listing] * len(kinds),
            "keyless": [keyless] * len(kinds),
        },
        schema={"ignored": pl.String, "refused": pl.String, "category": pl.String,
                "listing": pl.String, "keyless": pl.Boolean},
    )  # fmt: skip


def kinds(rows: pl.DataFrame, before: int, *, partial: frozenset[str] = frozenset()) -> list[str]:
    """Doubts about a.csv, whose last version had so many rows."""
    merged = {"a.csv": Merged("a.csv", 1, "digest", before)} if before else {}
    return [d.kind for d in doubts(rows, merged, {"a.csv"}, partial)]


@pytest.mark.parametrize(("before", "now", "found"), [
    (100, 80, []), (100, 79, ["shrunken"]), (90, 71, []), (90, 70, ["shrunken"]),
    (20, 1, []), (1, 0, ["empty"]), (0, 0, []), (0, 5, []),
])  # fmt: skip
def test_a_listing_may_lose_a_fifth_or_nineteen_rows(
    before: int, now: int, found: list[str]
) -> None:
    assert kinds(frame(good=now), before) == found


def test_titles_and_sums_are_no_rows_of_a_listing() -> None:
    rows = frame(good=3, ignored=4)

    assert rows_by_listing(rows) == {"a.csv": 3}
    assert kinds(frame(ignored=4), 5) == ["empty"]


def test_a_file_that_cannot_be_opened_is_empty() -> None:
    assert kinds(frame(cut=1), 5) == ["empty"]


@pytest.mark.parametrize(("good", "bad", "found"), [
    (16, 4, []), (15, 5, ["unreadable"]), (10, 9, []), (80, 20, []), (79, 21, ["unreadable"]),
])  # fmt: skip
def test_a_fifth_of_twenty_rows_may_be_unreadable(good: int, bad: int, found: list[str]) -> None:
    assert kinds(frame(good=good, bad=bad), 0) == found


def test_a_run_as_a_whole_must_be_unreadable_too() -> None:
    rows = pl.concat([frame(good=10, bad=10), frame(good=80, listing="b.csv")])

    assert doubts(rows, {}, {"a.csv", "b.csv"}) == []


def test_what_is_only_read_again_is_not_judged() -> None:
    merged = {"a.csv": Merged("a.csv", 1, "digest", 50)}

    assert doubts(frame(good=1), merged, frozenset()) == []


def test_of_an_increment_only_what_is_unreadable_is_judged() -> None:
    partial = frozenset({"a.csv"})

    assert kinds(frame(good=1), 50, partial=partial) == []
    assert kinds(frame(bad=30), 50, partial=partial) == ["unreadable"]


def test_an_increment_is_incomplete_and_bears_keys_of_its_source() -> None:
    assert increments(frame(good=2, keyless=False), {"a.csv"}) == {"a.csv"}
    assert increments(frame(cut=1), {"a.csv"}) == set()
    assert increments(frame(good=2), frozenset()) == set()
    assert increments(pl.DataFrame(), {"a.csv"}) == {"a.csv"}


def test_doubts_are_told_in_words() -> None:
    merged = {"a.csv": Merged("a.csv", 1, "digest", 50)}

    (shrunken,) = doubts(frame(good=10), merged, {"a.csv"})
    (empty,) = doubts(frame(), merged, {"a.csv"})
    (unreadable,) = doubts(frame(bad=25, good=25), merged, {"a.csv"})

    assert shrunken.words == "a.csv: tinggal 10 baris, sebelumnya 50"
    assert empty.words == "a.csv: kosong, sebelumnya 50 baris"
    assert unreadable.words == "a.csv: 25 dari 50 baris tidak terbaca"
