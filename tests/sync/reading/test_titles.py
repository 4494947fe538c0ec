"""Titles of trainings and names of OPDs, as they are compared."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sync.reading.titles import normalise_opd, normalise_title


def test_titles_are_equal_without_case_and_punctuation() -> None:
    assert normalise_title("Bimtek:  SAKIP (Angkatan-I)") == "bimtek sakip angkatan i"
    assert normalise_title("!?") == "!?"


@given(st.text())
def test_normalises_a_title_once_for_all(text: str) -> None:
    assert normalise_title(normalise_title(text)) == normalise_title(text)


@pytest.mark.parametrize(
    ("printed", "name"),
    [
        ("DINAS KESEHATAN KAB. SERANG", "dinas kesehatan"),
        ("Dinas Kesehatan Kabupaten Serang", "dinas kesehatan"),
        ("Dinas Kesehatan, Pemkab Serang", "dinas kesehatan"),
        ("Dinas Kesehatan pada Pemerintah Kabupaten Serang", "dinas kesehatan"),
        ("Dinas Kesehatan Kota Serang", "dinas kesehatan kota serang"),
        ("Dinas Kesehatan Kab. Lebak", "dinas kesehatan kab lebak"),
        ("Dinas Pekerjaan Umum & Penataan Ruang", "dinas pekerjaan umum dan penataan ruang"),
        ("Kec. Anyar", "kecamatan anyar"),
        ("Kantor Kecamatan Anyar", "kecamatan anyar"),
        ("Camat Anyar", "kecamatan anyar"),
        ("Kecamatan Anyar Kab. Serang", "kecamatan anyar"),
        ("Pemerintah Kabupaten Serang", "pemerintah kabupaten serang"),
        ("Kabupaten Serang", "kabupaten serang"),
        ("Satpol-PP", "satpol pp"),
        ("!", "!"),
    ],
)
def test_brings_an_opd_to_one_form(printed: str, name: str) -> None:
    assert normalise_opd(printed) == name


def test_drops_the_regency_that_it_is_told() -> None:
    assert normalise_opd("Dinas Kesehatan Kab. Lebak", regency="lebak") == "dinas kesehatan"


@given(st.text(min_size=1))
def test_an_opd_never_becomes_nothing(text: str) -> None:
    assert normalise_opd(text) or not text.strip() or not normalise_title(text)
