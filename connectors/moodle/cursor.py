"""What is remembered of a fetch: how to ask again cheaply, and which completions were seen."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from connectors.contract import Cursor
from connectors.errors import CursorForeignError

VERSION = 1
Pair = tuple[int, int]
"""(user, course), by the ids of the site: they never change."""


@dataclass(frozen=True, slots=True)
class Remembered:
    """Where a fetch stopped."""

    compared_at: int
    """When everything was compared last, in epoch seconds."""
    signs: Mapping[str, str]
    """Of each listing what tells at one request whether it has changed; empty where none does."""
    seen: frozenset[Pair]
    """Completions that were listed once: of these it matters why they are gone."""


def write_cursor(remembered: Remembered) -> Cursor:
    """Write it down."""
    seen = {str(course): users for course, users in sorted(_by_course(remembered.seen).items())}
    facts = {
        "moodle": VERSION,
        "compared_at": remembered.compared_at,
        "signs": dict(sorted(remembered.signs.items())),
        "seen": seen,
    }
    return Cursor(json.dumps(facts, separators=(",", ":")))


def read_cursor(cursor: Cursor) -> Remembered:
    """Read what was written down.

    Raises:
        CursorForeignError: it is not ours.

    """
    try:
        match json.loads(cursor):
            case {"moodle": 1, "compared_at": int(at), "signs": dict(signs), "seen": dict(seen)}:
                pairs = [(user, int(course)) for course, users in seen.items() for user in users]
                return Remembered(at, signs, frozenset(pairs))
            case _:
                pass
    except (ValueError, TypeError) as error:
        raise CursorForeignError("the cursor is not of the connector moodle") from error
    raise CursorForeignError("the cursor is not of the connector moodle")


def _by_course(pairs: Iterable[Pair]) -> dict[int, list[int]]:
    grouped: dict[int, list[int]] = {}
    for user, course in sorted(pairs):
        grouped.setdefault(course, []).append(user)
    return grouped
