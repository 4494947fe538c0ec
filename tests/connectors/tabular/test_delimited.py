"""Delimited text: the delimiter is found, and one bad line is lost alone."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from connectors.tabular.delimited import MAX_CHARACTERS, MAX_LINES, cut, physical_lines
from connectors.tabular.dialect import find_dialect
from connectors.tabular.grid import Grid
from connectors.tabular.read import read_grids

LETTERHEAD = "PEMERINTAH KABUPATEN SERANG\nBADAN KEPEGAWAIAN, Jl. Contoh No. 1, Serang\n\n"


def grid(text: str) -> Grid:
    (only,) = read_grids(text.encode(), name="ekspor.csv")
    return only


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_finds_the_delimiter_under_a_letterhead(delimiter: str) -> None:
    rows = [["NIP", "Nama", "JP"], ["1", "Budi", "20"], ["2", "Siti", "10"], ["3", "Umar", "5"]]
    text = LETTERHEAD + "\n".join(delimiter.join(row) for row in rows)

    assert grid(text).rows[-4:] == rows


@pytest.mark.parametrize(
    ("text", "delimiter"),
    [
        ("Nama;JP\nBudi, S.Pd.;20,5\nSiti, M.Si.;15,5\nUmar, S.H.;2,0\n", ";"),
        ("NIP;Nama;JP\n1;Budi;20,5\n2;Siti;15,5\n", ";"),
        ('NIP,Nama,JP\n1,"Budi; S.Pd.",20\n2,"Siti; M.Si.",10\n', ","),
        ("sep=;\nNama;Kelas a,b;Kelas c,d\nBudi;1,2;3,4\n", ";"),
        ('Nama;Tema;JP\nBudi;"Tema 5;20\nSiti;Umum;10\nUmar;Umum;10\n', ";"),
        ("", ","),
    ],
)
def test_is_not_confused_by_other_delimiters_in_the_text(text: str, delimiter: str) -> None:
    assert find_dialect(text).delimiter == delimiter


def test_says_how_it_read_the_file() -> None:
    assert grid("Nama;JP\nBudi;20\n").dialect == "UTF-8, titik koma"
    assert grid("Nama\nBudi\n").dialect == "UTF-8, satu kolom"
    (text_as_xls,) = read_grids(b"Nama\tJP\nBudi\t20\n", name="Rekap.XLS")
    assert text_as_xls.dialect == "UTF-8, tab (XLS yang sebenarnya teks)"


def test_places_records_by_the_physical_line_where_they_begin() -> None:
    found = grid('Nama;Tema;JP\nBudi;"Tema\nbaris dua";20\r\n\rSiti;Umum;10')

    assert found.rows == [
        ["Nama", "Tema", "JP"],
        ["Budi", "Tema\nbaris dua", "20"],
        [],
        ["Siti", "Umum", "10"],
    ]
    assert found.locators == ["line 1", "line 2", "line 4", "line 5"]


def test_does_not_end_a_line_where_only_unicode_does() -> None:
    assert len(grid("Nama;JP\nBu\u2028di\x0b\x85;20\n").rows) == 2


def test_an_unclosed_quote_loses_one_line_only() -> None:
    rest = "".join(f"{at};Umum;10\n" for at in range(200))
    found = grid(f'No;Tema;JP\n0;"Tema;10\n{rest}')

    assert len(found.rows) == 201
    assert [locator for locator, _ in found.malformed] == ["line 2"]
    assert found.malformed[0][1] == 'tanda kutip tidak ditutup: 0;"Tema;10'


def test_an_unclosed_quote_on_the_last_line_loses_that_line() -> None:
    found = grid('No;Tema;JP\n1;Umum;10\n2;"Tema;10')

    assert len(found.rows) == 2
    assert [locator for locator, _ in found.malformed] == ["line 3"]


def test_a_stray_quote_loses_one_line_only() -> None:
    found = grid('No;Tema;JP\n1;"Tema" satu;10\n2;"Umum";10\n')

    assert found.rows == [["No", "Tema", "JP"], ["2", "Umum", "10"]]
    assert found.malformed == (("line 2", 'tanda kutip di tempat yang salah: 1;"Tema" satu;10'),)


@pytest.mark.parametrize(
    "text",
    [
        'No;Nama;Tema;JP\n1;"Budi;Teknis;20\n2;Siti;Umum;10\n3;Umar";Umum;5\n4;Rina;Umum;5\n',
        'No;Nama;Tema;JP\n1;"Budi;Teknis;20\n2;Siti";Umum;10\n3;Umar;Umum;5\n4;Rina;Umum;5\n',
    ],
)
def test_two_stray_quotes_do_not_glue_records_together(text: str) -> None:
    found = grid(text)

    assert "line 2" in [locator for locator, _ in found.malformed]
    assert len(found.rows) + len(found.malformed) == 5


def test_keeps_line_breaks_within_a_heading_and_within_the_first_cell() -> None:
    found = grid('"Nama\nPegawai";NIP;"Jumlah\nJP"\n"Budi\nSantosa";1;20\nSiti;2;10\n')

    assert found.rows[:2] == [["Nama\nPegawai", "NIP", "Jumlah\nJP"], ["Budi\nSantosa", "1", "20"]]
    assert found.malformed == ()


def test_refuses_a_record_of_too_many_lines_and_reads_what_is_inside() -> None:
    text = 'a;"b\n' + "x\n" * MAX_LINES + '";c\n'
    found = cut(physical_lines(text), ";", 3)

    assert found.malformed[0] == (0, 'tanda kutip tidak ditutup: a;"b')
    assert found.rows[: MAX_LINES - 1] == [["x"]] * (MAX_LINES - 1)


@pytest.mark.parametrize("quote", ["", '"'])
def test_a_line_over_one_megabyte_is_lost_alone(quote: str) -> None:
    long = "x" * (MAX_CHARACTERS + 1)
    found = grid(f"Nama;JP\n{quote}{long}{quote};1\nBudi;20\n")

    assert found.rows == [["Nama", "JP"], ["Budi", "20"]]
    assert found.malformed[0][0] == "line 2"
    assert found.malformed[0][1].startswith("baris lebih panjang dari 1 MB: ")
    assert len(found.malformed[0][1]) < 120


@given(
    st.lists(
        st.lists(st.text("ab;\",\n\r '", max_size=6), min_size=3, max_size=3),
        min_size=1,
        max_size=8,
    )
)
def test_every_physical_line_is_in_a_record_or_malformed(rows: list[list[str]]) -> None:
    lines = physical_lines("\n".join(";".join(row) for row in rows))
    found = cut(lines, ";", 3)

    begins = sorted([*found.lines, *(line for line, _ in found.malformed)])
    assert begins == sorted(set(begins))
    assert begins[:1] == ([0] if lines else [])
    for begin, following in zip(begins, [*begins[1:], len(lines)], strict=True):
        assert 1 <= following - begin <= MAX_LINES
    ends_alone = {line for line, _ in found.malformed}
    assert all(line + 1 in {*begins, len(lines)} for line in ends_alone)


def test_sixty_thousand_rows_take_well_under_a_second() -> None:
    line = ";".join(["198501012010011001", "Budi Santosa", *["Pelatihan dasar"] * 11]) + "\n"
    body = (line * 60_000).encode()

    begin = time.perf_counter()
    (only,) = read_grids(body, name="besar.csv")

    assert len(only.rows) == 60_000
    assert time.perf_counter() - begin < 2
