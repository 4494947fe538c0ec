"""What is remembered of a site: how to ask again cheaply, and which completions were listed.

Both connectors of a site remember the same, so that a source may change from one to the other.
"""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from connectors.contract import Cursor
from connectors.errors import CursorForeignError

VERSION = 2
Pair = tuple[int, int]
"""(user, course), by the ids of the site: they never change."""
Seen = Mapping[Pair, str]
"""Completions with their times in UTC; empty where a time is not known."""


@dataclass(frozen=True, slots=True)
class Remembered:
    """Where a fetch stopped."""

    compared_at: int = 0
    """When everything was compared last, in epoch seconds."""
    signs: Mapping[str, str] = field(default_factory=dict)
    """Of each listing what tells at one request whether it has changed; empty where none does."""
    seen: Seen = field(default_factory=dict)
    """Completions that were listed once: of these it matters why they are gone."""
    gone: frozenset[Pair] = frozenset()
    """Those that were not listed any more the last time."""
    undone: frozenset[Pair] = frozenset()
    """Those of which the site then said: not completed."""


def write_cursor(remembered: Remembered) -> Cursor:
    """Write it down."""
    facts = {
        "moodle": VERSION,
        "compared_at": remembered.compared_at,
        "signs": dict(sorted(remembered.signs.items())),
        "seen": _times(remembered.seen),
        "gone": _by_course(remembered.gone),
        "undone": _by_course(remembered.undone),
    }
    return Cursor(json.dumps(facts, separators=(",", ":")))


def read_cursor(cursor: Cursor) -> Remembered:
    """Read what was written down, by either connector, in this version or the one before.

    Raises:
        CursorForeignError: it is not ours.

    """
    foreign = CursorForeignError("bukan penanda konektor moodle atau moodle_web")
    try:
        match json.loads(cursor):
            case {"moodle": 2, "compared_at": int(at), "signs": dict(signs), "seen": dict(seen),
                  "gone": dict(gone), "undone": dict(undone)}:  # fmt: skip
                return Remembered(at, signs, _seen(seen), _pairs(gone), _pairs(undone))
            case {"moodle": 1, "seen": dict(seen)}:
                return Remembered(seen=dict.fromkeys(_pairs(seen), ""))
            case {"moodle_web": 1, "seen": dict(seen)}:
                return Remembered(seen=_seen(seen))
            case _:
                raise foreign
    except (ValueError, TypeError, AttributeError) as error:
        raise foreign from error


def _times(seen: Seen) -> dict[str, dict[str, str]]:
    grouped: dict[str, dict[str, str]] = {}
    for (user, course), at in sorted(seen.items()):
        grouped.setdefault(str(course), {})[str(user)] = at
    return grouped


def _seen(grouped: Mapping[str, Mapping[str, Any]]) -> dict[Pair, str]:
    return {
        (int(user), int(course)): str(at)
        for course, users in grouped.items()
        for user, at in users.items()
    }


def _by_course(pairs: Iterable[Pair]) -> dict[str, list[int]]:
    grouped: dict[str, list[int]] = {}
    for user, course in sorted(pairs):
        grouped.setdefault(str(course), []).append(user)
    return grouped


def _pairs(grouped: Mapping[str, Iterable[Any]]) -> frozenset[Pair]:
    return frozenset(
        (int(user), int(course)) for course, users in grouped.items() for user in users
    )
