"""Tell systemd how we are: ready, alive, about to end; silent where nobody listens."""

import os
import socket
from collections.abc import Mapping
from datetime import timedelta

import structlog

SOCKET = "NOTIFY_SOCKET"
WATCHDOG = "WATCHDOG_USEC"
WATCHDOG_PID = "WATCHDOG_PID"
TIMES_PER_WATCHDOG = 3
"""So often within its time we say that we live: one lost word is no death."""

log = structlog.get_logger()


class Notifier:
    """Says one word at a time to the socket that systemd gave us."""

    def __init__(self, environment: Mapping[str, str]) -> None:
        path = environment.get(SOCKET, "")
        self._address = "\0" + path[1:] if path.startswith("@") else path
        self._watchdog = _microseconds(environment)

    @property
    def interval(self) -> timedelta | None:
        """How often to say that we live; none where nobody waits for it."""
        return self._watchdog / TIMES_PER_WATCHDOG if self._watchdog and self._address else None

    def ready(self) -> None:
        """Say that we have begun."""
        self._say("READY=1")

    def alive(self) -> None:
        """Say that the loop ticks."""
        self._say("WATCHDOG=1")

    def stopping(self) -> None:
        """Say that we end."""
        self._say("STOPPING=1")

    def status(self, words: str) -> None:
        """Say in one line what we do; for `systemctl status`."""
        self._say(f"STATUS={words}")

    def _say(self, words: str) -> None:
        if not self._address:
            return
        try:
            with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM | socket.SOCK_CLOEXEC) as out:
                out.sendto(words.encode(), socket.MSG_DONTWAIT, self._address)
        except OSError as error:
            log.warning("notify_failed", error=type(error).__name__)


def _microseconds(environment: Mapping[str, str]) -> timedelta | None:
    told = environment.get(WATCHDOG, "")
    for_whom = environment.get(WATCHDOG_PID, "")
    if not told.isdecimal() or int(told) == 0 or for_whom not in {"", str(os.getpid())}:
        return None
    return timedelta(microseconds=int(told))
