"""The words of a mail to the admins: what is new, what it means, what to do, what is over; pure."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from textwrap import fill

from alerts.words import moment_words
from models.service_alerts import ServiceAlert

WIDTH = 72
SUBJECT_LENGTH = 120


@dataclass(frozen=True, slots=True)
class Letter:
    """A subject of one line, and plain text."""

    subject: str
    text: str


def letter(
    news: Sequence[ServiceAlert], still_open: int, *, organisation: str, now: datetime
) -> Letter:
    """Write what admins do not know yet.

    Args:
        news: what was raised, and what is cleared.
        still_open: how many are open in all.
        organisation: whose jampel it is.
        now: when it is written.

    """
    raised = [one for one in news if one.cleared_at is None]
    over = [one for one in news if one.cleared_at is not None]
    parts = [f"Jampel, {organisation}, {moment_words(now)}"]
    if raised:
        parts.append("PERINGATAN BARU")
        parts += (_raised(number, one) for number, one in enumerate(raised, 1))
    if over:
        parts.append("SUDAH SELESAI")
        parts += (_over(one) for one in over)
    parts.append(f"Yang masih terbuka: {still_open}. Lihat semuanya: jampel status")
    return Letter(_subject(raised, over), "\n\n".join(parts) + "\n")


def _subject(raised: Sequence[ServiceAlert], over: Sequence[ServiceAlert]) -> str:
    first = (raised or over)[0].happened
    more = len(raised) + len(over) - 1
    tail = f" (dan {more} lagi)" if more else ""
    head = "[jampel] " if raised else "[jampel] Selesai: "
    room = SUBJECT_LENGTH - len(head) - len(tail)
    return head + (first if len(first) <= room else f"{first[: room - 1]}…") + tail


def _raised(number: int, one: ServiceAlert) -> str:
    head = f"{number}. "
    lines = (one.happened, f"Artinya: {one.meaning}", f"Yang dilakukan: {one.remedy}")
    return "\n".join(_indented(lines, head))


def _over(one: ServiceAlert) -> str:
    end = moment_words(one.gone_at or one.cleared_at or one.seen_at)
    return "\n".join(_indented([f"{one.happened} Selesai {end}."], "- "))


def _indented(lines: Iterable[str], head: str) -> Iterator[str]:
    margin = " " * len(head)
    for place, line in enumerate(lines):
        yield fill(
            line,
            WIDTH,
            initial_indent=margin if place else head,
            subsequent_indent=margin,
            break_long_words=False,
            break_on_hyphens=False,
        )
