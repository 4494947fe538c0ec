"""Which rows under a heading are no training at all, and by which rule (domain.md A2)."""

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise

import polars as pl

from connectors.tabular.finder import Heading
from connectors.tabular.grid import Row, text_of
from connectors.tabular.headings import fold_heading
from connectors.tabular.proven import FrameRows

Texts = Sequence[str]

WEAK = 2
"""A row with at most so many filled cells may be a title or a name under a signature."""
NARROW = 3
"""A row of a signature block has at most so many filled cells."""

_BARE_NIP = re.compile(r"^[ '’]*[0-9](?:[ .\-]?[0-9]){8}")
_SAYS = re.compile("[0-9A-Za-z]")
_NIP_LIKE = re.compile(r"\d(?:[\s.'’\-]*\d){8}|\d[.,]\d+E\+?\d", re.IGNORECASE)
_NIP_LABEL = re.compile(r"(?:NIP|NI PPPK|NIPPPK|NRP|NIK)\W*\d[\d\s.]*", re.IGNORECASE)
_NOTHING = frozenset({"", "-", "--", "–", "—", "."})
_COLUMN_NUMBER = re.compile(r"\W?(\d{1,2})\W?(?:\s*[=(].*)?")

_SUM_WORD = r"(?:sub\s*|grand\s*)?(?:jumlah|total|jml|rata\s*-?\s*rata|rerata)"
_SUM = re.compile(rf"{_SUM_WORD}\b.*", re.IGNORECASE | re.DOTALL)
_ONLY_SUM = re.compile(
    rf"{_SUM_WORD}(?:\s+(?:jp|jpl|jam|pelajaran|peserta|pegawai|asn|orang|seluruh|seluruhnya|"
    r"keseluruhan|total|semua|akhir|rata|data|kegiatan|pelatihan|diklat|rata-rata))*\s*[:=]?\s*"
    r"(?:[\d.,]+\s*(?:jp|orang)?)?",
    re.IGNORECASE,
)

_MONTH = r"(?:jan|feb|peb|mar|apr|mei|may|jun|jul|agu|agt|aug|sep|okt|oct|nov|nop|des|dec)[a-z]*\.?"
_PLACE = r"(?!senin|selasa|rabu|kamis|jum|sabtu|minggu|ahad)[a-z][\w .\-]{2,30}"
_PLACE_AND_DATE = rf"{_PLACE},\s*(?:tanggal\s*)?(?:\d{{1,2}}|[. _]{{2,}})?\s*{_MONTH}\s*\d{{4}}"
_SIGNED = re.compile(
    r"(?:mengetahui|menyetujui|mengesahkan|disahkan|disetujui|diketahui|ditetapkan|dibuat di|"
    r"dikeluarkan di|ttd|tertanda|ditandatangani|dokumen ini)\b.*|" + _PLACE_AND_DATE,
    re.IGNORECASE | re.DOTALL,
)
_OFFICE = re.compile(
    r"(?:an\.|a\.n\.|a/n|plt\.?|plh\.?|pj\.?|kepala|sekretaris|ketua|panitia|penanggung jawab|"
    r"pejabat|bupati|camat|direktur|kabid|kasubag|inspektur|yang membuat|pembuat|pengelola|"
    r"admin|operator|kasi)\b.*",
    re.IGNORECASE | re.DOTALL,
)
_NOTE = re.compile(
    r"(?:keterangan|ket|catatan|sumber|dicetak|halaman|hal|note|nb)\b.*|\*+\)?\s.*",
    re.IGNORECASE | re.DOTALL,
)
_SECTION = re.compile(
    r"(?:[A-Z]|[IVX]{1,5}|\d{1,2})[.)]\s+\D.*|"
    r"(?:dinas|badan|kecamatan|bagian|sekretariat|inspektorat|upt|puskesmas|rsud|bidang|satuan|"
    r"kelurahan|sdn|smpn|bulan|tahun|periode|angkatan)\b.*",
    re.IGNORECASE | re.DOTALL,
)


def is_nip_like(text: str) -> bool:
    """Say whether a cell holds at least nine digits as a NIP would, damaged or not."""
    return _NIP_LIKE.search(text) is not None


def only_labelled_nips(texts: Texts) -> bool:
    """`NIP. 19700101 ...` alone, or beside another signer's, stands under a signature."""
    filled = [text for text in texts if text]
    return len(filled) <= WEAK and all(_NIP_LABEL.fullmatch(text) for text in filled)


class Judge:
    """Judges the rows under one heading, in their order."""

    def __init__(self, heading: Heading, *, default_title: bool) -> None:
        found = heading.map
        self._heading = heading
        self._nip = found.fields.get("nip", -1)
        self._people = [found.fields[f] for f in ("name", "email") if f in found.fields]
        self._titles = [at for some in (found.fields, *found.groups.values())
                        for name, at in some.items() if name == "title"]  # fmt: skip
        self._wide = bool(found.groups)
        self._is_opd_list = self._nip < 0 and not self._people and "opd" in found.fields
        if self._is_opd_list:
            self._people = [found.fields["opd"]]
        self._default_title = self._is_opd_list or (default_title and not self._titles)
        self._used = {at for some in (found.fields, *found.groups.values()) for at in some.values()}
        self._telling = self._titles or sorted(self._used - {self._nip})
        self._dates = [at for name, at in found.fields.items() if name.endswith(("_on", "_range"))]
        self._under_heading = True
        self._signing = False

    def doubtful(self, rows: Sequence[Row], start: int) -> Iterator[tuple[int, Row]]:
        """Yield the rows to be judged, and where they stand: all that are not plainly firm.

        Most rows are: a bare NIP, and something said of it.
        """
        if isinstance(rows, FrameRows):
            has_nip = rows.texts(self._nip).str.contains(_BARE_NIP.pattern)
            nothing = pl.lit(value=False)  # where no other column is used
            says = [rows.texts(at).str.contains(_SAYS.pattern) for at in self._telling]
            return rows.where(~(has_nip & pl.any_horizontal(nothing, *says)), start)
        return ((at, row) for at, row in enumerate(rows[start:], start) if not self._is_plain(row))

    def _is_plain(self, row: Row) -> bool:
        nip = row[self._nip] if 0 <= self._nip < len(row) else ""
        if not (isinstance(nip, str) and _BARE_NIP.match(nip)):
            return False
        return any(at < len(row) and _SAYS.search(text_of(row[at])) for at in self._telling)

    def is_firm(self, texts: Texts) -> bool:
        """Say whether a row is surely data: a NIP in its column, and a title."""
        nip = _at(texts, self._nip)
        if not is_nip_like(nip) or (nip[:1] in "Nn" and only_labelled_nips(texts)):
            return False
        if self._wide:
            return True
        if self._titles:
            return any(_at(texts, at) not in _NOTHING for at in self._titles)
        if self._default_title:
            return sum(1 for text in texts if text) > 1
        return any(_at(texts, at) for at in self._used if at != self._nip)

    def firm(self) -> None:
        """Take note that a row of data went by."""
        self._under_heading = self._signing = False

    def rule(self, texts: Texts, own: Texts) -> str | None:
        """Name the rule that ignores a row which is not firm; none where it is data after all.

        Args:
            texts: the stripped cells, merged ones filled.
            own: the stripped cells as they stand in the file.

        """
        filled = [text for text in own if text]
        if not filled:
            return "blank"
        if self._under_heading and _are_column_numbers(own):
            return "column_numbers"
        if self._repeats_heading(own):
            self._under_heading, self._signing = True, False
            return "repeated_heading"
        self._under_heading = False
        if self._is_sum(texts, own):
            return "sum_row"
        if self._is_signature(texts, own, filled):
            self._signing = True
            return "signature"
        self._signing = False
        return self._is_other(own, filled)

    def tells_of_someone(self, own: Texts) -> bool:
        """Say whether a row is counted or names a person, and says something more."""
        filled = [at for at, text in enumerate(own) if text not in _NOTHING]
        used = self._used.intersection(filled)
        counted = any(
            own[at].isdigit() for at in self._heading.map.row_numbers.intersection(filled)
        )
        named = len(used) > 1 and not used.isdisjoint(self._people)
        return bool(used) and (counted or named) and not own[filled[0]].endswith(":")

    def _repeats_heading(self, own: Texts) -> bool:
        filled = [(at, text) for at, text in enumerate(own) if text]
        return len(filled) > 1 and any(
            all(at < len(row) and row[at] == fold_heading(text) for at, text in filled)
            for row in self._heading.folded
        )

    def _is_sum(self, texts: Texts, own: Texts) -> bool:
        words = ((at, text) for at, text in enumerate(own) if text and not text.isdigit())
        at, text = next(words, (-1, ""))
        if not _SUM.fullmatch(text) or is_nip_like(_at(own, self._nip)):
            return False
        if _ONLY_SUM.fullmatch(text):
            others = [c for c in (self._nip, *self._people) if c != at]
            return all(_is_count(_at(own, c)) for c in others)
        dated = any(_at(texts, c) for c in self._dates)
        return not dated and all(_is_count(other) for c, other in enumerate(own) if c != at)

    def _is_signature(self, texts: Texts, own: Texts, filled: list[str]) -> bool:
        if len(filled) > NARROW:
            return False
        if only_labelled_nips(own) or self._is_signed(own, filled):
            return True
        whole = self._has_person(texts) and self._has_title(texts)
        if self._signing:
            return not (whole and len(filled) == NARROW)
        return not (whole or self._is_activity(texts)) and any(map(_OFFICE.fullmatch, filled))

    def _is_activity(self, texts: Texts) -> bool:
        """A title, a day and one thing more: `Pengelola Keuangan` is what was taught, not who."""
        filled = sum(1 for text in texts if text)
        dated = any(map(str.isdigit, "".join(_at(texts, at) for at in self._dates)))
        return filled == NARROW and dated and any(_at(texts, at) for at in self._titles)

    def _is_signed(self, own: Texts, filled: list[str]) -> bool:
        """`Mengetahui`, or `Serang, 3 November 2022` (which a comma may have cut in two)."""
        places = [at for at, text in enumerate(own) if text]
        told = list(filled)
        if len(places) == WEAK and places[1] == places[0] + 1 and places[1] not in self._dates:
            told.append(", ".join(filled))
        return any(_SIGNED.fullmatch(text) for text in told)

    def _is_other(self, own: Texts, filled: list[str]) -> str | None:
        """Judge what is neither data nor a usual foot: numbers of empty rows, labels, notes."""
        row_numbers = self._heading.map.row_numbers
        if all(at in row_numbers and text.strip(".").isdigit()
               for at, text in enumerate(own) if text not in _NOTHING):  # fmt: skip
            return "blank"
        if len(own) < self._heading.filled_width or len(filled) > WEAK:
            return None
        if _NOTE.fullmatch(filled[0]) and not any(_at(own, at) for at in self._titles):
            return "note"
        if len(filled) == 1 and _has_letters(filled[0]) and not self._is_opd_list:
            at = own.index(filled[0])
            if at not in self._used or (at not in self._titles and _SECTION.fullmatch(filled[0])):
                return "title_row"
        return None

    def _has_person(self, texts: Texts) -> bool:
        return any(_at(texts, at) not in _NOTHING for at in (self._nip, *self._people))

    def _has_title(self, texts: Texts) -> bool:
        return self._default_title or any(_at(texts, at) not in _NOTHING for at in self._titles)


def _at(texts: Texts, column: int) -> str:
    return texts[column] if 0 <= column < len(texts) else ""


def _is_count(text: str) -> bool:
    """Nothing, a number, or one with its unit: `25 orang`."""
    return text in _NOTHING or text[0].isdigit()


def _has_letters(text: str) -> bool:
    return any(map(str.isalpha, text))


def _are_column_numbers(own: Texts) -> bool:
    """`1 2 3 ...` right under the heading, or `(1) (2) (3)`."""
    found = [_COLUMN_NUMBER.fullmatch(text) for text in own if text]
    numbers = [int(match[1]) for match in found if match]
    if len(numbers) != len(found) or len(numbers) < 2:  # noqa: PLR2004
        return False
    steps = [after - before for before, after in pairwise(numbers)]
    return numbers[0] <= 2 and all(step == 1 for step in steps)  # noqa: PLR2004
