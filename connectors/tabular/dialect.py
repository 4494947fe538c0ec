"""Which character separates the fields of a text file: decided on its content alone."""

import csv
import io
import re
from collections import Counter
from dataclasses import dataclass

DELIMITERS = {",": "koma", ";": "titik koma", "\t": "tab", "|": "garis tegak"}

_SAMPLE_LINES = 200
_SAMPLE_CHARACTERS = 256 * 1024
_DECLARED = re.compile(r"sep=([,;\t|])\r?\n?", re.IGNORECASE)
_HEADING_BONUS = 4.0


@dataclass(frozen=True, slots=True)
class Dialect:
    """How a text file is cut."""

    delimiter: str
    width: int
    """Fields of a usual record."""

    @property
    def shown(self) -> str:
        """Name it for a person."""
        return DELIMITERS[self.delimiter] if self.width > 1 else "satu kolom"


def find_dialect(text: str) -> Dialect:
    """Find the delimiter under which most records have the same number of fields.

    Letterhead lines and decimal commas lose: what they cut is irregular, or its first regular
    record does not look like a heading.
    """
    sample = io.StringIO(text[:_SAMPLE_CHARACTERS], newline="").readlines()[:_SAMPLE_LINES]
    declared = _DECLARED.fullmatch(sample[0]) if sample else None
    names = declared[1] if declared else DELIMITERS
    scored = [_score(sample, delimiter) for delimiter in names]
    _, best = max(scored, key=lambda pair: pair[0])
    return best


def _score(sample: list[str], delimiter: str) -> tuple[float, Dialect]:
    records = [row for row in _loosely(sample, delimiter) if any(map(str.strip, row))]
    widths = Counter(len(row) for row in records if len(row) > 1)
    if not widths:
        return 0.0, Dialect(delimiter, 1)
    width, often = max(widths.items(), key=lambda item: (item[1] * (item[0] - 1), item[0]))
    share = often / len(records)
    score = share * share * (width - 1)
    first = next(row for row in records if len(row) == width)
    if _like_heading(first):
        score *= _HEADING_BONUS
    return score, Dialect(delimiter, width)


def _loosely(sample: list[str], delimiter: str) -> list[list[str]]:
    """Cut without complaint: a stray quote must not hide the delimiter."""
    rows: list[list[str]] = []
    try:
        rows.extend(csv.reader(sample, delimiter=delimiter))
    except csv.Error:  # a field too long: what came before must do
        return rows
    if len(rows) * 2 < len(sample):  # an unclosed quote swallowed the rest
        return list(csv.reader(sample, delimiter=delimiter, quoting=csv.QUOTE_NONE))
    return rows


def _like_heading(row: list[str]) -> bool:
    """Most cells are words without digits."""
    words = sum(1 for cell in row if cell.strip() and not any(map(str.isdigit, cell)))
    return words * 4 >= len(row) * 3
