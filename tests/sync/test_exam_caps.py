"""Caps of converted forms bind a single record as they bind several."""

from datetime import date

import pytest

from config.rules import load_rules
from sync.counting import Counting
from tests.sync.pieces import piece

COUNTING = Counting(load_rules(None))


@pytest.mark.parametrize(
    ("start_on", "end_on", "printed", "left"),
    [
        (date(2026, 2, 5), date(2026, 2, 5), 600, 400),
        (date(2026, 2, 5), date(2026, 2, 5), 400, 400),
        (date(2026, 1, 5), date(2026, 3, 5), 1200, 1200),
        (date(2025, 12, 5), date(2026, 1, 5), 1200, 800),
    ],
)
def test_coaching_alone_gives_two_times_a_month(
    start_on: date, end_on: date, printed: int, left: int
) -> None:
    coaching = piece("a", start_on=start_on, end_on=end_on, jp=printed, conversion="C1")

    (record,) = COUNTING.records_of([coaching])

    assert record.jp == left


def test_printed_coaching_is_not_capped() -> None:
    (record,) = COUNTING.records_of([piece("a", jp=600, form="Coaching")])

    assert record.jp == 600


def test_days_told_beside_the_first_day_alone_are_not_capped_to_one() -> None:
    first = piece("a", start_on=date(2026, 2, 5), end_on=date(2026, 2, 5), jp=600, conversion="C3")
    other = piece("b", title="Arsip", start_on=date(2026, 5, 5), end_on=date(2026, 5, 5), jp=300,
                  conversion="C3")  # fmt: skip

    assert [r.jp for r in COUNTING.records_of([first])] == [600]
    assert sorted(r.jp or 0 for r in COUNTING.records_of([first, other])) == [300, 600]


def test_two_of_one_day_share_what_the_day_gives() -> None:
    day = date(2026, 2, 5)
    one = piece("a", start_on=day, end_on=day, jp=300, conversion="C3")
    other = piece("b", title="Arsip", start_on=day, end_on=day, jp=300, conversion="C3")

    assert sorted(r.jp or 0 for r in COUNTING.records_of([one, other])) == [0, 300]
