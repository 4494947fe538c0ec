"""Compare words of the rule tables with words of a file."""

import re
import unicodedata

_NO_WORD = re.compile(r"[\W_]+")
_CUTS = (re.compile(r"[/,;]|\s[-–—]\s"), re.compile(r"[/,;\-–—]"))


def fold(text: str) -> str:
    """Return the text without case, punctuation and doubled spaces."""
    return _NO_WORD.sub(" ", unicodedata.normalize("NFKC", text).casefold()).strip()


def readings(text: str) -> tuple[tuple[str, ...], ...]:
    """Return the folded words a text may mean: as a whole, then cut at / , ; - ever finer."""
    cut = (tuple(filter(None, map(fold, pattern.split(text)))) for pattern in _CUTS)
    return ((fold(text),), *cut)
