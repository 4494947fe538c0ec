"""What /healthz, /readyz and /metrics answer."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from http import HTTPStatus

from daemon.health import Answers, Reply
from daemon.metrics import MEDIA_TYPE, Metrics
from daemon.pulse import Pulse
from models.store import Store


@dataclass(slots=True)
class Condition:
    """How the daemon is; filled as it comes to life."""

    pulse: Pulse
    metrics: Metrics
    draining: Callable[[], bool]
    store: Store | None = None

    def answers(self) -> Answers:
        """Return what answers which path."""
        return {"/healthz": self._healthz, "/readyz": self._readyz, "/metrics": self._metrics}

    async def _healthz(self) -> Reply:
        if self.pulse.ticks:
            return Reply(HTTPStatus.OK, "ok\n")
        return Reply(HTTPStatus.SERVICE_UNAVAILABLE, "the schedule stands still\n")

    async def _readyz(self) -> Reply:
        if self.draining():
            return Reply(HTTPStatus.SERVICE_UNAVAILABLE, "ending\n")
        if await self.pulse.look():
            return Reply(HTTPStatus.OK, "ok\n")
        # What exactly is wrong stands in the log: this may be read by anybody.
        return Reply(HTTPStatus.SERVICE_UNAVAILABLE, f"{self.pulse.reason}\n")

    async def _metrics(self) -> Reply:
        ready = 0 if self.draining() else int(await self.pulse.look())
        text = await asyncio.to_thread(self.metrics.text, self.store if ready else None)
        about = "# HELP jampel_ready 1 where the store answers and nothing ends.\n"
        told = f"{about}# TYPE jampel_ready gauge\njampel_ready {ready}\n"
        return Reply(HTTPStatus.OK, text + told, MEDIA_TYPE)
