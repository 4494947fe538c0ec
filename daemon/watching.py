"""Look at the service itself, and tell admins what is wrong: the composition of alerts/service."""

import shutil
from collections.abc import Callable
from datetime import datetime, timedelta
from email.utils import make_msgid, parseaddr
from itertools import count
from zoneinfo import ZoneInfo

import structlog

from alerts.facts import Surroundings, Unreachable, Unsent, Watched
from alerts.service import look
from alerts.telling import compose
from daemon.wiring import Workshop
from models.bounces import bounces_trouble
from models.outbox import Addressee, addressees, unreached, unsent
from models.store import Store, Transaction
from sync.source import ROSTER

MISSED_TURNS = 3
LEAST_PATIENCE = timedelta(days=1)
ROSTER_TURNS = "0 * * * *"
LATE_DAYS = 2
"""Working days, today's with them, after which a digest should have left."""

log = structlog.get_logger()


def watch_service(workshop: Workshop) -> None:
    """Bring the alerts about the service up to date, and write to the admins what is new."""
    now = workshop.clock()
    done = look(workshop.store, surroundings(workshop), now=now)
    for one in done.raised:
        log.warning("service_alert_raised", kind=one.kind, subject=one.subject)
    for one in done.cleared:
        log.info("service_alert_cleared", kind=one.kind, subject=one.subject)
    mail = workshop.settings.mail
    if mail is not None and mail.admins:
        domain = parseaddr(mail.sender)[1].rpartition("@")[2]
        compose(
            workshop.store,
            admins=mail.admins,
            organisation=workshop.settings.organisation.name,
            message_id=lambda: make_msgid(domain=domain),
            now=now,
        )


def surroundings(workshop: Workshop) -> Surroundings:
    """Return what the store cannot tell by itself."""
    settings = workshop.settings
    return Surroundings(
        watched=watched_of(workshop),
        free_bytes=_free_bytes(workshop.store),
        least_free_bytes=settings.alerts.least_free_mib * 2**20,
        grown_by=settings.alerts.grown_by,
        unsent=lambda connection, now: _unsent(workshop, connection, now),
        unreachable=lambda connection: _unreachable(workshop, connection),
        bounces_trouble=bounces_trouble if settings.bounces else lambda _connection: None,
    )


def watched_of(workshop: Workshop) -> list[Watched]:
    """Return the roster and each enabled source, with how to tell that it is overdue."""
    settings = workshop.settings
    zone = ZoneInfo(settings.organisation.timezone)
    watched = [
        Watched(name, overdue(source.schedule, source.stale_after, zone), source.quiet_after)
        for name, source in sorted(settings.sources.items())
        if source.enabled
    ]
    if settings.roster is not None:
        watched.insert(0, Watched(ROSTER, overdue(ROSTER_TURNS, None, zone)))
    return watched


def overdue(
    schedule: str, limit: timedelta | None, zone: ZoneInfo
) -> Callable[[datetime, datetime], bool]:
    """Return how to tell that a source is overdue, by its last answer and this instant.

    Without a limit it is when it has missed three turns, and a day at least.
    """

    def is_overdue(answered: datetime, now: datetime) -> bool:
        if limit is not None:
            return now - answered >= limit
        return now - answered >= LEAST_PATIENCE and _has_missed_turns(schedule, answered, now, zone)

    return is_overdue


def _unsent(workshop: Workshop, connection: Transaction, now: datetime) -> list[Unsent]:
    found = unsent(connection, made_before=now - LEAST_PATIENCE)
    if any(why == "late" for why, _ in found):
        # What waits for the end of a holiday is not late.
        found = unsent(connection, made_before=_late_since(workshop, now))
    return [Unsent(why, period, tuple(opds)) for (why, period), opds in sorted(found.items())]


def _unreachable(workshop: Workshop, connection: Transaction) -> list[Unreachable]:
    from digest.reach import why_unreachable  # noqa: PLC0415 - what knows mail is seldom needed

    waiting = unreached(connection)
    heads = addressees(connection, workshop.today()) if waiting else []
    return [
        _told(one, why)
        for one in heads
        if one.opd in waiting and (why := why_unreachable(one)) is not None
    ]


def _told(one: Addressee, why: str) -> Unreachable:
    came_back = one.disabled
    if came_back is None:
        return Unreachable(why, one.opd_name)
    since, said = came_back.disabled_at, came_back.reason
    return Unreachable(why, one.opd_name, one.address, since, said)


def _late_since(workshop: Workshop, now: datetime) -> datetime:
    from config.holidays import load_holidays  # noqa: PLC0415 - `holidays` is seldom needed
    from digest.calendar import OfficeHours  # noqa: PLC0415

    days = load_holidays(workshop.settings.rules_folder)
    hours = OfficeHours(off=days.off, on=days.on)
    zone = ZoneInfo(workshop.settings.organisation.timezone)
    today = now.astimezone(zone).date()
    ago = next(
        n for n in count(1) if hours.days_between(today - timedelta(days=n), today) >= LATE_DAYS
    )
    return now - timedelta(days=ago)


def _has_missed_turns(schedule: str, answered: datetime, now: datetime, zone: ZoneInfo) -> bool:
    from daemon.scheduler import next_time  # noqa: PLC0415 - APScheduler: a short command pays

    turn: datetime | None = answered
    for _ in range(MISSED_TURNS):
        turn = next_time(schedule, turn, zone) if turn is not None else None
    return turn is not None and turn <= now


def _free_bytes(store: Store) -> int | None:
    return None if store.file is None else shutil.disk_usage(store.file.parent).free
