"""Whatever a file holds: nothing vanishes, nothing falls over, and reading ends."""

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from connectors.contract import FIELDS, MARKS, Kind
from connectors.tabular.grid import FileUnreadableError, Grid, Merge
from connectors.tabular.layout import lay_out
from connectors.tabular.merged import MOST_FILLED
from connectors.tabular.options import TableOptions
from tests.connectors.tabular.tables import HEADING, NIP, read, text_file

WORDS = st.sampled_from([
    "JUMLAH", "Total", "Rata-rata", "Mengetahui,", "Serang, 3 November 2022", "Kepala BKPSDM",
    "NIP. 19700101 199503 1 001", "Keterangan: x", "No", "NIP", "Nama", "1", "2", "A. Dinas", "-",
    "Nama Pelatihan", "JP", "Sub Total", "Plt. Camat", "Halaman 1", "Dinas Sosial", "Bulan Mei",
])  # fmt: skip
TEXTS = st.text(st.characters(exclude_categories=["Cc", "Cs", "Zl", "Zp"]), max_size=12)
ANY = WORDS | TEXTS


@settings(max_examples=300)
@given(ANY, ANY.filter(lambda text: text.strip() not in {"", "-", "."}), ANY, ANY)
def test_a_row_with_a_nip_and_a_title_is_never_ignored(
    name: str, title: str, day: str, jp: str
) -> None:
    row = ("1", NIP, name, title, day, jp)
    foot = [("", "", "", "", "Serang, 3 November 2022", ""), ("", "", "", "", "Kepala BKPSDM", "")]
    rows = read(text_file([HEADING, row, *foot, row])).rows.to_dicts()

    assert [r["ignored"] for r in rows] == ["heading", None, "signature", "signature", None]
    for found in (rows[1], rows[4]):
        assert (found["nip"], found["title"]) == (NIP, title.strip())
        assert found["name"] == (name.strip() or None)


@settings(max_examples=300)
@given(st.lists(st.lists(ANY, max_size=7), max_size=12))
def test_every_record_is_there_once(records: list[list[str]]) -> None:
    usual = [("1", NIP, "Budi", "Diklat", "3 Nov 2022", "20")] * 15  # the separator is certain
    table = read(text_file([HEADING, *usual, *records]))

    assert table.rows["locator"].to_list() == [f"line {n + 1}" for n in range(len(records) + 16)]
    assert table.rows.columns[: len(MARKS)] == list(MARKS)
    assert set(table.rows.columns) <= {*MARKS, *FIELDS}


@given(st.lists(st.lists(ANY, max_size=7), min_size=1, max_size=8))
def test_no_text_makes_it_fall_over(records: list[list[str]]) -> None:
    table = read(text_file(records), defaults={"title": "Orientasi"}, fill_down=frozenset({"unit"}))

    assert table.rows.height > 0


@given(st.integers(0, 50))
def test_the_heading_may_stand_under_a_letterhead(above: int) -> None:
    kop = [(f"PEMERINTAH {n}", "", "", "", "", "") for n in range(above)]
    table = read(text_file([*kop, HEADING, ("1", NIP, "Budi", "Diklat", "3 Nov 2022", "20")]))

    assert table.sheets[0].heading_at == f"line {above + 1}"
    assert table.rows["ignored"].to_list() == ["title_row"] * above + ["heading", None]


def test_hostile_merges_end() -> None:
    rows = [HEADING, *[("1", NIP, "Budi", "Diklat", "3 Nov 2022", "20")] * 3000]
    merges = tuple(Merge(1, 0, 3000, 0) for _ in range(MOST_FILLED // 3000 + 2))
    grid = Grid("S", rows, [f"S!{n}" for n in range(3001)], "XLSX", merges=merges)
    with pytest.raises(FileUnreadableError, match="gabungan"):
        lay_out(grid, Kind.TRAINING, TableOptions())


def test_sixty_thousand_rows_are_read_in_a_moment() -> None:
    heading = (
        "No;NIP;Nama;Jabatan;Unit Kerja;Nama Pelatihan;Penyelenggara;Tanggal Mulai;"
        "Tanggal Selesai;JP;No Sertifikat;Status;Keterangan\n"
    )
    row = ("1", NIP, "Budi", "Guru", "SDN 1", "Diklat", "LAN RI", "01/11/2022", "03/11/2022")
    line = ";".join((*row, "20 JP", "1/2022", "Lulus", "")) + "\n"
    body = (heading + line * 60_000).encode()
    read(heading.encode())
    start = time.process_time()
    table = read(body)
    took = time.process_time() - start

    assert table.rows.height == 60_001
    assert took < 4, "a fifth of this is usual"
