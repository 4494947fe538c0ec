"""Cut text into records of fields; a line that cannot be cut is lost alone, never the rest.

An unclosed quote would swallow all that follows it. So a record may span few lines, and when one
turns out impossible only its first line is given up: reading resumes at the next line.
"""

import csv
import io
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from connectors.tabular.grid import MEGABYTE

MAX_LINES = 50
"""Physical lines that one record may span."""
MAX_CHARACTERS = MEGABYTE
"""Characters of one physical line, and of one record."""
SHOWN_CHARACTERS = 80
"""So much of a line that could not be cut is shown to a person."""

_SIMPLE_CHARACTERS = csv.field_size_limit()
_PLAUSIBLE_WIDTH = 3
"""From so many fields on, a line that cuts alone into a full record is likely one."""


class _TooLongError(Exception):
    """A record outgrew MAX_LINES or MAX_CHARACTERS."""


@dataclass(frozen=True, slots=True)
class Cut:
    """Text, cut."""

    rows: list[list[str]] = field(default_factory=list)
    lines: list[int] = field(default_factory=list)
    """One a row: 0-based index of the physical line where it begins."""
    malformed: list[tuple[int, str]] = field(default_factory=list)
    """Index of a physical line, and in Indonesian why it could not be cut."""


def physical_lines(text: str) -> list[str]:
    """Split at CR, LF and CRLF, keeping them; not at the other breaks that Unicode knows."""
    return list(io.StringIO(text, newline=""))


def cut(lines: Sequence[str], delimiter: str, width: int) -> Cut:
    """Cut physical lines into records.

    Args:
        lines: with their line ends.
        delimiter: one character.
        width: fields of a usual record, 0 if unknown; tells two lines glued by a stray quote
            from a record with a line break inside.

    """
    if all('"' not in line and len(line) <= _SIMPLE_CHARACTERS for line in lines):
        rows = list(csv.reader(lines, delimiter=delimiter, strict=True, quoting=csv.QUOTE_NONE))
        return Cut(rows, list(range(len(rows))), [])
    simple = _one_a_line(lines, delimiter)
    if simple is not None:
        return Cut(simple, list(range(len(simple))), [])
    result = Cut()
    at = 0
    while at < len(lines):
        at = _cut_until_trouble(lines, at, delimiter, width, result)
    return result


def _one_a_line(lines: Sequence[str], delimiter: str) -> list[list[str]] | None:
    """Cut lines that are a record each, which is the rule; None where some are not."""
    if any(len(line) > _SIMPLE_CHARACTERS for line in lines):
        return None
    try:
        rows = list(csv.reader(lines, delimiter=delimiter, strict=True))
    except csv.Error:
        return None
    return rows if len(rows) == len(lines) else None


def _cut_until_trouble(lines: Sequence[str], at: int, delimiter: str, width: int, into: Cut) -> int:
    """Cut from line `at` on; stop behind the first line that had to be given up."""
    feed = _Feed(lines, at)
    reader = csv.reader(feed, delimiter=delimiter, strict=True)
    begin = at
    while True:
        try:
            row = next(reader)
        except StopIteration:
            return len(lines)
        except (csv.Error, _TooLongError) as error:
            into.malformed.append((begin, _what_is_wrong(error, lines[begin])))
            return begin + 1
        end = feed.at
        if end - begin > 1 and _glued(lines[begin:end], row, delimiter, width):
            into.malformed.append((begin, _shown("tanda kutip tidak ditutup", lines[begin])))
            return begin + 1
        into.rows.append(row)
        into.lines.append(begin)
        begin = end
        feed.begin_record()


class _Feed:
    """Hands lines to the csv reader and stops it when one record takes too many."""

    def __init__(self, lines: Sequence[str], at: int) -> None:
        self.lines = lines
        self.at = at
        self.begin_record()

    def begin_record(self) -> None:
        self.last = min(self.at + MAX_LINES, len(self.lines))
        self.characters = 0

    def __iter__(self) -> Iterator[str]:
        return self

    def __next__(self) -> str:
        if self.at >= self.last:
            if self.at < len(self.lines):
                raise _TooLongError
            raise StopIteration
        line = self.lines[self.at]
        self.characters += len(line)
        if self.characters > MAX_CHARACTERS:
            raise _TooLongError
        self.at += 1
        return line


def _glued(lines: Sequence[str], row: list[str], delimiter: str, width: int) -> bool:
    """Tell whether this record of several lines is rather several records and a stray quote."""
    if width < _PLAUSIBLE_WIDTH:
        return False
    first, *within, last = lines
    if any(_is_record(line, delimiter, width) for line in within):
        return True
    whole = [line.count(delimiter) + 1 == width for line in (first, last)]
    return all(whole) or (len(row) != width and any(whole))


def _is_record(line: str, delimiter: str, width: int) -> bool:
    """Tell whether a line alone is a full record; that of a cell's middle has odd quotes."""
    try:
        return [len(row) for row in csv.reader([line], delimiter=delimiter, strict=True)] == [width]
    except csv.Error:
        return False


def _what_is_wrong(error: Exception, line: str) -> str:
    if len(line) > MAX_CHARACTERS:
        return _shown("baris lebih panjang dari 1 MB", line)
    if isinstance(error, _TooLongError) or "unexpected end" in str(error):
        return _shown("tanda kutip tidak ditutup", line)
    if "field larger" in str(error):
        return _shown("satu kolom terlalu panjang", line)
    return _shown("tanda kutip di tempat yang salah", line)


def _shown(wrong: str, line: str) -> str:
    return f"{wrong}: {line[:SHOWN_CHARACTERS].strip()}"
