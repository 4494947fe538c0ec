"""Which day a question is about when only a year, only a day or nothing is said."""

from datetime import date

import pytest

from alerts.period import PeriodError, period_of

TODAY = date(2026, 11, 24)


@pytest.mark.parametrize(
    ("year", "as_of", "expected"),
    [
        (None, None, (2026, TODAY, TODAY, True)),
        (2026, None, (2026, TODAY, TODAY, True)),
        (2025, None, (2025, date(2026, 1, 1), date(2025, 12, 31), False)),
        (None, date(2025, 6, 1), (2025, date(2025, 6, 1), date(2025, 6, 1), False)),
        (2025, date(2025, 6, 1), (2025, date(2025, 6, 1), date(2025, 6, 1), False)),
        (2025, TODAY, (2025, TODAY, date(2025, 12, 31), False)),
        (2026, TODAY, (2026, TODAY, TODAY, True)),
        (2026, date(2026, 12, 1), (2026, date(2026, 12, 1), date(2026, 12, 1), False)),
    ],
)
def test_the_day_and_the_year_asked_for(
    year: int | None, as_of: date | None, expected: tuple[int, date, date, bool]
) -> None:
    period = period_of(today=TODAY, year=year, as_of=as_of)

    assert (period.year, period.on, period.as_of, period.current) == expected


@pytest.mark.parametrize(("year", "as_of"), [(2027, None), (2026, date(2025, 12, 31))])
def test_a_year_that_has_not_begun_is_refused(year: int, as_of: date | None) -> None:
    with pytest.raises(PeriodError):
        period_of(today=TODAY, year=year, as_of=as_of)
