"""What goes wrong in the accelerated years, and which of their days are lived through."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, time, timedelta

DAY = timedelta(days=1)
QUIET = (time(0, 30), time(8))
"""Hours of a day on which nothing happens: the night's evaluation, and a look at the mail."""
MAILING = (time(0, 30), time(7, 5), time(13))
"""Of a day on which digests leave, and nothing is wrong."""
EVENTFUL = (time(0, 30), time(7, 5), time(8), time(9), time(13), time(15, 30))
_QUIET_DAYS = frozenset({10, 20})
_JULY = 6
_AWAY_DAYS = 6
_TOKENLESS_DAYS = 3
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
    lms_away: Span
    """The LMS is in maintenance, over a mailing."""
    token_expired: Span
    """The token for the LMS is too old; on the day after, it is renewed."""
    revoked_on: date
    """The LMS takes a completion and its certificate back."""
    unenrolled_on: date
    """People are taken out of all their courses in the LMS."""
    headed_on: date
    """The OPD without a head is given one."""
    mailings: frozenset[date]
    """The first working day of each month."""

    def days(self) -> Iterator[date]:
        """Yield the days that are lived through: the eventful ones, and two more a month."""
        day = self.first
        while day <= self.last:
            quiet = day.day in _QUIET_DAYS or self.ends_month(day) or self._befalls_lms(day)
            if quiet or self.hours(day) != QUIET:
                yield day
            day += DAY

    def hours(self, day: date) -> tuple[time, ...]:
        """Return when on a day the daemon is woken."""
        if self._is_troubled(day):
            return EVENTFUL
        return MAILING if day in self.mailings else QUIET

    def ends_month(self, day: date) -> bool:
        """Whether a month ends with this day, or all."""
        return (day + DAY).day == 1 or day == self.last

    def _is_troubled(self, day: date) -> bool:
        around = (day - DAY, day, day + DAY)
        troubled = any(near in self.mail_down or near in self.lms_away for near in around)
        return troubled or day == self.headed_on

    def _befalls_lms(self, day: date) -> bool:
        tokenless = day in self.token_expired or day - DAY in self.token_expired
        return tokenless or day in {self.revoked_on, self.unenrolled_on}


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
    down, away, expired = mailings[_JULY], date(middle, 9, 27), date(middle, 5, 12)
    return Plot(
        first=date(first, 1, 5),
        last=date(first + years, 1, 10),
        mail_down=Span(down, down + (_MAIL_DOWN_DAYS - 1) * DAY),
        lms_away=Span(away, away + _AWAY_DAYS * DAY),
        token_expired=Span(expired, expired + (_TOKENLESS_DAYS - 1) * DAY),
        revoked_on=date(middle, 6, 17),
        unenrolled_on=date(middle, 8, 19),
        headed_on=date(middle, 11, 15),
        mailings=frozenset(mailings),
    )


def _first_working_day(day: date, works: Callable[[date], bool]) -> date:
    while not works(day):
        day += DAY
    return day
