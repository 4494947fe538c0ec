"""Web pages, mostly called XLS."""

import pytest

from connectors.tabular.grid import FileUnreadableError, Limits, Merge
from connectors.tabular.read import read_grids


def test_reads_an_xls_that_is_a_web_page() -> None:
    page = (
        "<html><head><meta charset=utf-8></head><body><h1>Rekap</h1><table><thead><tr><th>NIP"
        "<th>Nama&nbsp;Lengkap</tr></thead><tbody><tr><td>'198501012010011001</td><td>Budi <b>San"
        "</b>tosa<br>S.Pd.</td></tr></tbody></table></body></html>"
    )
    (grid,) = read_grids(page.encode(), name="rekap.xls")

    assert grid.rows == [["NIP", "Nama Lengkap"], ["'198501012010011001", "Budi Santosa\nS.Pd."]]
    assert grid.locators == ["Tabel 1!1", "Tabel 1!2"]
    assert grid.dialect == "XLS yang sebenarnya HTML"


def test_spans_become_merges() -> None:
    page = (
        "<table><tr><td rowspan=2>NIP<td colspan=2>Pelaksanaan<td>JP</tr>"
        "<tr><td>Mulai<td>Selesai<td>x</tr><tr><td>1<td>2<td>3<td>4</tr></table>"
    )
    (grid,) = read_grids(page.encode(), name="rekap.html")

    assert grid.rows == [
        ["NIP", "Pelaksanaan", "", "JP"],
        ["", "Mulai", "Selesai", "x"],
        ["1", "2", "3", "4"],
    ]
    assert grid.merges == (Merge(0, 0, 1, 0), Merge(0, 1, 0, 2))
    assert grid.dialect == "HTML"


def test_tables_within_tables_stand_for_themselves() -> None:
    page = (
        "<table><tr><td>Rekapitulasi<table><tr><td>NIP<td>JP</tr></table></td></tr></table>"
        "<table><tr><td>lain</td></tr></table>"
    )
    grids = read_grids(page.encode(), name="rekap.html")

    assert [grid.rows for grid in grids] == [[["Rekapitulasi"]], [["NIP", "JP"]], [["lain"]]]


def test_a_page_without_a_table_is_named() -> None:
    with pytest.raises(FileUnreadableError) as refused:
        read_grids(b"<html><form>Masuk</form></html>", name="rekap.xls")

    assert refused.value.code == "no_table"


@pytest.mark.parametrize(
    "bomb",
    [
        "<table><tr>" + "<td colspan=1000>x" * 5 + "</table>",
        "<div>" * 200_000 + "<table><tr><td>" + "<b>" * 200_000,
        "<table><tr><td rowspan=999999999 colspan=99999999999999>x</table>",
    ],
)
def test_hostile_pages_end_in_a_reason_or_a_bounded_table(bomb: str) -> None:
    code, cells = "", 0
    try:
        grids = read_grids(bomb.encode(), name="rekap.xls", limits=Limits(cpu_seconds=1))
        cells = sum(len(row) for grid in grids for row in grid.rows)
    except FileUnreadableError as refused:
        code = refused.code

    assert code in {"", "too_far", "damaged", "child_died", "memory", "cpu_time"}
    assert cells <= 1000


def test_a_note_to_a_cell_is_no_part_of_it() -> None:
    page = b"<table><tr><td>Budi</td><td><comment>dari sertifikat</comment> 20</td></tr></table>"

    (grid,) = read_grids(page, name="rekap.xls")

    assert grid.rows == [["Budi", "20"]]
