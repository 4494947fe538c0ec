"""Value types of the store: JP as integer hundredths, employment, outcomes and reason codes.

A float never holds a JP: SQLite's NUMERIC is one, and misses people with exactly 20.00 JP.
"""

from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from functools import lru_cache
from zoneinfo import ZoneInfo

HUNDREDTHS = 100
JAKARTA = ZoneInfo("Asia/Jakarta")
"""The day and the year of everything that counts (domain.md A1, A3)."""


def to_hundredths(jp: Decimal) -> int:
    """JP of two places at most as an integer; anything finer is a bug of the caller."""
    scaled = jp * HUNDREDTHS
    if scaled != scaled.to_integral_value():
        raise ValueError(f"finer than 0.01 JP: {jp}")
    return int(scaled)


@lru_cache(maxsize=10_000)
def from_hundredths(hundredths: int) -> Decimal:
    """Integer hundredths as JP with two places."""
    return Decimal(hundredths).scaleb(-2).quantize(Decimal("0.01"))


def jp_text(hundredths: int | None) -> str | None:
    """JP as exports write them: two decimals, a point, no unit."""
    return None if hundredths is None else f"{from_hundredths(hundredths):.2f}"


def jakarta_day(at: datetime) -> date:
    """The calendar day of an instant in Asia/Jakarta."""
    return at.astimezone(JAKARTA).date()


class Employment(StrEnum):
    """Employment status; the yearly minimum is held by it (domain.md A1)."""

    PNS = "pns"
    CPNS = "cpns"
    PPPK = "pppk"
    PPPK_PART_TIME = "pppk_paruh_waktu"


class Outcome(StrEnum):
    """How a run ended."""

    RUNNING = "running"
    OK = "ok"
    HELD = "held"
    """Landed, not merged: a person must approve or reject it."""
    JOINED = "joined"
    """The same content as a run that is held or was rejected: nothing was added."""
    REJECTED = "rejected"
    REPLACED = "replaced"
    """Held, and made moot by a later run that fetched the same and more."""
    UNAVAILABLE = "unavailable"
    PAUSED = "paused"
    FAILED = "failed"
    INTERRUPTED = "interrupted"


class Category(StrEnum):
    """Where a row that was read ended: exactly one (the sum of domain.md A2)."""

    COUNTED = "counted"
    JOINED = "joined"
    UNCHANGED = "unchanged"
    REPLACED = "replaced"
    NOT_COMPLETED = "not_completed"
    HELD = "held"
    QUARANTINED = "quarantined"
    IN_REVIEW = "in_review"
    OTHER_AGENCY = "other_agency"
    IGNORED = "ignored"


class Listed(StrEnum):
    """What its source says of a piece of evidence now."""

    LISTED = "listed"
    UNLISTED = "unlisted"
    WITHDRAWN = "withdrawn"
    REJECTED = "rejected"
    """A person said of its row that it is no training, or nobody's."""
