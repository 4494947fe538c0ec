"""When a training was, and in which year it counts (domain.md A2 "Dates", A3 "Which year").

A training counts in the year of its last day; without one, of the certificate's date; without
one, of the printed year. More than 7 days after landing, or before 1990, is refused.
"""

from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache

from sync.reading.dates import DateUnreadableError, to_date, to_interval, to_year

EARLIEST_YEAR = 1990
DAYS_AHEAD = 7

_interval = lru_cache(maxsize=100_000)(to_interval)


@dataclass(frozen=True, slots=True)
class When:
    """Days and year of a training, or why they cannot be told."""

    start_on: date | None = None
    end_on: date | None = None
    year: int | None = None
    reason: str | None = None
    field: str | None = None
    value: str | None = None


class _Refused(Exception):  # noqa: N818 - never leaves this module
    def __init__(self, reason: str, field: str, value: str | None) -> None:
        super().__init__(reason)
        self.when = When(reason=reason, field=field, value=value)


def read_when(
    start: str | None,
    end: str | None,
    span: str | None,
    certificate: str | None,
    year: str | None,
    *,
    landed_on: date,
    blame: str = "end_on",
) -> When:
    """Read the cells that tell when; `blame` is the field named where all of them are empty."""
    try:
        if start or end or span:
            return _of_days(start, end, span, landed_on)
        if certificate:
            day = _bounded(_parse(certificate, "certificate_on")[1], "certificate_on",
                           certificate, landed_on)  # fmt: skip
            return When(year=day.year)
        if year:
            return When(year=_of_year(year, landed_on))
    except _Refused as refused:
        return refused.when
    return When(reason="date_missing", field=blame)


def _of_days(start: str | None, end: str | None, span: str | None, landed_on: date) -> When:
    field, text = "date_range", span or ""
    if span and not end:
        first, last = _parse(span, field)
    else:
        field, text = ("end_on", end) if end else ("start_on", start or "")
        first, last = _parse(text, field)
        first = _parse(start, "start_on")[0] if start else _begun(span, first, last)
        if first > last:
            raise _Refused("date_invalid", field, text)
    _bounded(last, field, text, landed_on)
    if first.year < EARLIEST_YEAR:
        raise _Refused("date_invalid", "start_on" if start else field, start or text)
    return When(start_on=first, end_on=last, year=last.year)


def _begun(span: str | None, first: date, last: date) -> date:
    """Take the first day from a "Tanggal" beside "Tanggal Selesai", where it can be one."""
    try:
        return min(_interval(span)[0], last) if span else first
    except DateUnreadableError:
        return first


def _of_year(text: str, landed_on: date) -> int:
    try:
        year = to_year(text)
    except DateUnreadableError as error:
        raise _Refused("date_invalid", "year", text) from error
    if year > (landed_on + timedelta(days=DAYS_AHEAD)).year:
        raise _Refused("date_future", "year", text)
    if year < EARLIEST_YEAR:
        raise _Refused("date_invalid", "year", text)
    return year


def _parse(text: str, field: str) -> tuple[date, date]:
    try:
        return _interval(text)
    except DateUnreadableError as error:
        raise _Refused("date_invalid", field, text) from error


def _bounded(day: date, field: str, text: str | None, landed_on: date) -> date:
    if day > landed_on + timedelta(days=DAYS_AHEAD):
        raise _Refused("date_future", field, text)
    if day.year < EARLIEST_YEAR:
        raise _Refused("date_invalid", field, text)
    return day


def day_or_none(text: str | None) -> date | None:
    """A day where the text is one: for what is shown but decides nothing."""
    try:
        return to_date(text) if text else None
    except DateUnreadableError:
        return None
