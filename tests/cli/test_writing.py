"""Writers: what a spreadsheet would run stays asleep, and nothing is lost on the way."""

import csv
import io
import json
import os
from pathlib import Path
from time import perf_counter
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from python_calamine import CalamineWorkbook

from cli.failures import FailureError
from cli.writing import Format, defused, in_one_cell, write

FIELDS = ("nip", "jp", "title", "sources", "counted")
NASTY = ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "\x00=1", "＝1+1", "＠x", "  =1+1"]
TEXTS = st.text(st.characters(exclude_categories=["Cs"]))


def row(**facts: Any) -> dict[str, Any]:
    plain = {"nip": "198501012010012001", "jp": "20.00", "title": "Pelayanan Publik",
             "sources": [], "counted": True}  # fmt: skip
    return plain | facts


def written(tmp_path: Path, kind: Format, *rows: dict[str, Any]) -> Path:
    path = tmp_path / f"hasil.{kind.value}"
    write(rows, FIELDS, kind, path)
    return path


def read_csv(path: Path) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(path.read_bytes().decode("utf-8-sig"), newline="")))


@pytest.mark.parametrize("text", NASTY)
def test_a_csv_cell_that_would_run_gets_a_quote(tmp_path: Path, text: str) -> None:
    (found,) = read_csv(written(tmp_path, Format.CSV, row(title=text)))

    assert found["title"] == "'" + text


@pytest.mark.parametrize("text", ["Dinas-dinas", "20 + 1", "'=1", "", "a=b"])
def test_other_cells_stay_as_they_are(text: str) -> None:
    assert defused(text) == text


@given(TEXTS)
def test_no_cell_begins_with_what_a_spreadsheet_runs(text: str) -> None:
    assert not defused(text).lstrip(" ").startswith(tuple("=+-@\t\r\0＝＋－＠"))
    assert defused(text).endswith(text)


@given(TEXTS)
def test_csv_gives_every_text_back(text: str) -> None:
    target = io.BytesIO()
    from cli.writing import _csv  # noqa: PLC0415 - the writer alone, without a file each

    _csv([row(title=text)], FIELDS, target)
    (found,) = csv.DictReader(io.StringIO(target.getvalue().decode(), newline=""))

    assert found["title"] == defused(text)


def test_a_csv_file_opens_in_excel_as_utf8(tmp_path: Path) -> None:
    assert written(tmp_path, Format.CSV, row()).read_bytes().startswith(b"\xef\xbb\xbfnip,jp,")


def test_lists_are_readable_in_one_cell() -> None:
    places = [{"source": "lan-ri", "page": "a.csv", "locator": "line 2"},
              {"source": "banten-ceria", "page": "b.xlsx", "locator": "Mei!7"}]  # fmt: skip

    assert in_one_cell(places) == "lan-ri a.csv line 2; banten-ceria b.xlsx Mei!7"
    assert in_one_cell(["converted", "overlap"]) == "converted; overlap"
    assert in_one_cell({"read": 5, "counted": 3}) == "read=5; counted=3"
    assert (in_one_cell(None), in_one_cell(value=True)) == ("", "true")


@given(st.lists(TEXTS, max_size=4))
def test_json_gives_every_text_back(texts: list[str]) -> None:
    target = io.BytesIO()
    from cli.writing import _json  # noqa: PLC0415 - the writer alone, without a file each

    rows = [row(title=text) for text in texts]
    _json(rows, FIELDS, target)

    assert json.loads(target.getvalue()) == rows


def test_xlsx_keeps_nips_and_formulas_as_text_and_hours_as_numbers(tmp_path: Path) -> None:
    path = written(tmp_path, Format.XLSX, row(title="=1+1"), row(title="x" * 40_000, jp=None))

    heading, first, second = CalamineWorkbook.from_path(path).get_sheet_by_index(0).to_python()

    assert heading == list(FIELDS)
    assert first == ["198501012010012001", 20.0, "=1+1", "", True]
    assert len(str(second[2])) == 32_767
    assert second[1] == ""


def test_a_whole_regency_takes_a_moment_in_xlsx(tmp_path: Path) -> None:
    started = perf_counter()

    write((row() for _ in range(12_000)), FIELDS, Format.XLSX, tmp_path / "a.xlsx")

    assert perf_counter() - started < 6  # 1 s alone; the machine is shared


def test_a_file_appears_only_when_it_is_whole(tmp_path: Path) -> None:
    path = tmp_path / "hasil.csv"
    path.write_text("yang lama")

    with pytest.raises(KeyError):
        write([row(), {}], FIELDS, Format.CSV, path)

    assert path.read_text() == "yang lama"
    assert [p.name for p in tmp_path.iterdir()] == ["hasil.csv"]


def test_a_folder_that_is_not_there_is_told(tmp_path: Path) -> None:
    with pytest.raises(FailureError, match="tidak dapat ditulis"):
        write([row()], FIELDS, Format.JSON, tmp_path / "tidak-ada" / "hasil.json")


def test_a_folder_is_no_file_to_write_to(tmp_path: Path) -> None:
    with pytest.raises(FailureError, match="itu folder, bukan berkas"):
        write([row()], FIELDS, Format.CSV, tmp_path)


@pytest.mark.parametrize("kind", Format)
def test_a_pipe_is_written_to_and_stays_a_pipe(tmp_path: Path, kind: Format) -> None:
    pipe = tmp_path / "pipa"
    os.mkfifo(pipe)
    reader = os.open(pipe, os.O_RDONLY | os.O_NONBLOCK)

    write([row()], FIELDS, kind, pipe)

    assert pipe.is_fifo()
    assert os.read(reader, 4)[:2] in {b"ni", b"[\n", b"PK"}
    os.close(reader)


def test_a_link_stays_a_link(tmp_path: Path) -> None:
    link, target = tmp_path / "rekap.json", tmp_path / "asli.json"
    target.write_text("lama", encoding="utf-8")
    link.symlink_to(target)

    write([row()], FIELDS, Format.JSON, link)

    assert link.is_symlink()
    assert json.loads(target.read_text(encoding="utf-8"))[0]["jp"] == "20.00"
