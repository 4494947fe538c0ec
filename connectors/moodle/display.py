"""Read what Moodle shows to people: links with ids, times in words, names as HTML."""

import html
import re
from datetime import UTC, date, datetime, time
from functools import lru_cache

_USER = re.compile(r"user/(?:profile|view)\.php\?id=(\d+)")
_COURSE = re.compile(r"course/view\.php\?id=(\d+)")
_LINK = re.compile(r"\s*<a\b[^>]*>(.*)</a>\s*", re.DOTALL)
_INITIALS = re.compile(r"<span\b[^>]*>.*?</span>|<img\b[^>]*>", re.DOTALL)
_TAG = re.compile(r"<[^>]+>")
_TIME = re.compile(
    r"(?:[^\W\d]+, )?(\d{1,2}) ([^\W\d]+) (\d{4}), (\d{1,2})[:.](\d{2})(?: ?([AP])M)?",
    re.IGNORECASE,
)
_MONTHS = {
    name: number
    for number, names in enumerate(
        ("january januari", "february februari", "march maret", "april", "may mei", "june juni",
         "july juli", "august agustus", "september", "october oktober", "november",
         "december desember"), start=1)
    for name in names.split()
}  # fmt: skip
_HALF_DAY = 12
_MOST_PEOPLE = 16_384
"""The link of an account stands in each of its rows: so many are remembered, a few megabytes."""
_MOST_COURSES = 1024
_MOST_DAYS = 4096
_MINUTES = 24 * 60


@lru_cache(maxsize=_MOST_PEOPLE)
def user_in(cell: str) -> int | None:
    """Give the id of the account to which a cell links."""
    found = _USER.search(cell)
    return int(found[1]) if found else None


@lru_cache(maxsize=_MOST_COURSES)
def course_in(cell: str) -> int | None:
    """Give the id of the course to which a cell links."""
    found = _COURSE.search(cell)
    return int(found[1]) if found else None


def words(cell: str) -> str:
    """Give what a cell says, without its link and picture; entities are decoded once."""
    if "<" not in cell and "&" not in cell:  # most cells: there is nothing to take off
        return cell.strip()
    return _within(cell)


@lru_cache(maxsize=_MOST_PEOPLE)
def _within(cell: str) -> str:
    text = _INITIALS.sub("", cell)
    linked = _LINK.fullmatch(text)
    return html.unescape(linked[1] if linked else text).strip()


def is_archived(name: str) -> bool:
    """Whether a list of issued certificates has its badge behind the name of the holder."""
    return _TAG.sub("", name).rstrip().endswith("Archived")


def moment(epoch: int) -> str:
    """Write a time so that it cannot be misread: ISO, in UTC."""
    return datetime.fromtimestamp(epoch, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def shown_moment(cell: str) -> str | None:
    """Read a time as reports show it in English (and in UTC, as was asked); null for none.

    What cannot be read comes back as it is: the row is then refused by name, never dropped.
    """
    text = words(cell).replace("\u202f", " ").replace("\xa0", " ")
    if text in {"", "-", "Never"}:
        return None
    found = _TIME.fullmatch(text)
    day = _day(found[1], found[2].lower(), found[3]) if found else None
    clock = _clock(found[4], found[5], found[6]) if found else None
    return text if day is None or clock is None else f"{day}T{clock}:00Z"


@lru_cache(maxsize=_MOST_DAYS)
def _day(day: str, month: str, year: str) -> str | None:
    try:
        return date(int(year), _MONTHS[month], int(day)).isoformat()
    except (KeyError, ValueError):
        return None


@lru_cache(maxsize=_MINUTES)
def _clock(hour: str, minute: str, half: str | None) -> str | None:
    at = int(hour)
    if half:
        at = at % _HALF_DAY + (_HALF_DAY if half.upper() == "P" else 0)
    try:
        return time(at, int(minute)).isoformat("minutes")
    except ValueError:
        return None
