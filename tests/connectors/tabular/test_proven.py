"""A plain text is cut into columns at once, and gives what it gives row by row."""

import csv
import io
import sys
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from polars.testing import assert_frame_equal

from connectors.contract import Kind, Table
from connectors.tabular import read
from connectors.tabular.columns import WHITE
from connectors.tabular.delimited import cut, physical_lines
from connectors.tabular.dialect import Dialect, find_dialect
from connectors.tabular.judge import Judge
from connectors.tabular.options import TableOptions
from connectors.tabular.parts import split_text
from connectors.tabular.proven import cut_plain
from connectors.tabular.table import read_table

Writer = Callable[[Sequence[Sequence[str]], str], str]

NIP = "198702032011011001"
HEADINGS = {
    Kind.TRAINING: [
        ("No", "NIP", "Nama", "Nama Pelatihan", "Tanggal", "JP"),
        ("NIP", "Nama", "Diklat", "", "NIK", "Keterangan"),
        ("NIP", "Nama", "Nama Sertifikat 1", "JP 1", "Nama Sertifikat 2", "JP 2"),
        ("Unit Kerja", "Nama", "Nama Pelatihan", "Nama Pelatihan", "JP", "Total JP"),
    ],
    Kind.ROSTER: [
        ("NIP", "Nama", "OPD", "Email", "Unit Kerja", "Jenis ASN"),
        ("Perangkat Daerah", "Singkatan", "Nama Kepala", "Email Kepala", "", ""),
    ],
}
USUAL = ("1", NIP, "Budi", "Diklat", "3 Nov 2022", "20")
NUMBERS = ("1", "2", "3", "4", "5", "6")
SIGNED, SIGNER = ("", "", "", "", "Mengetahui,", ""), ("", "", "", "", "Siti", "")
UNTITLED = ("", NIP, "Siti", "-", "", "")
NIPS = st.sampled_from([NIP, f"'{NIP}", "19870203 201101 1 001", f"NIP. {NIP}", f"\xa0{NIP}"])
WORDS = st.sampled_from([
    "JUMLAH", "Total", "Mengetahui,", "Serang, 3 November 2022", "Kepala BKPSDM", "Keterangan: x",
    "No", "NIP", "Nama", "Nama Pelatihan", "JP", "1", "2", "3", "A. Dinas", "-", "", " ", "é",
    "\x1c", "\u2003x\x85", "Dinas Sosial",
])  # fmt: skip
CELLS = NIPS | WORDS | st.text("ab1;\",\n\r '\x1c", max_size=3)
ENDS = st.sampled_from(["\n", "\r\n"])
ODD = ['"', "\\", ";", "\n", "\r", "\n\n", "\ufeff", "", ";;", '""']


def by_csv(quoting: Any) -> Writer:
    def write(rows: Sequence[Sequence[str]], end: str) -> str:
        buffer = io.StringIO(newline="")
        csv.writer(buffer, delimiter=";", quoting=quoting, lineterminator=end).writerows(rows)
        return buffer.getvalue()

    return write


def by_php(rows: Sequence[Sequence[str]], end: str) -> str:
    def cell(text: str) -> str:
        doubled = text.replace('"', '""')
        return f'"{doubled}"' if set(' \t\r\n\\";') & set(text) else text

    return "".join(";".join(map(cell, row)) + end for row in rows)


WRITERS = [by_csv(csv.QUOTE_MINIMAL), by_csv(csv.QUOTE_ALL), by_php]


def lines(kind: Kind) -> st.SearchStrategy[tuple[str, ...]]:
    """Usual rows and odd ones; what an odd one means depends on those before it."""
    sparse = st.tuples(*[st.just("") | CELLS] * 6)
    full = st.tuples(NIPS, *[WORDS] * 5) | st.tuples(WORDS, NIPS, *[WORDS] * 4)
    return (
        st.sampled_from([USUAL, NUMBERS, SIGNED, SIGNER, UNTITLED, *HEADINGS[kind]]) | sparse | full
    )


@st.composite
def texts(draw: st.DrawFn, kind: Kind) -> str:
    """A file as programs write it; sometimes somebody has touched it."""
    heading = draw(st.sampled_from(HEADINGS[kind]))
    beside = draw(st.sampled_from([(), (), ("Status",), ("", "")]))
    rows = [(*heading, *beside), *draw(st.lists(lines(kind), max_size=15))]
    write, end = draw(st.sampled_from(WRITERS)), draw(ENDS)
    text = write(rows, end)
    if draw(st.booleans()):
        text = text.removesuffix(end)
    if draw(st.integers(0, 3)) == 0:
        at = draw(st.integers(0, len(text)))
        text = text[:at] + draw(st.sampled_from(ODD)) + text[at:]
    return text


OPTIONS = st.sampled_from([
    TableOptions(),
    TableOptions(defaults={"title": "Orientasi", "provider": " LAN "}),
    TableOptions(fill_down=frozenset({"name"})),
    TableOptions(columns={"unit": ("Keterangan",)}),
])  # fmt: skip


def both_ways(
    body: bytes, kind: Kind, options: TableOptions, context: Mapping[str, str]
) -> tuple[Table, Table]:
    def read_it() -> Table:
        return read_table(body, name="x.csv", kind=kind, options=options, context=context)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(read, "cut_plain", lambda *_: None)
        patch.setattr(Judge, "doubtful", lambda _, rows, start: enumerate(rows[start:], start))
        by_rows = read_it()
    return read_it(), by_rows


@settings(max_examples=400)
@given(st.data(), st.sampled_from(Kind), OPTIONS, st.sampled_from(["utf-8", "utf-8-sig", "utf-16"]))
def test_columns_give_the_table_that_rows_give(
    data: st.DataObject, kind: Kind, options: TableOptions, encoding: str
) -> None:
    body = data.draw(texts(kind)).encode(encoding)
    part_bytes = data.draw(st.sampled_from([200, 10_000]))
    for part, context in split_text(io.BytesIO(body), part_bytes=part_bytes):
        by_columns, by_rows = both_ways(part, kind, options, context)

        assert_frame_equal(by_columns.rows, by_rows.rows)
        assert by_columns.sheets == by_rows.sheets


@pytest.mark.parametrize(
    "rows",
    [
        [NUMBERS, USUAL],
        [USUAL, NUMBERS],
        [USUAL, SIGNED, SIGNER, UNTITLED],
        [USUAL, SIGNED, USUAL, SIGNER],
        [USUAL, UNTITLED, ("Catatan", "", "", "", "", ""), SIGNED],
    ],
)
def test_a_row_is_judged_by_those_before_it(rows: list[tuple[str, ...]]) -> None:
    text = by_php([HEADINGS[Kind.TRAINING][0], *rows], "\n")
    by_columns, by_rows = both_ways(text.encode(), Kind.TRAINING, TableOptions(), {})

    assert cut_plain(text, find_dialect(text)) is not None
    assert_frame_equal(by_columns.rows, by_rows.rows)


@pytest.mark.parametrize("beside", [(), ("Status",), ("", "")])
def test_a_later_part_may_be_narrower_than_its_heading(beside: tuple[str, ...]) -> None:
    text = by_php([(*HEADINGS[Kind.TRAINING][0], *beside), *[USUAL] * 100], "\n")
    _, (later, context), *_ = split_text(io.BytesIO(text.encode()), part_bytes=2000)
    by_columns, by_rows = both_ways(later, Kind.TRAINING, TableOptions(), context)

    assert cut_plain(later.decode(), find_dialect(text)) is not None
    assert_frame_equal(by_columns.rows, by_rows.rows)


@given(st.text('ab;,"\n\r \x1c\ufeffé', max_size=14), st.sampled_from([";", ","]))
def test_what_is_proven_is_what_the_cutter_finds(text: str, delimiter: str) -> None:
    for width in (2, 3):
        plain = cut_plain(text, Dialect(delimiter, width))
        found = cut(physical_lines(text), delimiter, width)

        assert plain is None or list(plain) == found.rows
        assert plain is None or (found.lines == list(range(len(plain))) and not found.malformed)


@pytest.mark.parametrize("write", WRITERS)
@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_a_usual_export_is_plain(write: Writer, end: str) -> None:
    rows = [*HEADINGS[Kind.TRAINING], ("1", NIP, 'Budi; "Bud"', "", "é", "a\\b")]
    text = write(rows, end)
    for whole in (text, text.removesuffix(end)):
        plain = cut_plain(whole, Dialect(";", 6))

        assert plain is not None
        assert list(plain) == [list(row) for row in rows]


@pytest.mark.parametrize(
    "text",
    ["a;b\n\nc;d\n", "a;b\nc\n", "a;b\nc;d;e\n", 'a;"b\nc"\n', 'a;b"\n', "a;b\rc;d\n",
     "a;b\r\nc;d\n", 'a;"b\n', "a;" + "b" * 200_000 + "\n", "", '"a;b\n']
)  # fmt: skip
def test_anything_else_is_left_to_the_cutter(text: str) -> None:
    assert cut_plain(text, Dialect(";", 2)) is None


def test_white_space_is_what_python_strips() -> None:
    assert "".join(filter(str.isspace, map(chr, range(sys.maxunicode + 1)))) == WHITE
