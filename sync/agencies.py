"""Whose people a row speaks of: ours, or another government's (domain.md A2).

`organisation.government` lists our own names; "Kota Serang" is another government than "Kabupaten
Serang". A bare "Serang", or the name of an OPD, says nothing.
"""

import re

from sync.reading.text import words

_KINDS = {
    "pemerintah kabupaten": "kabupaten", "pemkab": "kabupaten", "kab": "kabupaten",
    "pemerintah kota": "kota", "pemkot": "kota",
    "pemerintah provinsi": "provinsi", "pemprov": "provinsi", "prov": "provinsi",
    "pemerintah daerah kabupaten": "kabupaten", "pemda kabupaten": "kabupaten",
    "pemerintah daerah kota": "kota", "pemerintah daerah provinsi": "provinsi",
}  # fmt: skip
_SPELLED = re.compile(
    r"\b(" + "|".join(sorted(map(re.escape, _KINDS), key=len, reverse=True)) + r")\b"
)
_GOVERNMENT = re.compile(r"\b(?:kabupaten|kota|provinsi|kementerian|kemen\w+|mahkamah)\b")


def _spelled_out(text: str) -> str:
    return _SPELLED.sub(lambda m: _KINDS[m[1]], words(text))


class Agencies:
    """Tells other governments' agencies from ours."""

    def __init__(self, government: tuple[str, ...]) -> None:
        self._ours = [re.compile(rf"\b{re.escape(_spelled_out(name))}\b") for name in government]

    def is_other(self, agency: str | None) -> bool:
        """Whether the text names another government; one that names none is nobody's."""
        if not agency:
            return False
        name = _spelled_out(agency)
        if any(ours.search(name) for ours in self._ours):
            return False
        return _GOVERNMENT.search(name) is not None
