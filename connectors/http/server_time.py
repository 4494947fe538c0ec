"""What time a source says it is, in the Date of its answers: told to whoever listens.

A connector need not hand it on: the run that asked has its ear open around the whole fetch.
"""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime

Hear = Callable[[datetime], None]

_HEARER: ContextVar[Hear | None] = ContextVar("hearer", default=None)


@contextmanager
def hearing(hear: Hear) -> Iterator[None]:
    """Hear the time of every good answer in this block, at the moment in which it came."""
    before = _HEARER.set(hear)
    try:
        yield
    finally:
        _HEARER.reset(before)


def tell(headers: Mapping[str, str], *, age: timedelta) -> None:
    """Tell the time of an answer, if somebody listens and the source says what it is.

    Args:
        headers: names in lower case.
        age: how long a cache on the way has kept it.

    """
    hear, date = _HEARER.get(), headers.get("date")
    if hear is None or date is None:
        return
    try:
        said = parsedate_to_datetime(date)
        at = said.replace(tzinfo=said.tzinfo or UTC) + age
    except (ValueError, TypeError, IndexError, OverflowError):
        return  # a Date that is none says nothing
    hear(at)
