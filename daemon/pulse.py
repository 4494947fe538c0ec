"""Whether the store answers and the loop ticks: what readiness, systemd and the schedule go by."""

import asyncio
import time
from collections.abc import Callable
from datetime import timedelta

import structlog

from models.store import StoreError

ANSWER_WITHIN = timedelta(seconds=5)
LONGEST_PAUSE = timedelta(minutes=1)
STILL = 3
"""A loop that did not tick for so many beats stands still."""

log = structlog.get_logger()


class Pulse:
    """Asks the store, one question at a time; a question without an answer is not repeated."""

    def __init__(self, beat: timedelta, *, stopwatch: Callable[[], float] = time.monotonic) -> None:
        self._beat = beat
        self._stopwatch = stopwatch
        self._ask: Callable[[], str | None] | None = None
        self._asking: asyncio.Task[str | None] | None = None
        self._ticked_at = stopwatch()
        self._away_since: float | None = None
        self._failures = 0
        self.trouble: str | None = "the store is not open yet"
        self.hangs = False
        """Whether the store gives no answer at all, not even a refusal."""

    def open(self, ask: Callable[[], str | None]) -> None:
        """From here on there is a store to ask."""
        self._ask = ask

    @property
    def ticks(self) -> bool:
        """Whether the loop came round lately."""
        return self._stopwatch() - self._ticked_at < STILL * self._beat.total_seconds()

    @property
    def pause(self) -> timedelta:
        """How long to wait for the next look: short at first when the store is away."""
        if not self._failures:
            return self._beat
        back_off = min(timedelta(seconds=2 ** (self._failures - 1)), LONGEST_PAUSE)
        return min(back_off, self._beat)

    @property
    def reason(self) -> str:
        """The trouble in its first line, without where the store is."""
        return (self.trouble or "").partition("\n")[0].partition(": ")[0]

    def tick(self) -> None:
        """Note that the loop comes round."""
        self._ticked_at = self._stopwatch()

    async def look(self) -> bool:
        """Ask the store whether it can be worked with; tells when that changes."""
        if self._ask is None:
            return False
        if self._asking is None:
            self._asking = asyncio.create_task(asyncio.to_thread(_asked, self._ask))
        asking = self._asking
        done, _ = await asyncio.wait({asking}, timeout=ANSWER_WITHIN.total_seconds())
        self.hangs = not done
        if self.hangs:
            self._note("the store gives no answer")
        elif self._asking is asking:  # else: another who waited with us has noted it
            self._asking = None
            self._note(asking.result())
        return self.trouble is None

    def _note(self, trouble: str | None) -> None:
        self.trouble = trouble
        if trouble is None:
            if self._away_since is not None:
                away = self._stopwatch() - self._away_since
                log.info("store_back", seconds=round(away, 1))
            self._away_since, self._failures = None, 0
            return
        self._failures += 1
        if self._away_since is None:
            self._away_since = self._stopwatch()
            log.warning("store_away", reason=trouble)


def _asked(ask: Callable[[], str | None]) -> str | None:
    try:
        return ask()
    except (StoreError, OSError) as error:
        return str(error)
