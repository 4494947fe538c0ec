"""Which row is no training, by which rule: each edge of it."""

from collections.abc import Sequence

import polars as pl
import pytest

from connectors.contract import Kind
from connectors.tabular.finder import Finder
from connectors.tabular.grid import Cell, Grid, Row
from connectors.tabular.judge import Judge, only_labelled_nips
from connectors.tabular.options import TableOptions
from connectors.tabular.proven import FrameRows
from tests.connectors.tabular.tables import HEADING, NIP

LABELLED = "NIP. 19700101 199503 1 001"
NUMBERS = ("1", "2", "3", "4", "5", "6")
WIDE = ("NIP", "Nama", "Nama Sertifikat 1", "JP 1", "Nama Sertifikat 2", "JP 2")


def judge(*headings: str, kind: Kind = Kind.TRAINING, default_title: bool = False) -> Judge:
    """A judge of the rows under this heading."""
    options = TableOptions(defaults={"title": "Orientasi"} if default_title else {})
    found = Finder(Grid("S", [headings], ["S!1"], "XLSX"), kind, options).first()
    assert found is not None
    return Judge(found, default_title=default_title)


def after_data(*headings: str) -> Judge:
    """A judge who has seen a row of data."""
    found = judge(*(headings or HEADING))
    found.firm()
    return found


def rule(found: Judge, *own: str) -> str | None:
    return found.rule(own, own)


def test_labelled_numbers_are_those_of_one_or_two_signers() -> None:
    assert only_labelled_nips(("", LABELLED))
    assert only_labelled_nips((LABELLED, "", LABELLED))
    assert not only_labelled_nips((LABELLED, LABELLED, LABELLED))


def test_a_nip_and_a_title_are_surely_data() -> None:
    found = judge(*HEADING)

    assert found.is_firm(("", NIP, "", "Diklat", "", ""))
    assert found.is_firm(("", LABELLED, "Budi", "Diklat", "", ""))
    assert not found.is_firm(("1", NIP, "Budi", "-", "3 Nov 2022", "20"))
    assert not found.is_firm(("1", NIP))
    assert not found.is_firm(("1",))


def test_in_a_wide_recap_a_nip_alone_is_data() -> None:
    assert judge(*WIDE).is_firm((NIP, "", "", "", "", ""))


@pytest.mark.parametrize("signer", [LABELLED, LABELLED.lower()])
def test_with_a_title_told_by_the_admin_a_nip_and_something_more_are_data(signer: str) -> None:
    found = judge("No", "NIP", "Nama", default_title=True)

    assert found.is_firm(("1", NIP, ""))
    assert found.is_firm(("1", NIP, "Budi"))
    assert not found.is_firm(("", NIP, ""))
    assert not found.is_firm(("", signer, signer))


def test_without_a_title_a_nip_and_a_used_column_are_data() -> None:
    found = judge("NIP", "Nama", "JP", "Warna")

    assert found.is_firm((NIP, "", "5", ""))
    assert not found.is_firm((NIP, "", "", "merah"))
    assert not found.is_firm((NIP,))


def test_a_number_in_another_column_is_no_nip() -> None:
    assert not judge("Nama", "Nama Pelatihan", "JP").is_firm(("Budi", "Diklat", NIP))


def doubtful(found: Judge, rows: Sequence[Row], start: int = 0) -> list[int]:
    return [at for at, _ in found.doubtful(rows, start)]


def frame(rows: Sequence[Sequence[str]]) -> FrameRows:
    names = [str(at) for at in range(len(rows[0]))]
    return FrameRows(pl.DataFrame(rows, schema=names, orient="row"))


def test_rows_without_a_bare_nip_or_without_a_title_are_judged() -> None:
    plain = ("1", NIP, "Budi", "Diklat", "3 Nov 2022", "20")
    untitled, dash = (*plain[:3], "", "", "20"), (*plain[:3], "-", "", "20")
    damaged = ("1", "1.98702E+17", *plain[2:])
    rows = [untitled, plain, untitled, dash, damaged, plain]

    assert doubtful(judge(*HEADING), rows, 1) == [2, 3, 4]
    assert doubtful(judge(*HEADING), frame(rows), 1) == [2, 3, 4]


def test_where_nothing_is_said_beside_the_nip_all_rows_are_judged() -> None:
    rows = [(NIP, "1"), (NIP, "2")]
    found = judge("NIP", "No", default_title=True)

    assert doubtful(found, rows) == [0, 1]
    assert doubtful(found, frame(rows)) == [0, 1]


def test_short_rows_and_numbers_that_a_double_held_are_judged() -> None:
    held = Cell(NIP, "1.98702032011011e+17")
    rows: list[Row] = [("1",), ("1", NIP), ("1", NIP, "Budi"), ("1", held, "Budi", "Diklat")]

    assert doubtful(judge(*HEADING), rows) == [0, 1, 2, 3]
    assert doubtful(judge("NIP", "Nama Pelatihan"), [(NIP, "Diklat"), (NIP, "")]) == [1]


@pytest.mark.parametrize(
    ("own", "told"),
    [
        (NUMBERS, "column_numbers"),
        (("1", "2", "", "", "", ""), "column_numbers"),
        (("(2)", "(3)", "(4)", "", "", ""), "column_numbers"),
        (("3", "4", "5", "", "", ""), None),
        (("1", "3", "5", "", "", ""), None),
        (("1", "2", "Budi", "", "", ""), None),
        (("1", "", "", "", "", ""), "blank"),
    ],
)
def test_numbers_of_columns_count_from_one(own: Sequence[str], told: str | None) -> None:
    assert rule(judge(*HEADING), *own) == told


def test_numbers_of_columns_stand_right_under_a_heading() -> None:
    found = judge(*HEADING)

    assert rule(found, "", "", "Budi", "Diklat", "", "") is None
    assert rule(found, *NUMBERS) is None
    assert rule(found, *HEADING) == "repeated_heading"
    assert rule(found, *NUMBERS) == "column_numbers"
    found.firm()
    assert rule(found, *NUMBERS) is None


@pytest.mark.parametrize(
    ("own", "told"),
    [
        (("", "NIP", "Nama", "", "", ""), "repeated_heading"),
        (("", "", "Nama", "", "", ""), None),
        (("", "NIP", "Nama", "", "", "", "JP"), None),
    ],
)
def test_two_cells_that_say_what_the_heading_says_repeat_it(
    own: Sequence[str], told: str | None
) -> None:
    assert rule(after_data(), *own) == told


@pytest.mark.parametrize(
    "own",
    [
        ("", "", "JUMLAH", "", "", "60"),
        ("1", "", "JUMLAH", "", "", "60"),
        ("Total", "-", "5 orang", "", "", "60"),
        ("", "", "", "Jumlah jam bulan Mei", "", "6"),
    ],
)
def test_a_sum_is_no_training(own: Sequence[str]) -> None:
    assert rule(after_data(), *own) == "sum_row"


@pytest.mark.parametrize(
    "own",
    [
        ("", "", "Budi", "Jumlah", "", "20"),
        ("", "", "", "Jumlah Penduduk", "3 Nov 2022", "20"),
        ("Jumlah jam bulan Mei", "", "Budi", "", "", "60"),
        ("1", "", "", "", "", "60"),
    ],
)
def test_a_row_of_somebody_or_of_a_day_is_no_sum(own: Sequence[str]) -> None:
    assert rule(after_data(), *own) is None


def test_a_sum_stands_beside_no_nip() -> None:
    found = after_data("Nama Pelatihan", "NIP", "JP")

    assert rule(found, "Jumlah Penduduk", "1.98702E+17", "20") is None


@pytest.mark.parametrize(
    ("own", "told"),
    [
        (("", "", "Mengetahui,", "", "Kepala BKPSDM", "2022"), "signature"),
        (("", "", "", "", "Serang", "3 November 2022"), "signature"),
        (("", "", "Serang", "", "", "3 November 2022"), None),
        (("", "", "", "Serang", "3 November 2022", ""), None),
        (("", "", "", "Pengelola Keuangan", "Mei", "20"), "signature"),
        (("", "", "", "Pengelola Keuangan", "3 Mei", "20"), None),
        (("", "", "Budi", "Pengelola Keuangan", "", "20"), None),
        (("", "", "Budi", "Pengelola Keuangan", "", ""), None),
    ],
)
def test_a_signature_is_told_from_what_was_taught(own: Sequence[str], told: str | None) -> None:
    assert rule(after_data(), *own) == told


def test_under_a_signature_only_a_person_a_title_and_one_thing_more_are_data() -> None:
    rows = {
        ("", "", "Budi", "Diklat", "", "20"): None,
        ("", "", "Budi", "Diklat", "", ""): "signature",
        ("", "", "", "Ahmad", "Pembina", "IV/a"): "signature",
    }
    for own, told in rows.items():
        found = after_data()
        assert rule(found, "", "", "", "", "Mengetahui,", "") == "signature"
        assert rule(found, *own) == told


def test_an_email_is_a_person() -> None:
    found = after_data("Email", "Nama Pelatihan", "Tanggal", "JP")

    assert rule(found, "a@x.id", "Pengelola Keuangan", "", "") is None


def test_a_first_day_is_a_day() -> None:
    found = after_data("NIP", "Nama Pelatihan", "Tanggal Mulai", "JP")

    assert rule(found, "", "Pengelola Keuangan", "3 Nov 2022", "20") is None


@pytest.mark.parametrize(
    ("own", "told"),
    [
        (("7.", "-", "", "", "", ""), "blank"),
        (("X7", "", "", "", "", ""), "title_row"),
        (("", "", "", "", "", "60"), None),
        (("Keterangan: x", "", "", "", "", "a"), "note"),
        (("Keterangan: x", "", "a", "", "", "b"), None),
        (("Catatan", "", "", "Diklat", "", ""), None),
        (("Dinas Sosial", "", "", "", "", ""), "title_row"),
        (("Dinas Sosial", "", "", "", "", "5"), None),
        (("Rekapitulasi", "", "", "", "", ""), "title_row"),
        (("", "Bulan Mei", "", "", "", ""), "title_row"),
        (("", "", "", "Bulan Mei", "", ""), None),
        (("Bulan Mei",), None),
    ],
)
def test_labels_and_notes_are_no_trainings(own: Sequence[str], told: str | None) -> None:
    assert rule(after_data(), *own) == told


def test_a_list_of_people_with_their_opd_is_no_list_of_opds() -> None:
    people = judge("NIP", "Nama", "OPD", kind=Kind.ROSTER)
    trainings = after_data("NIP", "OPD", "Nama Pelatihan", "JP")
    opds = judge("Perangkat Daerah", "Singkatan", kind=Kind.ROSTER)

    assert rule(people, "Bulan Mei", "", "") == "title_row"
    assert rule(trainings, "Bulan Mei", "", "", "") == "title_row"
    assert rule(opds, "Dinas Sosial", "") is None
