"""New sources are read by a second process meanwhile; without it everything is as with it."""

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest

from cli.main import main
from tests.daemon.homes import drop, make_home, source_of

ROOT = Path(__file__).parent.parent.parent
TWO = source_of("lan-ri") + source_of("banten-ceria", path="banten/*")
needs_two_cores = pytest.mark.skipif(
    sys.platform != "linux" or len(os.sched_getaffinity(0)) < 2,
    reason="on one core, and where processes cannot be copied safely, nothing is read ahead",
)


def begin(config: Path, what: str, *names: str) -> "subprocess.CompletedProcess[str]":
    """Read ahead in a process of its own."""
    return subprocess.run(
        [sys.executable, "-m", "tests.daemon.ahead_child", str(config), what, *names],
        cwd=ROOT, text=True, capture_output=True, check=False, timeout=60,
    )  # fmt: skip


def ask(config: Path, what: str, *names: str) -> dict[str, Any]:
    """Rows that were taken of each source."""
    told = begin(config, what, *names)
    assert (told.returncode, told.stderr) == (0, "")
    found: dict[str, Any] = json.loads(told.stdout)
    assert found.pop("left") == 0
    return found


def sync(config: Path, *options: str) -> str:
    """Run `jampel sync` as a process; what it says."""
    command = [
        sys.executable,
        "-c",
        "from cli.main import run; run()",
        "--config",
        str(config),
        "sync",
    ]
    return subprocess.run(
        [*command, *options], cwd=ROOT, text=True, capture_output=True, check=True
    ).stdout


@pytest.fixture
def config(tmp_path: Path) -> Path:
    """A home with two sources, each with a file."""
    (tmp_path / "banten").mkdir()
    found = make_home(tmp_path, TWO)
    drop(tmp_path)
    drop(tmp_path, "../banten/b.csv", "Bahasa Inggris")
    return found


@needs_two_cores
def test_what_was_never_fetched_is_read_ahead(config: Path) -> None:
    assert ask(config, "", "banten-ceria", "lan-ri") == {"banten-ceria": 2, "lan-ri": 2}


@needs_two_cores
def test_a_source_that_nobody_asks_for_keeps_no_other_waiting(config: Path) -> None:
    assert ask(config, "", "lan-ri", "nowhere") == {"lan-ri": 2, "nowhere": None}


def test_what_was_fetched_before_is_not_read_ahead(config: Path) -> None:
    sync(config, "lan-ri")

    assert ask(config, "", "lan-ri")["lan-ri"] is None


def test_a_process_with_threads_is_not_copied(config: Path) -> None:
    assert ask(config, "threads", "lan-ri") == {"lan-ri": None}


def test_a_process_that_died_is_not_waited_for(config: Path) -> None:
    assert ask(config, "killed", "lan-ri") == {"lan-ri": None}


def test_without_room_for_another_process_the_run_reads_for_itself(config: Path) -> None:
    assert ask(config, "no room", "lan-ri") == {"lan-ri": None}


@needs_two_cores
def test_whom_it_reads_for_may_be_killed(config: Path) -> None:
    for number in range(600):  # what it tells of so many pages is more than a pipe holds
        drop(config.parent, f"{number}.csv")

    told = begin(config, "abandoned")

    assert told.returncode == -signal.SIGKILL
    deadline = time.monotonic() + 60
    while Path(f"/proc/{told.stdout}").exists() and time.monotonic() < deadline:
        time.sleep(0.05)
    assert not Path(f"/proc/{told.stdout}").exists()


def test_a_sync_that_reads_ahead_ends_as_one_that_does_not(
    config: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (config.parent / "inbox/rusak.csv").write_text("catatan\nbukan tabel\n")
    ahead = sync(config)
    (tmp_path / "jampel.db").unlink()

    main(["--config", str(config), "sync"])  # in this process, which has threads

    assert capsys.readouterr().out == ahead
    assert "rusak.csv" in ahead
