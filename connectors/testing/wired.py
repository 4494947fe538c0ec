"""A source behind a wire that can be in trouble: what the HTTP suite needs to know of it."""

import threading
from collections.abc import Callable
from dataclasses import dataclass

from connectors.contract import Connector
from connectors.testing.trouble import Trouble
from connectors.testing.wire import Reply, Request


@dataclass(frozen=True, slots=True)
class WiredSource:
    """A fake service as a function, and the connector that asks it.

    It answers the same to the same questions, whoever asks and however often.
    """

    connect: Callable[[str], Connector]
    """Make a connector for a base URL on loopback; it knows nothing of earlier ones."""
    answer: Callable[[Request], Reply]
    """Answer as the sound service does."""
    records: int
    """How many rows a whole fetch brings; enough for more than one request."""
    secrets: tuple[str, ...] = ()
    """Tokens and passwords of the connector: they may stand in no error and no log."""


class Relay:
    """Stands between a wire and a service, and troubles some of the answers."""

    def __init__(self, answer: Callable[[Request], Reply]) -> None:
        self._answer = answer
        self._lock = threading.Lock()
        self._trouble: Trouble | None = None
        self._from = 0
        self.asked = 0

    def __call__(self, request: Request) -> Reply:
        """Answer a request: soundly, or in the way of the trouble."""
        with self._lock:
            reply = self._answer(request)
            trouble, at = self._trouble, self.asked - self._from
            self.asked += 1
        if trouble is None or at < 0 or (trouble.times is not None and at >= trouble.times):
            return reply
        return trouble.twist(reply)

    def trouble(self, trouble: Trouble, *, at: int) -> None:
        """Let the request of this number be in trouble, counted from now on and from 0."""
        with self._lock:
            self._trouble, self._from, self.asked = trouble, at, 0

    def heal(self) -> None:
        """Be sound again."""
        with self._lock:
            self._trouble = None
