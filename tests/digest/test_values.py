"""Which month a digest is about."""

from datetime import date

import pytest

from digest.values import PeriodUnreadableError, month_of, read_month

TODAY = date(2026, 11, 24)


@pytest.mark.parametrize(("text", "on"), [("2026-11", TODAY), ("2026-02", date(2026, 2, 28))])
def test_a_month_stands_on_its_last_day_that_has_come(text: str, on: date) -> None:
    month = read_month(text, today=TODAY)

    assert (month.key, month.on) == (text, on)


@pytest.mark.parametrize("text", ["2026-12", "2026-13", "2026-00", "0000-01", "November", "2026"])
def test_refuses_what_is_no_month_that_has_begun(text: str) -> None:
    with pytest.raises(PeriodUnreadableError):
        read_month(text, today=TODAY)


def test_january_is_about_the_year_before() -> None:
    month = month_of(date(2027, 1, 4))

    assert (month.key, month.year) == ("2027-01", 2026)
    assert (month.as_of, month.standing_on) == (date(2026, 12, 31), date(2027, 1, 1))
