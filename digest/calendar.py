"""When heads of OPDs may be written to: on working days, in office hours."""

from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta, tzinfo
from functools import cache

from holidays import country_holidays

SATURDAY = 5
CATEGORIES = ("public", "government")
"""National holidays, and days of joint leave (cuti bersama)."""


@dataclass(frozen=True, slots=True)
class OfficeHours:
    """The days and hours of an office; a holiday that the office keeps, or works on, is named."""

    opens: time = time(7)
    closes: time = time(16)
    off: Collection[date] = field(default_factory=frozenset)
    on: Collection[date] = field(default_factory=frozenset)
    """Working days whatever the calendar of the country says."""

    def works(self, day: date) -> bool:
        """Whether a day is a working day."""
        if day in self.on:
            return True
        if day in self.off or day.weekday() >= SATURDAY:
            return False
        return day not in _national(day.year)

    def open_at(self, now: datetime, zone: tzinfo) -> bool:
        """Whether the office is open at an instant."""
        here = now.astimezone(zone)
        return self.works(here.date()) and self.opens <= here.time() < self.closes

    def days_between(self, first: date, last: date) -> int:
        """Return how many working days lie after the first day, the last included."""
        days = (last - first).days
        return sum(self.works(first + timedelta(days=number)) for number in range(1, days + 1))


@cache
def _national(year: int) -> frozenset[date]:
    return frozenset(country_holidays("ID", years=year, categories=CATEGORIES))
