"""No row of a training is taken for something else, and what is none is named."""

from collections.abc import Sequence

import polars as pl
import pytest

from connectors.contract import Kind
from connectors.tabular.cells import take_cells
from connectors.tabular.grid import Cell, Grid, Row
from connectors.tabular.layout import lay_out
from connectors.tabular.options import TableOptions
from tests.connectors.tabular.tables import HEADING, NIP, read, text_file


def test_a_row_between_two_headings_is_kept_though_the_second_says_more() -> None:
    first = ("NIP", "Nama", "Nama Pelatihan", "Tanggal", "", "")
    row = (NIP, "Budi", "Diklat", "3 Nov 2022", "", "")
    table = read(text_file([first, row, (*first[:4], "JP", "Status"), (*row[:4], "20", "Lulus")]))

    assert table.rows["nip"].to_list() == [None, NIP, None, NIP]
    assert table.rows["jp"].to_list() == [None, None, None, "20"]


def test_without_a_heading_a_file_is_one_ignored_row() -> None:
    table = read(text_file([("1", NIP, "Budi", "Diklat", "3 Nov 2022", "20")] * 5))

    assert table.rows["ignored"].to_list() == ["no_heading"]
    assert table.sheets[0].note == "no_heading"


def test_with_a_title_told_by_the_admin_people_are_enough() -> None:
    rows = [("No", "NIP", "Nama"), ("1", NIP, "Budi"), ("2", "", "Siti"), ("", "", "")]
    foot = [("", "", "Serang, 3 November 2022"), ("", "", "Drs. Ahmad"), ("", "", f"NIP. {NIP}")]
    table = read(text_file([*rows, *foot]), defaults={"title": "Orientasi PPPK"})

    assert table.rows["title"].to_list() == [None, *["Orientasi PPPK"] * 2, *[None] * 4]
    assert table.rows["ignored"].to_list()[3:] == ["blank", *["signature"] * 3]


def test_a_note_below_is_no_data_though_the_admin_tells_the_title() -> None:
    rows = [("Tanggal", "NIP", "JP"), ("3 Nov 2022", NIP, "5"), ("Catatan: sementara", "", "")]
    table = read(text_file(rows), defaults={"title": "Senam"})

    assert table.rows["ignored"].to_list() == ["heading", None, "note"]


def test_a_lone_name_above_a_lone_nip_is_a_signature() -> None:
    row = ("1", NIP, "Budi", "Diklat", "3 Nov 2022", "20")
    signer = [("", "", "", "", "Drs. Ahmad", ""), ("", "", "", "", f"NIP. {NIP}", "")]
    table = read(text_file([HEADING, row, ("",) * 6, *signer]))

    assert table.rows["ignored"].to_list() == ["heading", None, "blank", "signature", "signature"]


def test_rows_of_two_cells_above_a_repeated_heading_are_kept() -> None:
    heading = ("Nama", "Tanggal")
    page = [("Budi", "3 Nov 2022"), ("Siti", "3 Nov 2022"), ("", ""), heading]
    foot = [("Bulan :", "Desember"), heading]
    table = read(
        text_file([heading, *page, ("Ani", "4 Nov 2022"), *foot]), defaults={"title": "Senam"}
    )

    assert table.rows["name"].to_list() == [None, "Budi", "Siti", None, None, "Ani", None, None]
    assert table.rows["ignored"].to_list()[6] == "title_row"


def test_a_numbered_row_above_a_repeated_heading_is_kept_without_its_person() -> None:
    heading = ("No", "Email", "Nama Pelatihan", "Tanggal")
    rows = [("1", "a@x.id", "Senam", "3 Nov 2022"), ("2", "", "Menari", ""), heading]
    table = read(text_file([heading, *rows, ("3", "a@x.id", "Senam", "4 Nov 2022")]))

    assert table.rows["title"].to_list() == [None, "Senam", "Menari", None, "Senam"]


def test_a_letterhead_between_two_tables_is_no_data_whatever_column_it_stands_in() -> None:
    heading = ("Nama", "NIP", "Nama Pelatihan", "Tanggal", "JP")
    row = ("Budi", NIP, "Diklat", "3 Nov 2022", "20")
    lines = ["PEMERINTAH KABUPATEN SERANG", "BADAN KEPEGAWAIAN", "REKAPITULASI", "TAHUN 2022"]
    table = read(
        text_file([heading, row, *((line, "", "", "", "") for line in lines), heading, row])
    )

    assert table.rows["ignored"].to_list()[2:6] == ["title_row"] * 4
    assert table.rows["name"].to_list()[1::6] == ["Budi", "Budi"]


@pytest.mark.parametrize("nip", ["1.98702E+17", "1,98702E17"])
def test_a_damaged_nip_beside_a_title_that_begins_like_a_sum_is_data(nip: str) -> None:
    row = ("Jumlah Penduduk", nip, "", "20")
    table = read(text_file([("Nama Pelatihan", "NIP", "Nama", "JP"), row]))

    assert table.rows["ignored"].to_list() == ["heading", None]


def test_a_title_that_begins_like_an_office_is_no_signature() -> None:
    row = ("1", NIP, "Budi", "Diklat", "3 Nov 2022", "20")
    nobody = ("", "", "", "Pengelola Keuangan", "3 Nov 2022", "20")
    table = read(text_file([HEADING, row, nobody, ("", "", "", "Pengelola Keuangan", "", "")]))

    assert table.rows["ignored"].to_list() == ["heading", None, None, "signature"]


def test_an_opd_without_more_and_one_with_a_deputy_are_kept() -> None:
    heading = ("Perangkat Daerah", "Singkatan", "Nama Kepala", "Email Kepala")
    rows = [("Dinas Sosial", "", "", ""), ("Kecamatan Anyar", "Anyar", "Plt. Budi", "")]
    foot = [("", "", "Serang, 3 November 2022", ""), ("", "", "Kepala BKPSDM", "")]
    table = read(text_file([heading, *rows, *foot]), Kind.ROSTER)

    assert table.rows["opd"].to_list() == [None, "Dinas Sosial", "Kecamatan Anyar", None, None]
    assert table.rows["ignored"].to_list()[3:] == ["signature", "signature"]


@pytest.mark.parametrize(
    "below", [("1", "2", "3", "4", "5", "6", "7"), ("", "Siti", "20", "Diklat B", "10", "-", "-")]
)
def test_what_stands_under_the_heading_of_a_wide_recap_is_no_part_of_it(
    below: Sequence[str],
) -> None:
    heading = ("NIP", "Nama", "Total JP", "Nama Sertifikat 1", "JP 1", "Nama Sertifikat 2", "JP 2")
    table = read(
        text_file([heading, below, (NIP, "Budi", "30", "Diklat A", "10", "Diklat B", "20")])
    )

    rows = table.rows.filter(pl.col("nip") == NIP)
    assert rows.select("name", "title", "jp").rows() == [
        ("Budi", "Diklat A", "10"),
        ("Budi", "Diklat B", "20"),
    ]


@pytest.mark.parametrize(
    "names", [("Nama", "JP", "Tanggal"), ("Judul Pelatihan", "Jumlah JP", "Waktu")]
)
def test_a_numbered_caption_over_columns_is_a_group(names: tuple[str, ...]) -> None:
    caption = ("NIP", "Nama", "Unit", "Kegiatan 1", "", "", "Kegiatan 2", "", "")
    person = (NIP, "Budi", "SMPN 1", "Diklat A", "5", "3 Nov 2022", "Diklat B", "6", "4 Nov 2022")
    table = read(text_file([caption, ("", "", "", *names, *names), person]))

    rows = table.rows.filter(pl.col("nip") == NIP)
    assert rows.select("title", "jp", "date_range", "unit").rows() == [
        ("Diklat A", "5", "3 Nov 2022", "SMPN 1"),
        ("Diklat B", "6", "4 Nov 2022", "SMPN 1"),
    ]


def test_one_numbered_caption_over_columns_is_no_group() -> None:
    caption = ("NIP", "Pelatihan Angkatan 1", "", "", "Status")
    heading = ("", "Nama Pelatihan", "JP", "Tanggal", "")
    table = read(text_file([caption, heading, (NIP, "Diklat", "5", "3 Nov 2022", "Gagal")]))

    assert table.rows.select("title", "jp", "result").row(-1) == ("Diklat", "5", "Gagal")


def test_a_total_told_twice_beside_a_title_is_the_hours_of_the_training() -> None:
    heading = ("NIP", "Nama Pelatihan", "Tanggal", "Total JP", "Total JP*")
    table = read(text_file([heading, (NIP, "Diklat", "3 Nov 2022", "5", "5")]))

    assert table.rows["jp"].to_list() == [None, "5"]


def test_dashes_in_all_of_a_group_are_no_certificate() -> None:
    heading = ("NIP", "Nama", "Total JP", "Nama Sertifikat 1", "JP 1", "Nama Sertifikat 2", "JP 2")
    rows = [(NIP, "Budi", "20", "Diklat A", "20", "-", "-"), (NIP, "Siti", "0", "", "", "", "")]
    table = read(text_file([heading, *rows]))

    assert table.rows["title"].to_list() == [None, "Diklat A", None]
    assert table.rows["jp"].to_list() == [None, "20", None]
    assert table.rows["ignored"].to_list() == ["heading", None, "empty_recap"]


def test_a_number_in_the_nip_column_keeps_its_double() -> None:
    damaged = Cell("198702032011011000", "1.98702032011011e+17")
    rows: list[Row] = [HEADING, ("1", damaged, "Budi", "Diklat", "", Cell("20", "20.0"))]
    grid = Grid("S", rows, ["S!1", "S!2"], "XLSX")
    layout = lay_out(grid, Kind.TRAINING, TableOptions())
    cells = take_cells(grid, layout, layout.sections[0], TableOptions())

    assert cells.nip_numbers == ["1.98702032011011e+17"]
    assert (cells.fields["nip"], cells.fields["jp"]) == (["198702032011011000"], ["20"])
