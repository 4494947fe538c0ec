"""What the daemon does at each tick: the roster, what else is due, then who is at risk.

Time comes from the workshop's clock alone, so that a demo can let a year pass in minutes.
"""

import asyncio
import threading
import traceback
from collections.abc import Callable, Coroutine, Iterable
from datetime import datetime, time, timedelta
from pathlib import Path
from typing import Any, TypeVar
from zoneinfo import ZoneInfo

import structlog

from daemon.chores import LATE, Chores
from daemon.claims import claim, last_asked, lives
from daemon.jobs import jobs_of
from daemon.metrics import Metrics
from daemon.pulse import Pulse
from daemon.rounds import NOBODY, Touched, both, evaluate_now, run_one, touched
from daemon.scheduler import due, next_time
from daemon.sources import engine_of
from daemon.wiring import Workshop
from models.beats import write_beat
from models.runs import Run, close_orphans, get_run, get_state
from models.store import Transaction
from models.values import Outcome
from sync.land import StoppedError
from sync.result import Result
from sync.source import ROSTER

EVALUATION = "evaluation"
EVALUATED_AT = time(0, 10)
"""Once on every new day, although no source brought anything."""
ROSTER_SCHEDULE = "0 * * * *"
"""When no source is due, which would have it looked at first."""
ROSTER_FRESH = timedelta(seconds=30)
"""Sources that are due together share one look at the roster."""
AFTER_ERROR = timedelta(minutes=5)
"""What could not even begin or end a run is tried again so much later."""
PARALLEL = 4
"""Runs at a time on PostgreSQL; SQLite has one writer."""
LOOK_AGAIN_SECONDS = 0.2
TRIGGER = "schedule"

T = TypeVar("T")
log = structlog.get_logger()


class Daemon:
    """Does what is due when it is asked; others decide when to ask."""

    def __init__(
        self, workshop: Workshop, *, pulse: Pulse | None = None, metrics: Metrics | None = None
    ) -> None:
        self._workshop = workshop
        self._store = workshop.store
        self._clock = workshop.clock
        self._stop = threading.Event()
        self._pulse = pulse
        self._metrics = metrics or Metrics(())
        self._failures = 0
        self._was_away = False
        self._engine = engine_of(workshop, stop=self._stop.is_set)
        self.zone = ZoneInfo(workshop.settings.organisation.timezone)
        self._turns = asyncio.Semaphore(1 if workshop.store.is_sqlite else PARALLEL)
        self._planning = asyncio.Lock()
        self._roster_turn = asyncio.Lock()
        self._tasks: set[asyncio.Task[object]] = set()
        self._busy: set[str] = set()
        self._running: set[str] = set()
        self._said_paused: set[str] = set()
        self._not_before: dict[str, datetime] = {}
        # What the last process did not come to evaluate is not known: everybody at start.
        self._news: Touched = None
        self._evaluating = False
        self._chores = Chores(
            workshop, jobs_of(workshop), zone=self.zone, owner=self._engine.owner,
            stop=self._stop.is_set, in_thread=self._in_thread, ended=self._metrics.job_ended,
        )  # fmt: skip

    @property
    def schedules(self) -> dict[str, str]:
        """Name → cron line of every source, of the roster, of the evaluation and of every job."""
        sources = self._workshop.settings.sources
        lines = {name: ROSTER_SCHEDULE if name == ROSTER else sources[name].schedule
                 for name in self._engine.sources}  # fmt: skip
        evaluation = {EVALUATION: f"{EVALUATED_AT.minute} {EVALUATED_AT.hour} * * *"}
        return lines | evaluation | dict(self._chores.schedules)

    @property
    def busy(self) -> list[str]:
        """Sources that run now or wait for their turn, and jobs that are being done."""
        return sorted(self._busy | self._chores.busy)

    def stop(self) -> None:
        """Begin nothing more; what runs ends after its page."""
        self._stop.set()

    def spawn(self, work: Coroutine[Any, Any, object]) -> "asyncio.Task[object]":
        """Begin work that `drain` waits for."""
        task = asyncio.create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
        return task

    async def drain(self, patience: timedelta) -> bool:
        """Wait for all that is under way; false where it took longer."""
        if not self._tasks:
            return True
        _, running = await asyncio.wait(self._tasks, timeout=patience.total_seconds())
        return not running

    async def on_time(self, name: str) -> None:
        """Do what one cron line is there for."""
        if name in self._busy:
            log.warning("schedule_skipped", source=name, reason="still_running")
        await self.spawn(self.tick([name]))

    async def tick(self, names: Iterable[str] | None = None) -> bool:
        """Run what is due of these, or of all; the roster first; an error ends only its own job.

        Returns:
            Whether the store answered and nothing went wrong that is our own fault.

        """
        before = self._failures
        if not await self._store_answers():
            return False
        wanted = await self._take(self._engine.sources if names is None else names)
        if wanted and ROSTER in self._engine.sources:
            await self._run_roster()
            self._busy.discard(ROSTER)
        await asyncio.gather(*(self._run(name) for name in wanted if name != ROSTER))
        await self._evaluate()
        await self._chores.tick(names, sources_rest=not self._busy)
        return self._failures == before and not self._stop.is_set()

    async def _store_answers(self) -> bool:
        """Whether the store is there; when it is back, what failed without it is tried at once."""
        there = self._pulse is None or await self._pulse.look()
        if there and self._was_away:
            self._not_before.clear()
            self._chores.forgive()
        self._was_away = not there
        return there

    async def _take(self, names: Iterable[str]) -> list[str]:
        """Take the turns of those that are due; they are busy from here on."""
        async with self._planning:
            asked = [n for n in names if n in self._engine.sources and n not in self._busy]
            await self._in_thread("orphans", self._close_orphans)
            wanted = await self._in_thread("schedule", lambda: self._plan(asked)) or []
            self._busy.update(wanted)
            return wanted

    def _plan(self, names: Iterable[str]) -> list[str]:
        """Return those that are due and whose turn is ours now, by priority."""
        now = self._clock()
        order = sorted(names, key=lambda name: (self._engine.sources[name].priority, name))
        return [name for name in order if self._may_begin(name, now) and self._is_ours(name, now)]

    def _close_orphans(self) -> None:
        """Show other hosts that we live, and end runs of those who do not."""
        if not self._store.is_sqlite:
            with self._store.write() as connection:
                write_beat(connection, self._engine.owner)
        orphans = close_orphans(self._store, lives=self._goes_on_somewhere, now=self._clock())
        if orphans:
            log.warning("orphans_closed", run_ids=orphans)

    def _goes_on_somewhere(self, connection: Transaction, run: Run) -> bool:
        """Whether a run still has somebody; one of ours lost the store before it could end."""
        if run.owner == self._engine.owner and run.trigger == TRIGGER:
            return run.source in self._running
        return lives(connection, run.owner)

    def _may_begin(self, name: str, now: datetime) -> bool:
        until = self._not_before.get(name, now)
        if self._stop.is_set() or now < until <= now + AFTER_ERROR:
            return False
        with self._store.read() as connection:
            paused = get_state(connection, name).paused_at is not None
        if paused and name not in self._said_paused:
            log.warning("source_paused", source=name)
        (self._said_paused.add if paused else self._said_paused.discard)(name)
        return not paused

    def _is_ours(self, name: str, now: datetime) -> bool:
        schedule = self.schedules[name]
        with self._store.read() as connection:
            last = last_asked(connection, name, now)
        if name == ROSTER:
            return due(schedule, last, now, self.zone)
        ours = claim(self._store, name, schedule, now=now, zone=self.zone,
                     owner=self._engine.owner)  # fmt: skip
        coming = next_time(schedule, last, self.zone) if ours and last else None
        if coming is not None and now - coming > LATE:
            log.warning("schedule_late", source=name, due_at=coming.isoformat())
        return ours

    async def _run_roster(self) -> None:
        """Look at the roster unless somebody just has; wait for another's look to end."""
        async with self._roster_turn:
            now = self._clock()
            if await self._in_thread(ROSTER, lambda: self._roster_is_fresh(now)):
                return
            result = await self._run(ROSTER)
            run_id = result.run_id if result else None
            # Another process may be at it: only the store tells when that is done.
            while run_id and not self._stop.is_set() and await self._goes_on(run_id):  # noqa: ASYNC110
                await asyncio.sleep(LOOK_AGAIN_SECONDS)

    def _roster_is_fresh(self, now: datetime) -> bool:
        if not self._may_begin(ROSTER, now):
            return True
        with self._store.read() as connection:
            last = last_asked(connection, ROSTER, now)
        # What is under way is not fresh yet: its time is this very moment.
        return last is not None and last != now and abs(now - last) < ROSTER_FRESH

    async def _goes_on(self, run_id: int) -> bool:
        def is_running() -> bool:
            with self._store.read() as connection:
                run = get_run(connection, run_id)
            return run is not None and run.outcome is Outcome.RUNNING

        return await self._in_thread(ROSTER, is_running) or False

    async def _run(self, name: str) -> Result | None:
        try:
            async with self._turns:
                if self._stop.is_set():
                    return None
                self._running.add(name)
                result = await self._in_thread(
                    name, lambda: run_one(self._engine, name, trigger=TRIGGER)
                )
        finally:
            self._running.discard(name)
            self._busy.discard(name)
        if result is not None:
            self._metrics.run_ended(result)
        if result is None:
            self._not_before[name] = self._clock() + AFTER_ERROR
            await self._store_answers()  # if that was it, nobody waits so long when it is back
        else:
            self._news = both(self._news, touched([result]))
        return result

    async def _evaluate(self) -> None:
        """Evaluate whom news are about, and everybody on a new day; one at a time, no queue."""
        new_day = self._clock().astimezone(self.zone).time() >= EVALUATED_AT
        if self._evaluating or (self._news == NOBODY and not new_day):
            return
        self._evaluating = True
        try:
            async with self._turns:
                if self._stop.is_set():
                    return
                news, self._news = self._news, NOBODY
                done = await self._in_thread(EVALUATION, lambda: self._evaluated(news))
                if not done:
                    self._news = both(self._news, news)
        finally:
            self._evaluating = False

    def _evaluated(self, news: Touched) -> bool:
        evaluate_now(self._workshop, changed=news != NOBODY, people=news)
        return True

    async def _in_thread(self, subject: str, work: Callable[[], T]) -> T | None:
        """Do plain work beside the loop; what goes wrong is logged without what it was about."""
        try:
            return await asyncio.to_thread(work)
        except StoppedError:
            log.info("run_interrupted", source=subject)
        except Exception as error:  # noqa: BLE001 - one job's trouble never ends the daemon
            self._failures += 1
            frame = traceback.extract_tb(error.__traceback__)[-1]
            # Its message may hold a row of a person.
            log.error("job_failed", source=subject, error=type(error).__name__,  # noqa: TRY400
                      place=f"{Path(frame.filename).name}:{frame.lineno}")  # fmt: skip
        return None
