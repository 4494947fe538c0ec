"""What the heading of a column means: synonyms of each canonical field (headings.toml)."""

import re
import tomllib
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from connectors.contract import Kind

SYNONYMS = Path(__file__).with_name("headings.toml")

ROW_NUMBER = "not used: row number"
NEVER_KEPT = "never kept"

LONGEST = 160
"""No heading that means something is longer; keeps cells of data out of the comparison."""

_IGNORED = re.compile(r"[^\w#/%]|_")
_BRACKETED = re.compile(r"\([^()]*\)|\[[^\[\]]*\]")
_NUMBERED = re.compile(r"(.*\D)\s*\(?(\d{1,2})\)?\s*", re.DOTALL)
_ABOUT_JP = re.compile(r"\b(jp|jpl|jam pelajaran)\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Match:
    """What a heading was recognised as."""

    field: str | None
    """Canonical field; null where the heading is known and not used."""
    reason: str
    """`synonym`, or why it is not used."""
    fallback: bool = False
    """Counts only where no better heading of the field stands in the sheet."""


def fold_heading(text: str) -> str:
    """Give what headings are compared by: no case, white space or punctuation but `/`, `#`, `%`."""
    return _IGNORED.sub("", unicodedata.normalize("NFKC", text).casefold())


@lru_cache(maxsize=8192)
def recognise(heading: str, kind: Kind, *, first: bool = False) -> Match | None:
    """Say what a heading means; `first` where it stands in the first column of the sheet.

    "Nomor" counts the rows in a first column and is the certificate's number elsewhere.
    """
    if not heading or len(heading) > LONGEST:
        return None
    known = _known(kind)
    for key in _keys(heading):
        if first and key in known.unused and known.unused[key].reason == ROW_NUMBER:
            return known.unused[key]
        whole = known.used.get(key) or known.unused.get(key)
        if whole is not None:
            return whole
        parts = [known.used.get(part) for part in key.split("/")] if "/" in key else []
        if parts and parts[0] is not None and len({p and p.field for p in parts}) == 1:
            return parts[0]
    return None


def numbered(heading: str) -> tuple[str, int] | None:
    """Cut "Nama Sertifikat 2" into its heading and the number of its group."""
    match = _NUMBERED.fullmatch(heading) if len(heading) <= LONGEST else None
    return (match[1].rstrip(" (_-"), int(match[2])) if match else None


def is_total(heading: str) -> bool:
    """Say whether a heading is one of a person's sum of hours."""
    return any(key in _totals() for key in _keys(heading))


def is_about_jp(heading: str) -> bool:
    """Say whether a heading speaks of JP at all, for example "JP Teknis" or "Target JP"."""
    return _ABOUT_JP.search(heading.replace("_", " ")) is not None


def words(heading: str) -> int:
    """Count the words of a heading: the more, the more specific it is."""
    return len(re.findall(r"[^\W_]+", _BRACKETED.sub(" ", heading)))


@dataclass(frozen=True, slots=True)
class _Known:
    used: dict[str, Match]
    unused: dict[str, Match]


def _keys(heading: str) -> Iterator[str]:
    """Yield what to compare: with the bracketed note, then without."""
    full = fold_heading(heading)
    yield full
    bare = fold_heading(_BRACKETED.sub(" ", heading))
    if bare != full:
        yield bare


@lru_cache
def _tables() -> dict[str, dict[str, list[str]]]:
    with SYNONYMS.open("rb") as file:
        return tomllib.load(file)


@lru_cache
def _known(kind: Kind) -> _Known:
    tables = _tables()
    used = {
        fold_heading(text): Match(field, "synonym")
        for name in ("shared", kind.value)
        for field, texts in tables[name].items()
        for text in texts
    }
    for field, texts in tables[f"fallback_{kind.value}"].items():
        for text in texts:
            used.setdefault(fold_heading(text), Match(field, "synonym", fallback=True))
    unused = {
        fold_heading(text): Match(None, why if why == NEVER_KEPT else f"not used: {why}")
        for why, texts in tables["unused"].items()
        for text in texts
    }
    return _Known(used, unused)


@lru_cache
def _totals() -> frozenset[str]:
    return frozenset(fold_heading(text) for text in _tables()["totals"]["jp"])
