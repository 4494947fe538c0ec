"""Turn the hours a source prints into jam pelajaran (JP).

One JP is 45 minutes of teaching. Sources print JP, clock hours, minutes, a length or nothing.
"""

import re
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction
from math import floor

from sync.reading.text import fold
from sync.reading.words import leading_number

MINUTES_PER_JP = 45
MINUTES_PER_HOUR = 60
MOST_JP = 999
"""More than any training's: a typing error, or minutes in a column of JP."""

_N = r"(\d[\d.,]*)"
_JP = r"jpl?\b\.?|j\.p\.?|jam[ -]?(?:pelajaran|pembelajaran|pelatihan)\b|jam pel\b\.?|jampel\b"
_HOUR = r"jam\b|hours?\b|hrs?\b"
_MINUTE = r"menit\b|mnt\b\.?|minutes?\b|mins?\b\.?|'"
_UNIT = rf"(?:(?P<jp>{_JP})|(?P<hour>{_HOUR})|(?P<minute>{_MINUTE}))"
_EACH_45 = rf"(?: ?@ ?45 ?(?:{_MINUTE}))?"

_PLAIN = re.compile(rf"{_N} ?{_UNIT}?{_EACH_45}")
_CLOCK = re.compile(rf"{_N} ?(?:{_HOUR})(?:,| dan| and)? ?{_N} ?(?:{_MINUTE})")
_TIMES = re.compile(rf"{_N} ?(?P<each>{_JP}|{_HOUR})? ?x ?{_N} ?{_UNIT}?")
_LENGTH = re.compile(r"(\d{1,4}) ?(?:(?P<days>hari(?: kerja)?|days?)|(?P<times>kali|x|times?))")

_THOUSANDS = re.compile(r"[1-9]\d{0,2}(?:\.\d{3})+(?:,\d{1,20})?")
_DECIMAL_COMMA = re.compile(r"\d{1,9}(?:,\d{1,20})?")
_DECIMAL_DOT = re.compile(r"\d{1,9}\.(?!\d{3}$)\d{1,20}")

_ABOUT = re.compile(r"^(?:±|\+/-|~|kurang lebih|lebih kurang|sekitar|kira-kira) ?")
_BRACKET = re.compile(r" ?\(([^()\d]*)\) ?")
_SIGNS = str.maketrans(
    {"×": "x", "✕": "x", "*": "x", "’": "'", "‘": "'", "′": "'", "`": "'", "´": "'"}
)


class Unit(StrEnum):
    """What a source means by "jam"."""

    JP = "jp"
    CLOCK_HOURS = "clock"


class HoursUnreadableError(ValueError):
    """The text is not a number of hours that a training can have."""


@dataclass(frozen=True, slots=True)
class Length:
    """How long or how often, where no JP are printed: one of the two is set."""

    days: int | None
    times: int | None


def to_jp(printed: str, *, jam: Unit = Unit.JP) -> Decimal:
    """Convert what a source printed to JP.

    Args:
        printed: for example "20 JP", "15,5", "90 menit", "3 jam 30 menit" or "2x45'".
        jam: what this source means by "jam"; beside minutes it is clock time anyhow.

    Returns:
        JP (45 minutes each), 0.01 JP steps, rounded down: an employee is never
        credited with time that was not taught.

    """
    text = _without_brackets(_tidy(printed))
    jp = None if text is None else _read(text, jam)
    if jp is None or jp > MOST_JP:
        raise HoursUnreadableError(printed)
    hundredths = floor(jp * 100)
    if hundredths <= 0:
        raise HoursUnreadableError(printed)
    return Decimal(hundredths).scaleb(-2)


def to_length(printed: str) -> Length | None:
    """Read `2 hari` or `3 kali`; None where the text is no such length."""
    text = _without_brackets(_tidy(printed))
    match = None if text is None else _LENGTH.fullmatch(text)
    if match is None or int(match[1]) == 0:
        return None
    count = int(match[1])
    return Length(count, None) if match["days"] else Length(None, count)


def _tidy(printed: str) -> str:
    text = fold(printed.translate(_SIGNS)).translate(_SIGNS).replace("''", "'")
    return _ABOUT.sub("", text).rstrip(" .,;")


def _without_brackets(text: str) -> str | None:
    """Drop `(dua puluh)` beside 20, and a remark; None where words and digits disagree."""
    match = _BRACKET.search(text)
    if match is None:
        return text
    before, after = text[: match.start()], text[match.end() :]
    spelt = leading_number(match[1].strip())
    if spelt is None:
        return f"{before} {after}".strip()
    number, unit = spelt
    digits = re.match(_N, before)
    if digits is None or _amount(digits[1]) != number:
        return None
    outside = f"{before[digits.end() :]} {after}".strip()
    if unit and outside and _in_minutes(unit) != _in_minutes(outside):
        return None
    return f"{digits[1]} {outside or unit}".strip()


def _in_minutes(unit: str) -> bool:
    return re.fullmatch(_MINUTE, unit) is not None


def _read(text: str, jam: Unit) -> Fraction | None:
    if match := _PLAIN.fullmatch(text):
        return _in_jp(_amount(match[1]), match, jam)
    if match := _CLOCK.fullmatch(text):
        hours, minutes = _amount(match[1]), _amount(match[2])
        if hours is None or minutes is None:
            return None
        return (hours * MINUTES_PER_HOUR + minutes) / MINUTES_PER_JP
    if match := _TIMES.fullmatch(text):
        return _multiplied(match, jam)
    return None


def _multiplied(match: re.Match[str], jam: Unit) -> Fraction | None:
    """Read `2 x 45 menit`, `20 JP x 45 menit`, `4 x 2 JP`; a bare 45 is the minutes of a JP."""
    times, each = _amount(match[1]), _amount(match[3])
    if times is None or each is None:
        return None
    if match["minute"] or (each == MINUTES_PER_JP and match.lastgroup is None):
        return times * each / MINUTES_PER_JP
    if match["each"] or not (match["jp"] or match["hour"]):
        return None
    return _in_jp(times * each, match, jam)


def _in_jp(amount: Fraction | None, match: re.Match[str], jam: Unit) -> Fraction | None:
    if amount is None:
        return None
    if match["minute"]:
        return amount / MINUTES_PER_JP
    if match["hour"] and jam is Unit.CLOCK_HOURS:
        return amount * MINUTES_PER_HOUR / MINUTES_PER_JP
    return amount


def _amount(digits: str) -> Fraction | None:
    """Read a number: a comma is the decimal sign, a dot before three digits parts thousands."""
    if _THOUSANDS.fullmatch(digits) or _DECIMAL_COMMA.fullmatch(digits):
        return Fraction(Decimal(digits.replace(".", "").replace(",", ".")))
    if _DECIMAL_DOT.fullmatch(digits):
        return Fraction(Decimal(digits))
    return None
