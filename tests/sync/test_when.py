"""When a training was and in which year it counts."""

from datetime import date

import pytest

from sync.when import When, day_or_none, read_when

LANDED = date(2026, 11, 24)


def when(start: str | None = None, end: str | None = None, span: str | None = None,
         certificate: str | None = None, year: str | None = None) -> When:  # fmt: skip
    """Read the cells as of the day on which they landed."""
    return read_when(start, end, span, certificate, year, landed_on=LANDED)


def test_the_last_day_decides_the_year() -> None:
    assert when("29-12-2025", "03-01-2026") == When(date(2025, 12, 29), date(2026, 1, 3), 2026)


def test_a_span_stands_for_both_days() -> None:
    assert when(span="3 s.d. 5 November 2025") == When(
        date(2025, 11, 3), date(2025, 11, 5), 2025
    )  # fmt: skip


@pytest.mark.parametrize("cells", [{"start": "05-11-2025"}, {"end": "05-11-2025"}])
def test_one_day_alone_is_both(cells: dict[str, str]) -> None:
    assert when(**cells) == When(date(2025, 11, 5), date(2025, 11, 5), 2025)


@pytest.mark.parametrize(("span", "first"), [
    ("03-11-2025", 3), ("3 s.d. 5 November 2025", 3), ("06-11-2025", 5), ("08.00 s.d. 12.00", 5),
])  # fmt: skip
def test_a_date_beside_the_last_day_is_the_first(span: str, first: int) -> None:
    found = when(end="05-11-2025", span=span)

    assert found == When(date(2025, 11, first), date(2025, 11, 5), 2025)


def test_without_days_the_certificate_decides() -> None:
    assert when(certificate="05-01-2026", year="2025") == When(year=2026)


def test_without_a_certificate_the_printed_year_decides() -> None:
    assert when(year="2025") == When(year=2025)


def test_days_come_before_the_printed_year() -> None:
    assert when(end="05-11-2025", year="2024").year == 2025


def test_nothing_at_all_is_told_of_the_column_that_is_there() -> None:
    read = read_when(None, None, None, None, None, landed_on=LANDED, blame="date_range")

    assert (read.reason, read.field) == ("date_missing", "date_range")


@pytest.mark.parametrize(("text", "reason"), [
    ("01-12-2026", None), ("02-12-2026", "date_future"), ("01-01-1990", None),
    ("31-12-1989", "date_invalid"), ("31-02-2026", "date_invalid"), ("entah", "date_invalid"),
])  # fmt: skip
def test_days_are_bounded(text: str, reason: str | None) -> None:
    read = when(end=text)

    assert read.reason == reason
    if reason:
        assert (read.field, read.value, read.year) == ("end_on", text, None)


@pytest.mark.parametrize(("text", "reason"), [
    ("2026", None), ("2027", "date_future"), ("1990", None), ("1989", "date_invalid"),
    ("dua ribu", "date_invalid"),
])  # fmt: skip
def test_years_are_bounded(text: str, reason: str | None) -> None:
    assert when(year=text).reason == reason


def test_a_certificate_of_the_future_is_refused() -> None:
    read = when(certificate="02-12-2026")

    assert (read.reason, read.field) == ("date_future", "certificate_on")


def test_a_training_does_not_end_before_it_begins() -> None:
    assert when("05-11-2025", "03-11-2025").reason == "date_invalid"


def test_a_beginning_before_1990_is_refused() -> None:
    read = when("31-12-1989", "05-01-1990")

    assert (read.reason, read.field) == ("date_invalid", "start_on")


@pytest.mark.parametrize(("text", "day"), [
    ("05-11-2025", date(2025, 11, 5)), ("entah", None), ("", None), (None, None),
])  # fmt: skip
def test_what_decides_nothing_may_be_unreadable(text: str | None, day: date | None) -> None:
    assert day_or_none(text) == day
