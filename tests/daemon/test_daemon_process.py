"""`jampel daemon` as a process: it starts, is told to end, is killed, and has a twin."""

import json
import os
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

from daemon.lifecycle import PATIENCE
from daemon.scheduler import due
from models.values import JAKARTA
from tests.daemon.homes import PEOPLE, drop, make_home, outcomes, runs_in, source_of

ROOT = Path(__file__).parents[2]
IMPATIENT = """
import os, sys
from datetime import timedelta
from pathlib import Path
from config.logging import set_up
from daemon.lifecycle import serve
from daemon.wiring import open_as_set, read_settings
set_up()
settings = read_settings(Path(sys.argv[1]), os.environ)
serve(lambda: open_as_set(settings), settings, patience=timedelta(seconds=0.5))
"""
HURRIED = """
import os, sys
from datetime import UTC, datetime, timedelta
from pathlib import Path
from config.logging import set_up
from daemon.lifecycle import serve
from daemon.wiring import open_as_set, read_settings
set_up()
settings = read_settings(Path(sys.argv[1]), os.environ)
began = datetime.now(UTC)
def clock():
    return began + (datetime.now(UTC) - began) * 3600
serve(lambda: open_as_set(settings, clock=clock), settings, beat=timedelta(seconds=0.1))
"""
AT_ONCE_SECONDS = 3


@dataclass(frozen=True, slots=True)
class Running:
    """A daemon that runs, and where its log goes."""

    process: "subprocess.Popen[bytes]"
    log: Path

    def events(self) -> list[dict[str, Any]]:
        """All whole lines of its log."""
        return [json.loads(line) for line in self.log.read_text().splitlines(keepends=True)
                if line.endswith("\n")]  # fmt: skip

    def wait_for(self, event: str, source: str | None = None) -> dict[str, Any]:
        """Wait until it has told of something."""
        told: dict[str, Any] = until(
            lambda: next(
                (e for e in self.events()
                 if e["event"] == event and source in {None, e.get("source")}), None
            )
        )  # fmt: skip
        return told

    def end(self, number: int = signal.SIGTERM) -> tuple[int, float]:
        """Send it a signal; returns its exit code and how many seconds it took."""
        began = time.monotonic()
        self.process.send_signal(number)
        return self.process.wait(20), time.monotonic() - began


def until(found: Callable[[], Any], seconds: float = 60) -> Any:
    last = time.monotonic() + seconds
    while time.monotonic() < last:
        if answer := found():
            return answer
        time.sleep(0.05)
    raise AssertionError("it did not happen in time")


@contextmanager
def started(
    config: Path, *, driver: str | None = None, environment: Mapping[str, str] | None = None
) -> Iterator[Running]:
    """Run the daemon, or a driver of it; whatever happens, it is gone afterwards."""
    program = ["-c", driver, str(config)] if driver else [
        "-c", "from cli.main import run; run()", "--config", str(config), "daemon"]  # fmt: skip
    log = config.with_name(f"log-{time.monotonic_ns()}")
    variables = {**os.environ, "PYTHONPATH": str(ROOT), **(environment or {})}
    with log.open("wb") as told:
        process = subprocess.Popen([sys.executable, *program], stderr=told, stdout=told,
                                   cwd=config.parent, env=variables)  # fmt: skip
    try:
        yield Running(process, log)
    finally:
        process.kill()
        process.wait()


def restless(folder: Path) -> Path:
    """Make a home whose source waits long for a file that seems to be still written."""
    config = make_home(folder, source_of("lan-ri", settle=600))
    drop(folder)
    return config


def running(folder: Path) -> Callable[[], bool]:
    return lambda: outcomes(runs_in(folder, "lan-ri"))[-1:] == ["running"]


@contextmanager
def locked(folder: Path) -> Iterator[None]:
    """Hold the writing lock of a home's store: nothing that a run wants to write gets through."""
    connection = sqlite3.connect(folder / "jampel.db", isolation_level=None)
    try:
        connection.execute("BEGIN IMMEDIATE")
        yield
    finally:
        connection.close()


def test_runs_what_is_due_at_start_and_ends_in_order(tmp_path: Path) -> None:
    config = make_home(tmp_path, source_of("lan-ri", schedule="* * * * *"))
    drop(tmp_path, f"{PEOPLE[0][0]} {PEOPLE[0][1]}.csv")
    with started(config) as daemon:
        daemon.wait_for("alerts_evaluated")
        code, seconds = daemon.end()
        told = daemon.events()
        text = daemon.log.read_text()

    assert (code, seconds < 10) == (0, True)
    names = [event["event"] for event in told]
    assert names[0] == "daemon_started"
    assert names[-2:] == ["daemon_stopping", "daemon_stopped"]
    finished = [event for event in told if event["event"] == "run_finished"]
    runs = runs_in(tmp_path)
    assert [(e["source"], e["run_id"], e["outcome"]) for e in finished] == [
        (run.source, run.id, "ok") for run in runs
    ]
    assert [run.source for run in runs[:2]] == ["roster", "lan-ri"]
    assert finished[1]["counted"] == len(PEOPLE)
    for nip, name in PEOPLE:
        assert nip not in text
        assert not any(word in text for word in name.split())


def test_a_run_in_the_middle_ends_at_its_page_and_is_done_again_at_the_next_start(
    tmp_path: Path,
) -> None:
    config = make_home(tmp_path)
    for number in range(2500):
        drop(tmp_path, f"{number}.csv", f"Webinar {number}")
    with started(config) as daemon:
        until(running(tmp_path))
        code, seconds = daemon.end(signal.SIGINT)
        told = [event["event"] for event in daemon.events()]
    assert (code, seconds < 10) == (0, True)
    assert outcomes(runs_in(tmp_path, "lan-ri")) == ["interrupted"]
    assert "run_interrupted" in told

    for file in sorted((tmp_path / "inbox").iterdir())[5:]:
        file.unlink()
    with started(config) as daemon:
        daemon.wait_for("run_finished", "lan-ri")
    assert outcomes(runs_in(tmp_path, "lan-ri")) == ["interrupted", "ok"]


def test_what_takes_too_long_is_left_behind_and_closed_at_the_next_start(tmp_path: Path) -> None:
    config = restless(tmp_path)
    with started(config, driver=IMPATIENT) as daemon:
        until(running(tmp_path))
        with locked(tmp_path):
            code, seconds = daemon.end()
        last = daemon.events()[-1]

    assert (code, seconds < AT_ONCE_SECONDS) == (0, True)
    assert (last["event"], last["abandoned"]) == ("daemon_stopped", ["lan-ri"])
    assert PATIENCE.total_seconds() <= 10
    assert outcomes(runs_in(tmp_path, "lan-ri")) == ["running"]


def test_a_run_that_waits_for_its_source_is_broken_off_at_once(tmp_path: Path) -> None:
    with started(restless(tmp_path)) as daemon:
        until(running(tmp_path))
        code, seconds = daemon.end()

    assert (code, seconds < PATIENCE.total_seconds()) == (0, True)
    assert outcomes(runs_in(tmp_path, "lan-ri")) == ["interrupted"]


def test_the_second_signal_ends_at_once(tmp_path: Path) -> None:
    with started(restless(tmp_path)) as daemon:
        until(running(tmp_path))
        with locked(tmp_path):
            daemon.process.send_signal(signal.SIGTERM)
            stopping = daemon.wait_for("daemon_stopping")
            code, seconds = daemon.end()

    assert stopping["running"] == ["lan-ri"]
    assert code == 128 + signal.SIGTERM
    assert seconds < AT_ONCE_SECONDS


def test_the_run_of_a_killed_daemon_is_closed_as_interrupted_and_done_again(
    tmp_path: Path,
) -> None:
    config = restless(tmp_path)
    with started(config) as daemon:
        until(running(tmp_path))
        daemon.end(signal.SIGKILL)
    assert outcomes(runs_in(tmp_path, "lan-ri")) == ["running"]

    past = time.time() - 3600
    os.utime(tmp_path / "inbox/rekap.csv", (past, past))
    with started(config) as daemon:
        daemon.wait_for("run_finished", "lan-ri")
    assert outcomes(runs_in(tmp_path, "lan-ri")) == ["interrupted", "ok"]


def test_two_daemons_on_one_store_do_not_double_a_run(tmp_path: Path) -> None:
    names = ["lan-ri", "banten-ceria", "lan-api"]
    config = make_home(tmp_path, "".join(source_of(name) for name in names))
    drop(tmp_path)
    with started(config) as one, started(config) as other:
        for daemon in (one, other):
            daemon.wait_for("daemon_started")
        until(lambda: outcomes(r for r in runs_in(tmp_path) if r.source in names) == ["ok"] * 3)
        ended = [daemon.end()[0] for daemon in (one, other)]
        told = [e["event"] for daemon in (one, other) for e in daemon.events()]

    assert ended == [0, 0]
    assert sorted(r.source for r in runs_in(tmp_path) if r.source in names) == sorted(names)
    assert "job_failed" not in told


def test_a_faster_clock_lets_hours_go_by_in_seconds(tmp_path: Path) -> None:
    hourly = "0 * * * *"
    config = make_home(tmp_path, source_of("lan-ri", schedule=hourly))
    drop(tmp_path)
    with started(config, driver=HURRIED) as daemon:
        until(lambda: len(runs_in(tmp_path, "lan-ri")) >= 4)
        code, _ = daemon.end()

    assert code == 0
    began = [run.started_at for run in runs_in(tmp_path, "lan-ri")]
    assert all(due(hourly, one, other, JAKARTA) for one, other in pairwise(began))


@pytest.mark.parametrize(
    ("text", "expected"),
    [("", "Belum ada"), ('[sources.lan-ri]\nconnector = "files"\n', "sources.lan-ri")],
)
def test_a_configuration_without_anything_to_do_or_with_errors_is_refused(
    tmp_path: Path, text: str, expected: str
) -> None:
    config = tmp_path / "jampel.toml"
    config.write_text(text)

    with started(config) as daemon:
        assert daemon.process.wait(20) == 2
        assert expected in daemon.log.read_text()
