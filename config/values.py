"""What a single setting may be: names, addresses, hours, lengths of time; each with its check."""

import operator
import re
import zoneinfo
from datetime import time, timedelta
from email.utils import parseaddr
from typing import Annotated

from pydantic import AfterValidator, BeforeValidator, Field

from config.cron import check_cron
from config.problems import did_you_mean
from config.secrets import Secret

_SLUG = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
_SLUG_LENGTH = 40
_WINDOW = re.compile(r"([01]\d|2[0-3]):[0-5]\d-([01]\d|2[0-3]):[0-5]\d")
_DURATION = re.compile(r"(\d{1,5})\s*([smhdwy])")
YEAR = timedelta(days=365)
_UNITS = {
    "s": timedelta(seconds=1),
    "m": timedelta(minutes=1),
    "h": timedelta(hours=1),
    "d": timedelta(days=1),
    "w": timedelta(weeks=1),
    "y": YEAR,
}
RESERVED_SOURCES = frozenset({"roster"})
"""Names that the engine uses for itself."""


def _check_slug(name: str) -> str:
    if name in RESERVED_SOURCES:
        raise ValueError("this name is reserved: a source must be called otherwise")
    if len(name) > _SLUG_LENGTH or not _SLUG.fullmatch(name):
        raise ValueError(
            "a source's name has small letters, digits and single dashes only, at most 40"
        )
    return name


def _check_timezone(name: str) -> str:
    try:
        zoneinfo.ZoneInfo(name)
    except (zoneinfo.ZoneInfoNotFoundError, ValueError, OSError):
        known = zoneinfo.available_timezones()
        message = f'unknown timezone "{name}"{did_you_mean(name, known)}'
        raise ValueError(message) from None
    return name


def _read_duration(value: object) -> object:
    if isinstance(value, timedelta) or value is None:
        return value
    found = _DURATION.fullmatch(value) if isinstance(value, str) else None
    if found is None:
        raise ValueError('a length of time is written like "30m", "12h" or "2d"')
    return int(found[1]) * _UNITS[found[2]]


def _check_sender(text: str) -> str:
    _, address = parseaddr(text)
    if "\n" in text or "\r" in text or not re.fullmatch(r"[^@\s]+@[^@\s]+", address):
        raise ValueError('a sender is written like "BKPSDM <bangkom@serang.example>"')
    return text


def _check_address(text: str) -> str:
    if not re.fullmatch(r"[^@\s<>,;]+@[^@\s<>,;]+", text):
        raise ValueError(f'"{text}" is no mail address like "admin@serang.example"')
    return text


def read_window(text: str) -> tuple[time, time]:
    """Return both ends of hours written like 07:00-16:00."""
    first, _, last = text.partition("-")
    return time.fromisoformat(first.strip()), time.fromisoformat(last.strip())


def _check_window(text: str) -> str:
    if not _WINDOW.fullmatch(text) or not operator.lt(*read_window(text)):
        raise ValueError('hours are written like "07:00-16:00", the earlier first')
    return text


def _check_unsubscribe(text: str) -> str:
    if not re.fullmatch(r"(?:mailto:[^@\s<>,]+@[^@\s<>,]+|https://[^\s<>,]+)", text):
        raise ValueError('is written like "mailto:admin@serang.example" or "https://..."')
    return text


def _check_ping(url: Secret) -> Secret:
    if not re.match(r"https?://[^/\s]+", url.get_secret_value()):
        raise ValueError("must be an http:// or https:// address")
    return url


Schedule = Annotated[str, AfterValidator(check_cron)]
SourceName = Annotated[str, AfterValidator(_check_slug)]
Duration = Annotated[timedelta, BeforeValidator(_read_duration)]
LongTime = Annotated[Duration, Field(ge=timedelta(days=30), le=timedelta(days=36_500))]
Text = Annotated[str, Field(min_length=1)]
Port = Annotated[int, Field(ge=1, le=65535)]
Timezone = Annotated[str, AfterValidator(_check_timezone)]
Sender = Annotated[str, AfterValidator(_check_sender)]
MailAddress = Annotated[str, AfterValidator(_check_address)]
Window = Annotated[str, AfterValidator(_check_window)]
Unsubscribe = Annotated[str, AfterValidator(_check_unsubscribe)]
PingUrl = Annotated[Secret, AfterValidator(_check_ping)]
