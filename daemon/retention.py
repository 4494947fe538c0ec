"""Drop by the settings what is old, in small transactions: others work on in between."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from daemon.wiring import Workshop
from models.retention import (
    drop_alert_steps,
    drop_bodies,
    drop_mail_texts,
    drop_pages,
    drop_service_news,
    idle_runs,
)


@dataclass(frozen=True, slots=True)
class Dropped:
    """How much was dropped of what."""

    pages: int
    bodies: int
    mail_texts: int
    service_news: int
    alert_steps: int


def drop_old(workshop: Workshop, *, now: datetime, stop: Callable[[], bool]) -> Dropped:
    """Drop what the settings call old; what is left when the program wants to end waits a day."""
    store, keep = workshop.store, workshop.settings.retention
    pages = 0
    for run_id in idle_runs(store, before=now - keep.pages):
        if stop():
            break
        pages += drop_pages(store, run_id, before=now - keep.pages)
    mails_before = now - keep.mails
    return Dropped(
        pages,
        _all(lambda: drop_bodies(store), stop),
        _all(lambda: drop_mail_texts(store, before=mails_before), stop),
        _all(lambda: drop_service_news(store, before=mails_before), stop),
        _all(lambda: drop_alert_steps(store, before=now - keep.alerts), stop),
    )


def _all(some: Callable[[], int], stop: Callable[[], bool]) -> int:
    total = 0
    while not stop() and (dropped := some()):
        total += dropped
    return total
