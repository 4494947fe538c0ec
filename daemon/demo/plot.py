"""What goes wrong in the accelerated years, and which of their days are lived through."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, time, timedelta

DAY = timedelta(days=1)
QUIET = (time(0, 30), time(8))
"""Hours of a day on which nothing happens: the night's evaluation, and a look at the mail."""
EVENTFUL = (time(0, 30), time(7, 5), time(8), time(9), time(13), time(15, 30))
_QUIET_DAYS = frozenset({8, 15, 22})
_JULY = 6
_SILENT_DAYS = 6
_MAIL_DOWN_DAYS = 2


@dataclass(frozen=True, slots=True)
class Span:
    """Some days, both ends included."""

    first: date
    last: date

    def __contains__(self, day: date) -> bool:
        return self.first <= day <= self.last


@dataclass(frozen=True, slots=True)
class Plot:
    """The troubles of the years."""

    first: date
    """After the mailing of January, which would tell of a year that is not played."""
    last: date
    """After the mailing that tells how the last year ended."""
    mail_down: Span
    """The mail server hangs up, over a mailing."""
    source_away: Span
    """The folder of Banten Ceria is not mounted, over a mailing."""
    headed_on: date
    """The OPD without a head is given one."""
    mailings: frozenset[date]
    """The first working day of each month."""

    def days(self) -> Iterator[date]:
        """Yield the days that are lived through: the eventful ones, and one a week."""
        day = self.first
        while day <= self.last:
            if self.is_eventful(day) or day.day in _QUIET_DAYS or self.ends_month(day):
                yield day
            day += DAY

    def ends_month(self, day: date) -> bool:
        """Whether a month ends with this day, or all."""
        return (day + DAY).day == 1 or day == self.last

    def is_eventful(self, day: date) -> bool:
        """Whether mail or trouble is to be expected."""
        around = (day - DAY, day, day + DAY)
        troubled = any(near in self.mail_down or near in self.source_away for near in around)
        return day in self.mailings or day == self.headed_on or troubled


def plot_of(first: int, years: int, *, works: Callable[[date], bool]) -> Plot:
    """Spread the troubles over some years.

    Args:
        first: the year in which it begins.
        years: how many.
        works: whether a day is a working day.

    """
    middle = first + years // 2 if years > 1 else first
    months = (date(first + n // 12, n % 12 + 1, 1) for n in range(12 * years + 1))
    mailings = [_first_working_day(month, works) for month in months]
    down, silent = mailings[_JULY], date(middle, 9, 27)
    return Plot(
        first=date(first, 1, 5),
        last=date(first + years, 1, 10),
        mail_down=Span(down, down + (_MAIL_DOWN_DAYS - 1) * DAY),
        source_away=Span(silent, silent + _SILENT_DAYS * DAY),
        headed_on=date(middle, 11, 15),
        mailings=frozenset(mailings),
    )


def _first_working_day(day: date, works: Callable[[date], bool]) -> date:
    while not works(day):
        day += DAY
    return day
