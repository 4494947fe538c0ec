"""ODS, read by ourselves."""

import pytest

from connectors.tabular.grid import Cell, FileUnreadableError, Grid, Limits, Merge
from connectors.tabular.read import read_grids
from tests.connectors.tabular import nasty


def only(table: str, **options: str) -> Grid:
    (grid,) = read_grids(nasty.ods(table, **options), name="rekap.ods")
    return grid


def cell(text: str, **attributes: str) -> str:
    written = "".join(f' table:{name.replace("_", "-")}="{value}"' for name, value in
                      attributes.items())  # fmt: skip
    inside = f"<text:p>{text}</text:p>" if text else ""
    kind = ' office:value-type="string"' if text else ""
    return f"<table:table-cell{kind}{written}>{inside}</table:table-cell>"


def row(*cells: str, **attributes: str) -> str:
    written = "".join(f' table:{name.replace("_", "-")}="{value}"' for name, value in
                      attributes.items())  # fmt: skip
    return f"<table:table-row{written}>{''.join(cells)}</table:table-row>"


def table(*parts: str, name: str = "Data", style: str = "") -> str:
    return (
        f'<table:table table:name="{name}" table:style-name="{style}">{"".join(parts)}'
        "</table:table>"
    )


def value(kind: str, name: str, written: str, text: str) -> str:
    return (
        f'<table:table-cell office:value-type="{kind}" office:{name}="{written}">'
        f"<text:p>{text}</text:p></table:table-cell>"
    )


def test_reads_each_kind_of_cell() -> None:
    grid = only(
        table(
            row(cell("Nama"), value("float", "value", "198702032010011005", "1,99E+17")),
            row(value("date", "date-value", "2022-11-03", "03/11/22"),
                value("date", "date-value", "2022-11-03T08:00:00", "x")),
            row(value("time", "time-value", "PT08H30M00S", "8:30"),
                value("boolean", "boolean-value", "true", "BENAR")),
            row('<table:table-cell table:formula="of:=A1"/>', cell("#N/A")),
        )
    )  # fmt: skip

    assert grid.rows == [
        ["Nama", Cell("198702032010011000", "1.98702032010011e+17")],
        ["2022-11-03", "2022-11-03 08:00:00"],
        ["08:30:00", "TRUE"],
        ["#FORMULA!", "#N/A"],
    ]
    assert (grid.dialect, grid.locators[3]) == ("ODS", "Data!4")


def test_tells_that_days_count_from_1904() -> None:
    settings = (
        "<table:calculation-settings>"
        '<table:null-date table:date-value="{}"/></table:calculation-settings>'
    )
    day = table(row(value("float", "value", "43406", "43406")))

    assert only(settings.format("1904-01-01") + day).epoch_1904
    assert not only(settings.format("1899-12-30") + day).epoch_1904
    assert not only(day).epoch_1904


def test_text_keeps_its_breaks_and_not_its_comments() -> None:
    note = "<office:annotation><text:p>catatan</text:p></office:annotation>"
    text = "<text:p>dua<text:s text:c='2'/><text:span>kata</text:span></text:p><text:p>b</text:p>"
    grid = only(table(row(f"<table:table-cell>{note}{text}</table:table-cell>")))

    assert grid.rows == [["dua  kata\nb"]]


def test_repeats_count_and_trailing_ones_do_not() -> None:
    grid = only(
        table(
            row(cell("a"), cell("", number_columns_repeated="2"), cell("b"),
                cell("", number_columns_repeated="16000")),
            row(cell(""), number_rows_repeated="2"),
            row(cell("c", number_columns_repeated="2"), number_rows_repeated="2"),
            row(cell(""), number_rows_repeated="1048000"),
        )
    )  # fmt: skip

    assert grid.rows == [
        ["a", "", "", "b"],
        [""] * 4,
        [""] * 4,
        ["c", "c", "", ""],
        ["c", "c", "", ""],
    ]


def test_tells_merges_and_what_is_hidden() -> None:
    styles = (
        '<style:style style:name="ta2" style:family="table">'
        '<style:table-properties table:display="false"/></style:style>'
    )
    shown = table(
        '<table:table-column/><table:table-column table:visibility="collapse"/>',
        row(cell("a", number_rows_spanned="2"), cell("b")),
        row("<table:covered-table-cell/>", cell("c"), visibility="filter"),
        name="Tampak",
        style="ta1",
    )
    body = nasty.ods(shown + table(row(cell("x")), name="Rahasia", style="ta2"), styles=styles)

    first, second = read_grids(body, name="rekap.ods")

    assert (first.hidden, second.hidden) == (False, True)
    assert first.merges == (Merge(0, 0, 1, 0),)
    assert (first.hidden_rows, first.hidden_columns) == (frozenset({1}), frozenset({1}))
    assert first.rows == [["a", "b"], ["", "c"]]


@pytest.mark.parametrize(
    "bomb",
    [
        row(cell("x"), number_rows_repeated="1048577"),
        row(cell("x", number_columns_repeated="16384")),
        row(cell("x", number_columns_repeated="1900"), number_rows_repeated="1000000"),
        row(cell(""), number_rows_repeated="2000000000") + row(cell("x")),
    ],
)
def test_refuses_repeats_that_reach_too_far(bomb: str) -> None:
    with pytest.raises(FileUnreadableError) as refused:
        only(table(bomb))

    assert refused.value.code == "too_far"


def test_many_tables_count_together() -> None:
    one = table(row(cell("x", number_columns_repeated="10"), number_rows_repeated="10"))

    with pytest.raises(FileUnreadableError) as refused:
        read_grids(nasty.ods(one * 3), name="x.ods", limits=Limits(cells=250))

    assert refused.value.code == "too_far"


def test_refuses_one_with_a_password() -> None:
    with pytest.raises(FileUnreadableError) as refused:
        only(table(row(cell("x"))), manifest="<m><encryption-data/></m>")

    assert refused.value.code == "password"
