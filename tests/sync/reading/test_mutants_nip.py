"""Edges of a damaged NIP that the broader tests pass by."""

from datetime import date

import pytest

from sync.reading.nip import DamagedIndex, NipKind, clean_nip, read_nip, surviving_digits

LANDED = date(2022, 11, 10)


@pytest.mark.parametrize(
    ("nip", "printed"),
    [
        ("198711142005012594", "1.9871114200501259E+17"),  # found by its 17 digits alone
        ("198705132017035000", "1.9870513201703E+17"),  # a tie may have gone down
        ("198705132017035000", "1.9870513201704E+17"),  # or up
        ("198712262014051451", "1.987122620140515E+17"),
    ],
)
def test_a_rounded_nip_finds_its_owner(nip: str, printed: str) -> None:
    assert DamagedIndex([nip]).candidates(printed, None) == [nip]


@pytest.mark.parametrize(
    ("nip", "printed"),
    [
        ("198712262014051451", "1.987122620140514E+17"),  # above the middle nothing goes down
        ("198703192009032849", "1.98703192009032848E+17"),  # all digits are there: another person
    ],
)
def test_a_neighbour_is_no_candidate(nip: str, printed: str) -> None:
    assert DamagedIndex([nip]).candidates(printed, None) == []


def test_a_spreadsheet_does_not_round_a_nip_up() -> None:
    index = DamagedIndex(["198702052010011500"])

    assert index.candidates(None, "198702052010012000.0") == []
    assert index.candidates(None, "198702052010011000.0") == ["198702052010011500"]


@pytest.mark.parametrize(("number", "digits"), [("0.0", 0), ("-5.0", 0), ("1.0", 1), ("20.0", 1)])
def test_counts_the_digits_of_small_numbers(number: str, digits: int) -> None:
    assert surviving_digits(None, number) == digits


@pytest.mark.parametrize("printed", ["'-", "NIP: -", '="-"', "NIP.", "\u200b"])
def test_a_wrapped_dash_is_no_nip(printed: str) -> None:
    assert read_nip(printed, on=LANDED).kind is NipKind.ABSENT


def test_a_number_cell_of_one_is_shown_as_a_spreadsheet_would() -> None:
    assert read_nip("1", number="1.0", on=LANDED).shown == "1"


def test_white_space_that_only_composing_brings_is_dropped() -> None:
    assert clean_nip("1987\u00a80205") == "1987\u03080205"
