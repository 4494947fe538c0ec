"""Write the roster as an office keeps it: one workbook, a sheet for each kind of employee."""

from collections.abc import Sequence
from datetime import date
from pathlib import Path

from xlsxwriter import Workbook

from daemon.demo.exports import age
from daemon.demo.layouts import Cell
from daemon.demo.opds import Opd
from daemon.demo.people import Employee, Employment
from daemon.demo.workbooks import put_row, workbook_at

ROSTER_NAME = "daftar-pegawai.xlsx"

_FAKE_NIKS = 3
"""So many rows of a sheet carry one, to show that it is dropped; there is no province 99."""

_Row = Sequence[Cell | None]

_PNS = (
    "No", "NIP Baru", "Gelar Depan", "Nama", "Gelar Belakang", "Jenis Pegawai",
    "Perangkat Daerah", "Unit Kerja", "Kedudukan Hukum", "TMT", "BUP", "Email",
)  # fmt: skip
_PPPK = (
    "No", "NI PPPK", "NIK", "Nama Lengkap dengan Gelar", "Status Pegawai", "Perangkat Daerah",
    "Unit Kerja", "Kedudukan Hukum", "TMT", "Email",
)  # fmt: skip
_OPDS = ("No", "Perangkat Daerah", "Singkatan", "Nama Kepala", "Email Kepala")


def write_roster_book(
    folder: Path, people: Sequence[Employee], opds: Sequence[Opd], year: int
) -> Path:
    """Write the workbook and say where it stands."""
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / ROSTER_NAME
    permanent = [p for p in people if p.employment in {Employment.PNS, Employment.CPNS}]
    with workbook_at(path) as book:
        _sheet(book, "PNS", year, _PNS, [_pns(n, p) for n, p in enumerate(permanent, 1)])
        for employment in (Employment.PPPK, Employment.PART_TIME):
            staff = [p for p in people if p.employment is employment]
            rows = [_pppk(n, p) for n, p in enumerate(staff, 1)]
            _sheet(book, employment.value, year, _PPPK, rows)
        listed = [
            (n, opd.name, opd.abbreviation, opd.head_name, opd.head_email)
            for n, opd in enumerate(opds, 1)
        ]
        _sheet(book, "Perangkat Daerah", year, _OPDS, listed)
    age(path, date(year, 1, 1))
    return path


def _sheet(
    book: Workbook, name: str, year: int, headings: Sequence[str], rows: Sequence[_Row]
) -> None:
    sheet = book.add_worksheet(name)
    for at, line in enumerate(
        ("PEMERINTAH KABUPATEN SERANG", f"DAFTAR {name.upper()}", f"TAHUN {year}")
    ):
        sheet.write_string(at, 0, line)
    put_row(sheet, 4, headings)
    for at, row in enumerate(rows, 5):
        put_row(sheet, at, row)
    put_row(sheet, len(rows) + 5, ("JUMLAH", len(rows)))


def _pns(number: int, person: Employee) -> _Row:
    name = person.name
    return (
        number, person.nip, name.front, name.bare, name.back, person.employment.value, person.opd,
        person.unit, person.legal_position, person.start_on, person.end_on, person.email,
    )  # fmt: skip


def _pppk(number: int, person: Employee) -> _Row:
    fake_nik = f"99999911{number:08d}" if number <= _FAKE_NIKS else None
    return (
        number, person.nip, fake_nik, person.name.full, person.employment.value, person.opd,
        person.unit, person.legal_position, person.start_on, person.email,
    )  # fmt: skip
