"""A daemon that is told what time it is, and killed where chance wants it."""

import json
import os
import subprocess
import sys
import time
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from threading import Timer
from typing import IO, Any

from connectors.testing.moodle.invented import FULL_TOKEN

ROOT = Path(__file__).parents[2]


class DiedError(Exception):
    """The daemon is gone."""


@dataclass(frozen=True, slots=True)
class Beat:
    """What a daemon says after it came round."""

    store_away: bool
    resident_kib: int
    seconds: float
    """Real ones."""


class DrivenDaemon:
    """One process after the other, of one configuration."""

    def __init__(self, config: Path) -> None:
        self._config = config
        self._log: IO[bytes] = (config.parent / "daemon.log").open("ab")
        self._process: subprocess.Popen[str] | None = None
        self.deaths = 0

    def beat(self, at: datetime, *, kill_after: float | None = None) -> Beat:
        """Let it be that time, and wait until all that is due then is done.

        Args:
            at: the time.
            kill_after: seconds of real time after which it is killed, done or not.

        Raises:
            DiedError: it did not live to tell.

        """
        process = self._process or self._started(at)
        self._process = process
        killer = None if kill_after is None else Timer(kill_after, process.kill)
        began = time.monotonic()
        try:
            if killer:
                killer.start()
            told = _ask(process, at)
        except (OSError, json.JSONDecodeError) as error:
            raise self._buried(process) from error
        finally:
            if killer:
                killer.cancel()
                killer.join()
        if told is None:
            raise self._buried(process)
        return Beat(told["store_away"], told["resident_kib"], time.monotonic() - began)

    def end(self) -> None:
        """Let it end as it does when it is told to."""
        process, self._process = self._process, None
        if process is not None:
            process.communicate(timeout=600)
            if process.returncode:
                raise DiedError(f"ended with {process.returncode}; see {self._log.name}")
        self._log.close()

    def _started(self, at: datetime) -> "subprocess.Popen[str]":
        command = [
            sys.executable,
            "-m",
            "tests.year.daemon_child",
            str(self._config),
            at.isoformat(),
        ]
        process = subprocess.Popen(
            command, cwd=ROOT, env=os.environ | {"BANTEN_CERIA_TOKEN": FULL_TOKEN}, text=True,
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=self._log,
        )  # fmt: skip
        if _answer(process) is None:
            raise self._buried(process)
        return process

    def _buried(self, process: "subprocess.Popen[str]") -> DiedError:
        self._process = None
        process.kill()
        process.communicate()
        self.deaths += 1
        return DiedError(f"ended with {process.returncode}; see {self._log.name}")


def _ask(process: "subprocess.Popen[str]", at: datetime) -> Any:
    assert process.stdin is not None
    process.stdin.write(f"{at.isoformat()}\n")
    process.stdin.flush()
    return _answer(process)


def _answer(process: "subprocess.Popen[str]") -> Any:
    assert process.stdout is not None
    line = process.stdout.readline()
    return json.loads(line) if line else None
