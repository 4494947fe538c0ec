"""The files of the demo: they open, say what they should, and are the same each time."""

import csv
import hashlib
import re
from datetime import date
from io import StringIO
from pathlib import Path

import pytest
from python_calamine import CalamineWorkbook, SheetVisibleEnum
from selectolax.lexbor import LexborHTMLParser

from daemon.demo.layouts import Shape, layout_of
from daemon.demo.people import Employment
from daemon.demo.regency import Regency, invent
from daemon.demo.roster_book import ROSTER_NAME
from daemon.demo.stage import SENDERS

YEAR = 2024
LAST = date(YEAR, 12, 31)
ENCODINGS = {".csv": "cp1252", "-utf8.csv": "utf-8-sig", ".txt": "utf-8", ".tsv": "utf-16"}
SEPARATORS = {".csv": ";", "-utf8.csv": ",", ".txt": "|", ".tsv": "\t"}


@pytest.fixture(scope="module")
def regency() -> Regency:
    return invent(5, year=YEAR, employees=600)


@pytest.fixture(scope="module")
def inbox(regency: Regency, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("inbox")
    regency.write_exports(folder, LAST)
    return folder


def shape_of(path: Path) -> Shape:
    """What the file is, by the end of its name: the longest that fits."""
    name = path.name.replace(" (1)", "")
    return max((s for s in Shape if name.endswith(s.value)), key=lambda s: len(s.value))


def text_rows(path: Path) -> list[list[str]]:
    ending = shape_of(path).value
    text = path.read_bytes().decode(ENCODINGS[ending])
    return list(csv.reader(StringIO(text, newline=""), delimiter=SEPARATORS[ending]))


def rows_told(path: Path) -> int:
    """Count the trainings that a file tells, as a person would."""
    match shape_of(path):
        case Shape.HTML:
            return len(LexborHTMLParser(path.read_bytes()).css("tr")) - 1
        case Shape.SEMICOLON | Shape.COMMA | Shape.PIPE | Shape.UTF16:
            return len(text_rows(path)) - 1
        case shape:
            return sum(sheet_rows(path, shape))


def sheet_rows(path: Path, shape: Shape) -> list[int]:
    book = CalamineWorkbook.from_path(path)
    shown = [s.name for s in book.sheets_metadata if s.visible is SheetVisibleEnum.Visible]
    sheets = [book.get_sheet_by_name(name).to_python() for name in shown]
    match shape:
        case Shape.LETTERHEAD:
            (rows,) = sheets
            numbers = next(i for i, row in enumerate(rows) if row[:3] == [1.0, 2.0, 3.0])
            total = next(i for i, row in enumerate(rows) if row[0] == "JUMLAH")
            return [total - numbers - 1]
        case Shape.WIDE:
            (rows,) = sheets
            heading = next(row for row in rows if row[0] == "No")
            titles = [i for i, name in enumerate(heading) if "Nama Sertifikat" in str(name)]
            below = rows[rows.index(heading) + 1 :]
            return [bool(row[i]) for row in below for i in titles]
        case Shape.SHEETS:
            return [max(0, len(rows) - 1) for rows in sheets[1:]]
        case _:
            return [len(rows) - 1 for rows in sheets]


def test_every_file_opens_and_tells_its_rows(regency: Regency, inbox: Path) -> None:
    truth = regency.truth(LAST)

    for source in SENDERS:
        files = [p for p in (inbox / source.value).iterdir() if "(1)" not in p.name]
        assert sum(map(rows_told, files)) == truth.rows[source]


def test_every_shape_is_among_the_files(inbox: Path) -> None:
    assert {shape_of(path) for path in inbox.rglob("*.*")} == set(Shape)


def test_one_file_is_dropped_under_two_names(inbox: Path) -> None:
    (copy,) = inbox.rglob("*(1)*")

    original = copy.with_name(copy.name.replace(" (1)", ""))
    assert original.read_bytes() == copy.read_bytes()


def test_the_same_seed_writes_the_same_bytes(inbox: Path, tmp_path: Path) -> None:
    again = invent(5, year=YEAR, employees=600)
    written = [*again.write_exports(tmp_path, LAST)]

    def digests(paths: list[Path], root: Path) -> dict[str, str]:
        return {
            path.relative_to(root).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
            for path in paths
        }

    first = [path for path in inbox.rglob("*") if path.is_file()]
    assert digests(written, tmp_path) == digests(first, inbox)


def test_nothing_waits_to_settle(inbox: Path, tmp_path: Path) -> None:
    fresh = tmp_path / "now"
    fresh.touch()
    now = fresh.stat().st_mtime

    assert all(path.stat().st_mtime <= now - 300 for path in inbox.rglob("*.*"))


def test_a_month_in_progress_only_grows(regency: Regency, tmp_path: Path) -> None:
    days = [date(YEAR, 5, 20), date(YEAR, 5, 31)]
    seen = []
    for day in days:
        paths = regency.write_month(tmp_path, 5, up_to=day)
        path = next(path for path in paths if path.name == f"{YEAR}-05-webinar.tsv")
        seen.append(({tuple(row[1:]) for row in text_rows(path)}, path.stat().st_mtime))

    (early, early_at), (whole, whole_at) = seen
    assert early < whole
    assert early_at < whole_at


def test_exports_end_with_the_day_asked_for(regency: Regency, tmp_path: Path) -> None:
    months = {path.name[:7] for path in regency.write_exports(tmp_path, date(YEAR, 2, 20))}

    assert months == {f"{YEAR}-01", f"{YEAR}-02"}
    assert regency.write_exports(tmp_path, date(YEAR - 1, 12, 31)) == []
    later = {path.name[:7] for path in regency.write_exports(tmp_path, date(YEAR + 1, 1, 5))}
    assert len(later) == 12


def test_who_failed_is_not_in_a_file_without_results(regency: Regency) -> None:
    failed = [row for row in regency.tellings if not row.passed]

    assert failed
    assert all(layout_of(row.track, row.month).shows("result") for row in failed)


def test_no_address_in_a_file_can_reach_anybody(inbox: Path) -> None:
    found = set()
    for path in inbox.rglob("*.*"):
        if not shape_of(path).is_workbook and shape_of(path) is not Shape.HTML:
            text = "\n".join("\t".join(row) for row in text_rows(path))
            found |= set(re.findall(r"[\w.]+@([\w.]+)", text))

    assert found == {"serang.example"}


def test_dates_are_excels_own_in_one_layout(inbox: Path) -> None:
    path = next(inbox.rglob("*-tanggal.xlsx"))
    rows = CalamineWorkbook.from_path(path).get_sheet_by_index(0).to_python()

    days = [row[0] for row in rows[1:]]
    assert days
    assert all(isinstance(day, date) for day in days)


def test_only_invented_niks_stand_in_the_orientation(inbox: Path) -> None:
    path = next(inbox.rglob("*orientasi*"))
    rows = CalamineWorkbook.from_path(path).get_sheet_by_index(0).to_python()
    niks = [row[2] for row in rows if re.fullmatch(r"\d{16}", str(row[2]))]

    assert niks
    assert all(str(nik).startswith("999999") for nik in niks)


def test_the_roster_lists_everybody_with_sums_at_the_foot(regency: Regency, tmp_path: Path) -> None:
    path = regency.write_roster(tmp_path / "roster")
    book = CalamineWorkbook.from_path(path)
    sheets = {name: book.get_sheet_by_name(name).to_python() for name in book.sheet_names}

    assert path.name == ROSTER_NAME
    assert list(sheets) == ["PNS", "PPPK", "PPPK Paruh Waktu", "Perangkat Daerah"]
    assert sheets["PNS"][0][0] == "PEMERINTAH KABUPATEN SERANG"
    sums = {name: rows[-1][:2] for name, rows in sheets.items()}
    assert all(label == "JUMLAH" for label, _ in sums.values())
    nips = {row[1] for name in list(sheets)[:3] for row in sheets[name][5:-1]}
    assert nips == {employee.nip for employee in regency.employees}
    assert len(sheets["Perangkat Daerah"][5:-1]) == 59
    part_time = [e for e in regency.employees if e.employment is Employment.PART_TIME]
    assert sums["PPPK Paruh Waktu"][1] == len(part_time)


def test_niks_of_the_roster_are_no_real_ones(regency: Regency, tmp_path: Path) -> None:
    book = CalamineWorkbook.from_path(regency.write_roster(tmp_path))
    niks = [row[2] for row in book.get_sheet_by_name("PPPK").to_python()[5:-1] if row[2]]

    assert len(niks) == 3
    assert all(str(nik).startswith("999999") for nik in niks)
