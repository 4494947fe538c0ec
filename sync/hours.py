"""How many JP a row gives: what is printed, else the conversion of its form (domain.md A2, B1)."""

import re
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_DOWN, Decimal
from functools import lru_cache

from config.rules import Form, Rules
from models.values import to_hundredths
from sync.reading.hours import HoursUnreadableError, Length, Unit, to_jp, to_length

MOST_JP = 999
_SAYS_JP = re.compile(r"\d\s*(?:jp\b|jpl\b|jam\s+pelajaran)", re.IGNORECASE)

_to_jp = lru_cache(maxsize=100_000)(to_jp)


@dataclass(frozen=True, slots=True)
class Hours:
    """JP in integer hundredths, or why they cannot be told."""

    jp: int | None = None
    conversion: str | None = None
    """Code of the form whose conversion gave the JP."""
    reason: str | None = None
    value: str | None = None


def read_hours(
    printed: str | None,
    length: str | None,
    form: str | None,
    start_on: date | None,
    end_on: date | None,
    *,
    jam: Unit,
    rules: Rules,
) -> Hours:
    """Read the cells that tell how long; `form` is the kind of training as printed."""
    lasted = to_length(printed) if printed else None
    if printed and lasted is None:
        return _printed(printed, jam)
    if printed is None and length is not None:
        if _SAYS_JP.search(length):
            return _printed(length, jam)
        lasted = to_length(length)
    found = rules.form(form, on=end_on or date.max) if form else None
    if found is None or found.jp is None:
        return Hours(reason="jp_missing", value=printed or length)
    count = _count(found, lasted, start_on, end_on)
    return _converted(found.jp, count, found.code, printed or length)


def _printed(text: str, jam: Unit) -> Hours:
    try:
        return Hours(jp=to_hundredths(_to_jp(text, jam=jam)))
    except HoursUnreadableError:
        return Hours(reason="jp_invalid", value=text)


def _count(
    form: Form, lasted: Length | None, start_on: date | None, end_on: date | None
) -> int | None:
    """Inclusive calendar days, or times."""
    if form.unit == "day":
        return lasted.days if lasted and lasted.days else _days(start_on, end_on)
    return lasted.times if lasted and lasted.times else 1


def _converted(each: Decimal, count: int | None, code: str, text: str | None) -> Hours:
    if count is None:
        return Hours(reason="jp_missing", value=text)
    jp = (each * count).quantize(Decimal("0.01"), ROUND_DOWN)
    if not 0 < jp <= MOST_JP:
        return Hours(reason="jp_invalid", value=text or f"{count} × {each}")
    return Hours(jp=to_hundredths(jp), conversion=code)


def _days(start_on: date | None, end_on: date | None) -> int | None:
    if end_on is None:
        return None
    return (end_on - (start_on or end_on)).days + 1
