"""One row of an export before it is printed, and what is wrong with it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import Enum, auto
from typing import TypeVar

from daemon.demo.courses import Source, Track

T = TypeVar("T")

_BITS = 5
ROLL_BITS = 50
"""Size of a row's roll: enough for ten independent choices."""


class NipState(Enum):
    """How the NIP of a row arrives."""

    PLAIN = auto()
    SPACED = auto()
    QUOTED = auto()
    """With an apostrophe, a backtick or as a formula, to force text."""
    NUMBER = auto()
    """Was a number cell once: Excel kept 15 digits, the serial is 000."""
    SCIENTIFIC = auto()
    """Saved as 1.98702E+17."""
    MISSING = auto()


class Fault(Enum):
    """Why a row cannot be read."""

    DATE = auto()
    JP = auto()
    TITLE = auto()


@dataclass(frozen=True, slots=True)
class Telling:
    """One row, told by one source, in the file of one month."""

    source: Source
    track: Track
    month: int
    training: int | None
    """Index of the training; a stranger's row has none."""
    nip: str
    name: str
    opd: str
    abbreviation: str
    unit: str
    agency: str
    employment: str
    email: str
    title: str
    form: str
    provider: str
    start_on: date
    end_on: date
    jp: Decimal
    number: str | None
    passed: bool
    prints_jp: bool
    nip_state: NipState
    fault: Fault | None
    roll: int
    """Chance for the printing of this row, drawn once: a file written anew prints it the same."""
    repeats: bool = False
    """The same row a second time in the same file; in the LMS: by a second account."""


def choose(roll: int, place: int, options: Sequence[T]) -> T:
    """Pick by the bits at one place of a roll."""
    return options[(roll >> (_BITS * place)) % (1 << _BITS) % len(options)]
