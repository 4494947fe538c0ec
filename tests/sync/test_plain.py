"""What is recognised a column at a time means what the plain functions say it means."""

from datetime import date, timedelta

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sync.plain import plain_day, plain_nip, plain_number, says_no_length
from sync.reading.dates import DateUnreadableError, to_interval
from sync.reading.hours import to_length
from sync.reading.nip import NipKind, read_nip
from sync.reading.numbers import normalise_number, to_certificate_number
from tests.builders import nip_of

LANDED = date(2026, 11, 24)
NIPS = st.one_of(
    st.from_regex(r"(?:19|20|18)\d{2}[01]\d[0-3]\d(?:19|20|21)\d{2}[0-3]\d[0-3]\d{3}",
                  fullmatch=True),
    st.text("0123456789 '.", min_size=15, max_size=20),
    st.builds(lambda n, a, b, sign: sign.join((f"'{nip_of(n)[:a]}", nip_of(n)[a:b], nip_of(n)[b:])),
              st.integers(1, 999), st.integers(1, 9), st.integers(10, 17),
              st.sampled_from([" ", "-", "  ", ".", ""])),
    st.builds(lambda n, d: nip_of(n).replace("1", d, 1), st.integers(1, 999),
              st.sampled_from("129")),
)  # fmt: skip
NUMBERS = st.one_of(
    st.from_regex(r"[A-Za-z]{0,4}[ ./:\-]{0,2}\d{0,4}[/.\-]?[A-Z0-9]{0,5}", fullmatch=True),
    st.sampled_from(["n/a", "No. 12", "NO/SERT/1", "no.12", "nomor 3", "0", "-", "Ⅳ/1", "É1"]),
)
DAYS = st.one_of(
    st.from_regex(r"\d\d/\d\d/\d{4}", fullmatch=True),
    st.from_regex(r"(?:19|20)\d\d-[01]\d-[0-3]\d", fullmatch=True),
    st.from_regex(r"\d\d-\d\d-\d{4}", fullmatch=True),
    st.dates(date(1900, 1, 1), date(2199, 12, 31)).map(lambda d: f"{d:%d/%m/%Y}"),
    st.from_regex(r"(?:19|20)\d\d-[01]\d-[0-3]\dT[0-2]\d:[0-6]\d:[0-5]\dZ", fullmatch=True),
    st.dates(date(1900, 1, 1), date(2199, 12, 31)).map(lambda d: f"{d}T16:59:59Z"),
    st.dates(date(1900, 1, 1), date(2199, 12, 31)).map(lambda d: f"{d}T17:00:00Z"),
)


def answer(expression: pl.Expr, text: str) -> object:
    """What the expression says of one text."""
    return pl.DataFrame({"text": [text]}).select(expression).item()


@given(NIPS, st.integers(0, 900))
def test_a_plain_nip_is_a_valid_one(text: str, days: int) -> None:
    day = LANDED - timedelta(days=days)
    found = plain_nip(pl.Series([text]), on=day).item()
    read = read_nip(text, on=day)

    if found is not None:
        assert (found, text) == (read.nip, read.shown)
    elif len(text) == 18 and text.isdigit():
        assert read.kind is not NipKind.VALID


@given(NUMBERS)
def test_a_plain_number_is_the_folded_one(text: str) -> None:
    found = answer(plain_number(pl.col("text")), text)

    if found is not None:
        printed = to_certificate_number(text)
        assert printed == text
        assert found == normalise_number(printed)


@given(DAYS)
def test_a_plain_day_is_the_one_that_is_printed(text: str) -> None:
    found = answer(plain_day(pl.col("text")), text)

    try:
        read = to_interval(text)
    except DateUnreadableError:
        assert found is None or not 1900 <= int(f"{found:%Y}") <= 2199
    else:
        assert found is None or (found, found) == read
        assert found is not None or not text.isascii()


@pytest.mark.parametrize("text", ["LAN-00052659/PK/2024", "CERT/2025/001", "a1"])
def test_usual_numbers_are_plain(text: str) -> None:
    assert answer(plain_number(pl.col("text")), text) == text.casefold()


@pytest.mark.parametrize("text", ["No. 12", "12", "n/a", "A 1", "NO/SERT/1"])
def test_numbers_with_labels_gaps_or_without_letters_are_not(text: str) -> None:
    assert answer(plain_number(pl.col("text")), text) is None


@given(
    st.from_regex(r"(?i)(?:±|sekitar )?\d{1,2} ?(?:hari(?: kerja)?|days?|kali|[x×*]|times?|jp|jam)",
                  fullmatch=True)
)  # fmt: skip
def test_what_surely_says_no_length_is_none(text: str) -> None:
    assert not answer(says_no_length(pl.col("text")), text) or to_length(text) is None


def test_printed_jp_surely_say_no_length() -> None:
    assert all(answer(says_no_length(pl.col("text")), text) for text in ("20", "4,0 JP", "6 Jam"))
