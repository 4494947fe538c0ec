"""A file system that somebody mounted read-only: doctor and readiness name it, nothing breaks."""

import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.daemon.homes import drop, make_home, outcomes, runs_in
from tests.daemon.test_daemon_process import ROOT, Running, until
from tests.daemon.test_store_away import answer

JAMPEL = (sys.executable, "-c", "from cli.main import run; run()", "--config")
MOUNTED = 'mount --bind "$0" "$0" && mount -o remount,bind,ro "$0" && cd "$0" && exec "$@"'
ENVIRONMENT = {"PYTHONPATH": str(ROOT), "PATH": "/usr/bin:/bin"}


def read_only(folder: Path, *command: str) -> list[str]:
    """A command for which a folder's file system is read-only; nobody else sees it so."""
    return ["unshare", "--map-root-user", "--mount", "sh", "-c", MOUNTED, str(folder), *command]


def run(*command: str) -> "subprocess.CompletedProcess[str]":
    return subprocess.run(command, env=ENVIRONMENT, check=False, capture_output=True, text=True)


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """A home that was read once, and has a newer file."""
    if run(*read_only(tmp_path, "true")).returncode:
        pytest.skip("this machine lets us mount nothing")
    config = make_home(tmp_path)
    drop(tmp_path)
    assert run(*JAMPEL, str(config), "sync").returncode == 0
    drop(tmp_path, "baru.csv", "Keamanan Informasi")
    return config


@contextmanager
def shut_in(config: Path) -> Iterator[Running]:
    """A daemon whose folder is read-only."""
    log = config.with_name("log")
    command = read_only(config.parent, *JAMPEL, str(config), "daemon")
    with (
        log.open("wb") as told,
        subprocess.Popen(command, stdout=told, stderr=told, env=ENVIRONMENT) as process,
    ):
        try:
            yield Running(process, log)
        finally:
            process.kill()


@pytest.mark.parametrize("command", ["doctor", "sync", "status"])
def test_commands_name_it_and_what_was_read_stays(home: Path, command: str) -> None:
    told = run(*read_only(home.parent, *JAMPEL, str(home), command))

    assert told.returncode == 1
    assert "sistem berkas hanya dapat dibaca" in told.stderr
    assert len(told.stderr.splitlines()) == 1
    assert outcomes(runs_in(home.parent)) == ["ok", "ok"]


REMOUNTED = """
import subprocess, sys
from pathlib import Path
from models.store import open_store
store = open_store("sqlite:///jampel.db", base_dir=Path(sys.argv[1]))
print(store.trouble())
subprocess.run(["mount", "--bind", sys.argv[1], sys.argv[1]], check=True)
subprocess.run(["mount", "-o", "remount,bind,ro", sys.argv[1]], check=True)
print(store.trouble())
"""


def test_a_store_that_is_open_finds_out(home: Path) -> None:
    """As when the kernel gives up on a disk that fails."""
    python = [sys.executable, "-c", REMOUNTED, str(home.parent)]
    told = run("unshare", "--map-root-user", "--mount", *python)

    assert told.stdout.splitlines() == ["None", "the file system of the store is read-only"]


def test_a_daemon_waits_and_says_why(home: Path) -> None:
    with shut_in(home) as daemon:
        away = daemon.wait_for("store_away")
        assert away["reason"] == "the file system of the store is read-only"
        assert answer(daemon, "/healthz")[0] == 200
        assert answer(daemon, "/readyz")[0] == 503
        until(lambda: sum(e["event"] == "store_away" for e in daemon.events()) > 1)
        code, _ = daemon.end()

    assert code == 0
    assert outcomes(runs_in(home.parent)) == ["ok", "ok"]
