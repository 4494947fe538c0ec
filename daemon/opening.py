"""Open the workshop of a daemon; a store that is away is waited for."""

import asyncio
from collections.abc import Callable
from contextlib import AbstractContextManager, AsyncExitStack
from datetime import timedelta

import structlog

from daemon.notify import Notifier
from daemon.pulse import Pulse
from daemon.wiring import Workshop
from models.store import StoreAwayError

FIRST_PAUSE = timedelta(seconds=1)
LONGEST_PAUSE = timedelta(seconds=30)

log = structlog.get_logger()


async def opened_patiently(
    opening: Callable[[], AbstractContextManager[Workshop]],
    stack: AsyncExitStack,
    told: asyncio.Event,
    *,
    pulse: Pulse,
    notifier: Notifier,
) -> Workshop | None:
    """Open the workshop, again and again while its store is away; none where we are to end.

    Raises:
        StoreError: the store answers, but waiting would not help.

    """
    pause = FIRST_PAUSE
    ending = asyncio.create_task(told.wait())
    try:
        while not told.is_set():
            pulse.tick()
            notifier.alive()
            opened = opening()
            entering = asyncio.create_task(asyncio.to_thread(opened.__enter__))
            while not entering.done() and not told.is_set():
                pulse.tick()
                notifier.alive()
                await asyncio.wait({entering, ending}, timeout=pulse.pause.total_seconds(),
                                   return_when=asyncio.FIRST_COMPLETED)  # fmt: skip
            if told.is_set():
                return None
            try:
                workshop = entering.result()
            except StoreAwayError as error:
                log.warning("store_away", reason=str(error), again_in_seconds=pause.seconds)
                notifier.status("menunggu basis data")
            else:
                stack.push(opened.__exit__)
                return workshop
            await asyncio.wait({ending}, timeout=pause.total_seconds())
            pause = min(pause * 2, LONGEST_PAUSE)
        return None
    finally:
        ending.cancel()
