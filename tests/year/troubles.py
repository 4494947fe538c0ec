"""What befalls the nights of a year: each kind of trouble a share of them, from a seed."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from random import Random


class Wire(StrEnum):
    """What a service over the network does to us for a day."""

    REFUSED = "refused"
    RESET = "reset"
    CUT = "cut"
    """Breaks off in the middle of an answer."""
    BROKEN = "broken"
    """HTTP 500."""
    UPKEEP = "upkeep"
    """Maintenance."""


class File(StrEnum):
    """What becomes of LAN's newest files for a day."""

    HALF = "half"
    NOISE = "noise"
    AWAY = "away"
    """Its folder is not there."""


class Base(StrEnum):
    """What becomes of the store in the middle of the work."""

    STOPPED = "stopped"
    """PostgreSQL is; in SQLite's case another program holds its lock for a while."""
    KILLED = "killed"


class Post(StrEnum):
    """What the mail server does for a day."""

    REFUSED = "refused"
    LATER = "later"
    """451 to everybody."""
    CUT = "cut"


@dataclass(frozen=True, slots=True)
class Night:
    """The troubles of one night and the day after it."""

    wire: Wire | None = None
    file: File | None = None
    base: Base | None = None
    post: Post | None = None
    killed: bool = False
    """The daemon dies by SIGKILL in its work, once or twice."""

    def __bool__(self) -> bool:
        return self != QUIET


QUIET = Night()


def troubles(seed: int, days: Iterable[date], *, share: float, kills: bool) -> Mapping[date, Night]:
    """Spread troubles over some nights; on others there is none."""
    chance = Random(f"troubles {seed}")

    def struck() -> bool:
        return chance.random() < share

    nights = {}
    for day in days:
        nights[day] = Night(
            wire=chance.choice(list(Wire)) if struck() else None,
            file=chance.choice(list(File)) if struck() else None,
            base=chance.choice(list(Base)) if struck() else None,
            post=chance.choice(list(Post)) if struck() else None,
            killed=struck() and kills,
        )
    return nights
