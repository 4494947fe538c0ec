"""Numbers of certificates."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sync.reading.numbers import normalise_number, to_certificate_number


@pytest.mark.parametrize(
    "printed",
    [None, "", "-", "--", "–", "0", ".", "n/a", "N/A", "Tidak Ada", "belum ada", "Proses",
     "terlampir", "MENYUSUL", "\u00a0",
     "#N/A", "#REF!", "#DIV/0!", "#NAME?", "#FORMULA!", "Err:502"],
)  # fmt: skip
def test_knows_what_stands_for_no_number(printed: str | None) -> None:
    assert to_certificate_number(printed) is None


@pytest.mark.parametrize(
    "printed",
    ["001/LAN/2022", "No. 5/a", "00012", "CERT-ABCD1234-2022", "800.1.11.1/…", "#123", "#A/12"],
)
def test_keeps_a_number_as_printed(printed: str) -> None:
    assert to_certificate_number(f" {printed}\u200b") == printed


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("001/LAN/2022", "001/lan / 2022"),
        ("No. 001/LAN/2022", "001/LAN/2022"),
        ("Nomor: 001/LAN/2022", "001/LAN/2022"),
        ("Nomor Sertifikat : 001/LAN/2022", "001/LAN/2022"),
        ("No 001", "001"),
        ("001–2022", "001-2022"),
    ],
)
def test_equal_numbers_in_different_writing(one: str, other: str) -> None:
    assert normalise_number(one) == normalise_number(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("001/LAN/2022", "1/LAN/2022"),
        ("NO/SERT/2023/001", "SERT/2023/001"),
        ("12.1", "121"),
        ("No", "Nomor"),
    ],
)
def test_different_numbers_stay_different(one: str, other: str) -> None:
    assert normalise_number(one) != normalise_number(other)


@given(st.text())
def test_no_text_breaks_it(text: str) -> None:
    number = to_certificate_number(text)

    assert to_certificate_number(number) == number
    assert not any(letter.isspace() for letter in normalise_number(text))
