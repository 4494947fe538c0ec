"""How exports print a value: the forms of dates, JP, NIPs and results seen in real recaps."""

from datetime import date
from decimal import Decimal

from daemon.demo.telling import Fault, NipState, Telling, choose

_MONTHS = (
    "Januari", "Februari", "Maret", "April", "Mei", "Juni",
    "Juli", "Agustus", "September", "Oktober", "November", "Desember",
)  # fmt: skip
_OLD_MONTHS = {"Februari": "Pebruari", "November": "Nopember"}
_SHORT_MONTHS = (
    "Jan", "Feb", "Mar", "Apr", "Mei", "Jun", "Jul", "Agu", "Sep", "Okt", "Nov", "Des",
)  # fmt: skip
_DAYS = ("Senin", "Selasa", "Rabu", "Kamis", "Jumat", "Sabtu", "Minggu")
_WORDS = {
    4: "empat", 5: "lima", 6: "enam", 7: "tujuh", 8: "delapan", 10: "sepuluh",
    20: "dua puluh", 24: "dua puluh empat", 30: "tiga puluh", 32: "tiga puluh dua",
    40: "empat puluh",
}  # fmt: skip
_NO_NUMBER = ("", "", "", "-", "-", "--", "0", "belum ada", "proses", "menyusul", "terlampir")
_PASSED = ("Lulus", "Lulus", "LULUS", "Selesai", "Memuaskan", "Sangat Memuaskan", "Baik")
_FAILED = ("Tidak Lulus", "Tidak Lulus", "TIDAK LULUS", "Belum Selesai", "Mengundurkan diri")
_BAD_JP = ("0", "0 JP", "dua puluh")
_BAD_DATES = ("31 Februari {year}", "32/13/{year}", "30-02-{year}", "31 April {year}")
_STRAY = 8  # one row in this many prints its dates unlike the rest of the file


def nip_text(row: Telling) -> str:
    """The NIP as text, dirt and all."""
    nip = row.nip
    parts = nip[:8], nip[8:14], nip[14:15], nip[15:]
    match row.nip_state:
        case NipState.PLAIN:
            return nip
        case NipState.SPACED:
            forms = (" ".join(parts), "\u00a0".join(parts), f"{nip} ", f" {nip}", f"NIP. {nip}")
            return choose(row.roll, 0, forms)
        case NipState.QUOTED:
            return choose(row.roll, 0, (f"'{nip}", f"’{nip}", f"`{nip}", f'="{nip}"'))
        case NipState.NUMBER:
            return f"{nip[:15]}000"
        case NipState.SCIENTIFIC:
            return f"{float(nip):.5E}"
        case NipState.MISSING:
            return ""


def nip_cell(row: Telling) -> str | float:
    """The NIP in a workbook, where it may have become a number."""
    return float(nip_text(row)) if row.nip_state is NipState.NUMBER else nip_text(row)


def date_text(day: date, style: int) -> str:
    """A day in one of the forms that exports use; any number is a style."""
    month = _MONTHS[day.month - 1]
    forms = (
        f"{day:%d/%m/%Y}",
        f"{day:%d-%m-%Y}",
        day.isoformat(),
        f"{day.day} {month} {day.year}",
        f"{day:%d} {_SHORT_MONTHS[day.month - 1]} {day.year}",
        f"{day.day} {_OLD_MONTHS.get(month, month)} {day.year}",
        f"{_DAYS[day.weekday()]}, {day.day} {month} {day.year}",
    )
    return forms[style % len(forms)]


def range_text(start: date, end: date, style: int) -> str:
    """Both days in one cell."""
    if start == end:
        return date_text(start, 3 + style % 4)
    if (start.year, start.month) != (end.year, end.month):
        signs = (" s.d. ", " s/d ", " – ", " - ", " sampai ")
        return signs[style % len(signs)].join(date_text(day, 3 + style % 2) for day in (start, end))
    forms = (
        f"{start.day} s.d. {end.day}",
        f"{start:%d}-{end:%d}",
        f"{start.day} – {end.day}",
        f"{start.day} s/d {end.day}",
        f"{date_text(start, 3)} s.d. {end.day}",
    )
    return f"{forms[style % len(forms)]} {_MONTHS[end.month - 1]} {end.year}"


def day_cell(row: Telling, day: date, style: int) -> str:
    """A date of a row: as the file prints them, or now and then otherwise."""
    if row.fault is Fault.DATE and day == row.end_on:
        return choose(row.roll, 1, _BAD_DATES).format(year=day.year)
    return date_text(day, _stray(row, style))


def range_cell(row: Telling, style: int) -> str:
    """Both dates of a row as one text."""
    if row.fault is Fault.DATE:
        return choose(row.roll, 1, _BAD_DATES).format(year=row.end_on.year)
    return range_text(row.start_on, row.end_on, _stray(row, style))


def jp_text(row: Telling, *, form_is_told: bool) -> str:
    """The hours, or nothing where the form of the training says enough."""
    if row.fault is Fault.JP:
        return choose(row.roll, 2, _BAD_JP if form_is_told else (*_BAD_JP, "-", "-"))
    if form_is_told and not row.prints_jp:
        return ""
    jp = f"{row.jp.normalize():f}".replace(".", ",")
    if row.jp != int(row.jp):
        return choose(row.roll, 2, (jp, f"{jp} JP"))
    words = _WORDS.get(int(row.jp))
    spelt = f"{jp} ({words}) jam pelajaran" if words else f"{jp} jam pelajaran"
    forms = (jp, jp, jp, f"{jp} JP", f"{jp} JP", f"{jp}JP", f"{jp},0", f"{jp} JPL", spelt,
             f"{jp} jam", f"{row.jp * 45:f} menit")  # fmt: skip
    return choose(row.roll, 2, forms)


def jp_cell(row: Telling, *, form_is_told: bool) -> str | float:
    """The hours in a workbook: mostly a number."""
    text = jp_text(row, form_is_told=form_is_told)
    return float(text) if text.isdecimal() and Decimal(text) > 0 else text


def number_text(row: Telling) -> str:
    """The certificate's number, or one of the ways to say that there is none."""
    return row.number or choose(row.roll, 3, _NO_NUMBER)


def result_text(row: Telling) -> str:
    """Passed or not, in words."""
    return choose(row.roll, 4, _PASSED if row.passed else _FAILED)


def opd_text(row: Telling) -> str:
    """The OPD as people write it."""
    return choose(row.roll, 5, (row.opd, row.opd, row.abbreviation, row.opd.upper()))


def _stray(row: Telling, style: int) -> int:
    return style + (row.roll >> 30) % 7 if (row.roll >> 40) % _STRAY == 0 else style
