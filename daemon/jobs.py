"""What the daemon does by the clock beside its sources: a new job is one line in `jobs_of`."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

import structlog

from config.settings import BouncesSettings, DigestSettings
from daemon.admins import mail_admins
from daemon.bounces import take_returned
from daemon.outbox import mail_digests
from daemon.retention import drop_old
from daemon.watching import watch_service
from daemon.wiring import Workshop
from digest.due import want_digests
from models.beats import beating, forget_beats

LONG_GONE = timedelta(days=7)

log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class Turn:
    """What a job works with when its time has come."""

    workshop: Workshop
    now: datetime
    stop: Callable[[], bool]
    """Whether the program wants to end: to be asked between pieces of work."""


@dataclass(frozen=True, slots=True)
class Job:
    """Work that is done at its times, once, by one daemon of a store.

    It runs in a thread and is to be safe to repeat: one that was killed is done again.
    """

    name: str
    schedule: str
    """A cron line, in the zone of the organisation."""
    work: Callable[[Turn], None]
    touches: str
    """What it changes, for the one who reads the list."""
    at_once: bool = False
    """Whether the first start does it, or only the first time after it."""
    quiet: bool = False
    """Whether it waits, an hour at most, until no source is being asked."""


def jobs_of(workshop: Workshop) -> tuple[Job, ...]:
    """Return every job of a configuration."""
    own: tuple[Job, ...] = (
        Job("housekeeping", "40 2 * * *", keep_house, touches="signs of life of dead daemons, "
            "old pages and mails on which nothing rests"),
        Job("service_alerts", "*/5 * * * *", watch, touches="alerts about the service, and the "
            "mail that tells of them", at_once=True),
        Job("admin_mail", "* * * * *", tell_admins, touches="mail to admins", at_once=True),
    )  # fmt: skip
    settings = workshop.settings
    if settings.mail is not None:
        own += _mailing(settings.digest)
    return own if settings.bounces is None else own + _bounces(settings.bounces)


def _mailing(digest: DigestSettings) -> tuple[Job, ...]:
    return (
        Job("digests_due", digest.schedule, want, touches="which month is to be told"),
        Job("outbox", "*/5 * * * *", mail, touches="digests: written, sent, settled", at_once=True),
    )


def _bounces(settings: BouncesSettings) -> tuple[Job, ...]:
    def look(turn: Turn) -> None:
        """Read what came back."""
        done = take_returned(turn.workshop, settings, stop=turn.stop)
        if done.read:
            log.info("bounces_read", read=done.read, disabled=done.disabled,
                     temporary=done.temporary, ignored=done.ignored)  # fmt: skip

    touches = "addresses that refuse mail; nothing in the mailbox"
    return (Job("bounces", "*/15 * * * *", look, touches=touches, at_once=True),)


def want(turn: Turn) -> None:
    """Note that this month's digests are due."""
    want_digests(turn.workshop.store, turn.workshop.today())


def mail(turn: Turn) -> None:
    """Write and send digests."""
    done = mail_digests(turn.workshop, now=turn.now, stop=turn.stop)
    if done.tried:
        log.info("digests_sent", accepted=done.accepted, tried=done.tried)


def watch(turn: Turn) -> None:
    """Look at the service itself."""
    watch_service(turn.workshop)


def tell_admins(turn: Turn) -> None:
    """Give the mail server what waits for admins."""
    mail_admins(turn.workshop)


def keep_house(turn: Turn) -> None:
    """Forget what only dead processes left, and drop what is old and holds nothing up."""
    with turn.workshop.store.write() as connection:
        gone = [who for who, silent in beating(connection).items() if silent > LONG_GONE]
        forget_beats(connection, gone)
    dropped = drop_old(turn.workshop, now=turn.now, stop=turn.stop)
    log.info("house_kept", forgotten_daemons=len(gone), pages=dropped.pages, bodies=dropped.bodies,
             mail_texts=dropped.mail_texts, service_news=dropped.service_news,
             alert_steps=dropped.alert_steps)  # fmt: skip
