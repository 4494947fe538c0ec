"""Read a NIP as printed, and tell a valid one from a damaged one.

A double holds 15 to 17 digits of the 18, so a NIP that was once a number has lost its serial.
It is never put right by arithmetic: `DamagedIndex` damages the roster's NIPs alike and compares.
"""

import re
import unicodedata
from bisect import bisect_left, bisect_right
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from sync.reading.numerals import (
    EXCEL_DIGITS,
    NIP_DIGITS,
    ends_in_zeros,
    formula_bar,
    number_in,
    scientific_in,
    significant_digits,
)
from sync.reading.text import NIK_SHOWN, is_nik, mask_nik, says_no_number

_YOUNGEST, _OLDEST = 15, 80
_FIRST_AGREEMENT, _LAST_MONTH = 21, 12
_ROUNDED_AWAY = 2 * 10 ** (NIP_DIGITS - EXCEL_DIGITS)
"""More than a NIP can lose to a spreadsheet and a double: its serial, and half a step of 128."""

_UNSEEN = re.compile(
    r"[\s\u00ad\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u2069\ufeff]+"
)
_BEFORE = re.compile(
    r"^(?:[='’‘`´\"“”]+"
    r"|(?:nip|ni)(?:/ni)?(?:p?ppk|baru|pns)?[./:=-]*(?=[='’‘`´\"\d]|$))",
    re.IGNORECASE,
)
_AFTER = re.compile(r"(?:[\"“”]+|\.0)\Z")
_BETWEEN = re.compile(r"(?<=\d)[.\-‐‑‒–—―−]+(?=\d)")


class NipKind(StrEnum):
    """What stands where a NIP should be."""

    ABSENT = "absent"
    VALID = "valid"
    LOSSY = "lossy"
    INVALID = "invalid"


@dataclass(frozen=True, slots=True)
class NipReading:
    """One cell of a NIP column, understood."""

    kind: NipKind
    nip: str | None
    """18 digits, only of a valid one."""
    shown: str
    """What a person sees: the text verbatim, without a NIK."""


def clean_nip(text: str) -> str:
    """Drop what tools and people put around and between the digits of a NIP."""
    before = None
    while before != text:
        before = text
        text = _UNSEEN.sub("", unicodedata.normalize("NFKC", _UNSEEN.sub("", text)))
        text = _BEFORE.sub("", text)
        if scientific_in(text) is None:
            text = _BETWEEN.sub("", _AFTER.sub("", text))
    return text


def is_valid_nip(nip: str, *, on: date) -> bool:
    """Tell whether 18 digits can be a person's NIP on the day when the page landed."""
    if len(nip) != NIP_DIGITS or not (nip.isascii() and nip.isdigit()):
        return False
    try:
        birth = date(int(nip[:4]), int(nip[4:6]), int(nip[6:8]))
    except ValueError:
        return False
    day = (on.month, on.day)
    oldest, youngest = (on.year - _OLDEST, *day), (on.year - _YOUNGEST, *day)
    agreement = int(nip[12:14])
    return (
        oldest <= (birth.year, birth.month, birth.day) <= youngest
        and int(nip[8:12]) >= birth.year + _YOUNGEST
        and (1 <= agreement <= _LAST_MONTH or agreement >= _FIRST_AGREEMENT)
        and nip[14] in "12"
        and nip[15:] != "000"
    )


def read_nip(text: str | None, *, number: str | None = None, on: date) -> NipReading:
    """Understand one cell; `number` is the `repr` of the double where the cell was a number."""
    if number is not None and (value := number_in(number)) is not None:
        return _read_number(value, number)
    cleaned = clean_nip(text or "")
    if text is None or says_no_number(cleaned) or says_no_number(text):
        return NipReading(NipKind.ABSENT, None, "" if text is None else mask_nik(text))
    if is_valid_nip(cleaned, on=on):
        return NipReading(NipKind.VALID, cleaned, mask_nik(text))
    scientific = scientific_in(cleaned)
    if scientific is not None:
        return _read_magnitude(scientific[0], shown=mask_nik(text))
    if is_nik(cleaned):
        return NipReading(NipKind.INVALID, None, NIK_SHOWN)
    kind = NipKind.LOSSY if ends_in_zeros(cleaned) else NipKind.INVALID
    return NipReading(kind, None, mask_nik(text))


class DamagedIndex:
    """The roster's NIPs in order: those near a damaged value are damaged alike and compared."""

    def __init__(self, nips: Iterable[str]) -> None:
        whole = {int(n): n for n in nips if len(n) == NIP_DIGITS and n.isdecimal()}
        self._numbers = sorted(whole)
        self._nips = [whole[number] for number in self._numbers]
        self._printed: dict[tuple[int, int], list[str]] = {}

    def candidates(self, text: str | None, number: str | None) -> list[str]:
        """List the NIPs that become this value when damaged; none where it is not damaged."""
        value = None if number is None else number_in(number)
        if value is not None:
            return sorted(self._of_number(value))
        cleaned = clean_nip(text or "")
        if ends_in_zeros(cleaned):
            prefix = cleaned[:EXCEL_DIGITS]
            same_double = self._of_double(float(cleaned))
            return [nip for nip in same_double if nip.startswith(prefix)]
        scientific = scientific_in(cleaned)
        if scientific is None or len(str(scientific[0])) != NIP_DIGITS:
            return []
        whole, precision = scientific
        found = set(self._of_double(float(whole)))
        if precision < NIP_DIGITS:
            found.update(self._of_print(whole, precision))
        return sorted(found)

    def _of_number(self, value: float) -> set[str]:
        if not float(10 ** (NIP_DIGITS - 1)) <= value < float(10**NIP_DIGITS):
            return set()
        found = set(self._of_double(value))
        precision = significant_digits(value)
        if precision < EXCEL_DIGITS:  # `1.98702E+17` that a spreadsheet read as a number again
            found.update(self._of_print(int(value), precision))
        return found

    def _of_double(self, value: float) -> list[str]:
        return [nip for nip in self._near(int(value), _ROUNDED_AWAY) if value in _doubles(nip)]

    def _of_print(self, whole: int, precision: int) -> list[str]:
        unit: int = 10 ** (NIP_DIGITS - precision)
        rounded = whole // unit
        if (rounded, unit) not in self._printed:  # many cells say the same `1.98702E+17`
            near = self._near(rounded * unit, unit + _ROUNDED_AWAY)
            self._printed[rounded, unit] = [nip for nip in near if rounded in _prints(nip, unit)]
        return self._printed[rounded, unit]

    def _near(self, value: int, distance: int) -> list[str]:
        first = bisect_left(self._numbers, value - distance)
        return self._nips[first : bisect_right(self._numbers, value + distance)]


def surviving_digits(text: str | None, number: str | None) -> int:
    """Count the leading digits of the NIP that the damage left; a repair needs 15."""
    value = None if number is None else number_in(number)
    if value is not None:
        return significant_digits(value) if value > 0 else 0
    cleaned = clean_nip(text or "")
    if ends_in_zeros(cleaned):
        return EXCEL_DIGITS
    scientific = scientific_in(cleaned)
    if scientific is not None:
        return min(scientific[1], NIP_DIGITS)
    return len(cleaned) if len(cleaned) == NIP_DIGITS and cleaned.isdecimal() else 0


def _read_number(value: float, number: str) -> NipReading:
    if value == 0:
        return NipReading(NipKind.ABSENT, None, "0")
    if not 0 < value < float(10**NIP_DIGITS):
        return NipReading(NipKind.INVALID, None, number)
    return _read_magnitude(int(value), shown=formula_bar(value))


def _read_magnitude(value: int, *, shown: str) -> NipReading:
    digits = str(value)
    if len(digits) == NIP_DIGITS:
        return NipReading(NipKind.LOSSY, None, shown)
    # A NIK that went through a spreadsheet still tells birth date and place.
    hidden = NIK_SHOWN if is_nik(digits) else mask_nik(shown)
    return NipReading(NipKind.INVALID, None, hidden)


def _doubles(nip: str) -> tuple[float, float]:
    """The NIP as a number, and as the number that a spreadsheet keeps of what is typed."""
    return float(nip), float(nip[:EXCEL_DIGITS] + "000")


def _prints(nip: str, unit: int) -> set[int]:
    """Round the NIP, its double and what a spreadsheet keeps of it; a tie goes both ways."""
    half = unit // 2
    held = (int(nip), *map(int, _doubles(nip)))
    return {(value + up) // unit for value in held for up in (half, half - 1)}
