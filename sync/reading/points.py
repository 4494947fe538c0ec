"""Cut a printed date, range or list into its points: day, and month and year where they stand."""

import re
from dataclasses import dataclass
from datetime import date

from sync.reading.clock import in_jakarta, without_times
from sync.reading.months import DAY, MONTH, MONTHS

_PIVOT = 70
_SHORT_YEAR = 2

_UNTIL = r"(?:s\.? ?/? ?d\.?(?![a-z])|sampai(?: dengan)?\b|hingga\b|until\b|to\b|[-–—−~]+)"
_AND = r"(?:[,;&+]|dan\b|and\b|serta\b)"
_BETWEEN = re.compile(rf" ?(?:{_UNTIL}|/(?=\d{{4}}-)|{_AND})(?: ?(?:{_UNTIL}|{_AND}))? ?")
_WEEKDAYS = re.compile(
    rf"\(?\b{DAY}(?![a-z])\)?(?: ?(?:{_UNTIL}|{_AND}|/) ?{DAY}(?![a-z]))*[.,:/]* ?"
)
_NOISE = re.compile(r"\b(?:tanggal|tgl|tahun|thn|mulai|dari|pada|from)\b\.? ?:? ?")

_NUMERIC = r"(?P<day>\d{1,2}) ?([-/.]) ?(?P<month>\d{1,2}) ?\2 ?"
_ORDINAL = r"(?:st|nd|rd|th)?"
_YEAR_BEHIND = r"(?:[-/, ]{0,2}(?P<year>\d{4})(?!\d)|[ ']{0,2}(?P<short>\d{2})(?![\d:]|\.\d))?"
_POINTS = tuple(
    re.compile(pattern)
    for pattern in (
        r"(?P<year>\d{4}) ?([-/.]) ?(?P<month>\d{1,2}) ?\2 ?(?P<day>\d{1,2})(?!\d)",
        _NUMERIC + r"(?P<year>\d{4}(?!\d)|\d{2}(?!\d| ?\2 ?\d))",
        rf"(?P<day>\d{{1,2}})([-/.])(?P<month>{MONTH})\2'?(?P<year>\d{{4}}|\d{{2}})(?!\d)",
        rf"(?P<day>\d{{1,2}}){_ORDINAL}[-/. ]{{0,2}}(?P<month>{MONTH})\.?" + _YEAR_BEHIND,
        rf"(?P<month>{MONTH})\.? ?(?P<day>\d{{1,2}}){_ORDINAL},? (?P<year>\d{{4}})(?!\d)",
        r"(?P<day>\d{1,2})[/.](?P<month>\d{1,2})(?![\d/.])",
        r"(?P<day>\d{1,2})(?!\d)\.?",
    )
)


@dataclass(frozen=True, slots=True)
class Point:
    """One day of a range or list, as far as it is said."""

    day: int
    month: int | None
    year: int | None


def to_points(folded: str) -> list[Point] | None:
    """Read folded text; None where it is no date, or names a time that does not exist."""
    try:
        text = without_times(in_jakarta(folded, _whole_day))
    except (ValueError, OverflowError):
        return None
    text = _NOISE.sub("", _WEEKDAYS.sub(" ", text))
    return _cut(" ".join(text.split()).strip(" .,;"))


def _cut(text: str) -> list[Point] | None:
    points: list[Point] = []
    at = 0
    while True:
        match = next((m for p in _POINTS if (m := p.match(text, at)) is not None), None)
        if match is None:
            return None
        points.append(_point(match))
        if match.end() == len(text):
            return points
        between = _BETWEEN.match(text, match.end())
        if between is None:
            return None
        at = between.end()


def _point(match: re.Match[str]) -> Point:
    said = match.groupdict()
    month, year = said.get("month"), said.get("year") or said.get("short")
    return Point(int(said["day"]), _month(month) if month else None, _year(year) if year else None)


def _month(text: str) -> int:
    return MONTHS[text] if text in MONTHS else int(text)


def _year(text: str) -> int:
    if len(text) > _SHORT_YEAR:
        return int(text)
    return int(text) + (2000 if int(text) < _PIVOT else 1900)


def _whole_day(text: str) -> date:
    points = _cut(text)
    if points is None or len(points) != 1 or points[0].month is None or points[0].year is None:
        raise ValueError(text)
    return date(points[0].year, points[0].month, points[0].day)
