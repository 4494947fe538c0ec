"""Read the dates that sources print: days, ranges, lists, date-times and spreadsheet numbers."""

import re
from dataclasses import replace
from datetime import date, timedelta

from sync.reading.points import Point, to_points
from sync.reading.text import fold

FIRST_YEAR, LAST_YEAR = 1900, 2199
"""Other years are typing errors or another calendar (1444 H, 2565 BE)."""

_SERIAL = re.compile(r"(\d{5})(?:[.,]\d+)?")
_SERIALS = range(32874, 73051)
"""1 January 1990 to 31 December 2099 as a spreadsheet counts days (1900 system)."""
_DAY_ZERO = date(1899, 12, 30)
_COMPACT = re.compile(r"((?:19|20)\d\d)(\d\d)(\d\d)")
_YEAR = re.compile(
    r"(?:(?:ta|t\.a\.?|tahun|thn|th)\b\.? ?(?:anggaran\b|pelaksanaan\b)? ?:? ?)?(\d{4})(?:[.,]0)?"
)
_LONGEST_OVER_NEW_YEAR = timedelta(days=183)


class DateUnreadableError(ValueError):
    """The text is no date, or no day that there is."""


def to_interval(text: str) -> tuple[date, date]:
    """Read first and last day of what is printed; a single day is both."""
    folded = fold(text).strip(" .,;")
    if serial := _SERIAL.fullmatch(folded):
        return _of_serial(int(serial[1]), text)
    if compact := _COMPACT.fullmatch(folded):
        points: list[Point] | None = [Point(int(compact[3]), int(compact[2]), int(compact[1]))]
    else:
        points = to_points(folded)
    if points is None:
        raise DateUnreadableError(text)
    try:
        days = [_day(point) for point in _filled(points)]
    except ValueError as error:
        raise DateUnreadableError(text) from error
    if days != sorted(days):
        raise DateUnreadableError(text)
    return days[0], days[-1]


def to_date(text: str) -> date:
    """Read a single day."""
    first, last = to_interval(text)
    if first != last:
        raise DateUnreadableError(text)
    return first


def to_year(text: str) -> int:
    """Read `2022`, `2022.0`, `TA 2022`, `Tahun 2022`."""
    match = _YEAR.fullmatch(fold(text))
    if match is None or not FIRST_YEAR <= int(match[1]) <= LAST_YEAR:
        raise DateUnreadableError(text)
    return int(match[1])


def _of_serial(serial: int, text: str) -> tuple[date, date]:
    if serial not in _SERIALS:
        raise DateUnreadableError(text)
    day = _DAY_ZERO + timedelta(days=serial)
    return day, day


def _filled(points: list[Point]) -> list[Point]:
    """Give each point the month and year that stand only once, mostly at the end.

    `28 Des - 3 Jan 2023` begins in the year before, `28 Des 2022 - 3 Jan` ends in the next.
    """
    filled = [_after_earlier(points)]
    for point in reversed(points[:-1]):
        following = filled[-1]
        month = point.month or following.month
        year = point.year
        if year is None and following.year is not None:
            year = following.year - _turns(month, following.month)
        filled.append(Point(point.day, month, year))
    filled.reverse()
    guessed = any(point.year is None for point in points) and filled[0].year != filled[-1].year
    if guessed and _day(filled[-1]) - _day(filled[0]) > _LONGEST_OVER_NEW_YEAR:
        raise ValueError(points)  # `5 November s.d. 3 Oktober 2022` is a slip, not eleven months
    return filled


def _after_earlier(points: list[Point]) -> Point:
    """Complete the last point's year from the nearest earlier one that has it."""
    last = points[-1]
    if last.year is not None:
        return last
    earlier = next((point for point in reversed(points) if point.year is not None), None)
    if earlier is None or earlier.year is None:
        return last
    return replace(last, year=earlier.year + _turns(earlier.month, last.month))


def _turns(month: int | None, next_month: int | None) -> int:
    """Count the turns of the year between two months that follow each other."""
    return int(month is not None and next_month is not None and month > next_month)


def _day(point: Point) -> date:
    if point.month is None or point.year is None or not FIRST_YEAR <= point.year <= LAST_YEAR:
        raise ValueError(point)
    return date(point.year, point.month, point.day)
