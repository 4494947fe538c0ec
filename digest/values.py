"""What a digest is: the facts of one OPD and one month, and the mail that is made of them."""

import re
from calendar import monthrange
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum

from alerts.levels import Level
from models.views.opds import OpdRow

_KEY = re.compile(r"(\d{4})-(\d{2})")
JANUARY, DECEMBER = 1, 12


class Silence(StrEnum):
    """Why a digest is not sent."""

    NOTHING_TO_SAY = "nothing_to_say"
    NOT_RECONCILED = "not_reconciled"
    STALE = "stale"


class PeriodUnreadableError(ValueError):
    """The text names no month that has begun; the message says so to a person."""


@dataclass(frozen=True, slots=True)
class Month:
    """The period of a digest: a month as it stands on one of its days."""

    key: str
    """For example 2026-11: with the OPD it names the digest once and for ever."""
    on: date
    """The day whose OPD membership and hours are told."""

    @property
    def year(self) -> int:
        """The year that is told: in January still the old one, with its outcome."""
        return self.on.year - 1 if self.on.month == JANUARY else self.on.year

    @property
    def standing_on(self) -> date:
        """The day of the level; the day after the year's end asks for its outcome."""
        return min(self.on, date(self.year + 1, 1, 1))

    @property
    def as_of(self) -> date:
        """The last day of a training that counts."""
        return min(self.on, date(self.year, DECEMBER, 31))


@dataclass(frozen=True, slots=True)
class Previous:
    """What the OPD was last told."""

    facts: str
    """`Rendered.facts` of that digest, unchanged."""


@dataclass(frozen=True, slots=True)
class Line:
    """One employee in a digest."""

    nip: str
    """In full: whatever leaves the house masks it."""
    name: str
    employment: str
    level: Level
    level_before: Level | None
    """As last told; null for somebody who was not told of."""
    jp: Decimal
    minimum_jp: Decimal
    shortfall_jp: Decimal
    reason: str


class Cause(StrEnum):
    """Why hours that were told of do not count as before."""

    WITHDRAWN = "withdrawn"
    REJECTED = "rejected"
    NOT_COMPLETED = "not_completed"
    CORRECTED = "corrected"
    MERGED = "merged"
    OTHER_YEAR = "other_year"
    OTHER_PERSON = "other_person"
    GONE = "gone"


@dataclass(frozen=True, slots=True)
class Fall:
    """A training of which less counts than was told."""

    nip: str
    name: str
    title: str
    jp_before: Decimal
    jp_after: Decimal
    cause: Cause


@dataclass(frozen=True, slots=True)
class Freshness:
    """How old the data of a source are."""

    source: str
    last_ok_at: datetime | None
    stale: bool
    held: bool = False
    """A run of it waits for a person: nothing of that counts yet."""


@dataclass(frozen=True, slots=True)
class Digest:
    """All that one mail says, before it is worded."""

    opd: OpdRow
    month: Month
    made_at: datetime
    first: bool
    """Nothing of this year was told before: nothing can be new."""
    members: int
    """Employees who serve in the OPD on the day."""
    counts: dict[Level, int]
    newly: tuple[Line, ...]
    still: tuple[Line, ...]
    """At risk, too, when last told; on the first digest everybody at risk."""
    met: tuple[Line, ...]
    """Reached the minimum since the last digest."""
    falls: tuple[Fall, ...]
    sources: tuple[Freshness, ...]
    not_reconciled: tuple[str, ...]
    """Sources whose last run failed or does not add up."""
    facts: str
    """JSON: what is told of whom, for the ledger and the next digest."""

    @property
    def at_risk(self) -> tuple[Line, ...]:
        """Everybody at risk, the worst first."""
        return (*self.newly, *self.still)

    @property
    def stale(self) -> tuple[Freshness, ...]:
        """Sources that have been silent for too long."""
        return tuple(source for source in self.sources if source.stale)


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file that goes with the mail."""

    filename: str
    media_type: str
    body: bytes


@dataclass(frozen=True, slots=True)
class Rendered:
    """A digest as a mail: everything but its headers."""

    subject: str
    html: str
    text: str
    attachments: tuple[Attachment, ...]
    facts: str


def month_of(day: date) -> Month:
    """Return the month of a day, as it stands on that day."""
    return Month(f"{day:%Y-%m}", day)


def read_month(text: str, *, today: date) -> Month:
    """Return the month that a person names: a past one stands on its last day.

    Raises:
        PeriodUnreadableError: it is no month, or has not begun.

    """
    found = _KEY.fullmatch(text)
    if found is None or not JANUARY <= int(found[2]) <= DECEMBER or int(found[1]) == 0:
        raise PeriodUnreadableError(f'"{text}" bukan bulan seperti {today:%Y-%m}')
    year, month = int(found[1]), int(found[2])
    if date(year, month, 1) > today:
        raise PeriodUnreadableError(f"bulan {text} belum dimulai pada {today.isoformat()}")
    return month_of(min(today, date(year, month, monthrange(year, month)[1])))
