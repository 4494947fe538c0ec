"""Which results count."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sync.reading.results import ResultUnknownError, to_result


@pytest.mark.parametrize(
    "printed",
    [None, "", " ", "-", "Lulus", "LULUS", "Selesai", "tuntas", "Completed", "ya", "Y",
     "Memuaskan", "Sangat Memuaskan", "sangat_baik", "Baik", "Baik Sekali", "Cukup", "1", "1.0",
     "L", "True", "Sudah", "Lulus dengan predikat baik", "Lulus (Memuaskan)", "Lulus/Memuaskan",
     "Selesai.", "✓", "BENAR"],
)  # fmt: skip
def test_counts(printed: str | None) -> None:
    assert to_result(printed) is True


@pytest.mark.parametrize(
    "printed",
    ["Tidak Lulus", "TIDAK LULUS", "Belum Selesai", "failed", "Mengundurkan diri", "Batal",
     "Dibatalkan", "gugur", "Ditunda", "0", "0.0", "No", "N", "False", "Incomplete", "In progress",
     "in_progress", "Tidak", "Belum", "TL", "Cancelled", "Tidak hadir", "belum mengikuti ujian",
     "Tidak lulus (remedial)", "SALAH"],
)  # fmt: skip
def test_does_not_count(printed: str) -> None:
    assert to_result(printed) is False


@pytest.mark.parametrize(
    "printed",
    ["85", "kurang", "lulus bersyarat", "tidak ada", "belum ada", "diverifikasi", "100%", "2"],
)
def test_asks_a_person_about_other_words(printed: str) -> None:
    with pytest.raises(ResultUnknownError):
        to_result(printed)


@given(st.text())
def test_fails_on_any_text_in_its_own_way_only(text: str) -> None:
    try:
        assert to_result(text) in (True, False)
    except ResultUnknownError:
        return
