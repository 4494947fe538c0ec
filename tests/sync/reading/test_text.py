"""What counts as the same text, as no text, and as a NIK."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sync.reading.text import clean, fold, is_nik, mask_nik, says_no_number, words

NIK = "3604011203900001"
"""Invented: a man born on 12 March 1990."""


@pytest.mark.parametrize(
    ("printed", "cleaned"),
    [
        (" Bimtek\u00a0", "Bimtek"),
        ("\ufeffBimtek\u200b\n", "Bimtek"),
        ("\u2003Dinas  Sosial\t", "Dinas  Sosial"),
        ("e\u0301tik", "\u00e9tik"),
        ("-a-", "-a-"),
    ],
)
def test_cuts_every_white_space_at_the_ends_only(printed: str, cleaned: str) -> None:
    assert clean(printed) == cleaned


@pytest.mark.parametrize("printed", [None, "", "  ", "\u00a0\u200b", "-", "--", " – ", "—", "−"])
def test_takes_nothing_and_a_dash_for_nothing(printed: str | None) -> None:
    assert clean(printed) is None


@given(st.text())
def test_cleans_once_for_all(text: str) -> None:
    cleaned = clean(text)

    assert clean(cleaned) == cleaned


@given(st.text())
def test_folds_once_for_all(text: str) -> None:
    assert fold(fold(text)) == fold(text)


def test_folds_case_width_and_gaps() -> None:
    assert fold("  ＢＩＭＴＥＫ\u00a0\u200b  Arsip\n2022 ") == "bimtek arsip 2022"
    assert words("Bimtek (Arsip)_2022!") == "bimtek arsip 2022"


@pytest.mark.parametrize("said", ["0", "00", ".", "N/A", "Tidak Ada", "#n/a", "menyusul", "…"])
def test_knows_what_people_write_for_no_number(said: str) -> None:
    assert says_no_number(said)


@pytest.mark.parametrize("said", ["1", "001", "tidak", "proses 12", "N/A 5"])
def test_takes_no_number_for_none(said: str) -> None:
    assert not says_no_number(said)


@pytest.mark.parametrize(
    ("printed", "shown"),
    [
        (NIK, "(NIK)"),
        (f"NIK: {NIK}.", "NIK: (NIK)."),
        ("3604 0112 0390 0001", "(NIK)"),
        ("3604-0112-0390-0001", "(NIK)"),
        ("36.04.01.120390.0001", "(NIK)"),
        ("3604015203900001", "(NIK)"),
        ("３６０４０１１２０３９００００１", "(NIK)"),
        (f"{NIK} 12", "(NIK) 12"),
        (f"198702052010011001/{NIK}", "198702052010011001/(NIK)"),
    ],
)
def test_hides_a_nik_however_it_is_written(printed: str, shown: str) -> None:
    assert mask_nik(printed) == shown


@pytest.mark.parametrize(
    "printed",
    [
        "198702052010011001",
        "19870205 201001 1 001",
        "19 8702052011011001",  # its last 16 digits have the shape of a NIK
        "1004011203900001",
        "9504011203900001",
        "3604011213900001",
        "3604010003900001",
        "3604017203900001",
        "3604013002900001",
        "36040112039000011",
        "360401120390001",
    ],
)
def test_leaves_a_nip_and_other_numbers_alone(printed: str) -> None:
    assert mask_nik(printed) == printed


def test_accepts_only_sixteen_digits_as_a_nik() -> None:
    assert is_nik(NIK)
    assert not is_nik(NIK[:-1])
    assert not is_nik("360401120390000x")
    assert is_nik("1104013112900001")
    assert is_nik("9404017112900001")


@given(st.text(), st.sampled_from(["", " ", "-", "."]))
def test_no_nik_is_left_in_any_text(around: str, between: str) -> None:
    printed = f"{around} x{between.join(NIK)}x {around}"

    assert between.join(NIK) not in mask_nik(printed)
    assert mask_nik(mask_nik(printed)) == mask_nik(printed)
