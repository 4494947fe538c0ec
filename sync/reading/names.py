"""Bring names of people to the form in which they are compared: no titles, one spelling."""

import re
from functools import lru_cache
from typing import NamedTuple

from rapidfuzz import fuzz

from sync.reading.academic import FRONT, TITLE_WORDS, is_back_title, is_title_segment
from sync.reading.text import fold

SIMILAR_ENOUGH = 75
"""From here on two names may be one person's, if the NIP says so too."""

_APOSTROPHES = re.compile("[’‘'`´ʼʻ]")
_PIECE = re.compile(r"([^\W_]+)(\.?)")
_LONGEST_TITLE = 4
"""Pieces of the longest title: `S. Tr. Kep. Ners` and the like."""

_SPELLINGS = {
    **dict.fromkeys(
        (
            "moh", "mohd", "mohamad", "mohamat", "mohamed", "mohammad", "mohammed", "moch",
            "mochamad", "mochamat", "mochammad", "mokhamad", "mokhammad", "much", "muchamad",
            "muchammad", "muh", "muhamad", "muhamat", "muhamed", "muhammed", "muhd", "mukhamad",
            "mukhammad", "mhd",
        ),
        "muhammad",
    ),
    **dict.fromkeys(("ach", "achmad", "achmat", "ahmat", "akhmad", "akhmat"), "ahmad"),
    "abd": "abdul",
    "tb": "tubagus",
}  # fmt: skip


_BARE = re.compile(r"[a-z]+(?: [a-z]+)*")
_TELLING = TITLE_WORDS | _SPELLINGS.keys() | {"st"}
"""Words that may be more than a part of a name; without them there is nothing to do."""


class _Piece(NamedTuple):
    letters: str
    dotted: bool


@lru_cache(maxsize=50_000)
def normalise_name(text: str) -> str:
    """Give a name without titles, case and punctuation; never empty where there are letters."""
    folded = fold(text)
    name, *behind = folded.split(",")
    if _is_bare(name) and (not behind or _is_title(behind[0])):
        return name
    pieces = _pieces(name)
    for segment in behind:
        if pieces and _is_title(segment):
            break  # whatever stands behind a title is one too
        pieces += _pieces(segment)
    bare = [piece.letters for piece in _without_titles(pieces)]
    if len(bare) > 1 and bare[0] == "st":
        bare[0] = "siti"
    return " ".join(_SPELLINGS.get(word, word) for word in bare) or folded


def similarity(a: str, b: str) -> float:
    """Compare two normalised names: 100 where they have the same words."""
    return float(fuzz.token_sort_ratio(a, b))


def _is_bare(name: str) -> bool:
    """Tell whether nothing in a folded name can be a title or another spelling."""
    return _BARE.fullmatch(name) is not None and _TELLING.isdisjoint(name.split())


@lru_cache(maxsize=10_000)
def _is_title(segment: str) -> bool:
    return is_title_segment(_APOSTROPHES.sub("", segment))


def _pieces(text: str) -> list[_Piece]:
    pieces = _PIECE.finditer(_APOSTROPHES.sub("", text))
    return [_Piece(match[1], bool(match[2])) for match in pieces]


def _without_titles(pieces: list[_Piece]) -> list[_Piece]:
    first, last = 0, len(pieces)
    while last - first > 1 and pieces[first].letters in FRONT:
        first += 1
    while size := _title_size(pieces[first:last]):
        last -= size
    return pieces[first:last]


def _title_size(pieces: list[_Piece]) -> int:
    """Count the pieces of the title at the end; a name is never all title."""
    for size in range(min(_LONGEST_TITLE, len(pieces) - 1), 0, -1):
        tail = pieces[-size:]
        if is_back_title([p.letters for p in tail], dotted=any(p.dotted for p in tail)):
            return size
    return 0
