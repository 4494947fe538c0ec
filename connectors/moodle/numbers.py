"""Find the NIP among the fields of an account."""

import re
from collections.abc import Sequence
from datetime import date

_NOISE = re.compile(r"[\s.\-'’`\u200b\u200c\u200d\u2060\ufeff]+")
_LABEL = re.compile(r"\A(?:NI\s*PPPK|NIPPPK|NIP)\s*[.:]?\s*", re.IGNORECASE)
_SHAPE = re.compile(r"(\d{4})(\d{2})(\d{2})(\d{4})(\d{2})([12])(\d{3})")
_NIK = re.compile(r"(?<!\d)\d{16}(?!\d)")
_NEARLY = range(17, 20)
_YOUNGEST = 15
_MONTHS = frozenset({*range(1, 13), *range(21, 100)})
"""Months of a start, and the codes that stand there in the number of a PPPK."""


def nip_among(texts: Sequence[str]) -> str | None:
    """Give the first text that is a valid NIP, else one that nearly is, for a person to look at.

    A NIK (16 digits) is none: it is not taken, and not shown either.
    """
    cleaned = [(text, _cleaned(text)) for text in texts if text]
    for _, digits in cleaned:
        if is_nip(digits):
            return digits
    for text, digits in cleaned:
        if digits.isascii() and digits.isdigit() and len(digits) in _NEARLY:
            return text
    return None


def without_nik(text: str) -> str:
    """Give a text for people without any NIK."""
    return _NIK.sub("(NIK)", text)


def _cleaned(text: str) -> str:
    return _NOISE.sub("", _LABEL.sub("", text.strip()))


def is_nip(digits: str) -> bool:
    """Whether 18 digits may be a NIP; how old its owner is today is judged when it is counted."""
    found = _SHAPE.fullmatch(digits)
    if found is None or found[7] == "000" or int(found[5]) not in _MONTHS:
        return False
    try:
        born = date(int(found[1]), int(found[2]), int(found[3]))
    except ValueError:
        return False
    return int(found[4]) >= born.year + _YOUNGEST
