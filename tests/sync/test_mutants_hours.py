"""What a row gives in JP: printed first, else by days or times of its form."""

from datetime import date
from decimal import Decimal

import pytest

from config.rules import load_rules
from sync.hours import Hours, _converted, read_hours
from sync.reading.hours import Unit

RULES = load_rules(None)
DAY = date(2026, 3, 10)
THREE_DAYS = (date(2026, 3, 10), date(2026, 3, 12))
NO_DAYS = (None, None)


def read(printed: str | None = None, length: str | None = None, form: str | None = None,
         days: tuple[date | None, date | None] = NO_DAYS, *,
         jam: Unit = Unit.JP) -> Hours:  # fmt: skip
    return read_hours(printed, length, form, *days, jam=jam, rules=RULES)


@pytest.mark.parametrize("form", [None, "Seminar", "Tidak dikenal"])
def test_printed_jp_count_whatever_the_form(form: str | None) -> None:
    assert read("20 JP", "3 hari", form, THREE_DAYS) == Hours(jp=2000)


def test_what_jam_means_is_the_sources_business() -> None:
    assert read("3 jam", jam=Unit.JP) == Hours(jp=300)
    assert read("3 jam", jam=Unit.CLOCK_HOURS) == Hours(jp=400)
    assert read(length="3 jpl", jam=Unit.CLOCK_HOURS) == Hours(jp=300)
    assert read(length="3 jp, 1 jam", jam=Unit.CLOCK_HOURS).reason == "jp_invalid"


def test_unreadable_jp_are_shown() -> None:
    assert read("banyak", form="Seminar", days=THREE_DAYS) == Hours(
        reason="jp_invalid", value="banyak"
    )
    assert read("banyak", "20 JP") == Hours(reason="jp_invalid", value="banyak")


@pytest.mark.parametrize("length", ["20 JP", "20 jpl", "20 Jam Pelajaran", "20jp"])
def test_a_length_that_says_jp_is_printed_jp(length: str) -> None:
    assert read(length=length) == Hours(jp=2000)


@pytest.mark.parametrize("length", ["20 jam", "20", "jp 20"])
def test_a_length_that_does_not_say_jp_prints_none(length: str) -> None:
    assert read(length=length) == Hours(reason="jp_missing", value=length)


def test_a_form_by_the_day_counts_calendar_days_with_both_ends() -> None:
    assert read(form="Seminar", days=(DAY, DAY)) == Hours(jp=400, conversion="B6")
    assert read(form="Seminar", days=THREE_DAYS) == Hours(jp=1200, conversion="B6")
    assert read(form="Seminar", days=(None, DAY)) == Hours(jp=400, conversion="B6")


@pytest.mark.parametrize("days", [NO_DAYS, (DAY, DAY)])
def test_days_that_are_told_come_before_those_between_the_dates(
    days: tuple[date | None, date | None],
) -> None:
    assert read("2 hari", form="Seminar", days=days) == Hours(jp=800, conversion="B6")
    assert read(length="2 hari", form="Seminar", days=days) == Hours(jp=800, conversion="B6")


def test_a_length_in_the_column_of_jp_comes_before_the_column_of_lengths() -> None:
    assert read("2 hari", "5 hari", "Seminar") == Hours(jp=800, conversion="B6")


def test_times_say_nothing_of_a_form_by_the_day() -> None:
    assert read("2 kali", form="Seminar", days=THREE_DAYS) == Hours(jp=1200, conversion="B6")
    assert read("2 kali", form="Seminar") == Hours(reason="jp_missing", value="2 kali")
    assert read(form="Seminar") == Hours(reason="jp_missing", value=None)
    assert read(length="2 kali", form="Seminar") == Hours(reason="jp_missing", value="2 kali")


def test_a_form_by_the_time_counts_times_and_at_least_one() -> None:
    assert read(form="Coaching") == Hours(jp=200, conversion="C1")
    assert read("3 kali", form="Coaching") == Hours(jp=600, conversion="C1")
    assert read(length="3 kali", form="Coaching") == Hours(jp=600, conversion="C1")
    assert read("3 hari", form="Coaching", days=THREE_DAYS) == Hours(jp=200, conversion="C1")


@pytest.mark.parametrize("form", [None, "", "Tidak dikenal", "Bimtek"])
def test_without_a_form_that_converts_jp_are_missing(form: str | None) -> None:
    assert read(form=form, days=THREE_DAYS) == Hours(reason="jp_missing")
    assert read("3 hari", form=form) == Hours(reason="jp_missing", value="3 hari")
    assert read(length="3 hari", form=form) == Hours(reason="jp_missing", value="3 hari")


def test_a_conversion_above_the_most_is_invalid() -> None:
    assert read("249 hari", form="Seminar") == Hours(jp=99600, conversion="B6")
    assert read("333 hari", form="E-learning") == Hours(jp=99900, conversion="C3")
    assert read("334 hari", form="E-learning") == Hours(reason="jp_invalid", value="334 hari")
    assert read(length="250 hari", form="Seminar") == Hours(reason="jp_invalid", value="250 hari")


def test_a_conversion_of_dates_alone_says_what_was_multiplied() -> None:
    found = read(form="Seminar", days=(date(2025, 1, 1), date(2025, 12, 31)))

    assert found == Hours(reason="jp_invalid", value="365 × 4")


def test_dates_the_wrong_way_round_give_no_negative_jp() -> None:
    found = read(form="Seminar", days=(date(2026, 3, 12), date(2026, 3, 11)))

    assert found == Hours(reason="jp_invalid", value="0 × 4")


def test_the_form_is_the_one_of_the_last_day() -> None:
    early = (date(2017, 12, 31), date(2017, 12, 31))

    assert read(form="Seminar", days=early) == Hours(reason="jp_missing")


@pytest.mark.parametrize(("worth", "jp"), [("0.339", 33), ("1", 100), ("0.5", 50), ("0.01", 1)])
def test_a_conversion_is_rounded_down_and_may_be_less_than_one_jp(worth: str, jp: int) -> None:
    assert _converted(Decimal(worth), 1, "X1", None) == Hours(jp=jp, conversion="X1")
