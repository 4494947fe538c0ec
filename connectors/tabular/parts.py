"""Cut a large text file into parts of bounded size that each end at a record.

The parts concatenate to the bytes of the file, and cut one by one they give the same records as
the whole: a part ends only where the cutter, seeing all that may follow, would begin a record.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import BinaryIO

from connectors.tabular.delimited import MAX_CHARACTERS, MAX_LINES, cut, physical_lines
from connectors.tabular.dialect import Dialect, find_dialect
from connectors.tabular.grid import MEGABYTE, FileUnreadableError
from connectors.tabular.text import decode, encoding_of

PART_BYTES = 16 * MEGABYTE
HEAD_LINES = 60
HEAD_CHARACTERS = 16 * 1024

_LIKE_NIK = re.compile(r"(?<!\d)\d{16}(?!\d)")
"""Where the heading stands is told without them; a NIK is kept in the landed bytes alone."""
_LONGEST_LINE = 32 * MEGABYTE
"""Without a line end in so many bytes there is nothing to cut at."""
_WIDEST_CHARACTER = 4


@dataclass(frozen=True, slots=True)
class Context:
    """What the first part tells about all; travels as `Page.context`."""

    encoding: str
    dialect: Dialect
    line: int
    """1-based physical line with which the part begins."""
    head: str = ""
    """First lines of the file, for parts after the first: where the heading stands."""

    def as_mapping(self) -> dict[str, str]:
        """Write as texts."""
        known = {
            "encoding": self.encoding,
            "delimiter": self.dialect.delimiter,
            "width": str(self.dialect.width),
            "line": str(self.line),
        }
        return known | ({"head": _LIKE_NIK.sub("(NIK)", self.head)} if self.head else {})

    @staticmethod
    def of(mapping: Mapping[str, str]) -> "Context | None":
        """Read what `as_mapping` wrote; none where the mapping is another's."""
        if not {"encoding", "delimiter", "width", "line"} <= mapping.keys():
            return None
        dialect = Dialect(mapping["delimiter"], int(mapping["width"]))
        return Context(mapping["encoding"], dialect, int(mapping["line"]), mapping.get("head", ""))


def split_text(
    stream: BinaryIO, *, part_bytes: int = PART_BYTES
) -> Iterator[tuple[bytes, dict[str, str]]]:
    """Yield the parts of a delimited text file, each with the context that `read_grids` needs.

    A file that is no text is cut too: reading its parts tells what is wrong. The context of later
    parts holds the first lines of the file as text in `head`, and
    `read_grids(head.encode(), context=context | {"encoding": "utf-8", "line": "1"})` reads them.
    """
    buffer = _read(stream, part_bytes)
    at_end = len(buffer) < part_bytes
    context = _first_context(buffer, at_end=at_end)
    head = _head(buffer, context.encoding)
    while buffer:
        end, lines = (len(buffer), 0) if at_end else _safe_end(buffer, context)
        if end:
            yield buffer[:end], context.as_mapping()
            buffer = buffer[end:]
            context = Context(context.encoding, context.dialect, context.line + lines, head)
        if at_end:
            return
        asked = max(part_bytes - len(buffer), part_bytes // 8, 1)
        more = _read(stream, asked)
        at_end = len(more) < asked
        buffer += more


def _read(stream: BinaryIO, size: int) -> bytes:
    """Read so many bytes, fewer only at the end of the stream."""
    read = b""
    while len(read) < size and (more := stream.read(size - len(read))):
        read += more
    return read


def _first_context(buffer: bytes, *, at_end: bool) -> Context:
    encoding, mark = encoding_of(buffer)
    whole = len(buffer) if at_end else _whole_lines(buffer, encoding)
    return Context(encoding, find_dialect(_loose_text(buffer[mark:whole], encoding)), 1)


def _head(buffer: bytes, encoding: str) -> str:
    begin = buffer[: HEAD_CHARACTERS * _WIDEST_CHARACTER]
    try:
        text = decode(begin[: _whole_lines(begin, encoding)]).text
    except FileUnreadableError:
        return ""
    return "".join(physical_lines(text[:HEAD_CHARACTERS])[:HEAD_LINES])


def _loose_text(content: bytes, encoding: str) -> str:
    """Decode for cutting only: whatever stands there, encoding it again gives as many bytes."""
    match encoding:
        case "utf-8":
            return content.decode("latin-1")
        case "utf-16-le" | "utf-16-be":
            return content.decode(encoding, "surrogatepass")
        case _:
            return content.decode(encoding, "replace")


def _bytes_of(lines: Sequence[str], encoding: str) -> int:
    text = "".join(lines)
    return len(text) if encoding == "utf-8" else len(text.encode(encoding, "surrogatepass"))


def _whole_lines(buffer: bytes, encoding: str) -> int:
    """Give how many bytes hold whole lines: up to the last line end that is surely one."""
    for line_end, last in (("\n", len(buffer)), ("\r", len(buffer) - 1)):
        mark = line_end.encode(encoding)  # a CR in the last place may be half of a CRLF
        at = buffer.rfind(mark, 0, last)
        while at > 0 and at % len(mark):
            at = buffer.rfind(mark, 0, at + len(mark) - 1)
        if at >= 0 and at % len(mark) == 0:
            return at + len(mark)
    return 0


def _safe_end(buffer: bytes, context: Context) -> tuple[int, int]:
    """Find the last place where a record certainly begins: its byte, and the lines before it.

    A record is decided by at most MAX_LINES lines or MAX_CHARACTERS that follow its beginning.
    """
    whole = _whole_lines(buffer, context.encoding)
    if whole == 0:
        too_long = len(buffer) > _LONGEST_LINE  # no table: cut anywhere, the reader refuses it
        return (len(buffer) - len(buffer) % _WIDEST_CHARACTER if too_long else 0), 0
    text = _loose_text(buffer[:whole], context.encoding)
    lines = physical_lines(text)
    if '"' not in text:
        return whole, len(lines)
    begin = _last_begin(text, lines, context.dialect)
    return _bytes_of(lines[:begin], context.encoding), begin


def _last_begin(text: str, lines: Sequence[str], dialect: Dialect) -> int:
    """Give the last line at which a record begins whatever follows."""
    from connectors.tabular.proven import cut_plain  # noqa: PLC0415 - most fetches cut nothing

    decided = _decided(lines)
    if cut_plain(text, dialect) is not None:
        return decided
    found = cut(lines, dialect.delimiter, dialect.width)
    begins = [*found.lines, *(line for line, _ in found.malformed)]
    return max((line for line in begins if line <= decided), default=0)


def _decided(lines: Sequence[str]) -> int:
    """Give the last line whose record cannot turn out otherwise when more is known."""
    characters = 0
    for back, line in enumerate(reversed(lines), start=1):
        characters += len(line)
        if back > MAX_LINES or characters > MAX_CHARACTERS:
            return len(lines) - back
    return 0
