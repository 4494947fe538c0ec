"""Clean and compare printed text, and keep the NIK out of it."""

import re
import unicodedata

NIK_SHOWN = "(NIK)"

_INVISIBLE = "\u00ad\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u2069\ufeff"
_GAPS = re.compile(rf"[{_INVISIBLE}]+")
_ENDS = re.compile(rf"^[\s{_INVISIBLE}]+|[\s{_INVISIBLE}]+\Z")
_DASHES = re.compile(r"[-‐‑‒–—―−]+")
_PUNCTUATION = re.compile(r"[\W_]+")

_NO_NUMBER = frozenset(
    (
        "n a", "na", "nan", "none", "null", "nihil", "kosong", "tidak ada", "tdk ada",
        "tidak ada nomor", "belum ada", "belum ada nomor", "belum terbit", "proses",
        "dalam proses", "masih proses", "masih dalam proses", "terlampir", "menyusul",
    )
)  # fmt: skip
_ZERO = re.compile(r"[0 ]+")
_ERROR_CELL = re.compile(r"#N/A|#[A-Z][A-Z0-9/_]*[!?]|Err:\d{3}")
"""Of Excel and of LibreOffice. `#123` may be a number, `#ASN` a title."""

_SIXTEEN = r"\d(?:[\s.\-‐‑–]?\d){15}"
_EIGHTEEN = r"\d(?:[\s.\-‐‑–]?\d){17}"
_NIK_RUN = re.compile(rf"(?<!\d){_SIXTEEN}(?!\d)")
_RUN = re.compile(rf"(?<!\d)(?:{_EIGHTEEN}|{_SIXTEEN})(?!\d)")
_NIP_SHAPE = re.compile(r"(?:19|20)\d{6}(?:19|20)\d{8}")
_DAYS_IN = (0, 31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)
_WOMAN = 40


def clean(text: str | None) -> str | None:
    """Cut every kind of white space at the ends, compose; nothing or a dash is None."""
    if text is None:
        return None
    if text.isascii():
        cut = text.strip()
        return cut if cut.strip("-") else None
    cut = _ENDS.sub("", unicodedata.normalize("NFC", text))
    return None if not cut or _DASHES.fullmatch(cut) else cut


def fold(text: str) -> str:
    """Give the form in which texts are compared: NFKC, casefold, single spaces."""
    if not text.isascii():
        for _ in range(2):  # folding may decompose, composing may bring a foldable letter back
            text = unicodedata.normalize("NFKC", _GAPS.sub("", text)).casefold()
        text = unicodedata.normalize("NFKC", text)
    return " ".join(text.casefold().split())


def words(text: str) -> str:
    """Give the folded words alone: every run of punctuation is one space."""
    return _PUNCTUATION.sub(" ", fold(text)).strip()


def says_no_number(text: str) -> bool:
    """Tell whether the text stands where a number should be and says that there is none."""
    said = words(text)
    return (
        not said
        or said in _NO_NUMBER
        or _ZERO.fullmatch(said) is not None
        or is_error_cell(text.strip())
    )


def is_error_cell(text: str) -> bool:
    """Tell whether a spreadsheet shows this where a formula failed, or has no value."""
    return _ERROR_CELL.fullmatch(text) is not None


def is_nik(digits: str) -> bool:
    """Tell whether 16 digits have the shape of a NIK: province 11-94, birth date DDMMYY."""
    if len(digits) != 16 or not digits.isdecimal():  # noqa: PLR2004  a NIK's length
        return False
    day, month = int(digits[6:8]), int(digits[8:10])
    if day > _WOMAN:
        day -= _WOMAN
    return 11 <= int(digits[:2]) <= 94 and 1 <= month <= 12 and 1 <= day <= _DAYS_IN[month]  # noqa: PLR2004


def mask_nik(text: str) -> str:
    """Put `(NIK)` where a NIK stands; an 18-digit NIP is left alone."""
    return _RUN.sub(_masked, text)


def _masked(run: re.Match[str]) -> str:
    digits = re.sub(r"\D", "", run[0])
    if len(digits) == 16:  # noqa: PLR2004
        return NIK_SHOWN if is_nik(digits) else run[0]
    if _NIP_SHAPE.fullmatch(digits):
        return run[0]
    # 18 digits that are no NIP may be a NIK with another number beside it.
    return _NIK_RUN.sub(_masked, run[0])
