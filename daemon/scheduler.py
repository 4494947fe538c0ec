"""When a cron line falls: the one question of the schedule, and APScheduler to ask it in time."""

from collections.abc import Awaitable, Callable, Mapping
from datetime import datetime, tzinfo
from functools import lru_cache
from typing import Any

import structlog
from apscheduler.events import EVENT_JOB_MAX_INSTANCES, EVENT_JOB_MISSED
from apscheduler.schedulers.asyncio import AsyncIOScheduler
from apscheduler.triggers.combining import OrTrigger
from apscheduler.triggers.cron import CronTrigger

from config.cron import weekdays

JITTER_SECONDS = 5
"""Many sources at the full hour do not begin in the same instant."""

log = structlog.get_logger()


def due(schedule: str, last: datetime | None, now: datetime, zone: tzinfo) -> bool:
    """Tell whether a time of the schedule has come since `last`; many that were missed are one.

    Args:
        schedule: a cron line, read in `zone`.
        last: when it was last done; never done is due.
        now: this instant.
        zone: where the clock on the wall hangs.

    """
    if last is None:
        return True
    coming = next_time(schedule, last, zone)
    return coming is not None and coming <= now


def next_time(schedule: str, after: datetime, zone: tzinfo) -> datetime | None:
    """Return the first time of a schedule after an instant; none for one that never comes."""
    found: datetime | None = trigger_of(schedule, zone).get_next_fire_time(after, after)
    return found


@lru_cache(maxsize=256)
def trigger_of(schedule: str, zone: tzinfo, jitter: int | None = None) -> Any:
    """Make APScheduler's trigger of a cron line, with cron's own meaning of its days."""
    minute, hour, day, month, weekday = schedule.split()
    days = [{"day": day, "day_of_week": weekdays(schedule)}]
    if not day.startswith("*") and not weekday.startswith("*"):
        # Cron: either of the two is enough. APScheduler would want both.
        days = [{"day": day}, {"day_of_week": weekdays(schedule)}]
    triggers = [
        CronTrigger(minute=minute, hour=hour, month=month, timezone=zone, **one) for one in days
    ]
    return _Latest(triggers, jitter=jitter)


class _Latest(OrTrigger):  # type: ignore[misc]
    """However many times were missed: one, and the next is yet to come.

    APScheduler walks through all of them before it coalesces: where the clock leaps by years,
    the loop would stand still for minutes.
    """

    def get_next_fire_time(self, previous: datetime | None, now: datetime) -> datetime | None:
        after = max(previous, now) if previous else None
        found: datetime | None = super().get_next_fire_time(after, now)
        return found


def scheduler_of(
    schedules: Mapping[str, str], job: Callable[[str], Awaitable[None]], zone: tzinfo
) -> AsyncIOScheduler:
    """Make the scheduler that calls `job(name)` at the times of each name's cron line.

    It keeps nothing: what was done stands in the store, and `due` judges by that.
    """
    scheduler = AsyncIOScheduler(timezone=zone)
    for name, schedule in schedules.items():
        scheduler.add_job(
            job,
            trigger_of(schedule, zone, JITTER_SECONDS),
            args=[name],
            id=name,
            name=name,
            coalesce=True,
            max_instances=1,
            # Its default drops, without a word, what begins a second late.
            misfire_grace_time=None,
        )
    scheduler.add_listener(_tell, EVENT_JOB_MAX_INSTANCES | EVENT_JOB_MISSED)
    return scheduler


def _tell(event: Any) -> None:
    reason = "missed" if event.code == EVENT_JOB_MISSED else "still_running"
    log.warning("schedule_skipped", source=event.job_id, reason=reason)
