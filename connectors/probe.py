"""What a connector may say of its source before anything is fetched: `jampel check --connect`.

Optional: a connector without `probe` is tried by fetching once.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Protocol, runtime_checkable

from connectors.troubles import Trouble

_LONG_NUMBER = re.compile(r"\d{16,}")
_SHOWN = 4


@dataclass(frozen=True, slots=True)
class Lack:
    """Something that will not be read, and why."""

    what: str
    """What is missing, and what that means for the hours."""
    why: str
    """The function, right, column or setting that would bring it."""


@dataclass(frozen=True, slots=True)
class Probe:
    """How a source will be read; all texts are for a person, in Indonesian."""

    way: str | None
    """Which of the ways to the records is taken; null where there is none."""
    site: str = ""
    """What answers, by the name it gives itself."""
    release: str = ""
    account: str = ""
    """As whom we ask, by `account_shown`; empty where nobody has to be somebody."""
    counts: Mapping[str, int] = field(default_factory=dict)
    """How much is seen, by what it is: `courses`, `people`, `completions`, `files`, `rows` ..."""
    notes: tuple[str, ...] = ()
    """What else is good to know."""
    lacks: tuple[Lack, ...] = ()
    asks: tuple[str, ...] = ()
    """What to ask of the admin of the source: paragraphs of a letter that may be copied as is."""
    trouble: Trouble | None = None
    """Why the source may not be used, where it answers and yet may not be."""
    detail: str = ""
    """Of the trouble, for whoever has to look deeper."""


@runtime_checkable
class Probing(Protocol):
    """A connector that can say how it will read its source."""

    async def probe(self) -> Probe:
        """Look at the source without changing or keeping anything.

        Raises:
            SourceError: nothing can be said of it; its `trouble` says why.

        """
        ...


def account_shown(name: str) -> str:
    """Give the name of an account; where it is a NIP or NIK, without its middle."""
    return _LONG_NUMBER.sub(lambda found: _masked(found[0]), name)


def _masked(number: str) -> str:
    return number[:_SHOWN] + "•" * (len(number) - 2 * _SHOWN) + number[-_SHOWN:]
