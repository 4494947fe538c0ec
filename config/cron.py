"""Check the five fields of a cron line: minute, hour, day, month, day of the week."""

import re

_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_DAYS = ("sun", "mon", "tue", "wed", "thu", "fri", "sat")
_FIELDS: tuple[tuple[str, int, int, tuple[str, ...]], ...] = (
    ("minute", 0, 59, ()),
    ("hour", 0, 23, ()),
    ("day of the month", 1, 31, ()),
    ("month", 1, 12, _MONTHS),
    ("day of the week", 0, 7, _DAYS),
)
_ITEM = re.compile(r"(?:\*|(\w+)(?:-(\w+))?)(?:/(\d{1,3}))?", re.ASCII)


def check_cron(line: str) -> str:
    """Return the line with single spaces.

    Raises:
        ValueError: it is not a cron line; the message says which field is wrong.

    """
    fields = line.split()
    if len(fields) != len(_FIELDS):
        raise ValueError(
            f"a schedule has 5 fields (minute hour day month weekday), not {len(fields)}"
        )
    for field, (name, low, high, words) in zip(fields, _FIELDS, strict=True):
        for item in field.split(","):
            if not _holds(item, low, high, words):
                raise ValueError(f'"{item}" is no {name} of a schedule ({low} to {high})')
    return " ".join(fields)


def weekdays(line: str) -> str:
    """Return the day-of-the-week field of a checked line as names, or `*`.

    Cron counts from Sunday, our scheduler from Monday: only names mean the same to both.
    """
    field = line.rsplit(maxsplit=1)[-1]
    if field == "*":
        return field
    _, low, high, words = _FIELDS[-1]
    days: set[int] = set()
    for item in field.split(","):
        first, last, step = _bounds(item, low, high, words)
        days |= {day % len(_DAYS) for day in range(first, last + 1, step)}
    return ",".join(_DAYS[day] for day in sorted(days))


def _holds(item: str, low: int, high: int, words: tuple[str, ...]) -> bool:
    try:
        first, last, step = _bounds(item, low, high, words)
    except ValueError:
        return False
    # The scheduler refuses a step that is longer than its range.
    return low <= first <= last <= high and (step == 1 or step <= last - first)


def _bounds(item: str, low: int, high: int, words: tuple[str, ...]) -> tuple[int, int, int]:
    found = _ITEM.fullmatch(item)
    if found is None:
        raise ValueError(item)
    start, end, every = found.groups()
    if every is not None and (int(every) == 0 or (start is not None and end is None)):
        raise ValueError(item)
    if start is None:
        return low, min(high, len(words) - 1) if words is _DAYS else high, int(every or 1)
    first = _number(start, low, words)
    return first, first if end is None else _number(end, low, words), int(every or 1)


def _number(text: str, low: int, words: tuple[str, ...]) -> int:
    return words.index(text.lower()) + low if text.lower() in words else int(text)
