"""What a status means for the engine."""

from datetime import timedelta
from email.utils import parsedate_to_datetime

from connectors.errors import SourceChangedError, SourceRefusedError, SourceUnavailableError
from connectors.troubles import BUSY, CREDENTIALS, FORBIDDEN, NOT_THERE, OLD_COPY

LONGEST_WAIT = timedelta(days=1)
"""A year is a mistake of somebody's; a day later we ask again."""

OLDEST_COPY = timedelta(hours=1)
"""We ask every cache to leave us alone; one that does not gives what is not the source's word."""

OK = range(200, 300)
NOT_MODIFIED = 304
"""Nobody was asked whether anything was modified."""
GONE = frozenset({404, 410})
MOVED = frozenset({301, 302, 303, 307, 308})
LATER = frozenset({408, 425, 429})
SERVER_FAULT = 500


class NotThereError(SourceChangedError):
    """There is nothing at this address; a caller may know what that means."""

    usual = NOT_THERE


def judge(status: int, headers: dict[str, str], url: str) -> None:
    """Raise what a status means; a good one, or a redirect, passes."""
    if status == NOT_MODIFIED or age_of(headers) > OLDEST_COPY:
        raise SourceUnavailableError(
            f"{url}: tembolok (cache) menjawab dengan salinan lama", trouble=OLD_COPY
        )
    if status in OK or status in MOVED:
        return
    if status in LATER or status >= SERVER_FAULT:
        raise SourceUnavailableError(
            f"{url} menjawab {status}",
            retry_after=retry_after(headers.get("retry-after"), headers.get("date")),
            trouble=BUSY,
        )
    if status == 401:  # noqa: PLR2004 - its meaning is in the message
        raise SourceRefusedError(
            f"{url} menjawab 401: kredensial tidak diterima", trouble=CREDENTIALS
        )
    if status == 403:  # noqa: PLR2004
        raise SourceRefusedError(
            f"{url} menjawab 403: akun ini tidak berhak, atau server menahan program seperti "
            "jampel; minta admin sumber mengizinkannya",
            trouble=FORBIDDEN,
        )
    kind = NotThereError if status in GONE else SourceChangedError
    raise kind(f"{url} menjawab {status}: yang diminta tidak ada di sana")


def age_of(headers: dict[str, str]) -> timedelta:
    """How long a cache on the way has kept the answer, where it tells."""
    told = headers.get("age", "").strip()
    return timedelta(seconds=int(told[:9])) if told.isascii() and told.isdigit() else timedelta(0)


def retry_after(header: str | None, date: str | None) -> timedelta | None:
    """Read Retry-After in both forms; a date is taken against the server's own clock.

    Nonsense and the past say nothing; too long is cut to a day.
    """
    if header is None:
        return None
    header = header.strip()
    if header.isascii() and header.isdigit():
        return min(timedelta(seconds=min(int(header[:9]), 10**8)), LONGEST_WAIT)
    try:
        wait = parsedate_to_datetime(header) - parsedate_to_datetime(date or "")
    except (ValueError, TypeError):
        return None
    return min(wait, LONGEST_WAIT) if wait > timedelta(0) else None
