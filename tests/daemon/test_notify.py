"""What systemd hears, over a real datagram socket: ready, alive, about to end."""

import os
import signal
import socket
import time
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

import pytest

from daemon.notify import Notifier
from tests.daemon.homes import make_home
from tests.daemon.test_daemon_process import started, until


@dataclass(frozen=True, slots=True)
class Systemd:
    """Listens as systemd does."""

    socket: socket.socket
    path: str

    def hears(self, seconds: float = 20) -> str:
        self.socket.settimeout(seconds)
        return self.socket.recv(4096).decode()

    def waits_for(self, word: str) -> None:
        last = time.monotonic() + 30
        while time.monotonic() < last:
            if self.hears() == word:
                return
        raise AssertionError(f"{word} was not heard")

    def forget(self) -> None:
        """Drop what was said already."""
        self.socket.settimeout(0)
        try:
            while True:
                self.socket.recv(4096)
        except BlockingIOError:
            return


@pytest.fixture(params=["path", "abstract"])
def systemd(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Systemd]:
    path = str(tmp_path / "notify")
    if request.param == "abstract":
        path = f"@jampel-{os.getpid()}-{time.monotonic_ns()}"
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as heard:
        heard.bind("\0" + path[1:] if path.startswith("@") else path)
        yield Systemd(heard, path)


def test_words_arrive_one_by_one(systemd: Systemd) -> None:
    notifier = Notifier({"NOTIFY_SOCKET": systemd.path, "WATCHDOG_USEC": "30000000"})
    notifier.ready()
    notifier.alive()
    notifier.status("bekerja")
    notifier.stopping()

    heard = [systemd.hears() for _ in range(4)]
    assert heard == ["READY=1", "WATCHDOG=1", "STATUS=bekerja", "STOPPING=1"]
    assert notifier.interval == timedelta(seconds=10)


@pytest.mark.parametrize(
    "environment",
    [
        {},
        {"WATCHDOG_USEC": "30000000"},
        {"NOTIFY_SOCKET": "/run/x", "WATCHDOG_USEC": "0"},
        {"NOTIFY_SOCKET": "/run/x", "WATCHDOG_USEC": "soon"},
        {"NOTIFY_SOCKET": "/run/x", "WATCHDOG_USEC": "30000000", "WATCHDOG_PID": "1"},
    ],
)
def test_where_nobody_waits_for_it_there_is_no_watchdog(environment: dict[str, str]) -> None:
    assert Notifier(environment).interval is None


def test_a_socket_that_is_gone_is_no_trouble(tmp_path: Path) -> None:
    Notifier({"NOTIFY_SOCKET": str(tmp_path / "gone")}).ready()


def test_a_daemon_says_that_it_is_ready_lives_and_ends(systemd: Systemd, tmp_path: Path) -> None:
    folder = tmp_path / "home"
    folder.mkdir()
    told = {"NOTIFY_SOCKET": systemd.path, "WATCHDOG_USEC": "600000"}
    with started(make_home(folder), environment=told) as daemon:
        assert systemd.hears() == "READY=1"
        for _ in range(3):
            systemd.waits_for("WATCHDOG=1")
        daemon.process.send_signal(signal.SIGTERM)
        systemd.waits_for("STOPPING=1")
        assert daemon.process.wait(20) == 0


def test_a_daemon_that_stands_still_says_nothing_so_that_systemd_ends_it(
    systemd: Systemd, tmp_path: Path
) -> None:
    folder = tmp_path / "home"
    folder.mkdir()
    told = {"NOTIFY_SOCKET": systemd.path, "WATCHDOG_USEC": "600000"}
    with started(make_home(folder), environment=told) as daemon:
        systemd.waits_for("WATCHDOG=1")
        daemon.process.send_signal(signal.SIGSTOP)
        until(lambda: _stands_still(daemon.process.pid))
        systemd.forget()
        with pytest.raises(TimeoutError):
            systemd.hears(2)
        daemon.process.send_signal(signal.SIGCONT)
        systemd.waits_for("WATCHDOG=1")


def _stands_still(pid: int) -> bool:
    """Whether all of its threads are stopped."""
    states = [f.read_text().rsplit(")", 1)[1].split()[0]
              for f in Path(f"/proc/{pid}/task").glob("*/stat")]  # fmt: skip
    return set(states) == {"T"}
