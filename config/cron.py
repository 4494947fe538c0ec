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
_ITEM = re.compile(r"(?:\*|(\w+)(?:-(\w+))?)(?:/(\d+))?")


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


def _holds(item: str, low: int, high: int, words: tuple[str, ...]) -> bool:
    found = _ITEM.fullmatch(item)
    if found is None:
        return False
    first, last, step = found.groups()
    if step is not None and (int(step) == 0 or (first is not None and last is None)):
        return False
    numbers = [_number(text, low, words) for text in (first, last) if text is not None]
    return all(n is not None and low <= n <= high for n in numbers) and (
        numbers == sorted(numbers, key=lambda n: n or 0)
    )


def _number(text: str, low: int, words: tuple[str, ...]) -> int | None:
    if text.isascii() and text.isdigit():
        return int(text)
    return words.index(text.lower()) + low if text.lower() in words else None
