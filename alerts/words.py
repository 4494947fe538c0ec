"""Numbers and days as Indonesian people read them."""

from datetime import date, datetime
from decimal import Decimal
from fractions import Fraction
from math import ceil

from models.values import JAKARTA, jakarta_day

MONTHS = (
    "Januari", "Februari", "Maret", "April", "Mei", "Juni", "Juli", "Agustus", "September",
    "Oktober", "November", "Desember",
)  # fmt: skip


def day_words(day: date) -> str:
    """A day in words: 24 November 2026."""
    return f"{day.day} {MONTHS[day.month - 1]} {day.year}"


def moment_words(at: datetime) -> str:
    """An instant in words, as a clock in Serang shows it."""
    return f"{day_words(jakarta_day(at))} {at.astimezone(JAKARTA):%H.%M} WIB"


def jp_words(jp: Decimal) -> str:
    """JP with a decimal comma: 19,36."""
    return f"{jp:.2f}".replace(".", ",")


def at_least(jp: Fraction) -> Decimal:
    """The least amount in 0.01 steps that is not below `jp`: what one must have to be there."""
    return Decimal(ceil(jp * 100)).scaleb(-2)
