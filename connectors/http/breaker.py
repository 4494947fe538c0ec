"""A circuit that opens when a source fails again and again: nobody knocks at a dead door."""

from datetime import timedelta

from connectors.errors import SourceUnavailableError
from connectors.http.timing import Timing


class Breaker:
    """Closed while requests succeed; open for a time after failures; then one probe decides."""

    def __init__(self, failures: int, seconds: float, timing: Timing) -> None:
        self._limit = failures
        self._seconds = seconds
        self._timing = timing
        self._failed = 0
        self._opened_at: float | None = None
        self._probing = False

    def enter(self) -> None:
        """Let a request pass, or say how long it has to wait."""
        if self._opened_at is None:
            return
        left = self._opened_at + self._seconds - self._timing.monotonic()
        if left > 0 or self._probing:
            raise SourceUnavailableError(
                f"{self._failed} permintaan berturut-turut gagal; sumber dibiarkan sebentar",
                retry_after=timedelta(seconds=max(left, 1)),
            )
        self._probing = True

    def succeeded(self) -> None:
        """Close: the source answers."""
        self._failed, self._opened_at, self._probing = 0, None, False

    def failed(self) -> None:
        """Count a failure; open at the limit, and again after a probe that failed."""
        self._failed += 1
        if self._probing or self._failed >= self._limit:
            self._opened_at = self._timing.monotonic()
        self._probing = False

    def abandoned(self) -> None:
        """A request was broken off by us: it says nothing of the source."""
        self._probing = False
