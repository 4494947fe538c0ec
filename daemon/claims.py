"""Whose turn it is: what the store knows of past runs decides, so that no two daemons double one.

A claim is one fact, `claimed:SOURCE`, with when and by whom; it counts while its process lives.
"""

from datetime import datetime, timedelta, tzinfo

from daemon import process
from daemon.scheduler import due
from models.runs import Run, get_fact, list_runs, set_fact
from models.store import Store, Transaction
from models.values import Outcome

FETCHING = frozenset({"schedule", "sync"})
"""Triggers of runs that asked the source."""
RECENT = 50
MOST_CUT_SHORT = 3
"""A source whose runs were cut short so often, one after the other, waits for its next time."""
CLOCK_SLACK = timedelta(days=1)
"""A time further ahead than this was written under a wrong clock and says nothing."""

_TURN = "claim_turn"


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
    taken = _taken_by_another(get_fact(connection, _key(name)), now, owner)
    return max((time for time in (asked, taken) if time is not None), default=None)


def _taken_by_another(claimed: str | None, now: datetime, owner: str) -> datetime | None:
    if claimed is None:
        return None
    at, _, who = claimed.partition(" ")
    when = datetime.fromisoformat(at)
    if who == owner or when > now + CLOCK_SLACK or not process.alive(who):
        return None
    return when


def _cut_short(run: Run) -> bool:
    return run.outcome is Outcome.INTERRUPTED


def _key(name: str) -> str:
    return f"claimed:{name}"
