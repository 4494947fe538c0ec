"""What caps and the setting for overlaps leave of one person's records."""

from datetime import date
from typing import Any

import pytest

from sync.caps import Cap, Limits, limit
from sync.speaking import Record, records_of
from tests.sync.pieces import piece

FEB = date(2026, 2, 5)


def caps(cap: Cap | None, **settings: bool) -> Limits:
    return Limits(lambda _record: cap, **settings)


def record(key: str, *, first: date = FEB, last: date | None = FEB, **facts: Any) -> Record:
    facts = {"title": key, "conversion": "C3"} | facts
    (found,) = records_of([piece(key, start_on=first if last else None, end_on=last, **facts)])
    return found


def jp(records: list[Record], limits: Limits) -> list[int | None]:
    """JP in the order given; what is left must not depend on it."""
    kept = limit(records, limits)
    assert {r.name: r for r in kept} == {r.name: r for r in limit(records[::-1], limits)}
    return [r.jp for r in kept]


def day(number: int, month: int = 2) -> dict[str, date]:
    return {"first": date(2026, month, number), "last": date(2026, month, number)}


PER_DAY = Cap("C3", 300, None)
PER_MONTH = Cap("C1", None, 400)


def test_a_day_gives_its_cap_once() -> None:
    assert jp([record("a", jp=200), record("b", jp=200), record("c", jp=200)], caps(PER_DAY)) == [
        200, 100, 0,
    ]  # fmt: skip


def test_each_day_gives_anew() -> None:
    assert jp([record("a", jp=300), record("b", jp=300, **day(6))], caps(PER_DAY)) == [300, 300]


def test_earlier_last_days_take_first_whatever_their_names() -> None:
    late = record("a", jp=600, first=FEB, last=date(2026, 2, 6))
    early = record("b", jp=300)

    assert jp([late, early], caps(PER_DAY)) == [300, 300]


def test_days_of_a_span_are_all_used() -> None:
    span = record("a", jp=700, first=FEB, last=date(2026, 2, 7))

    assert jp([span, record("b", jp=300, **day(7))], caps(PER_DAY)) == [700, 200]
    assert jp([record("a", jp=300), record("b", jp=900, first=FEB, last=date(2026, 2, 7))],
              caps(PER_DAY)) == [300, 600]  # fmt: skip


def test_converted_days_told_beside_the_first_last_longer() -> None:
    assert jp([record("a", jp=700)], caps(PER_DAY)) == [700]
    assert jp([record("a", jp=600), record("b", jp=300, **day(6))], caps(PER_DAY)) == [600, 0]
    assert jp([record("a", jp=600), record("b", jp=300, **day(7))], caps(PER_DAY)) == [600, 300]


def test_printed_jp_are_bound_only_if_the_setting_says_so() -> None:
    printed = record("a", jp=700, conversion=None)

    assert jp([printed], caps(PER_DAY)) == [700]
    assert jp([printed], caps(PER_DAY, cap_printed=True)) == [300]
    assert jp([record("a", jp=700, conversion=None, last=date(2026, 2, 6))],
              caps(PER_DAY, cap_printed=True)) == [600]  # fmt: skip


def test_a_form_without_a_cap_is_not_bound() -> None:
    assert jp([record("a", jp=900)], caps(None)) == [900]
    assert jp([record("a", jp=900)], caps(Cap("C9", None, None))) == [900]


def test_what_has_no_dates_or_does_not_count_is_not_bound_and_takes_nothing() -> None:
    undated = record("a", jp=900, last=None)
    failed = record("b", jp=900, completed=False)

    assert jp([undated, failed, record("c", jp=300)], caps(PER_DAY)) == [900, 900, 300]


def test_without_jp_nothing_is_taken() -> None:
    assert jp([record("a", jp=None), record("b", jp=300)], caps(PER_DAY)) == [None, 300]
    assert jp([record("a", jp=None), record("b", jp=400)], caps(PER_MONTH)) == [None, 400]


def test_a_month_gives_its_cap_once() -> None:
    found = jp(
        [record("a", jp=300), record("b", jp=300, **day(28)), record("c", jp=300, **day(1, 3)),
         record("d", jp=300, **day(28, 3))],
        caps(PER_MONTH),
    )  # fmt: skip

    assert found == [300, 100, 300, 100]


@pytest.mark.parametrize(
    ("first", "last", "left"),
    [
        (date(2026, 2, 1), date(2026, 2, 28), 400),
        (date(2026, 1, 31), date(2026, 3, 1), 1200),
        (date(2025, 12, 31), date(2026, 1, 1), 800),
        (date(2025, 11, 30), date(2026, 2, 1), 1600),
    ],
)
def test_each_month_of_a_span_gives_its_cap(first: date, last: date, left: int) -> None:
    assert jp([record("a", jp=5000, first=first, last=last)], caps(PER_MONTH)) == [left]


def test_a_span_takes_only_what_it_needs_of_its_months() -> None:
    span = record("a", jp=500, first=date(2026, 1, 5), last=FEB)

    assert jp([span, record("b", jp=400, **day(20))], caps(PER_MONTH)) == [500, 300]
    assert jp(
        [record("a", jp=400, **day(5, 1)), record("b", jp=700, first=date(2026, 1, 9), last=FEB)],
        caps(PER_MONTH),
    ) == [400, 400]


def test_of_both_caps_the_narrower_binds() -> None:
    assert jp([record("a", jp=900, last=date(2026, 2, 9))], caps(Cap("C1", 100, 400))) == [400]
    assert jp([record("a", jp=300, conversion=None)],
              caps(Cap("C1", 100, 400), cap_printed=True)) == [100]  # fmt: skip


def test_forms_are_bound_each_by_its_own_cap() -> None:
    limits = Limits(lambda r: Cap(r.conversion or "", 300, None))
    both = [record("a", jp=300, conversion="C3"), record("b", jp=300, conversion="C9")]

    assert jp(both, limits) == [300, 300]


def overlapping(**jps: int) -> list[Record]:
    return [record(key, jp=amount) for key, amount in jps.items()]


def counted(records: list[Record], *, larger: bool = True) -> list[str]:
    found = limit(records, caps(None, larger_of_overlap=larger))
    assert all(r.counted is (r.reason != "overlap") for r in found)
    return [r.title for r in found if r.counted]


def test_of_overlapping_events_the_larger_counts_where_the_setting_says_so() -> None:
    both = overlapping(a=300, b=500)

    assert counted(both) == ["b"]
    assert counted(both[::-1]) == ["b"]
    assert counted(overlapping(a=500, b=300)) == ["a"]
    assert [r.title for r in limit(both, caps(None)) if r.counted] == ["a", "b"]


def test_of_equally_large_ones_the_first_name_counts() -> None:
    assert counted(overlapping(a=300, b=300)) == ["a"]
    assert counted(overlapping(b=300, a=300)) == ["a"]


def test_what_overlaps_only_a_dropped_one_counts() -> None:
    chain = [
        record("a", jp=300, first=FEB, last=date(2026, 2, 7)),
        record("b", jp=500, first=date(2026, 2, 7), last=date(2026, 2, 9)),
        record("c", jp=200, first=date(2026, 2, 1), last=FEB),
    ]

    assert counted(chain) == ["b", "c"]
    assert counted([chain[2], chain[0], chain[1]]) == ["c", "b"]


def test_without_jp_an_event_is_the_smaller_one() -> None:
    assert counted([record("a", jp=None), record("b", jp=1)]) == ["b"]


def test_an_uncounted_event_drops_nothing() -> None:
    found = limit([record("a", jp=900, completed=False), record("b", jp=100)],
                  caps(None, larger_of_overlap=True))  # fmt: skip

    assert [(r.title, r.counted, r.reason) for r in found] == [
        ("a", False, "not_completed"), ("b", True, None),
    ]  # fmt: skip


def test_an_event_without_jp_takes_nothing_of_its_day() -> None:
    limits = caps(PER_DAY, cap_printed=True)

    assert jp([record("a", jp=None), record("b", jp=300)], limits) == [None, 300]


def test_three_of_one_month_share_what_the_month_gives() -> None:
    found = jp([record("a", jp=300), record("b", jp=300), record("c", jp=300)], caps(PER_MONTH))

    assert found == [300, 100, 0]


def test_the_largest_event_is_looked_at_first_whatever_the_dates() -> None:
    days = [date(2026, 2, number) for number in (1, 2, 3, 9)]
    small = record("a", title="Arsip", jp=200, first=days[0], last=days[3])
    large = record("b", title="Arsip", jp=500, first=days[1], last=days[3])
    middle = record("c", title="Hukum", jp=300, first=days[2], last=days[3])

    found = limit([small, large, middle], caps(None, larger_of_overlap=True))

    assert [r.jp for r in found if r.counted] == [200, 500]
