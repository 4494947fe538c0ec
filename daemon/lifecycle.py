"""The daemon's life: begin, go by the schedule, end in order when told to."""

import asyncio
import gc
import logging
import os
import signal
import sys
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractContextManager, AsyncExitStack, suppress
from datetime import timedelta
from typing import Any, NoReturn

import structlog

from config.settings import HealthSettings, Settings
from daemon.answers import Condition
from daemon.health import listening
from daemon.memory import give_back, share_arenas
from daemon.metrics import Metrics
from daemon.notify import Notifier
from daemon.opening import opened_patiently
from daemon.ping import Ping
from daemon.pulse import Pulse
from daemon.scheduler import scheduler_of
from daemon.service import Daemon
from daemon.sources import sources_of
from daemon.wiring import Workshop

BEAT = timedelta(seconds=30)
"""Besides the schedule all is looked at so often: timers sleep while the machine is suspended."""
PATIENCE = timedelta(seconds=8)
"""With what comes before and after it, less than ten: then systemd and containers may kill."""
SIGNALLED = 128
THREADS = 24
"""Enough for all that may wait at the same time: runs, jobs, a question to the store, a ping."""

log = structlog.get_logger()

Opening = Callable[[], AbstractContextManager[Workshop]]


def serve(opening: Opening, settings: Settings, *, beat: timedelta = BEAT,
          patience: timedelta = PATIENCE) -> None:  # fmt: skip
    """Run unattended until SIGTERM or SIGINT; the second one ends the process at once.

    Args:
        opening: opens what to work with; it is asked again while its store is away.
        settings: what the workshop will be opened with.
        beat: how often to look beside the schedule; short where the clock is faster than real.
        patience: how long to wait, at the end, for what is under way.

    Raises:
        ConfigError: a source cannot be made as it is configured.
        StoreError: the store was made by a newer program.

    """
    gc.enable()  # a single command does without; who lives long does not
    share_arenas()
    # It would tell in its own words, and with its own names, what we tell.
    logging.getLogger("apscheduler").setLevel(logging.ERROR)
    sys.unraisablehook = _tell_unraisable
    asyncio.run(_live(opening, settings, beat, patience))


async def _live(opening: Opening, settings: Settings, beat: timedelta, patience: timedelta) -> None:
    loop = asyncio.get_running_loop()
    loop.set_default_executor(ThreadPoolExecutor(THREADS))
    loop.set_exception_handler(_tell_unhandled)
    told = asyncio.Event()
    _end_when_told(told)
    notifier = Notifier(os.environ)
    pulse = Pulse(min(beat, notifier.interval or beat))
    condition = Condition(pulse, Metrics(sources_of(settings)), told.is_set)
    log.info("daemon_started", pid=os.getpid())
    async with AsyncExitStack() as stack:
        await _listen(stack, settings.health, condition)
        notifier.ready()
        workshop = await opened_patiently(opening, stack, told, pulse=pulse, notifier=notifier)
        if workshop is None:
            notifier.stopping()
            log.info("daemon_stopped")
            end_at_once(0)  # a thread may still wait for the store
        condition.store = workshop.store
        pulse.open(workshop.store.trouble)
        life = Life(Daemon(workshop, pulse=pulse, metrics=condition.metrics), pulse, notifier,
                     Ping(settings.watch.ping))  # fmt: skip
        await life.until(told)
        await life.end(patience)


async def _listen(stack: AsyncExitStack, settings: HealthSettings, condition: Condition) -> None:
    """Answer who watches us; that nobody can is no reason not to work."""
    if not settings.enabled:
        return
    try:
        port = await stack.enter_async_context(
            listening(settings.host, settings.port, condition.answers())
        )
    except OSError as error:
        log.warning("health_silent", host=settings.host, port=settings.port, reason=error.strerror)
    else:
        log.info("health_listening", host=settings.host, port=port)


class Life:
    """From the first look at the schedule to the last word."""

    def __init__(self, daemon: Daemon, pulse: Pulse, notifier: Notifier, ping: Ping) -> None:
        self._daemon = daemon
        self._pulse = pulse
        self._notifier = notifier
        self._ping = ping
        self._scheduler = scheduler_of(daemon.schedules, daemon.on_time, daemon.zone)

    async def until(self, told: asyncio.Event) -> None:
        """Go by the schedule."""
        self.begin()
        while True:
            self.beat()
            if await happens(told, self._pulse.pause):
                return

    def begin(self) -> None:
        """Let the schedule call from here on."""
        self._scheduler.start()
        log.info("schedule_begun", schedules=self._daemon.schedules)

    def beat(self) -> None:
        """Come round once: the schedule's timers are set anew, and what is due is done."""
        self._pulse.tick()
        self._scheduler.wakeup()
        self._daemon.spawn(self._beat())

    async def _beat(self) -> None:
        """Look whether all is well, say so, and do what is due."""
        well = await self._pulse.look()
        if not self._pulse.hangs:  # a store that is away is waited for; a restart brings nothing
            self._notifier.alive()
        self._notifier.status("bekerja" if well else "menunggu basis data")
        if well and await self._daemon.tick():
            self._ping.after_round()
        await asyncio.to_thread(give_back)

    async def end(self, patience: timedelta) -> None:
        """Begin nothing more, wait for what is under way, go."""
        self._daemon.stop()
        self._notifier.stopping()
        log.info("daemon_stopping", running=self._daemon.busy)
        self._scheduler.pause()
        self._ping.end()
        # Its own shutdown would cancel what runs: ours first.
        if not await self._daemon.drain(patience):
            # Leaving the loop would wait for the threads; the next start closes their runs.
            log.warning("daemon_stopped", abandoned=self._daemon.busy)
            end_at_once(0)
        self._scheduler.shutdown(wait=False)
        await asyncio.sleep(0)
        log.info("daemon_stopped")


def _end_when_told(told: asyncio.Event) -> None:
    def end(number: int) -> None:
        if told.is_set():
            end_at_once(SIGNALLED + number)
        told.set()

    for one in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(one, end, one)


def _tell_unraisable(told: "sys.UnraisableHookArgs") -> None:
    """Say in our own words what Python would write as text, with whatever is in its message."""
    log.warning("error_ignored", error=told.exc_type.__name__)


def _tell_unhandled(_loop: asyncio.AbstractEventLoop, context: Mapping[str, Any]) -> None:
    """Do the same for what the loop has no one to give to."""
    error = context.get("exception")
    log.warning("error_ignored", error=type(error).__name__, of="loop")


async def happens(event: asyncio.Event, within: timedelta) -> bool:
    """Wait for something, but not longer than that."""
    try:
        await asyncio.wait_for(event.wait(), within.total_seconds())
    except TimeoutError:
        return False
    return True


def end_at_once(code: int) -> NoReturn:
    """End without waiting for threads that still wait for a source or the store."""
    with suppress(OSError):
        sys.stdout.flush()
        sys.stderr.flush()
    os._exit(code)
