"""Caps of converted forms and the setting for overlaps."""

from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sync.caps import Cap, Limits, limit
from sync.evidence import Evidence
from sync.speaking import Record, records_of
from tests.sync.pieces import evidence_lists, piece

DAILY = Cap("C9", 300, None)
MONTHLY = Cap("C1", None, 400)


def one(key: str, day: int, **facts: Any) -> Evidence:
    """A converted training of one day in March."""
    then = date(2026, 3, day)
    told: dict[str, Any] = {"title": f"Pelatihan {key}", "conversion": "C1", "jp": 200,
                            "start_on": then, "end_on": then}  # fmt: skip
    return piece(key, **(told | facts))


def left(*pieces: Evidence, cap: Cap | None, cap_printed: bool = False) -> list[int | None]:
    """JP of the records after the cap, in the order of the keys."""
    records = records_of(pieces)
    capped = limit(records, Limits(lambda _record: cap, cap_printed))
    return [r.jp for r in sorted(capped, key=lambda r: r.name)]


def test_a_month_gives_no_more_than_its_cap() -> None:
    assert left(one("a", 1), one("b", 2), one("c", 3), cap=MONTHLY) == [200, 200, 0]


def test_the_next_month_begins_anew() -> None:
    april = {"start_on": date(2026, 4, 1), "end_on": date(2026, 4, 1)}

    assert left(one("a", 1), one("b", 2), one("c", 3, **april), cap=MONTHLY) == [200, 200, 200]


def test_a_day_gives_no_more_than_its_cap() -> None:
    assert left(one("a", 1), one("b", 1), one("c", 2), cap=DAILY) == [200, 100, 200]


def test_one_training_alone_is_capped_too() -> None:
    assert left(one("a", 1, jp=900), cap=MONTHLY) == [400]


def test_printed_jp_are_not_capped() -> None:
    pieces = [one(k, n, conversion=None) for n, k in enumerate("abc", start=1)]

    assert left(*pieces, cap=MONTHLY) == [200, 200, 200]
    assert left(*pieces, cap=MONTHLY, cap_printed=True) == [200, 200, 0]


def test_a_form_without_a_cap_is_left_alone() -> None:
    assert left(one("a", 1, jp=900), one("b", 1, jp=900), cap=None) == [900, 900]


def larger(records: list[Record]) -> list[Record]:
    """Only the larger of overlapping events counts."""
    return limit(records, Limits(lambda _record: None, larger_of_overlap=True))


def test_the_larger_of_two_overlapping_counts() -> None:
    found = larger(records_of([one("a", 1, jp=200), one("b", 1, jp=500)]))

    assert [(r.jp, r.counted, r.reason) for r in found] == [
        (200, False, "overlap"), (500, True, None),
    ]  # fmt: skip


def test_what_overlaps_only_one_that_does_not_count_counts() -> None:
    long = {"start_on": date(2026, 3, 1), "end_on": date(2026, 3, 5)}
    found = larger(records_of([
        one("a", 1, jp=900),
        one("b", 1, jp=500, **long),
        one("c", 5, jp=200),
    ]))  # fmt: skip

    assert [r.counted for r in found] == [True, False, True]


@given(pieces=evidence_lists(), chance=st.randoms(use_true_random=False), larger_only=st.booleans())
@pytest.mark.parametrize("cap", [DAILY, MONTHLY])
def test_caps_only_take_away_and_do_not_depend_on_order(
    cap: Cap, pieces: list[Evidence], chance: Any, *, larger_only: bool
) -> None:
    limits = Limits(lambda _record: cap, cap_printed=True, larger_of_overlap=larger_only)
    records = records_of(pieces)
    shuffled = list(records)
    chance.shuffle(shuffled)

    found = {r.name: r for r in limit(records, limits)}

    assert {r.name: r for r in limit(shuffled, limits)} == found
    for record in records:
        assert 0 <= (found[record.name].jp or 0) <= (record.jp or 0)
