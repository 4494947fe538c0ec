"""The daemon as a process whose clock another process sets: a line in, a line out, for each beat.

    python -m tests.year.daemon_child jampel.toml

Each line that comes is an instant. It is made the time of the whole process; the daemon comes round
as it does by itself every half minute, APScheduler with it; when all that was due is done, a line
of JSON says so.
"""

import asyncio
import json
import os
import sys
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from pathlib import Path

import time_machine

from config.logging import set_up
from daemon.lifecycle import BEAT, THREADS, Life
from daemon.memory import share_arenas
from daemon.metrics import Metrics
from daemon.notify import Notifier
from daemon.ping import Ping
from daemon.pulse import Pulse
from daemon.service import Daemon
from daemon.sources import sources_of
from daemon.wiring import open_as_set, read_settings

LONGEST = timedelta(minutes=20)


async def _live(config: Path, clock: time_machine.Traveller) -> None:
    asyncio.get_running_loop().set_default_executor(ThreadPoolExecutor(THREADS))
    settings = read_settings(config, os.environ)
    pulse = Pulse(BEAT)
    with open_as_set(settings) as workshop:
        pulse.open(workshop.store.trouble)
        daemon = Daemon(workshop, pulse=pulse, metrics=Metrics(sources_of(settings)))
        life = Life(daemon, pulse, Notifier({}), Ping(settings.watch.ping))
        life.begin()
        _say({"ready": True})
        while line := await asyncio.to_thread(sys.stdin.readline):
            clock.move_to(datetime.fromisoformat(line.strip()))
            life.beat()
            await _rest(daemon)
            _say({"store_away": pulse.trouble is not None, "resident_kib": _resident_kib()})
        await life.end(LONGEST)


async def _rest(daemon: Daemon) -> None:
    """Wait until nothing is under way; what the scheduler calls begins a few turns later."""
    for _ in range(3):
        await asyncio.sleep(0)
        if not await daemon.drain(LONGEST):
            raise TimeoutError(f"still busy: {daemon.busy}")


def _say(facts: dict[str, int]) -> None:
    sys.stdout.write(json.dumps(facts) + "\n")
    sys.stdout.flush()


def _resident_kib() -> int:
    lines = Path("/proc/self/status").read_text().splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("VmRSS"))


if __name__ == "__main__":
    set_up()
    share_arenas()
    with time_machine.travel(datetime.fromtimestamp(0, UTC)) as traveller:
        first = datetime.fromisoformat(sys.argv[2])
        traveller.move_to(first)
        asyncio.run(_live(Path(sys.argv[1]), traveller))
