"""Which year and which day a question is about."""

from dataclasses import dataclass
from datetime import date


class PeriodError(ValueError):
    """The year and the day do not go together; the message says why, for a person."""


@dataclass(frozen=True, slots=True)
class Period:
    """A year seen from a day."""

    year: int
    on: date
    """The day of the level; the day after the year's end asks for the outcome of the year."""
    current: bool
    """It is the present year seen from today: what holds now, so alerts may be stored."""

    @property
    def as_of(self) -> date:
        """The day of OPD membership and of the last training that counts."""
        return min(self.on, date(self.year, 12, 31))


def period_of(*, today: date, year: int | None = None, as_of: date | None = None) -> Period:
    """Return the period asked for: this year today, or a past year on the day after its end.

    Raises:
        PeriodError: the year has not begun on that day.

    """
    year = year or (as_of or today).year
    on = as_of or min(today, date(year + 1, 1, 1))
    if on < date(year, 1, 1):
        raise PeriodError(f"tahun {year} belum dimulai pada {on.isoformat()}")
    return Period(year, on, current=year == today.year and on == today)
