"""What is remembered of a fetch: which completions were listed, and when they were completed."""

import json
from collections.abc import Mapping

from connectors.contract import Cursor
from connectors.errors import CursorForeignError
from connectors.moodle.cursor import Pair

VERSION = 1
Seen = Mapping[Pair, str]
"""(user, course) → time in UTC: what becomes of these matters, and a withdrawal has no time."""


def write_cursor(seen: Seen) -> Cursor:
    """Write it down."""
    grouped: dict[str, dict[str, str]] = {}
    for (user, course), at in sorted(seen.items()):
        grouped.setdefault(str(course), {})[str(user)] = at
    return Cursor(json.dumps({"moodle_web": VERSION, "seen": grouped}, separators=(",", ":")))


def read_cursor(cursor: Cursor) -> dict[Pair, str]:
    """Read what was written down.

    Raises:
        CursorForeignError: it is not ours.

    """
    try:
        match json.loads(cursor):
            case {"moodle_web": 1, "seen": dict(seen)}:
                return {
                    (int(user), int(course)): str(at)
                    for course, users in seen.items()
                    for user, at in users.items()
                }
            case _:
                pass
    except (ValueError, TypeError, AttributeError) as error:
        raise CursorForeignError("the cursor is not of the connector moodle_web") from error
    raise CursorForeignError("the cursor is not of the connector moodle_web")
