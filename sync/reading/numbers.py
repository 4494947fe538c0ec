"""Read the number of a certificate, and bring it to the form in which numbers are compared."""

import re

from sync.reading.text import clean, fold, says_no_number

_LABEL = re.compile(
    r"^(?:(?:nomor|no)(?:[\s.:]+(?:sertifikat|sertipikat|sttpp|sttpl|piagam|surat))?[\s.:]+(?=[\w(]))+"
)
_DASHES = re.compile("[‐‑‒–—―−]")


def to_certificate_number(text: str | None) -> str | None:
    """Give the number as printed; None where the text says that there is none."""
    printed = clean(text)
    return None if printed is None or says_no_number(printed) else printed


def normalise_number(number: str) -> str:
    """Fold a number, without white space, a leading `No.` or a special dash.

    `NO/SERT/...` is no label: only a dot, a colon or a space behind it makes one.
    """
    return "".join(_LABEL.sub("", _DASHES.sub("-", fold(number))).split())
