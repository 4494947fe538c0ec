"""Number words beside the digits."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sync.reading.words import leading_number

DIGITS = "nol satu dua tiga empat lima enam tujuh delapan sembilan".split()  # noqa: SIM905  reads as speech


def spelt(number: int) -> str:
    if number < 10:
        return DIGITS[number]
    if number < 20:
        return "sepuluh" if number == 10 else f"{spelt(number - 10)} belas".replace("satu b", "seb")
    scale, name = next(s for s in ((1000, "ribu"), (100, "ratus"), (10, "puluh")) if number >= s[0])
    head, rest = divmod(number, scale)
    lead = f"se{name}" if head == 1 else f"{spelt(head)} {name}"
    return f"{lead} {spelt(rest)}" if rest else lead


@given(st.integers(0, 9999))
def test_reads_every_number_that_is_spelt(number: int) -> None:
    assert leading_number(spelt(number)) == (number, "")
    assert leading_number(spelt(number).replace(" ", "") + " jam") == (number, "jam")


@pytest.mark.parametrize(
    "text", ["", "daring", "dua tiga", "puluh", "dua puluh koma lima", "belas"]
)
def test_refuses_what_is_no_number(text: str) -> None:
    assert leading_number(text) is None
