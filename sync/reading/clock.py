"""Take the time of day out of a printed date, after a time in UTC has become one in Jakarta."""

import re
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta, timezone
from zoneinfo import ZoneInfo

from sync.reading.months import MONTH

JAKARTA = ZoneInfo("Asia/Jakarta")

_HOURS, _MINUTES = 24, 59
_CLOCK = r"\d{1,2}:\d{2}(?::\d{2}(?:[.,]\d+)?)?"
_DOTTED = r"\d{1,2}[.:]\d{2}(?:[.:]\d{2})?"
_HALF = r"(?: ?[ap]\.?m\b\.?)?"
_ZONE = r"(?: ?(?:wib|wita|wit)\b)?"
_UNTIL = (
    r"(?: ?(?:[-–—]|s\.?/?d\.?|sampai(?: dengan)?|hingga|to) ?"
    rf"(?:{_DOTTED}(?![./-]?\d)|selesai){_HALF}{_ZONE})?"
)
_TIME = re.compile(
    rf"[,;/]? ?\(?(?:\b(?:pukul|pkl|jam)\b\.? ?:? ?{_DOTTED}|(?:(?<=\d)t|(?<!\d)){_CLOCK}"
    rf"|(?:(?<=\d{{4}} )|(?<=\d{{4}}, )){_DOTTED}(?= ?(?:$|wi|[-–s]))){_HALF}{_ZONE}{_UNTIL}\)?"
)
_STAMP = re.compile(
    rf"(?P<date>\d{{1,4}}[-/.]\d{{1,2}}[-/.]\d{{1,4}}|\d{{1,2}}[- ]?{MONTH}\.?[- ]?\d{{4}})"
    r"(?P<mark>[t ,]{1,2})(?P<hour>\d{1,2}):(?P<minute>\d{2})(?::(?P<second>\d{2})(?:[.,]\d+)?)?"
    r"(?: ?(?P<utc>z|utc|gmt)\b| ?(?P<sign>[+])| ?(?P<minus>-))"
    r"(?:(?P<hours>\d{2}):?(?P<minutes>\d{2})?)?(?![\d:/.])"
)


def in_jakarta(text: str, to_day: Callable[[str], date]) -> str:
    """Replace each date-time that names its offset from UTC by its date in Jakarta.

    Raises:
        ValueError: there is no such time.
        OverflowError: there is no such year.

    """

    def moved(stamp: re.Match[str]) -> str:
        offset = _offset(stamp)
        if offset is None:
            return stamp[0]
        # 23:59:60 is a leap second: the last one that datetime knows is near enough for a date.
        second = min(int(stamp["second"] or 0), _MINUTES)
        day = to_day(stamp["date"])
        at = datetime(
            day.year,
            day.month,
            day.day,
            int(stamp["hour"]),
            int(stamp["minute"]),
            second,
            tzinfo=offset,
        )
        return at.astimezone(JAKARTA).date().isoformat()

    return _STAMP.sub(moved, text)


def without_times(text: str) -> str:
    """Drop `08:00`, `pukul 08.00 WIB s.d. selesai` and the like.

    Raises:
        ValueError: there is no such time.

    """
    return _TIME.sub(_dropped, text)


def _offset(stamp: re.Match[str]) -> timezone | None:
    ahead = timedelta(hours=int(stamp["hours"] or 0), minutes=int(stamp["minutes"] or 0))
    if stamp["utc"]:
        return UTC if stamp["hours"] is None else None
    if stamp["hours"] is None:
        return None
    if stamp["sign"]:
        return timezone(ahead)
    # `08:00-10:00` beside a date is from eight to ten; an offset has seconds or ISO's T before it.
    return timezone(-ahead) if stamp["second"] or "t" in stamp["mark"] else None


def _dropped(time: re.Match[str]) -> str:
    hour, minute, *_ = (int(number) for number in re.findall(r"\d{1,2}", time[0]))
    if hour > _HOURS or minute > _MINUTES:
        raise ValueError(time[0])
    return " "
