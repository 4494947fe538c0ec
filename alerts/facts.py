"""What the conditions of the service are judged by: facts of the store and of the machine."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from models.clock_skews import least_skew
from models.daily_counts import Counts, counts_before, note_counts
from models.runs import get_fact, set_fact
from models.service_alerts import ever_merged, first_asked, last_begun, newest_landed
from models.store import Transaction
from models.values import jakarta_day
from models.views.runs import SourceHealth, never_heard_of, source_health

LOOKED_AT = "service_looked_at"
WEEK = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class Watched:
    """A source that should answer by its schedule."""

    name: str
    is_overdue: Callable[[datetime, datetime], bool]
    """Whether, by its last answer and this instant, it should have answered again."""
    quiet_after: timedelta | None = None
    """How long it may have nothing new to tell; for ever without."""


@dataclass(frozen=True, slots=True)
class Unsent:
    """Digests of a period that did not reach their heads of OPDs."""

    reason: str
    """late, failed or configuration."""
    period: str
    opds: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Unreachable:
    """An OPD that could not be sent its digest, and still cannot."""

    reason: str
    """no_recipient or address_disabled."""
    opd: str
    address: str | None = None
    since: datetime | None = None
    said: str | None = None
    """Of an address that is disabled: since when, and what its server said."""


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What the store cannot tell, from whoever looks."""

    watched: Sequence[Watched] = ()
    free_bytes: int | None = None
    """Of the disk on which the store is; null where it is on another machine."""
    least_free_bytes: int = 0
    grown_by: int = 50
    """So many more rows than a week ago are too many."""
    unsent: Callable[[Transaction, datetime], Iterable[Unsent]] = lambda _connection, _now: ()
    """The ledger of digests answers this."""
    unreachable: Callable[[Transaction], Iterable[Unreachable]] = lambda _connection: ()
    """The ledger and the heads of today answer this."""
    bounces_trouble: Callable[[Transaction], str | None] = lambda _connection: None
    """Why the mailbox of bounces could not be read the last time."""


@dataclass(frozen=True, slots=True)
class SourceFacts:
    """One source as it is now."""

    health: SourceHealth
    stale_since: datetime | None = None
    """Its last answer, where that is overdue."""
    quiet_since: datetime | None = None
    """Its last news, where they are too old."""
    merged: bool = False
    """Something of it was merged: what comes from now on can be compared with it."""


@dataclass(frozen=True, slots=True)
class Facts:
    """All that is judged."""

    now: datetime
    around: Surroundings
    sources: tuple[SourceFacts, ...] = ()
    before: Counts = field(default_factory=dict)
    """Rows that waited a week ago."""
    unsent: tuple[Unsent, ...] = ()
    unreachable: tuple[Unreachable, ...] = ()
    bounces_trouble: str | None = None
    clock_skew: timedelta | None = None
    """How far our clock is ahead of what the sources' answers say; null where none did lately."""
    told_at: datetime | None = None
    """The latest time that the store knows from before."""


def gather(connection: Transaction, around: Surroundings, now: datetime) -> Facts:
    """Read the facts of this moment."""
    known = source_health(connection)
    asked, landed = first_asked(connection), newest_landed(connection)
    merged = ever_merged(connection)
    sources = tuple(
        replace(
            _source(one, known.get(one.name) or never_heard_of(one.name), asked, landed, now),
            merged=one.name in merged,
        )
        for one in around.watched
    )
    looked = get_fact(connection, LOOKED_AT)
    times = [last_begun(connection), datetime.fromisoformat(looked) if looked else None]
    return Facts(
        now=now,
        around=around,
        sources=sources,
        before=counts_before(connection, jakarta_day(now), WEEK),
        unsent=tuple(around.unsent(connection, now)),
        unreachable=tuple(around.unreachable(connection)),
        bounces_trouble=around.bounces_trouble(connection),
        clock_skew=least_skew(connection, [one.name for one in around.watched], now),
        told_at=max((at for at in times if at is not None), default=None),
    )


def remember(connection: Transaction, facts: Facts) -> None:
    """Keep what later looks compare with; before its first rows a source has no number."""
    note_counts(
        connection,
        jakarta_day(facts.now),
        {
            (kind, one.health.source): getattr(one.health, kind)
            for one in facts.sources
            if one.merged
            for kind in ("quarantine", "review")
        },
    )
    set_fact(connection, LOOKED_AT, facts.now.isoformat())


def _source(
    one: Watched,
    health: SourceHealth,
    asked: dict[str, datetime],
    landed: dict[str, datetime],
    now: datetime,
) -> SourceFacts:
    answered = health.last_ok_at or asked.get(one.name)
    overdue = answered is not None and one.is_overdue(answered, now)
    told = landed.get(one.name) or asked.get(one.name)
    quiet = told is not None and one.quiet_after is not None and told + one.quiet_after <= now
    return SourceFacts(health, answered if overdue else None, told if quiet else None)
