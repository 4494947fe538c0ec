"""Dates as sources print them."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sync.reading.dates import DateUnreadableError, to_date, to_interval, to_year

LONG = "Januari Februari Maret April Mei Juni Juli Agustus September Oktober November Desember"
OLD = "January Pebruari Mrt Apr. May Jun Jul. Agt. Sept Okt Nopember Des."
SHORT = "jan FEB mar apr mei jun jul Ags sep oct nop dec"
ROMAN = "I II III IV V VI VII VIII IX X XI XII"
MONTHS = [names.split() for names in (LONG, OLD, SHORT, ROMAN)]

BETWEEN = (
    " s.d. ", " s/d ", " sd ", " - ", "–", " sampai dengan ", " sampai ", " hingga ", " dan ",
    " & ", ", ",
)  # fmt: skip

days = st.dates(date(1990, 1, 1), date(2035, 12, 31))


def printed_forms(day: date) -> list[str]:
    d, m, y = day.day, day.month, day.year
    worded = [f"{d} {names[m - 1]} {y}" for names in MONTHS]
    numeric = [f"{d}{s}{m}{s}{y}" for s in "/-."] + [f"{d:02}{s}{m:02}{s}{y}" for s in "/-."]
    iso = [f"{y}-{m:02}-{d:02}", f"{y}/{m:02}/{d:02}", f"{y}-{m:02}-{d:02} 23:59:60"]
    others = [
        f"{d:02}-{MONTHS[2][m - 1]}-{y}",
        f"{d}-{ROMAN.split()[m - 1]}-{y}",
        f"Jum’at, {worded[0]}",
        f"Kamis/{worded[0]}",
        f"{worded[0]} pukul 08.00 WIB",
        f"{d:02}/{m:02}/{y} 08:00",
        f"{y}-{m:02}-{d:02}T00:00:00+07:00",
        f"{worded[1]}, 08.00 - 16.00 WIB",
        f"Thursday, {worded[0]}, 8:00 AM",
        f"{LONG.split()[m - 1]} {d}, {y}",
        str((day - date(1899, 12, 30)).days),
        f"{(day - date(1899, 12, 30)).days}.75",
        f"{d}/{m}/{y % 100:02}",
        f"{d}-{MONTHS[2][m - 1]}-{y % 100:02}",
    ]
    return worded + numeric + iso + others


@given(days)
def test_reads_every_day_in_every_form(day: date) -> None:
    assert {form: to_date(form) for form in printed_forms(day)} == dict.fromkeys(
        printed_forms(day), day
    )


@given(days, st.integers(1, 60), st.sampled_from(BETWEEN))
def test_reads_every_range_in_every_form(first: date, longer: int, between: str) -> None:
    last = first + timedelta(days=longer)
    names = LONG.split()
    full = [f"{d.day} {names[d.month - 1]} {d.year}" for d in (first, last)]
    forms = [between.join(full), between.join((f"{first.day} {names[first.month - 1]}", full[1]))]
    forms.append(between.join(("Senin, " + full[0], "Rabu, " + full[1])))
    forms.append(between.join(f"{d.day:02}/{d.month:02}/{d.year}" for d in (first, last)))
    if first.month == last.month:
        forms.append(between.join((str(first.day), full[1])))
        forms.append(between.join((f"Senin, {first.day}", f"Rabu, {full[1]}")))

    assert {form: to_interval(form) for form in forms} == dict.fromkeys(forms, (first, last))


@pytest.mark.parametrize(
    "printed",
    ["3 s.d. 5 November 2022", "Senin, 3 s.d. Rabu, 5 Nov 2022", "Senin-Rabu, 3-5 November 2022",
     "Senin s.d. Rabu, 3 s.d. 5 Nopember 2022", "3, 4 dan 5 Nov 2022", "3, 4, dan 5 Nov. 2022",
     "3-4 & 5 Nov 2022", "03-05 November 2022", "3-5/11/2022", "03-05-11-2022",
     "03/11 - 05/11/2022", "3 Nov - 05 Nov 2022", "3 Nov 22 - 5 Nov 22",
     "03-Nov-2022 - 05-Nov-2022", "2022-11-03/2022-11-05", "3 s/d 5-XI-2022",
     "2022-11-03 08:00 - 2022-11-05 16:00", "03.11.2022 10:00 - 05.11.2022 12:00",
     "3 Nov 2022 s.d. 5 Nov", "2022-11-03T01:00:00Z - 2022-11-05T09:00:00Z",
     "Tanggal 3 sampai dengan 5 November 2022", "3 S.D. 5 NOVEMBER 2022.", "3 s.d 5 Nov 2022",
     "3\u00a0\u2013\u00a05 November 2022", "3 - 5 Nov 2022 pukul 08.00 WIB s.d. selesai",
     "3 - 5 Nov 2022 08.00 - selesai"],
)  # fmt: skip
def test_reads_the_third_to_the_fifth_of_november(printed: str) -> None:
    assert to_interval(printed) == (date(2022, 11, 3), date(2022, 11, 5))


@pytest.mark.parametrize(
    "printed",
    ["28 Des 2022 - 3 Jan 2023", "28 Desember – 3 Januari 2023", "28 Des 2022 s.d. 3 Jan",
     "28/12/2022 - 03/01/2023", "28, 29 Des dan 3 Januari 2023", "28/12 - 3/1/2023"],
)  # fmt: skip
def test_reads_across_the_new_year(printed: str) -> None:
    assert to_interval(printed) == (date(2022, 12, 28), date(2023, 1, 3))


@pytest.mark.parametrize(
    ("printed", "day"),
    [
        ("2022-12-31T16:59:59Z", date(2022, 12, 31)),
        ("2022-12-31T16:59:60Z", date(2022, 12, 31)),
        ("2022-12-31T17:00:00Z", date(2023, 1, 1)),
        ("2022-12-31T17:00:00.000Z", date(2023, 1, 1)),
        ("2022-12-31 17:00:00+00:00", date(2023, 1, 1)),
        ("2022-12-31T22:00:00-03:00", date(2023, 1, 1)),
        ("2022-12-31T23:00-02:00", date(2023, 1, 1)),
        ("2023-01-01T00:30:00+09:00", date(2022, 12, 31)),
        ("31/12/2022 17:00 UTC", date(2023, 1, 1)),
        ("Sat, 31 Dec 2022 17:30:00 GMT", date(2023, 1, 1)),
        ("2022-12-31T23:30:00", date(2022, 12, 31)),
        ("2022-12-31 23:30 WIB", date(2022, 12, 31)),
        ("2022-12-31 20:00-22:00", date(2022, 12, 31)),
        ("20221231", date(2022, 12, 31)),
        ("28/2/69", date(2069, 2, 28)),
        ("28/2/70", date(1970, 2, 28)),
        ("32874", date(1990, 1, 1)),
        ("73050", date(2099, 12, 31)),
        ("44868,5", date(2022, 11, 3)),
        ("3nov2022", date(2022, 11, 3)),
        ("3rd November 2022", date(2022, 11, 3)),
        ("3 Nov '22", date(2022, 11, 3)),
        ("3 November 2022 (Kamis)", date(2022, 11, 3)),
    ],
)
def test_a_day_is_the_day_in_jakarta(printed: str, day: date) -> None:
    assert to_date(printed) == day


@pytest.mark.parametrize(
    "printed",
    ["", " ", "-", "2022", "November 2022", "3 November", "5", "60", "32873", "73051",
     "29/02/2023", "31 November 2022", "12/31/2022", "00/01/2022", "2022-13-01", "3 Nov 0022",
     "0022-11-03", "3 Nov 1444", "3 Rabiul Akhir 1444 H", "3 Nov 2565", "3/11/20222",
     "5 s.d. 3 November 2022", "05/11/2022 - 01/11/2022", "7, 3 dan 5 Nov 2022",
     "5 November s.d. 3 Oktober 2022", "3 Nov 2022 s.d. 5", "s.d. 5 Nov 2022", "3 s.d. Nov 2022",
     "-3 Nov 2022", "3 Nov 2022 25:00", "3 Nov 2022 08:61", "2022-11-03T25:00:00Z",
     "2022-02-30T10:00:00Z", "9999-12-31T23:00:00Z", "0001-01-01T00:00:00+09:00",
     "2022-11-03T10:00:00+99:99", "2022-11-03T10:00Z+07", "2022-11-2022T10:00Z", "3 Novemver 2022",
     "3 4 Nov 2022", "44.868", "20221301", "minggu ke-2 November 2022", "1899-12-31", "2200-01-01",
     "3 Mei - 2022", "3,,,5 Nov 2022"],
)  # fmt: skip
def test_refuses_what_is_no_day(printed: str) -> None:
    with pytest.raises(DateUnreadableError):
        to_date(printed)


def test_a_range_is_not_a_day() -> None:
    with pytest.raises(DateUnreadableError):
        to_date("3-5 November 2022")


@given(st.text() | st.text(alphabet="0123456789/-.:, TZsdnovjan+"))
def test_fails_on_any_text_in_its_own_way_only(text: str) -> None:
    try:
        first, last = to_interval(text)
    except DateUnreadableError:
        return
    assert date(1900, 1, 1) <= first <= last <= date(2199, 12, 31)


@pytest.mark.parametrize(
    "printed",
    [
        "2022",
        "2022.0",
        " 2022 ",
        "TA 2022",
        "T.A. 2022",
        "Tahun 2022",
        "Tahun Anggaran 2022",
        "thn. 2022",
    ],
)
def test_reads_a_year(printed: str) -> None:
    assert to_year(printed) == 2022


@pytest.mark.parametrize(
    "printed", ["", "22", "2022/2023", "1444", "2200", "1899", "Angkatan IX", "20220"]
)
def test_refuses_what_is_no_year(printed: str) -> None:
    with pytest.raises(DateUnreadableError):
        to_year(printed)


@given(st.text())
def test_no_text_breaks_a_year(text: str) -> None:
    try:
        assert 1900 <= to_year(text) <= 2199
    except DateUnreadableError:
        return
