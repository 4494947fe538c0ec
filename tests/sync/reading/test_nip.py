"""A NIP is read as printed, a damaged one finds its owner, none is made up."""

from datetime import date

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from sync.reading.nip import (
    DamagedIndex,
    NipKind,
    clean_nip,
    is_valid_nip,
    read_nip,
    surviving_digits,
)

LANDED = date(2022, 11, 10)
NIP = "198702052010011001"
NIK = "3604011203900001"


def make_nip(birth: date, started: int, agreement: int, sex: int, serial: int) -> str:
    return f"{birth:%Y%m%d}{started}{agreement:02}{sex}{serial:03}"


nips = st.builds(
    make_nip,
    birth=st.dates(date(1950, 1, 1), date(2000, 12, 31)),
    started=st.integers(2015, 2022),
    agreement=st.integers(1, 12) | st.integers(21, 99),
    sex=st.integers(1, 2),
    serial=st.integers(1, 999),
)


@pytest.mark.parametrize(
    "printed",
    [
        NIP,
        "19870205 201001 1 001",
        "19870205.201001.1.001",
        "19870205-201001-1-001",
        f"'{NIP}",
        f"’{NIP}",
        f"`{NIP}",
        f'="{NIP}"',
        f"{NIP}.0",
        f"NIP {NIP}",
        f"NIP. {NIP}",
        f"nip: {NIP}",
        f"NI PPPK {NIP}",
        f"NIP/NI PPPK: {NIP}",
        f"\u200b{NIP}\u00a0\ufeff",
        "１９８７０２０５２０１００１１００１",
    ],
)
def test_reads_a_nip_however_it_is_wrapped(printed: str) -> None:
    reading = read_nip(printed, on=LANDED)

    assert (reading.kind, reading.nip, reading.shown) == (NipKind.VALID, NIP, printed)


@given(
    nips, st.sampled_from(["", "'", "NIP. ", '="', " "]), st.sampled_from(["", " ", ".", "\u200b"])
)
def test_reads_every_valid_nip_back(nip: str, before: str, between: str) -> None:
    printed = before + between.join((nip[:8], nip[8:14], nip[14], nip[15:]))

    assert read_nip(printed, on=LANDED).nip == nip


@given(st.text(alphabet="0123456789 .-'\"=`NIPe+,\u200b", max_size=30) | st.text())
def test_cleans_a_nip_once_for_all(text: str) -> None:
    assert clean_nip(clean_nip(text)) == clean_nip(text)


@pytest.mark.parametrize(
    "nip",
    [
        "198702302010011001",  # 30 February
        "198713052010011001",
        "200711112022011001",  # 14 years old
        "194211092022011001",  # 80 years and a day
        "198702052001011001",  # started at 14
        "198702052010001001",
        "198702052010131001",
        "198702052010201001",
        "198702052010010001",
        "198702052010013001",
        "198702052010011000",
        "19870205201001100",
        "1987020520100110011",
        "19870205201001100x",
        "１９８７０２０５２０１００１１００１",
    ],
)
def test_refuses_an_impossible_nip(nip: str) -> None:
    assert not is_valid_nip(nip, on=LANDED)


@pytest.mark.parametrize(
    "nip",
    [
        "200711102022211001",  # 15 on the day
        "194211101960121001",  # 80 on the day
        "198702052002122999",
        "198702052022211001",
        "198702052022992001",
    ],
)
def test_accepts_a_nip_at_the_edges(nip: str) -> None:
    assert is_valid_nip(nip, on=LANDED)


@pytest.mark.parametrize(
    "printed",
    [None, "", " ", "-", "--", "–", "tidak ada", "N/A", "0", ".", "menyusul", "NIP:", "'"],
)
def test_takes_words_for_no_number_as_absent(printed: str | None) -> None:
    reading = read_nip(printed, on=LANDED)

    assert (reading.kind, reading.nip, reading.shown) == (NipKind.ABSENT, None, printed or "")


@pytest.mark.parametrize(
    "printed",
    ["1.98702E+17", "1,98702e+17", "1.98702e+017", "1.98702052010011E17", "198702052010011000"],
)
def test_names_damaged_text_lossy_and_shows_it_as_printed(printed: str) -> None:
    reading = read_nip(printed, on=LANDED)

    assert (reading.kind, reading.nip, reading.shown) == (NipKind.LOSSY, None, printed)


@pytest.mark.parametrize(
    ("printed", "shown"),
    [
        (NIK, "(NIK)"),
        (f"{NIK}.0", "(NIK)"),
        ("3604 0112 0390 0001", "(NIK)"),
        (f"NIK {NIK}", "NIK (NIK)"),
        ("3.60401120390000E+15", "(NIK)"),
        ("1.98702E+16", "1.98702E+16"),
        ("19870205201001100", "19870205201001100"),
        ("198702302010011001", "198702302010011001"),
        ("guru", "guru"),
    ],
)
def test_calls_all_else_invalid_and_never_shows_a_nik(printed: str, shown: str) -> None:
    reading = read_nip(printed, on=LANDED)

    assert (reading.kind, reading.nip, reading.shown) == (NipKind.INVALID, None, shown)


@pytest.mark.parametrize(
    ("number", "kind", "shown"),
    [
        (repr(float(NIP)), NipKind.LOSSY, "198702052010011000"),
        ("1.9870205201001107e+17", NipKind.LOSSY, "198702052010011000"),
        ("1.98702e+17", NipKind.LOSSY, "198702000000000000"),
        ("3604011203900001.0", NipKind.INVALID, "(NIK)"),
        ("12345.0", NipKind.INVALID, "12345"),
        ("1e+18", NipKind.INVALID, "1e+18"),
        ("-1.0", NipKind.INVALID, "-1.0"),
        ("nan", NipKind.INVALID, "nan"),
        ("inf", NipKind.INVALID, "inf"),
        ("0.0", NipKind.ABSENT, "0"),
    ],
)
def test_shows_a_number_cell_as_a_spreadsheet_would(number: str, kind: NipKind, shown: str) -> None:
    reading = read_nip("whatever", number=number, on=LANDED)

    assert (reading.kind, reading.nip, reading.shown) == (kind, None, shown)


def test_reads_the_text_where_the_number_is_none() -> None:
    assert read_nip(NIP, number="text", on=LANDED).nip == NIP


@given(st.text() | st.text(alphabet="0123456789.,eE+- "), st.none() | st.floats().map(repr))
def test_never_fails_on_any_cell(text: str, number: str | None) -> None:
    reading = read_nip(text, number=number, on=LANDED)

    assert (reading.nip is not None) == (reading.kind is NipKind.VALID)
    assert surviving_digits(text, number) >= 0
    assert DamagedIndex([NIP]).candidates(text, number) in ([], [NIP])


@given(nips)
@example("198702052010011500")
def test_a_damaged_number_cell_finds_its_owner(nip: str) -> None:
    index = DamagedIndex([nip, NIP])
    for damaged in (float(nip), float(nip[:15] + "000")):
        assert nip in index.candidates(None, repr(damaged))
        assert surviving_digits(None, repr(damaged)) == 15


@given(nips, st.integers(1, 20), st.sampled_from([".", ","]))
@example("198702052010011500", 15, ".")
def test_a_nip_in_scientific_text_finds_its_owner(nip: str, digits: int, sign: str) -> None:
    index = DamagedIndex([nip])
    for value in (float(nip), float(nip[:15] + "000")):
        printed = f"{value:.{digits - 1}E}".replace(".", sign)

        assert index.candidates(printed, None) == [nip]
        assert surviving_digits(printed, None) == min(digits, 18)


@given(nips)
def test_a_nip_that_ends_in_zeros_finds_its_owner(nip: str) -> None:
    assert DamagedIndex([nip]).candidates(nip[:15] + "000", None) == [nip]
    assert surviving_digits(nip[:15] + "000", None) == 15


def test_all_who_share_what_is_left_are_candidates() -> None:
    twins = ["198702052010011001", "198702052010011002"]
    other = "198702062010012001"
    index = DamagedIndex([*twins, other, twins[0]])

    assert index.candidates("198702052010011000", None) == twins
    assert index.candidates(None, repr(float(twins[1]))) == twins
    assert index.candidates("1.98702052010011E+17", None) == twins
    assert index.candidates("1,98702052010011E+017", None) == twins  # LibreOffice
    assert index.candidates("1.98702E+17", None) == [*twins, other]
    assert index.candidates("1.9870206E+17", None) == [other]
    assert index.candidates(None, "1.98702e+17") == [*twins, other]


def test_exact_scientific_text_names_one_person_only() -> None:
    index = DamagedIndex(["198702052010011001", "198702052010011040"])

    assert index.candidates("1.98702052010011040E+17", None) == ["198702052010011040"]


@pytest.mark.parametrize(
    ("text", "number"),
    [(NIP, None), (None, None), ("1.98702E+16", None), ("abc", None), (NIK, None),
     (None, "12345.0"),
     (None, "nan"), ("198702052010012000", None)],
)  # fmt: skip
def test_what_is_not_damaged_has_no_candidates(text: str | None, number: str | None) -> None:
    assert DamagedIndex([NIP]).candidates(text, number) == []


def test_counts_the_digits_that_survive() -> None:
    assert surviving_digits("1.98702E+17", None) == 6
    assert surviving_digits(None, "1.98702e+17") == 6
    assert surviving_digits(NIP, None) == 18
    assert surviving_digits("12345", None) == 0
    assert surviving_digits(None, "-5.0") == 0
    assert surviving_digits(None, "inf") == 0


def test_numbers_of_other_lengths_are_no_nips_of_the_roster() -> None:
    assert DamagedIndex(["123456789", "x" * 18]).candidates("1.23456E+17", None) == []
