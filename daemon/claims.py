"""Whose turn it is: what the store knows of the past decides, so that no two daemons double it.

A claim is one fact, `claimed:SOURCE` or `claimed:job NAME`, with when and by whom; it counts while
its process lives.
"""

from datetime import datetime, timedelta, tzinfo
from typing import TYPE_CHECKING

from daemon import process
from daemon.scheduler import due, next_time
from models.beats import silent_for
from models.runs import Run, get_fact, list_runs, set_fact
from models.store import Store, Transaction
from models.values import Outcome

if TYPE_CHECKING:
    from daemon.jobs import Job

FETCHING = frozenset({"schedule", "sync"})
"""Triggers of runs that asked the source."""
RECENT = 50
MOST_CUT_SHORT = 3
"""A source whose runs were cut short so often, one after the other, waits for its next time."""
CLOCK_SLACK = timedelta(days=1)
"""A time further ahead than this was written under a wrong clock and says nothing."""
SILENT = timedelta(minutes=5)
"""A process on another host that gave no sign of life for so long is gone."""

_TURN = "claim_turn"
_NOBODY = "-"


def lives(connection: Transaction, who: str) -> bool:
    """Tell whether a process still works; one elsewhere by its signs of life, if it gives any."""
    if process.is_here(who):
        return process.alive(who)
    silent = silent_for(connection, who)
    return silent is None or silent < SILENT


def claim(
    store: Store, name: str, schedule: str, *, now: datetime, zone: tzinfo, owner: str
) -> bool:
    """Take the turn of a source if it is due and no other living process has taken it."""
    with store.read() as connection:
        if not due(schedule, _last(connection, name, now, owner), now, zone):
            return False
    with store.write() as connection:
        # On PostgreSQL this row makes claims wait for each other; SQLite has one writer anyway.
        set_fact(connection, _TURN, owner)
        if not due(schedule, _last(connection, name, now, owner), now, zone):
            return False
        set_fact(connection, _key(name), f"{now.isoformat()} {owner}")
    return True


def missed_since(store: Store, job: "Job", *, now: datetime, zone: tzinfo) -> datetime | None:
    """Return when a job fell due that is not done yet; none where nothing is owed."""
    with store.read() as connection:
        last = _done(connection, job.name, now)
    if last is None:
        return now
    coming = next_time(job.schedule, last, zone)
    return coming if coming is not None and coming <= now else None


def claim_job(store: Store, job: "Job", *, now: datetime, zone: tzinfo, owner: str) -> bool:
    """Take the turn of a job if it is due and no other living process is at it."""
    with store.write() as connection:
        set_fact(connection, _TURN, owner)
        last = _done(connection, job.name, now)
        if last is None and not job.at_once:
            set_fact(connection, _done_key(job.name), now.isoformat())
            return False
        claimed = get_fact(connection, _job_key(job.name)) or _NOBODY
        who = claimed.partition(" ")[2]
        if claimed != _NOBODY and who != owner and lives(connection, who):
            return False
        if not due(job.schedule, last, now, zone):
            return False
        set_fact(connection, _job_key(job.name), f"{now.isoformat()} {owner}")
    return True


def end_job(store: Store, name: str, done_at: datetime | None) -> None:
    """Give the turn of a job back; without a time it was not done, and stays due."""
    with store.write() as connection:
        set_fact(connection, _job_key(name), _NOBODY)
        if done_at is not None:
            set_fact(connection, _done_key(name), done_at.isoformat())


def last_asked(connection: Transaction, name: str, now: datetime) -> datetime | None:
    """Return when a source was last done with; one that is being asked is, this very moment.

    A run that was cut short is to be done again. What fell due during a long run is passed over:
    a slow source is not asked without a break.
    """
    runs = [r for r in list_runs(connection, source=name, newest=RECENT) if r.trigger in FETCHING]
    newest = runs[:MOST_CUT_SHORT]
    hopeless = len(newest) == MOST_CUT_SHORT and all(_cut_short(r) for r in newest)
    ended = (r.finished_at or now for r in runs if hopeless or not _cut_short(r))
    return max((time for time in ended if time <= now + CLOCK_SLACK), default=None)


def _last(connection: Transaction, name: str, now: datetime, owner: str) -> datetime | None:
    asked = last_asked(connection, name, now)
    taken = _taken_by_another(connection, name, now, owner)
    return max((time for time in (asked, taken) if time is not None), default=None)


def _taken_by_another(
    connection: Transaction, name: str, now: datetime, owner: str
) -> datetime | None:
    claimed = get_fact(connection, _key(name))
    if claimed is None:
        return None
    at, _, who = claimed.partition(" ")
    when = datetime.fromisoformat(at)
    if who == owner or when > now + CLOCK_SLACK or not lives(connection, who):
        return None
    return when


def _done(connection: Transaction, name: str, now: datetime) -> datetime | None:
    told = get_fact(connection, _done_key(name))
    when = None if told is None else datetime.fromisoformat(told)
    return None if when is None or when > now + CLOCK_SLACK else when


def _cut_short(run: Run) -> bool:
    return run.outcome is Outcome.INTERRUPTED


def _key(name: str) -> str:
    return f"claimed:{name}"


def _job_key(name: str) -> str:
    return f"claimed:job {name}"


def _done_key(name: str) -> str:
    return f"done:{name}"
