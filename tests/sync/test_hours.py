"""How many JP a row gives: what is printed, else what its form converts to."""

from datetime import date

import pytest

from sync.hours import Hours, read_hours
from sync.reading.hours import Unit
from tests.sync.house import rules

FIRST, LAST = date(2026, 3, 10), date(2026, 3, 12)


def hours(printed: str | None = None, length: str | None = None, form: str | None = None, *,
          dated: bool = True, jam: Unit = Unit.JP) -> Hours:  # fmt: skip
    """Read the cells of a training of three days."""
    first, last = (FIRST, LAST) if dated else (None, None)
    return read_hours(printed, length, form, first, last, jam=jam, rules=rules())


@pytest.mark.parametrize(("printed", "jp"), [("20", 2000), ("20 JP", 2000), ("12,5", 1250)])
def test_what_is_printed_counts(printed: str, jp: int) -> None:
    assert hours(printed, form="Seminar") == Hours(jp=jp)


def test_a_length_that_says_jp_is_printed_jp() -> None:
    assert hours(length="20 JP") == Hours(jp=2000)


def test_the_jp_column_comes_before_the_length() -> None:
    assert hours("20", length="24 JP") == Hours(jp=2000)


@pytest.mark.parametrize(("jam", "jp"), [(Unit.JP, 600), (Unit.CLOCK_HOURS, 800)])
def test_an_hour_is_what_the_source_means_by_it(jam: Unit, jp: int) -> None:
    assert hours("6 jam", jam=jam) == Hours(jp=jp)


@pytest.mark.parametrize("printed", ["0", "-3", "1000", "banyak"])
def test_unreadable_jp_are_refused(printed: str) -> None:
    assert hours(printed, form="Seminar") == Hours(reason="jp_invalid", value=printed)


def test_without_printed_jp_the_days_of_the_form_convert() -> None:
    assert hours(form="Seminar") == Hours(jp=1200, conversion="B6")


def test_a_printed_number_of_days_comes_before_the_dates() -> None:
    assert hours("2 hari", form="Seminar") == Hours(jp=800, conversion="B6")
    assert hours(length="2 hari", form="Seminar") == Hours(jp=800, conversion="B6")


def test_days_that_nobody_tells_convert_nothing() -> None:
    assert hours(form="Seminar", dated=False).reason == "jp_missing"


def test_a_form_that_counts_times_needs_no_days() -> None:
    assert hours(form="Coaching", dated=False) == Hours(jp=200, conversion="C1")


def test_several_times_are_several_units() -> None:
    assert hours("3 kali", form="Coaching") == Hours(jp=600, conversion="C1")


@pytest.mark.parametrize("form", [None, "Entah"])
def test_neither_jp_nor_form_is_missing(form: str | None) -> None:
    assert hours(form=form).reason == "jp_missing"
    assert hours("2 hari", form=form) == Hours(reason="jp_missing", value="2 hari")
