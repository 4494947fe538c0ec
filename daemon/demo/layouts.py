"""The shapes of export files: headings as seen in real recaps, and what stands under them."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from daemon.demo.courses import Track
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
    result_text,
)
from daemon.demo.telling import Fault, Telling

Cell = str | int | float | date

_FAKE_NIK_EVERY = 40
_CODES = {"E-Learning": "NKL03"}


class Shape(StrEnum):
    """How a file is built; the value is what follows its name."""

    LETTERHEAD = ".xlsx"
    DATED = "-tanggal.xlsx"
    SHEETS = "-lembar.xlsx"
    WIDE = "-rekap.xlsx"
    SEMICOLON = ".csv"
    COMMA = "-utf8.csv"
    PIPE = ".txt"
    UTF16 = ".tsv"
    HTML = ".xls"

    @property
    def is_workbook(self) -> bool:
        """Cells have types there, not only text."""
        return self in {Shape.LETTERHEAD, Shape.DATED, Shape.SHEETS, Shape.WIDE}


@dataclass(frozen=True, slots=True)
class Layout:
    """Headings of a file, each with the field under it; `|` parts a two-row heading."""

    shape: Shape
    columns: tuple[tuple[str, str], ...]

    def shows(self, field: str) -> bool:
        """Whether a field has a column."""
        return any(name == field for _, name in self.columns)

    def style(self, row: Telling) -> int:
        """How this file mostly prints its dates."""
        return row.month + len(self.columns)


_LETTERHEAD = Layout(Shape.LETTERHEAD, (
    ("No", "no"), ("NIP / NI PPPK", "nip"), ("Nama Lengkap", "name"), ("Instansi", "agency"),
    ("Perangkat Daerah", "opd"), ("Nama Pelatihan", "title"), ("Penyelenggara", "provider"),
    ("Waktu Pelaksanaan|Tanggal Mulai", "start"), ("Waktu Pelaksanaan|Tanggal Selesai", "end"),
    ("Jumlah JP", "jp"), ("No. Sertifikat", "number"), ("Status", "result"),
))  # fmt: skip
_ORIENTATION = Layout(Shape.LETTERHEAD, (
    ("No", "no"), ("NIP / NI PPPK", "nip"), ("NIK", "nik"), ("Nama Peserta", "name"),
    ("Instansi", "agency"), ("Unit Kerja", "unit"), ("Nama Pelatihan", "title"),
    ("Pelaksanaan|Tgl Mulai", "start"), ("Pelaksanaan|Tgl Selesai", "end"), ("JP", "jp"),
    ("Nomor Sertifikat", "number"), ("Kualifikasi", "result"), ("Keterangan", "note"),
))  # fmt: skip
_DATED = Layout(Shape.DATED, (
    ("Tanggal Mulai", "start"), ("Tanggal Selesai", "end"), ("Nama Kegiatan", "title"),
    ("Penyelenggara Kegiatan", "provider"), ("Total Jam Pelajaran", "jp"), ("NIP Peserta", "nip"),
    ("Nama Peserta", "name"), ("Kode Jenis Pengembangan", "code"),
))  # fmt: skip
_SHEETS = Layout(Shape.SHEETS, (
    ("Nama Lengkap dengan Gelar", "name"), ("NIK/NIP", "nip"), ("Profesi", "position"),
    ("Unit Kerja", "unit"), ("Asal Instansi", "agency"), ("No. Sertifikat", "number"),
    ("Judul Kegiatan", "title"), ("Bentuk Bangkom", "form"), ("Tgl Pelaksanaan", "range"),
    ("JPL", "jp"), ("Status Kelulusan", "result"), ("Tahun", "year"), ("Tempat", "place"),
))  # fmt: skip
_WIDE = Layout(Shape.WIDE, (
    ("Nama Sertifikat", "title"), ("Jenis Kursus", "form"), ("Tanggal", "range"), ("JP", "jp"),
    ("No Sertifikat", "number"), ("Link Sertifikat", "link"),
))  # fmt: skip
_SEMICOLON = Layout(Shape.SEMICOLON, (
    ("No", "no"), ("NIP", "nip"), ("Nama", "name"), ("Jabatan", "position"), ("Diklat", "title"),
    ("Provider", "provider"), ("Tanggal", "range"), ("No Sertifikat", "number"),
    ("Jumlah JP", "jp"), ("Tahun", "year"), ("StatusVerifikasi", "verified"),
    ("CatatanVerifikasi", "note"),
))  # fmt: skip
_COMMA = Layout(Shape.COMMA, (
    ("No", "no"), ("Nama", "name"), ("Email", "email"), ("NIP/NIK", "nip"),
    ("Status Pegawai", "employment"), ("Unit", "unit"), ("Instansi", "agency"), ("Tahun", "year"),
    ("Nama Pelatihan", "title"), ("Tgl Mulai", "start"), ("Tgl Selesai", "end"), ("JPL", "jp"),
    ("Hasil", "result"), ("Nilai", "score"),
))  # fmt: skip
_PIPE = Layout(Shape.PIPE, (
    ("nip", "nip"), ("nama", "name"), ("instansi", "agency"), ("nama kegiatan", "title"),
    ("tanggal mulai", "start"), ("tanggal selesai", "end"), ("durasi_jam", "jp"),
    ("nomor_sertifikat", "number"), ("status", "result"),
))  # fmt: skip
_UTF16 = Layout(Shape.UTF16, (
    ("Nama Lengkap", "name"), ("Username", "nip"), ("Email", "email"), ("Instansi", "agency"),
    ("Perangkat Daerah", "opd"), ("Nama Kursus", "title"), ("Jenis Pelatihan", "form"),
    ("Mulai", "start"), ("Selesai", "end"), ("Jumlah Jam Pelajaran", "jp"),
    ("Nomor Sertifikat", "number"), ("Status", "result"),
))  # fmt: skip
_HTML = Layout(Shape.HTML, (
    ("#", "no"), ("NIP", "nip"), ("Nama Lengkap", "name"), ("Instansi", "agency"),
    ("Jenis Diklat", "form"), ("Nama Diklat", "title"), ("Tempat Diklat", "place"),
    ("Penyelenggara Diklat", "provider"), ("Tanggal Mulai", "start"), ("Tanggal Selesai", "end"),
    ("JPL", "jp"), ("Tahun Angkatan", "year"), ("Nomor STTPP", "number"), ("Status", "result"),
))  # fmt: skip

_TURNS = {
    Track.MOOC: (_LETTERHEAD, _UTF16, _DATED, _PIPE),
    Track.ORIENTATION: (_ORIENTATION,),
    Track.LEADERSHIP: (_LETTERHEAD,),
    Track.SENT: (_LETTERHEAD, _SEMICOLON, _HTML),
    Track.WEBINAR: (_SHEETS, _HTML, _WIDE, _COMMA, _UTF16),
}


def layout_of(track: Track, month: int) -> Layout:
    """The shape a track's file has in a month: whoever exports it does it anew each time."""
    turns = _TURNS[track]
    return turns[(month - 1) % len(turns)]


def cell(layout: Layout, field: str, row: Telling, number: int) -> Cell:
    """What stands in one cell of one row; `number` counts the rows."""
    if field in _AS_KNOWN:
        return str(getattr(row, field))
    return _PRINTERS[field](layout, row, number)


def _nip(layout: Layout, row: Telling, _: int) -> Cell:
    return nip_cell(row) if layout.shape.is_workbook else nip_text(row)


def _jp(layout: Layout, row: Telling, _: int) -> Cell:
    form_is_told = layout.shows("form") or layout.shows("code")
    if layout.shape.is_workbook:
        return jp_cell(row, form_is_told=form_is_told)
    return jp_text(row, form_is_told=form_is_told)


def _start(layout: Layout, row: Telling, _: int) -> Cell:
    if layout.shape is Shape.DATED:
        return row.start_on
    return date_text(row.start_on, layout.style(row))


def _end(layout: Layout, row: Telling, _: int) -> Cell:
    if layout.shape is Shape.DATED and row.fault is not Fault.DATE:
        return row.end_on
    return day_cell(row, row.end_on, layout.style(row))


def _fake_nik(_: Layout, __: Telling, number: int) -> Cell:
    """Obviously no real one: there is no province 99."""
    return f"99999900{number:08d}" if number % _FAKE_NIK_EVERY == 0 else ""


_AS_KNOWN = {"name", "unit", "agency", "employment", "email", "form", "provider"}
_PRINTERS: dict[str, Callable[[Layout, Telling, int], Cell]] = {
    "no": lambda _, __, number: number,
    "nip": _nip,
    "nik": _fake_nik,
    "jp": _jp,
    "title": lambda _, row, __: "" if row.fault is Fault.TITLE else row.title,
    "start": _start,
    "end": _end,
    "range": lambda layout, row, _: range_cell(row, layout.style(row)),
    "opd": lambda _, row, __: opd_text(row),
    "number": lambda _, row, __: number_text(row),
    "result": lambda _, row, __: result_text(row),
    "year": lambda _, row, __: row.end_on.year,
    "code": lambda _, row, __: _CODES[row.form],
    "place": lambda *_: "Daring (Zoom)",
    "position": lambda *_: "Pelaksana",
    "verified": lambda *_: "Terverifikasi",
    "score": lambda _, row, __: 70 + row.roll % 30 if row.passed else 40,
    "link": lambda _, row, __: f"https://sertifikat.serang.example/{row.roll:x}",
    "note": lambda *_: "",
}
