"""The troubles that an answer can be in, and what a fetch may make of each."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache

from connectors.errors import (
    SourceChangedError,
    SourceError,
    SourceRefusedError,
    SourceUnavailableError,
)
from connectors.testing import wire_faults as faults
from connectors.testing.wire import Reply

DATE = "Tue, 01 Nov 2022 07:00:00 GMT"
TWO_SECONDS_LATER = "Tue, 01 Nov 2022 07:00:02 GMT"
LONG_SECONDS = 7200

LATER = (SourceUnavailableError,)
REFUSED = (SourceRefusedError,)
CHANGED = (SourceChangedError,)


@dataclass(frozen=True, slots=True)
class Trouble:
    """One way in which answers are not what the service said."""

    name: str
    twist: Callable[[Reply], Reply]
    """Make the troubled answer out of the sound one."""
    may_raise: tuple[type[SourceError], ...]
    """What a fetch may end with where it does not bring every record all the same."""
    times: int | None = 1
    """So many answers in a row; None: from then on for ever."""


def _instead(reply: Reply) -> Callable[[Reply], Reply]:
    return lambda _: reply


@cache
def _bomb() -> Reply:
    return faults.bomb()


_WAIT_SECONDS = faults.status(429, retry_after="2", date=DATE)
_WAIT_UNTIL = faults.status(429, retry_after=TWO_SECONDS_LATER, date=DATE)

TROUBLES = (
    Trouble("last byte lost", faults.cut, LATER),
    Trouble("cut", faults.halved, LATER),
    Trouble("cut for ever", faults.halved, LATER, None),
    Trouble("reset", lambda sound: faults.halved(sound, reset=True), LATER),
    Trouble("dripped", lambda sound: faults.trickled(sound, parts=40), LATER, None),
    Trouble("nothing", _instead(Reply(())), LATER),
    Trouble("bomb", lambda _: _bomb(), (*CHANGED, *LATER), None),
    Trouble("truncated gzip", faults.packed_half, LATER),
    Trouble("truncated gzip for ever", faults.packed_half, LATER, None),
    Trouble("told too long", faults.told_double, LATER),
    Trouble("told too short", faults.told_half, (*LATER, *CHANGED), None),
    Trouble("chunk cut", faults.chunked_half, LATER),
    Trouble("chunk cut for ever", faults.chunked_half, LATER, None),
    Trouble("500 twice", _instead(faults.status(500)), LATER, 2),
    Trouble("500 for ever", _instead(faults.status(500)), LATER, None),
    Trouble("429 with seconds", _instead(_WAIT_SECONDS), LATER),
    Trouble("429 with a date", _instead(_WAIT_UNTIL), LATER),
    Trouble("401 once", _instead(faults.status(401)), REFUSED),
    Trouble("401 for ever", _instead(faults.status(401)), REFUSED, None),
    Trouble("login page", _instead(faults.page(faults.LOGIN_PAGE)), REFUSED, None),
    Trouble("maintenance page", _instead(faults.page(faults.MAINTENANCE_PAGE)), LATER, None),
    Trouble("captive portal", _instead(faults.page(faults.PORTAL_PAGE)), LATER, None),
)

_WAIT_LONG = faults.status(429, retry_after=str(LONG_SECONDS))
LONG_WAIT = Trouble("429 for hours", _instead(_WAIT_LONG), LATER, None)
