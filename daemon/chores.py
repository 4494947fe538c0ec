"""Do the jobs that are due: each once, by one daemon, and never two of one at a time."""

import asyncio
from collections.abc import Awaitable, Callable, Iterable, Mapping
from datetime import datetime, timedelta, tzinfo
from typing import Protocol

import structlog

from daemon.claims import claim_job, end_job, missed_since
from daemon.jobs import Job, Turn
from daemon.wiring import Workshop

LATE = timedelta(minutes=5)
"""What is later than this is told: it was missed, and is done now."""
LONGEST_WAIT = timedelta(hours=1)
"""A quiet job waits for sources no longer than this."""
AFTER_ERROR = timedelta(minutes=5)

InThread = Callable[[str, Callable[[], bool | None]], Awaitable[bool | None]]


class Ended(Protocol):
    """Hears how a job ended."""

    def __call__(self, name: str, *, done: bool) -> None:
        """Hear of one."""


log = structlog.get_logger()


class Chores:
    """The jobs of one daemon."""

    def __init__(self, workshop: Workshop, jobs: Iterable[Job], *, zone: tzinfo, owner: str,
                 stop: Callable[[], bool], in_thread: InThread, ended: Ended) -> None:  # fmt: skip
        self._workshop = workshop
        self._jobs = {job.name: job for job in jobs}
        self._zone = zone
        self._owner = owner
        self._stop = stop
        self._in_thread = in_thread
        self._ended = ended
        self._busy: set[str] = set()
        self._not_before: dict[str, datetime] = {}

    @property
    def schedules(self) -> Mapping[str, str]:
        """Name → cron line of every job."""
        return {name: job.schedule for name, job in self._jobs.items()}

    @property
    def busy(self) -> frozenset[str]:
        """Jobs that are being done."""
        return frozenset(self._busy)

    def forgive(self) -> None:
        """Try at once what failed: what it needed is back."""
        self._not_before.clear()

    async def tick(self, names: Iterable[str] | None = None, *, sources_rest: bool) -> None:
        """Do what is due of these jobs, or of all; an error ends only its own job."""
        asked = self._jobs if names is None else [n for n in names if n in self._jobs]
        await asyncio.gather(*(self._do(self._jobs[n], rest=sources_rest) for n in asked))

    async def _do(self, job: Job, *, rest: bool) -> None:
        if job.name in self._busy:
            return
        self._busy.add(job.name)
        try:
            done = await self._in_thread(job.name, lambda: self._work(job, rest=rest))
        finally:
            self._busy.discard(job.name)
        if done is not False:
            self._ended(job.name, done=bool(done))
        if done is None:
            self._not_before[job.name] = self._workshop.clock() + AFTER_ERROR

    def _work(self, job: Job, *, rest: bool) -> bool:
        """Take the turn and do it; false where it is not due or another has it."""
        now = self._workshop.clock()
        store = self._workshop.store
        until = self._not_before.get(job.name, now)
        if self._stop() or now < until <= now + AFTER_ERROR:
            return False
        owed = missed_since(store, job, now=now, zone=self._zone)
        if owed is None or (job.quiet and not rest and now - owed < LONGEST_WAIT):
            return False
        if not claim_job(store, job, now=now, zone=self._zone, owner=self._owner):
            return False
        if now - owed > LATE:
            log.warning("job_late", job=job.name, due_at=owed.isoformat())
        done = False
        try:
            job.work(Turn(self._workshop, now, self._stop))
            done = True
        finally:
            end_job(store, job.name, now if done else None)
        log.debug("job_done", job=job.name)
        return True
