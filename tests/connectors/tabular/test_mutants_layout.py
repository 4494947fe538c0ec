"""Where the tables of a sheet begin and end, and what the rows between them are."""

from collections.abc import Sequence

import polars as pl

from connectors.contract import Kind
from connectors.tabular.finder import Finder, Heading
from connectors.tabular.grid import Grid, Merge, Row
from connectors.tabular.layout import Layout, lay_out
from connectors.tabular.options import TableOptions
from connectors.tabular.proven import FrameRows
from tests.connectors.tabular.tables import HEADING, NIP

DATA = ("1", NIP, "Budi", "Diklat", "3 Nov 2022", "20")
BLANK = ("",) * 6
LABEL = ("", "REKAPITULASI DATA", "", "", "", "")
SIGNED = ("", "", "", "", "Mengetahui,", "")
SIGNER = ("", "", "", "", "Siti", "")
OPTIONS = TableOptions()


def grid(rows: Sequence[Row], *merges: Merge) -> Grid:
    return Grid("S", rows, [f"S!{n + 1}" for n in range(len(rows))], "XLSX", merges=merges)


def laid_out(*rows: Row, options: TableOptions = OPTIONS) -> Layout:
    return lay_out(grid(rows), Kind.TRAINING, options)


def ignored(*rows: Row, options: TableOptions = OPTIONS) -> dict[int, str]:
    """What is ignored of a sheet with one table."""
    (section,) = laid_out(*rows, options=options).sections
    return section.ignored


def given() -> Heading:
    """A heading that stands in an earlier part, under a title."""
    found = Finder(grid([("REKAP",), HEADING]), Kind.TRAINING, OPTIONS).first()
    assert found is not None
    return found


def frame(*rows: Sequence[str]) -> FrameRows:
    return FrameRows(pl.DataFrame(rows, schema=list(map(str, range(6))), orient="row"))


def test_a_sheet_without_a_heading_has_rows_and_no_tables() -> None:
    rows = [DATA, DATA]

    assert lay_out(grid(rows), Kind.TRAINING, OPTIONS) == Layout(rows, {}, [])


def test_what_stands_above_the_first_table_is_a_title_or_nothing() -> None:
    found = laid_out(("REKAP", ""), ("", " "), HEADING, DATA)

    assert found.before == {0: "title_row", 1: "blank"}
    assert [(s.start, s.stop, s.given) for s in found.sections] == [(3, 4, False)]


def test_a_later_part_begins_with_data() -> None:
    found = lay_out(grid([DATA, DATA, HEADING, DATA]), Kind.TRAINING, OPTIONS, given())

    assert found.before == {}
    assert [(s.start, s.stop, s.given) for s in found.sections] == [(0, 4, True)]
    assert found.sections[0].ignored == {2: "repeated_heading"}


OTHER = ("NIP", "Nama", "Judul Pelatihan", "JP", "Status", "")


def test_a_further_table_of_a_later_part_has_its_own_heading() -> None:
    rows = [DATA, OTHER, (NIP, "Budi", "Diklat", "5", "Lulus", "")]
    for each in (rows, frame(*rows)):
        found = lay_out(grid(each), Kind.TRAINING, OPTIONS, given())

        assert [(s.start, s.stop, s.given) for s in found.sections] == [(0, 1, True), (2, 3, False)]


def test_columns_are_kept_where_there_is_one_table() -> None:
    one, two = frame(HEADING, DATA), frame(HEADING, DATA, OTHER)

    assert lay_out(grid(one), Kind.TRAINING, OPTIONS).rows is one
    assert lay_out(grid(two), Kind.TRAINING, OPTIONS).rows == list(two)


def test_cells_merged_downwards_are_filled_under_the_heading_only() -> None:
    rows = [HEADING, DATA, (*DATA[:2], "", *DATA[3:])]
    with_data = lay_out(grid(rows, Merge(1, 2, 2, 2)), Kind.TRAINING, OPTIONS)
    with_heading = lay_out(grid(rows, Merge(0, 2, 2, 2)), Kind.TRAINING, OPTIONS)
    later = lay_out(grid(rows[1:], Merge(0, 2, 1, 2)), Kind.TRAINING, OPTIONS, given())

    assert with_data.rows[2][2] == later.rows[1][2] == "Budi"
    assert with_heading.rows[2][2] == ""


def test_a_row_is_blank_though_a_merged_cell_reaches_over_it() -> None:
    found = lay_out(grid([HEADING, DATA, BLANK], Merge(1, 2, 2, 2)), Kind.TRAINING, OPTIONS)

    assert found.sections[0].ignored == {2: "blank"}


def test_with_a_title_told_by_the_admin_a_deputy_is_a_person() -> None:
    told = TableOptions(defaults={"title": "Orientasi"})

    assert ignored(("No", "NIP", "Nama"), ("1", "", "Pj. Siti"), options=told) == {}


def test_a_signature_goes_on_until_a_row_of_data() -> None:
    assert ignored(HEADING, DATA, SIGNED, SIGNER) == {2: "signature", 3: "signature"}
    assert ignored(HEADING, SIGNED, DATA, SIGNER) == {1: "signature"}


def test_after_a_row_of_data_with_a_labelled_nip_judging_goes_on() -> None:
    labelled = ("1", f"NIP. {NIP}", *DATA[2:])

    assert ignored(HEADING, labelled, BLANK) == {2: "blank"}


def test_a_further_heading_may_begin_with_what_looks_like_a_title() -> None:
    upper, lower = (*BLANK, "Tahun"), (*HEADING, "")
    first, further = laid_out(HEADING, DATA, upper, lower, (*DATA, "2022")).sections

    assert (first.stop, first.ignored) == (2, {})
    assert (further.start, further.heading.map.fields["year"]) == (4, 6)


def test_no_heading_begins_with_a_number() -> None:
    assert ignored(HEADING, DATA, ("2", "NIP", "Nama Pelatihan", "", "", "")) == {}


def test_labels_above_a_further_heading_are_titles_over_blank_rows_too() -> None:
    further = laid_out(HEADING, DATA, LABEL, BLANK, LABEL, OTHER).sections[0]

    assert further.ignored == {2: "title_row", 3: "blank", 4: "title_row"}
    assert ignored(HEADING, DATA, LABEL, BLANK, HEADING) == {
        2: "title_row", 3: "blank", 4: "repeated_heading",
    }  # fmt: skip


def test_what_is_known_above_a_repeated_heading_stays_what_it_is() -> None:
    total = ("", "", "JUMLAH", "", "", "20")

    assert ignored(HEADING, DATA, LABEL, total, HEADING) == {3: "sum_row", 4: "repeated_heading"}
    assert ignored(HEADING, DATA, ("", NIP, "", "", "", ""), HEADING) == {3: "repeated_heading"}
    assert ignored(("NIP", "JP"), ("NIP", "JP")) == {1: "repeated_heading"}


def test_the_name_above_a_lone_nip_is_a_signature_and_no_other_name_is() -> None:
    name, nip = ("", "", "", "", "Drs. Ahmad", ""), ("", "", "", "", f"NIP. {NIP}", "")

    assert ignored(HEADING, DATA, name, BLANK, nip) == {
        2: "signature", 3: "blank", 4: "signature",
    }  # fmt: skip
    assert ignored(HEADING, DATA, name, SIGNED) == {3: "signature"}
