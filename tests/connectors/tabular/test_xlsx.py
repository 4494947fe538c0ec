"""XLSX: every kind of cell, and what calamine does not tell."""

import datetime as dt
import io

import pytest
import xlsxwriter

from connectors.tabular.grid import Cell, Grid, Merge, text_of
from connectors.tabular.read import read_grids
from tests.connectors.tabular import nasty


def only(body: bytes) -> Grid:
    (grid,) = read_grids(body, name="rekap.xlsx")
    return grid


def test_reads_each_kind_of_cell() -> None:
    body = io.BytesIO()
    book = xlsxwriter.Workbook(body, {"in_memory": True})
    sheet = book.add_worksheet("Januari")
    day = book.add_format({"num_format": "dd/mm/yyyy"})
    sheet.write_row(1, 0, ["Budi", 20, 20.5, 198702032010011005, True])
    sheet.write_datetime(2, 0, dt.datetime(2022, 11, 3), day)  # noqa: DTZ001
    sheet.write_datetime(2, 1, dt.datetime(2022, 11, 3, 8), day)  # noqa: DTZ001
    sheet.write_formula(3, 0, "=1+1", None, 2)
    sheet.write_formula(3, 1, "=NA()", None, "#N/A")
    sheet.write_formula(3, 2, "=A1", None, "")
    book.close()

    grid = only(body.getvalue())

    assert grid.rows == [
        ["", "", "", "", ""],
        ["Budi", Cell("20", "20.0"), Cell("20.5", "20.5"),
         Cell("198702032010011000", "1.98702032010011e+17"), "TRUE"],
        ["2022-11-03", "2022-11-03 08:00:00", "", "", ""],
        [Cell("2", "2.0"), "#N/A", "#FORMULA!", "", ""],
    ]  # fmt: skip
    assert grid.locators == ["Januari!1", "Januari!2", "Januari!3", "Januari!4"]
    assert (grid.name, grid.dialect, grid.hidden) == ("Januari", "XLSX", False)


def test_tells_a_formula_that_gives_an_empty_text_from_one_without_value() -> None:
    body = nasty.xlsx(
        '<row r="1"><c r="A1" t="str"><f>""</f><v></v></c><c r="B1"><f>C1</f></c>'
        '<c r="C1"><f>C2</f><v/></c><c r="D1"><f t="shared" si="0"/><v>5</v></c></row>'
        '<row r="3"><c r="F3"><f>C1</f></c></row>'
    )

    assert only(body).rows == [
        ["", "#FORMULA!", "#FORMULA!", Cell("5", "5.0"), "", ""],
        [""] * 6,
        ["", "", "", "", "", "#FORMULA!"],
    ]


def test_tells_merges_and_fills_nothing() -> None:
    body = io.BytesIO()
    book = xlsxwriter.Workbook(body, {"in_memory": True})
    sheet = book.add_worksheet()
    sheet.merge_range(0, 1, 0, 2, "Pelaksanaan")
    sheet.merge_range(1, 0, 3, 0, "Dinas Sosial")
    sheet.write(3, 2, "akhir")
    book.close()

    grid = only(body.getvalue())

    assert sorted(grid.merges, key=lambda merge: merge.top) == [
        Merge(0, 1, 0, 2), Merge(1, 0, 3, 0)
    ]  # fmt: skip
    assert [row[0] for row in grid.rows] == ["", "Dinas Sosial", "", ""]


def test_tells_hidden_sheets_rows_and_columns() -> None:
    body = io.BytesIO()
    book = xlsxwriter.Workbook(body, {"in_memory": True})
    shown, secret = book.add_worksheet("Tampak"), book.add_worksheet("Rahasia")
    for sheet in (shown, secret):
        for row in range(4):
            sheet.write_row(row, 0, ["a", "b", "c"])
    shown.set_row(2, None, None, {"hidden": True})
    shown.set_column(1, 1, None, None, {"hidden": True})
    secret.very_hidden()
    book.close()

    first, second = read_grids(body.getvalue(), name="rekap.xlsx")

    assert (first.hidden, second.hidden) == (False, True)
    assert (first.hidden_rows, first.hidden_columns) == (frozenset({2}), frozenset({1}))
    assert (second.hidden_rows, second.hidden_columns) == (frozenset(), frozenset())


def test_a_sheet_that_is_a_chart_leaves_the_others_readable() -> None:
    body = io.BytesIO()
    book = xlsxwriter.Workbook(body, {"in_memory": True})
    book.add_worksheet("Rekap").write_row(0, 0, ["Budi", "20"])
    chart = book.add_chart({"type": "column"})
    chart.add_series({"values": "=Rekap!$B$1"})
    book.add_chartsheet("Grafik").set_chart(chart)
    book.close()

    grid = only(body.getvalue())

    assert (grid.name, grid.rows) == ("Rekap", [["Budi", "20"]])


def test_tells_that_days_count_from_1904() -> None:
    day = nasty.written([[1]])
    body = io.BytesIO()
    book = xlsxwriter.Workbook(body, {"in_memory": True, "date_1904": True})
    sheet = book.add_worksheet()
    sheet.write_datetime(0, 0, dt.datetime(2022, 11, 3), book.add_format({"num_format": 14}))  # noqa: DTZ001
    sheet.write(0, 1, 43406)
    book.close()

    grid = only(body.getvalue())

    assert grid.epoch_1904
    assert grid.rows == [["2022-11-03", Cell("43406", "43406.0")]]
    assert not only(day).epoch_1904


@pytest.mark.parametrize(
    "formula",
    [
        pytest.param("'[1]Rekap'!$B$2", id="another workbook"),
        pytest.param("'file://server.invalid/bagi/[rekap.xlsx]Data'!A1", id="another computer"),
        pytest.param("cmd|'/c calc'!A0", id="DDE"),
        pytest.param('WEBSERVICE("http://jahat.invalid/")', id="the web"),
        pytest.param('HYPERLINK("http://jahat.invalid/","20")', id="a link to click"),
    ],
)
def test_what_a_formula_fetches_from_elsewhere_is_the_value_that_was_saved(formula: str) -> None:
    text = formula.replace('"', "&quot;")
    saved = f'<c r="A1" t="str"><f>{text}</f><v>20</v></c>'
    unsaved = f'<c r="B1"><f>{text}</f></c>'
    body = nasty.xlsx(f'<row r="1">{saved}{unsaved}{nasty.inline("C1", "JP")}</row>')

    grid = only(body)

    assert [text_of(cell) for cell in grid.rows[0]] == ["20", "#FORMULA!", "JP"]


def test_a_wrong_dimension_loses_no_row() -> None:
    rows = "".join(f'<row r="{at}"><c r="A{at}"><v>{at}</v></c></row>' for at in range(1, 101))
    body = nasty.xlsx(rows, before='<dimension ref="A1:A4"/>')

    assert len(only(body).rows) == 100


def test_reads_cells_without_places_and_names_with_a_prefix() -> None:
    sheet = (
        f'<x:worksheet xmlns:x="{nasty.MAIN}"><x:sheetData><x:row r="1" hidden="1">'
        '<x:c r="A1"><x:v>1</x:v></x:c><x:c r="B1" t="e"><x:v>#REF!</x:v></x:c></x:row>'
        "</x:sheetData></x:worksheet>"
    )
    grid = only(nasty.zipped(nasty.xlsx_parts(sheet)))

    assert grid.rows == [[Cell("1", "1.0"), "#REF!"]]
    assert grid.hidden_rows == {0}
    assert only(nasty.xlsx("<row><c><v>1</v></c><c><v>2</v></c></row>")).rows == [
        [Cell("1", "1.0"), Cell("2", "2.0")]
    ]


def test_reads_an_empty_sheet() -> None:
    assert only(nasty.written([])).rows == []


def test_finds_what_calamine_hides_in_a_sheet_of_several_chunks() -> None:
    filler = "".join(
        f'<row r="{at}">{nasty.inline(f"A{at}", "x" * 90)}</row>' for at in range(1, 50_000)
    )
    last = '<row r="50000" hidden="1"><c r="B50000" t="e"><v>#N/A</v></c></row>'
    grid = only(nasty.xlsx(filler + last))

    assert len(filler) > 4 * 1024 * 1024
    assert grid.rows[-1] == ["", "#N/A"]
    assert grid.hidden_rows == {49_999}
