"""Errors of a source, named after what the engine does next.

SourceError
├── SourceUnavailableError   try again later: outage, timeout, rate limit
├── SourceRefusedError       pause the source: credentials or rights are wrong
└── SourceChangedError       pause the source: its layout is not the one we know

Anything else that a connector raises is a bug: the run fails with its traceback kept. A reason is
read by people, inside our sentences: in Indonesian, in small letters, without a full stop.
"""

from datetime import timedelta

from connectors.troubles import CHANGED, FOREIGN, REFUSED, REPLACED, UNAVAILABLE, Trouble


class SourceError(Exception):
    """A source could not be fetched; the subclass says what to do."""

    usual = UNAVAILABLE

    def __init__(self, reason: str = "", *, trouble: Trouble | None = None) -> None:
        super().__init__(reason)
        self.trouble = trouble or self.usual
        """The same in words for a person."""

    @property
    def in_words(self) -> str:
        """What happened and what to do; behind it what was said, for who has to look closer."""
        said = f" ({self})" if str(self) else ""
        return f"{self.trouble.what} {self.trouble.do}{said}"


class SourceUnavailableError(SourceError):
    """Try again later: outage, timeout, maintenance page, rate limit."""

    def __init__(
        self,
        reason: str,
        *,
        retry_after: timedelta | None = None,
        trouble: Trouble | None = None,
    ) -> None:
        super().__init__(reason, trouble=trouble)
        self.retry_after = retry_after
        """How long the source asked us to wait, where it did."""


class SourceRefusedError(SourceError):
    """The source knows us and says no: a person must change credentials or rights."""

    usual = REFUSED


class SourceChangedError(SourceError):
    """What came is not laid out as expected: a person must look before anything is counted."""

    usual = CHANGED


class CursorForeignError(SourceError):
    """The cursor was not made by this connector; nothing is fetched in silence from the start."""

    usual = FOREIGN


class ConnectorReplacedError(SourceError):
    """What was landed is of a connector whose pages this one does not read."""

    usual = REPLACED
