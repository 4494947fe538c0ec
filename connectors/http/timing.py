"""Time as the client feels it, so that a test need not wait for it."""

import asyncio
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Timing:
    """A clock that only goes forward, and a way to wait."""

    monotonic: Callable[[], float] = time.monotonic
    sleep: Callable[[float], Awaitable[None]] = asyncio.sleep


class Pace:
    """So many requests a second at most, evenly."""

    def __init__(self, per_second: float, timing: Timing) -> None:
        self._step = 1 / per_second
        self._timing = timing
        self._next = timing.monotonic()

    async def turn(self) -> None:
        """Wait for the next turn."""
        now = self._timing.monotonic()
        at = max(now, self._next)
        self._next = at + self._step
        if at > now:
            await self._timing.sleep(at - now)
