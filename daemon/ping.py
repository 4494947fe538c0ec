"""Call the outside monitor after a healthy round, so that silence is noticed elsewhere.

It never delays a round and never fails one. Its address is a secret: who knows it can feign us.
"""

import asyncio
import time
from collections.abc import Awaitable, Callable
from datetime import timedelta
from urllib.parse import urlsplit

import structlog

from config.secrets import Secret
from connectors.http.client import HttpClient
from connectors.http.settings import HttpSettings

EVERY = timedelta(minutes=1)
PATIENCE = timedelta(seconds=10)
ENOUGH_BYTES = 65_536

Call = Callable[[str], Awaitable[None]]
"""Calls an address; raises where it does not answer well."""

log = structlog.get_logger()


class Ping:
    """Calls at most once a minute, one call at a time."""

    def __init__(self, address: Secret | None, *, call: Call | None = None,
                 stopwatch: Callable[[], float] = time.monotonic) -> None:  # fmt: skip
        self._address = address
        self._call = call or call_outside
        self._stopwatch = stopwatch
        self._called_at: float | None = None
        self._calling: asyncio.Task[None] | None = None
        self._failed = False

    def after_round(self) -> None:
        """Begin a call if it is time for one."""
        now = self._stopwatch()
        recent = self._called_at is not None and now - self._called_at < EVERY.total_seconds()
        if self._address is None or recent or (self._calling and not self._calling.done()):
            return
        self._called_at = now
        self._calling = asyncio.create_task(self._tell(self._address.get_secret_value()))

    def end(self) -> None:
        """Wait for no answer any more."""
        if self._calling is not None:
            self._calling.cancel()

    async def _tell(self, address: str) -> None:
        try:
            await asyncio.wait_for(self._call(address), 2 * PATIENCE.total_seconds())
        except Exception as error:  # noqa: BLE001 - whatever is wrong outside is no trouble of ours
            if not self._failed:  # its message may hold the address
                log.warning("ping_failed", error=type(error).__name__)
            self._failed = True
        else:
            if self._failed:
                log.info("ping_back")
            self._failed = False


async def call_outside(address: str) -> None:
    """GET an address once, without following it elsewhere.

    Raises:
        SourceError: no answer, or not a good one.

    """
    place = urlsplit(address)
    seconds = PATIENCE.total_seconds()
    settings = HttpSettings(
        f"{place.scheme}://{place.netloc}", private_network=True, connect_seconds=seconds,
        silence_seconds=seconds, deadline_seconds=seconds, max_raw_bytes=ENOUGH_BYTES,
        max_decoded_bytes=ENOUGH_BYTES, attempts=1,
    )  # fmt: skip
    async with HttpClient(settings, secrets=[address, place.path, place.query]) as client:
        await client.get(address)
