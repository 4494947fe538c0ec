"""The clock: the one place that reads it."""

from datetime import UTC, datetime


def now() -> datetime:
    """Return this instant, in UTC."""
    return datetime.now(UTC)  # noqa: TID251 - everything else takes `now` as an argument
