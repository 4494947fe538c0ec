"""How a value that is no text reads: numbers as in Excel's formula bar, dates as ISO."""

import datetime as dt
import math
from decimal import Decimal
from functools import lru_cache

from connectors.tabular.grid import Cell

_HOUR = 3600
_SHOWN_IN_FULL = (1e-9, 1e21)
_LIKE_THOUSANDS = -3


@lru_cache(maxsize=4096)
def number_cell(value: float) -> Cell:
    """Make a cell of a double."""
    return Cell(number_text(value), repr(value))


def number_text(value: float) -> str:
    """Show a double with the 15 digits that a spreadsheet keeps.

    Three decimals get a zero behind: 1.125 must not be read as a thousand with its dot.
    """
    if not math.isfinite(value):
        return "#NUM!"
    if value == 0:
        return "0"
    low, high = _SHOWN_IN_FULL
    if not low <= abs(value) < high:
        return f"{value:.15G}"
    kept = Decimal(f"{value:.14e}").normalize()
    shown = f"{kept:f}"
    return f"{shown}0" if kept.as_tuple().exponent == _LIKE_THOUSANDS else shown


def moment_text(value: object) -> str:
    """Show a date, a time of day or a length of time, to the nearest second."""
    match value:
        case dt.datetime():
            near = (value + dt.timedelta(microseconds=500_000)).replace(microsecond=0)
            midnight = near.time() == dt.time()
            return near.date().isoformat() if midnight else near.isoformat(sep=" ")
        case dt.date():
            return value.isoformat()
        case dt.time():
            seconds = value.hour * _HOUR + value.minute * 60 + value.second
            return _clock(seconds + (value.microsecond >= 500_000))  # noqa: PLR2004
        case dt.timedelta():
            return _clock(round(value.total_seconds()))
        case _:
            return str(value)


def _clock(seconds: int) -> str:
    sign = "-" if seconds < 0 else ""
    minutes, second = divmod(abs(seconds), 60)
    hour, minute = divmod(minutes, 60)
    return f"{sign}{hour:02}:{minute:02}:{second:02}"
