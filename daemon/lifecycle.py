"""The daemon's life: begin, go by the schedule, end in order when told to."""

import asyncio
import gc
import logging
import os
import signal
import sys
from datetime import timedelta
from typing import NoReturn

import structlog

from daemon.scheduler import scheduler_of
from daemon.service import Daemon
from daemon.wiring import Workshop

BEAT = timedelta(seconds=30)
"""Besides the schedule all is looked at so often: timers sleep while the machine is suspended."""
PATIENCE = timedelta(seconds=8)
"""With what comes before and after it, less than ten: then systemd and containers may kill."""
SIGNALLED = 128

log = structlog.get_logger()


def serve(workshop: Workshop, *, beat: timedelta = BEAT, patience: timedelta = PATIENCE) -> None:
    """Run unattended until SIGTERM or SIGINT; the second one ends the process at once.

    Args:
        workshop: what to work with; what is due goes by its clock.
        beat: how often to look beside the schedule; short where the clock is faster than real.
        patience: how long to wait, at the end, for what is under way.

    """
    gc.enable()  # a single command does without; who lives long does not
    # It would tell in its own words, and with its own names, what we tell.
    logging.getLogger("apscheduler").setLevel(logging.ERROR)
    asyncio.run(_live(workshop, beat, patience))


async def _live(workshop: Workshop, beat: timedelta, patience: timedelta) -> None:
    daemon = Daemon(workshop)
    told = _told_to_end(daemon)
    scheduler = scheduler_of(daemon.schedules, daemon.on_time, daemon.zone)
    scheduler.start()
    log.info("daemon_started", pid=os.getpid(), schedules=daemon.schedules)
    daemon.spawn(daemon.tick())
    while not await _happens(told, beat):
        scheduler.wakeup()
        daemon.spawn(daemon.tick())
    log.info("daemon_stopping", running=daemon.busy)
    scheduler.pause()
    # Its own shutdown would cancel what runs: ours first.
    if not await daemon.drain(patience):
        # Leaving the loop would wait for the threads; the next start closes their runs.
        log.warning("daemon_stopped", abandoned=daemon.busy)
        _end_at_once(0)
    scheduler.shutdown(wait=False)
    await asyncio.sleep(0)
    log.info("daemon_stopped")


def _told_to_end(daemon: Daemon) -> asyncio.Event:
    told = asyncio.Event()

    def end(number: int) -> None:
        if told.is_set():
            _end_at_once(SIGNALLED + number)
        daemon.stop()
        told.set()

    for one in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(one, end, one)
    return told


async def _happens(event: asyncio.Event, within: timedelta) -> bool:
    try:
        await asyncio.wait_for(event.wait(), within.total_seconds())
    except TimeoutError:
        return False
    return True


def _end_at_once(code: int) -> NoReturn:
    """End without waiting for threads that still wait for a source or the store."""
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(code)
