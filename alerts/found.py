"""Something that holds now about the service, and how foreign words may stand in it."""

from dataclasses import dataclass

MOST_NAMED = 5
MOST_SHOWN = 300
"""Letters of a foreign text."""


@dataclass(frozen=True, slots=True)
class Found:
    """Something that holds now."""

    subject: str
    happened: str
    remedy: str


def named(names: tuple[str, ...]) -> str:
    """The first few names, and how many there are more."""
    more = len(names) - MOST_NAMED
    named = ", ".join(one_line(name) for name in names[:MOST_NAMED])
    return f"{named} dan {more} lagi" if more > 0 else named


def one_line(text: str | None) -> str:
    """Foreign text as one printable line of bounded length."""
    plain = "".join(c if c.isprintable() else " " for c in text or "tanpa keterangan").rstrip(". ")
    return plain if len(plain) <= MOST_SHOWN else f"{plain[:MOST_SHOWN]}…"
