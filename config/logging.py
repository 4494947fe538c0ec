"""Logging: one line an event to stderr, coloured on a terminal, JSON elsewhere, masked always."""

import io
import logging
import re
import sys
from collections.abc import Mapping
from contextlib import suppress
from typing import TextIO, cast

# structlog loads rich for drawing tracebacks, where there is one. Ours are plain, and rich takes a
# tenth of the time of a command that has nothing to do: it is hidden while structlog looks for it.
_RICH = sys.modules.get("rich")
sys.modules["rich"] = None  # type: ignore[assignment]
import structlog  # noqa: E402
from structlog.typing import EventDict, Processor, WrappedLogger  # noqa: E402

if _RICH is None:
    del sys.modules["rich"]
else:
    sys.modules["rich"] = _RICH

_MASKED = "***"
_SECRET_KEYS = re.compile(
    r"(?:.*_)?(?:password|passwd|token|secret|api_?key|authorization|cookie|nip|nik)", re.IGNORECASE
)
_PATTERNS: tuple[tuple[re.Pattern[str], str], ...] = (
    (re.compile(r"(?<![0-9A-Za-z])\d{8}[ .-]?\d{6}[ .-]?[12][ .-]?\d{3}(?![0-9A-Za-z])"), "(NIP)"),
    (re.compile(r"(?<![0-9A-Za-z])\d{18}(?![0-9A-Za-z])"), "(NIP)"),
    (re.compile(r"(?<![0-9A-Za-z])\d{16}(?![0-9A-Za-z])"), "(NIK)"),
    (re.compile(r"\b(bearer|basic)\s+[A-Za-z0-9._~+/=-]{6,}", re.IGNORECASE), rf"\1 {_MASKED}"),
    (
        re.compile(
            r"((?:pass(?:word|wd)?|[a-z_]*token|secret|api_?key)[\"']?\s*[=:]\s*[\"']?)[^\s&\"',;}]+",
            re.IGNORECASE,
        ),
        rf"\1{_MASKED}",
    ),
    (re.compile(r"(\b[a-z][a-z0-9+.-]*://[^/@\s:]*:)[^/@\s]+@", re.IGNORECASE), rf"\1{_MASKED}@"),
)
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]")


def set_up(
    stream: TextIO | None = None, *, level: int = logging.INFO, as_json: bool | None = None
) -> None:
    """Send every log line, ours and our libraries', to one stream.

    Args:
        stream: where to; by default stderr.
        level: least level that is shown.
        as_json: JSON lines instead of text for people; by default wherever no terminal is.

    """
    target = cast("TextIO", Lenient(sys.stderr if stream is None else stream))
    json_lines = not target.isatty() if as_json is None else as_json
    shared: list[Processor] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        structlog.processors.format_exc_info,
        mask,
    ]
    last: list[Processor] = _renderers(json_lines=json_lines, colours=target.isatty())
    structlog.configure(
        processors=[*shared, *last],
        wrapper_class=structlog.make_filtering_bound_logger(level),
        logger_factory=structlog.WriteLoggerFactory(target),
        cache_logger_on_first_use=False,
    )
    handler = logging.StreamHandler(target)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=shared,
            processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, *last],
        )
    )
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(max(level, logging.WARNING))


class Lenient(io.TextIOBase):
    """A stream that swallows what it cannot write: a full disk for logs stops no run."""

    def __init__(self, stream: TextIO) -> None:
        super().__init__()
        self._stream = stream

    def write(self, text: str) -> int:
        """Write, or let it be."""
        with suppress(OSError):
            return self._stream.write(text)
        return len(text)

    def flush(self) -> None:
        """Flush, or let it be."""
        with suppress(OSError, ValueError):  # ValueError: closed by whoever gave it to us
            self._stream.flush()

    def isatty(self) -> bool:
        """Whether a person reads along."""
        return self._stream.isatty()


def mask(_logger: WrappedLogger, _method: str, event: EventDict) -> EventDict:
    """Hide what looks like a number of a person or a secret: a second fence, not the first."""
    return {key: _masked(value, key) for key, value in event.items() if not key.startswith("_")} | {
        key: value for key, value in event.items() if key.startswith("_")
    }


def _masked(value: object, key: str = "") -> object:
    if _SECRET_KEYS.fullmatch(key):
        return _MASKED
    match value:
        case bool() | None | float():
            return value
        case int():
            text = _mask_text(str(value))
            return value if text == str(value) else text
        case Mapping():
            return {k: _masked(v, str(k)) for k, v in value.items()}
        case list() | tuple() | set() | frozenset():
            return [_masked(item) for item in value]
        case _:
            return _mask_text(str(value))


def _mask_text(text: str) -> str:
    for pattern, shown in _PATTERNS:
        text = pattern.sub(shown, text)
    return text


def _renderers(*, json_lines: bool, colours: bool) -> list[Processor]:
    if json_lines:
        return [structlog.processors.JSONRenderer(ensure_ascii=False)]
    # Foreign text must not steer a person's terminal or feign a line of ours.
    renderer = structlog.dev.ConsoleRenderer(
        colors=colours, exception_formatter=structlog.dev.plain_traceback
    )
    return [_escape, renderer]


def _escape(_logger: WrappedLogger, _method: str, event: EventDict) -> EventDict:
    return {
        key: _CONTROL.sub(lambda c: ascii(c[0])[1:-1], value)
        if isinstance(value, str) and key != "exception"
        else value
        for key, value in event.items()
    }
