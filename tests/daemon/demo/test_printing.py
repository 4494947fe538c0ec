"""How values are printed: every form that real recaps use."""

from datetime import date
from decimal import Decimal

import pytest

from daemon.demo.courses import Source, Track
from daemon.demo.printing import (
    date_text,
    day_cell,
    jp_cell,
    jp_text,
    nip_cell,
    nip_text,
    number_text,
    opd_text,
    range_cell,
    range_text,
    result_text,
)
from daemon.demo.telling import Fault, NipState, Telling

NIP = "199002032015011002"


def told(
    *,
    nip_state: NipState = NipState.PLAIN,
    fault: Fault | None = None,
    jp: str = "20",
    roll: int = 0,
    number: str | None = None,
    passed: bool = True,
    prints_jp: bool = True,
    stray: bool = False,
) -> Telling:
    """Build a row of somebody invented."""
    return Telling(
        source=Source.CERIA, track=Track.WEBINAR, month=11, training=0, nip=NIP,
        name="Asep Sopandi", opd="Dinas Kesehatan", abbreviation="Dinkes", unit="Sekretariat",
        agency="Pemkab Serang", employment="PNS", email="", title="Webinar", form="Seminar",
        provider="BPSDM", start_on=date(2024, 11, 3), end_on=date(2024, 11, 5), jp=Decimal(jp),
        number=number, passed=passed, prints_jp=prints_jp, nip_state=nip_state, fault=fault,
        roll=roll if stray else roll | 1 << 40,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("state", "roll", "printed"),
    [
        (NipState.PLAIN, 0, NIP),
        (NipState.SPACED, 0, "19900203 201501 1 002"),
        (NipState.SPACED, 1, "19900203\u00a0201501\u00a01\u00a0002"),
        (NipState.SPACED, 4, f"NIP. {NIP}"),
        (NipState.QUOTED, 0, f"'{NIP}"),
        (NipState.QUOTED, 3, f'="{NIP}"'),
        (NipState.NUMBER, 0, "199002032015011000"),
        (NipState.SCIENTIFIC, 0, "1.99002E+17"),
        (NipState.MISSING, 0, ""),
    ],
)
def test_a_nip_is_printed_with_its_damage(state: NipState, roll: int, printed: str) -> None:
    assert nip_text(told(nip_state=state, roll=roll)) == printed


def test_a_number_cell_keeps_fifteen_digits() -> None:
    assert nip_cell(told(nip_state=NipState.NUMBER)) == 199002032015011000.0
    assert nip_cell(told()) == NIP


def test_days_are_printed_in_every_form() -> None:
    day = date(2022, 11, 3)

    assert [date_text(day, style) for style in range(8)] == [
        "03/11/2022", "03-11-2022", "2022-11-03", "3 November 2022", "03 Nov 2022",
        "3 Nopember 2022", "Kamis, 3 November 2022", "03/11/2022",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("start", "end", "style", "printed"),
    [
        ((11, 3), (11, 5), 0, "3 s.d. 5 November 2022"),
        ((11, 3), (11, 5), 1, "03-05 November 2022"),
        ((11, 3), (11, 5), 2, "3 – 5 November 2022"),
        ((11, 3), (11, 5), 4, "3 November 2022 s.d. 5 November 2022"),
        ((10, 31), (11, 4), 1, "31 Okt 2022 s/d 04 Nov 2022"),
        ((10, 31), (11, 4), 2, "31 Oktober 2022 – 4 November 2022"),
        ((2, 9), (2, 9), 2, "9 Pebruari 2022"),
    ],
)
def test_ranges_are_printed_in_every_form(
    start: tuple[int, int], end: tuple[int, int], style: int, printed: str
) -> None:
    assert range_text(date(2022, *start), date(2022, *end), style) == printed


def test_a_row_may_print_its_dates_unlike_its_file() -> None:
    usual, stray = told(), told(stray=True, roll=2 << 30)

    assert day_cell(usual, usual.end_on, 2) == "2024-11-05"
    assert day_cell(stray, stray.end_on, 2) == "05 Nov 2024"
    assert range_cell(usual, 0) == "3 s.d. 5 November 2024"
    assert range_cell(stray, 0) == "3 – 5 November 2024"


def test_an_impossible_day_stays_impossible_in_a_range() -> None:
    row = told(fault=Fault.DATE)

    assert day_cell(row, row.end_on, 3) == "31 Februari 2024"
    assert range_cell(row, 0) == "31 Februari 2024"
    assert day_cell(row, row.start_on, 2) == "2024-11-03"


def test_jp_are_printed_in_every_form() -> None:
    printed = {jp_text(told(roll=roll << 10), form_is_told=False) for roll in range(11)}

    assert printed == {
        "20", "20 JP", "20JP", "20,0", "20 JPL", "20 (dua puluh) jam pelajaran", "20 jam",
        "900 menit",
    }  # fmt: skip


def test_half_jp_have_a_comma() -> None:
    assert jp_text(told(jp="7.5"), form_is_told=False) == "7,5"


def test_nothing_is_printed_where_the_form_says_enough() -> None:
    assert jp_text(told(prints_jp=False, jp="4"), form_is_told=True) == ""
    assert jp_text(told(prints_jp=False, jp="4"), form_is_told=False) == "4"


def test_a_bare_number_is_a_number_cell() -> None:
    assert jp_cell(told(), form_is_told=False) == 20.0
    assert jp_cell(told(roll=3 << 10), form_is_told=False) == "20 JP"


def test_a_dash_for_jp_stands_only_where_no_form_could_replace_it() -> None:
    def faulty(*, form_is_told: bool) -> set[str]:
        rolls = range(32)
        rows = (told(fault=Fault.JP, roll=roll << 10) for roll in rolls)
        return {jp_text(row, form_is_told=form_is_told) for row in rows}

    assert faulty(form_is_told=True) == {"0", "0 JP", "dua puluh"}
    assert faulty(form_is_told=False) == {"0", "0 JP", "dua puluh", "-"}


def test_numbers_results_and_opds_are_printed_as_people_write_them() -> None:
    assert number_text(told(number="002/LAN/2024")) == "002/LAN/2024"
    assert number_text(told(roll=3 << 15)) == "-"
    assert result_text(told()) == "Lulus"
    assert result_text(told(passed=False)) == "Tidak Lulus"
    assert opd_text(told(roll=2 << 25)) == "Dinkes"
