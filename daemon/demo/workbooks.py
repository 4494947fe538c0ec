"""Write exports as workbooks: with a letterhead, with typed dates, on several sheets, wide."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime
from itertools import groupby
from pathlib import Path

from xlsxwriter import Workbook
from xlsxwriter.worksheet import Worksheet

from daemon.demo.layouts import Cell, Layout, cell
from daemon.demo.printing import date_text, nip_cell
from daemon.demo.telling import Telling

_MADE_AT = datetime(2020, 1, 1)  # noqa: DTZ001  # same bytes whenever it is written
_LONG_DATE = 3
_HALF_MONTH = 15
_WIDE_TARGET = 20


@dataclass(frozen=True, slots=True)
class Letter:
    """What stands around the table of an official recap."""

    title: str
    period: str
    signed_on: date
    signer: str
    signer_nip: str


@contextmanager
def workbook_at(path: Path, *, by_row: bool = True) -> Iterator[Workbook]:
    """Open a workbook; `by_row` is quick, but wants the rows from top to bottom."""
    options = {"constant_memory": by_row, "default_date_format": "dd/mm/yyyy"}
    with Workbook(path, options) as book:
        book.set_properties({"created": _MADE_AT, "author": "jampel demo"})
        yield book


def put_row(sheet: Worksheet, at: int, cells: Sequence[Cell | None]) -> None:
    """Write one row: texts stay texts, whatever they look like."""
    for column, value in enumerate(cells):
        match value:
            case None | "":
                pass
            case str():
                sheet.write_string(at, column, value)
            case date():
                sheet.write_datetime(at, column, value)
            case _:
                sheet.write_number(at, column, value)


def write_dated(path: Path, layout: Layout, rows: Sequence[Telling]) -> None:
    """Write a bare table whose dates are Excel's own."""
    with workbook_at(path) as book:
        sheet = book.add_worksheet("Sheet1")
        put_row(sheet, 0, [heading for heading, _ in layout.columns])
        for number, row in enumerate(rows, 1):
            put_row(
                sheet, number, [cell(layout, field, row, number) for _, field in layout.columns]
            )


def write_letterhead(path: Path, layout: Layout, rows: Sequence[Telling], letter: Letter) -> None:
    """Write a recap as an office signs it: merged headings, column numbers, sum, signature."""
    fields = [field for _, field in layout.columns]
    width = len(fields)
    with workbook_at(path, by_row=False) as book:
        sheet = book.add_worksheet("Rekap")
        centred = book.add_format({"align": "center", "bold": True})
        for at, line in enumerate(_letterhead(letter)):
            sheet.merge_range(at, 0, at, width - 1, line, centred)
        at = len(_letterhead(letter)) + 1
        _merged_headings(sheet, at, layout, centred)
        put_row(sheet, at + 2, range(1, width + 1))
        first = at + 3
        for number, row in enumerate(rows, 1):
            cells = [cell(layout, field, row, number) for field in fields]
            put_row(sheet, first + number - 1, cells)
        foot = first + len(rows)
        sheet.write_string(foot, 0, "JUMLAH")
        sheet.write_number(foot, fields.index("jp"), float(sum(row.jp for row in rows)))
        signature = ("Mengetahui,", "Kepala BKPSDM Kabupaten Serang", "", letter.signer,
                     f"NIP. {letter.signer_nip}")  # fmt: skip
        sheet.write_string(
            foot + 2, width - 3, f"Serang, {date_text(letter.signed_on, _LONG_DATE)}"
        )
        for below, text in enumerate(signature, foot + 3):
            sheet.write_string(below, width - 3, text)


def write_sheets(path: Path, layout: Layout, rows: Sequence[Telling]) -> None:
    """Write halves of a month on sheets of their own, the second with its columns turned round."""
    turned = Layout(layout.shape, layout.columns[::-1])
    early = [row for row in rows if row.end_on.day <= _HALF_MONTH]
    late = [row for row in rows if row.end_on.day > _HALF_MONTH]
    with workbook_at(path) as book:
        guide = book.add_worksheet("Petunjuk")
        guide.write_string(0, 0, "Isi lembar sesuai tanggal kegiatan. Jangan mengubah judul kolom.")
        for name, part, shape in (("Tgl 1-15", early, layout), ("Tgl 16-31", late, turned)):
            sheet = book.add_worksheet(name)
            put_row(sheet, 0, [heading for heading, _ in shape.columns])
            for number, row in enumerate(part, 1):
                put_row(
                    sheet, number, [cell(shape, field, row, number) for _, field in shape.columns]
                )
        hidden = book.add_worksheet("Arsip")
        put_row(hidden, 0, [heading for heading, _ in layout.columns])
        for number, row in enumerate(rows[:3], 1):
            put_row(
                hidden, number, [cell(layout, field, row, number) for _, field in layout.columns]
            )
        hidden.hide()


def write_wide(path: Path, layout: Layout, rows: Sequence[Telling]) -> None:
    """Write one row a person, with a group of columns for each certificate."""
    people = [list(group) for _, group in groupby(sorted(rows, key=_nip), key=_nip)]
    groups = max((len(group) for group in people), default=1)
    headings = [
        "No",
        "NIP",
        "Nama Pegawai",
        "Status Pegawai",
        "Unit Kerja",
        "Total JP",
        "Target JP",
    ]
    for index in range(1, groups + 1):
        headings.extend(f"{heading} {index}" for heading, _ in layout.columns)
    with workbook_at(path) as book:
        sheet = book.add_worksheet("Rekap")
        put_row(sheet, 0, ["REKAPITULASI SERTIFIKAT PEGAWAI"])
        put_row(sheet, 2, headings)
        for number, group in enumerate(people, 1):
            one = group[0]
            total = float(sum(row.jp for row in group))
            cells: list[Cell] = [number, nip_cell(one), one.name, one.employment, one.unit, total]
            cells.append(_WIDE_TARGET)
            for row in group:
                cells += [cell(layout, field, row, number) for _, field in layout.columns]
            put_row(sheet, number + 2, cells)


def _nip(row: Telling) -> str:
    return row.nip


def _letterhead(letter: Letter) -> tuple[str, ...]:
    return (
        "PEMERINTAH KABUPATEN SERANG",
        "BADAN KEPEGAWAIAN DAN PENGEMBANGAN SUMBER DAYA MANUSIA",
        letter.title.upper(),
        letter.period.upper(),
    )


def _merged_headings(sheet: Worksheet, at: int, layout: Layout, style: object) -> None:
    """Two rows: a heading with `|` stands under one that spans its neighbours."""
    parts = [heading.split("|") for heading, _ in layout.columns]
    column = 0
    for upper, group in groupby(parts, key=lambda part: part[0]):
        lower = [part[1:] for part in group]
        if lower[0]:
            sheet.merge_range(at, column, at, column + len(lower) - 1, upper, style)
            for offset, (text,) in enumerate(lower):
                sheet.write_string(at + 1, column + offset, text, style)
        else:
            sheet.merge_range(at, column, at + 1, column, upper, style)
        column += len(lower)
