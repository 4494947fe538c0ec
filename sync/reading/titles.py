"""Bring titles of trainings and names of OPDs to the form in which they are compared."""

import re
from functools import lru_cache

from sync.reading.text import fold, words

_OFFICE = re.compile(r"\b(?:kantor )?(?:kecamatan|camat|kec)\b")
_TAIL = r"(?<!^pemerintah)(?: (?:pada|di|pemerintah|pemda))* (?:pemkab|kabupaten|kab) {regency}$"


def normalise_title(text: str) -> str:
    """Give the words of a title, folded; a title of signs alone is only folded."""
    return words(text) or fold(text)


@lru_cache(maxsize=10_000)
def normalise_opd(text: str, *, regency: str = "serang") -> str:
    """Give an OPD's name without our own regency's name behind it, `Kec.` written out.

    A city of the same name is another government: `Kota Serang` stays.
    """
    name = words(text.replace("&", " dan ")) or fold(text)
    name = re.sub(_TAIL.format(regency=re.escape(regency)), "", name)
    return _OFFICE.sub("kecamatan", name, count=1)
