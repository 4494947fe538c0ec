"""Encodings: a fixed order, no guessing, and a line number where nothing fits."""

import codecs

import pytest
from hypothesis import given
from hypothesis import strategies as st

from connectors.tabular.grid import FileUnreadableError
from connectors.tabular.text import decode

SAMPLE = "Nama;JP\nÉliza Nuraini;20\n"


@pytest.mark.parametrize(
    ("body", "shown"),
    [
        (SAMPLE.encode(), "UTF-8"),
        (SAMPLE.encode("utf-8-sig"), "UTF-8"),
        (SAMPLE.encode("cp1252"), "cp1252"),
        (codecs.BOM_UTF16_LE + SAMPLE.encode("utf-16-le"), "UTF-16 LE"),
        (codecs.BOM_UTF16_BE + SAMPLE.encode("utf-16-be"), "UTF-16 BE"),
        (codecs.BOM_UTF32_LE + SAMPLE.encode("utf-32-le"), "UTF-32 LE"),
        (SAMPLE.encode("utf-16-le"), "UTF-16 LE"),
        (SAMPLE.encode("utf-16-be"), "UTF-16 BE"),
    ],
)
def test_reads_the_encodings_that_offices_write(body: bytes, shown: str) -> None:
    text = decode(body)

    assert text.text == SAMPLE
    assert text.shown == shown


def test_reads_each_byte_of_a_glued_file_as_what_it_is() -> None:
    text = decode("Éliza\n".encode() + "Zoë\n".encode("cp1252"))

    assert text.text == "Éliza\nZoë\n"
    assert text.shown == "UTF-8 dan cp1252"


def test_names_the_line_of_a_nul_byte() -> None:
    with pytest.raises(FileUnreadableError) as refused:
        decode(b"Nama;JP\r\nBudi;20\r\nSi\0ti;10\r\n")

    assert (refused.value.code, refused.value.locator) == ("nul_byte", "line 3")


def test_counts_the_line_of_a_nul_byte_from_the_start_of_the_file() -> None:
    with pytest.raises(FileUnreadableError) as refused:
        decode(b"Budi;20\nSi\0ti;10\n", encoding="utf-8", first_line=101)

    assert refused.value.locator == "line 102"


def test_names_the_line_of_a_byte_that_no_encoding_has() -> None:
    with pytest.raises(FileUnreadableError) as refused:
        decode(b"Nama\nBudi\x81\n")

    assert (refused.value.code, refused.value.locator) == ("encoding", "line 2")


def test_refuses_utf16_that_is_cut_within_a_character() -> None:
    with pytest.raises(FileUnreadableError) as refused:
        decode(codecs.BOM_UTF16_LE + "Nama\nBudi".encode("utf-16-le") + b"\x41")

    assert refused.value.code == "encoding"
    assert refused.value.locator == "line 2"


def test_takes_a_later_part_in_the_encoding_of_the_first() -> None:
    body = "Éliza\n".encode("utf-16-le")

    assert decode(body, encoding="utf-16-le", first_line=7).text == "Éliza\n"


@given(st.text(st.characters(blacklist_characters="\0", blacklist_categories=["Cs"])))
def test_gives_back_any_text_in_utf8(text: str) -> None:
    assert decode(b"\xef\xbb\xbf" + text.encode()).text == text


@given(st.binary(max_size=300))
def test_reads_or_names_any_bytes(body: bytes) -> None:
    locator, text = None, "\0"
    try:
        text = decode(body).text
    except FileUnreadableError as refused:
        locator = refused.locator

    assert locator is not None or "\0" not in text
