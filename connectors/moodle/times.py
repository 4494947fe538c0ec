"""Read times as the pages of Moodle show them to an account: in its zone, to the second at best."""

import re
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from connectors.moodle.display import moment, shown_moment

_ONE_DIGIT = re.compile(r"-(\d) ")
"""A day without its zero, as lists of customcert have it: `2026-05-6 04:17`."""


def epoch_of(shown: str, zone: str) -> int:
    """Give a time of the wall clock in a zone.

    Args:
        shown: `2026-09-16 02:33:30`, or in words as reports say it.
        zone: name of the zone.

    Raises:
        ValueError: this is no time.

    """
    text = _ONE_DIGIT.sub(r"-0\1 ", shown.strip())
    try:
        at = datetime.fromisoformat(text)
    except ValueError:
        at = datetime.fromisoformat(shown_moment(text) or "")
    return int(at.replace(tzinfo=ZoneInfo(zone)).astimezone(UTC).timestamp())


def in_utc(shown: str, zone: str) -> str:
    """Write a time in UTC; what cannot be read stays as it is."""
    try:
        return moment(epoch_of(shown, zone))
    except ValueError:
        return shown
