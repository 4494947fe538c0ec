"""Edges of what a column holds, and of what the preview says of it."""

import pytest

from connectors.contract import Column, Kind
from connectors.tabular.mapping import ColumnMap, Levels, lowest_speaks, map_columns, variants
from connectors.tabular.options import TableOptions


def mapped(*headings: str | Levels, **options: object) -> ColumnMap:
    """The columns under these headings; a heading of several rows is a tuple."""
    known = TableOptions(**options)  # type: ignore[arg-type]
    levels = [(h,) if isinstance(h, str) and h else tuple(h) for h in headings]
    return map_columns(levels, Kind.TRAINING, known)


def told(found: ColumnMap) -> dict[str, str]:
    """What the preview says of each column."""
    return {column.heading: column.reason for column in found.columns}


def speaks(*texts: str) -> bool:
    return lowest_speaks(texts, Kind.TRAINING, TableOptions())


def test_nomor_counts_the_rows_only_in_the_first_column_that_has_a_heading() -> None:
    first, later = mapped("", "Nomor", "NIP"), mapped("NIP", "Nama Pelatihan", "Nomor")

    assert first.row_numbers == {1}
    assert first.fields == {"nip": 2}
    assert later.row_numbers == frozenset()
    assert later.fields["certificate_number"] == 2


def test_what_is_known_of_columns_is_told_apart() -> None:
    found = mapped("NIP", "NIK", "Nama Pelatihan", "Warna")

    assert found.never_kept == {1}
    assert found.known == {0, 1, 2}
    assert found.columns == (
        Column("NIP", "nip", "synonym"),
        Column("NIK", None, "never kept"),
        Column("Nama Pelatihan", "title", "synonym"),
        Column("Warna", None, "not recognised"),
    )


def test_what_only_the_admin_tells_is_a_column_without_a_heading() -> None:
    found = mapped("NIP", "Nama Pelatihan", defaults={"provider": "LAN RI", "title": "Diklat"})

    assert found.columns[-1] == Column("", "provider", "defaults")
    assert [column.field for column in found.columns] == ["nip", "title", "provider"]


def test_of_headings_with_as_many_words_the_longer_and_then_the_left_one_wins() -> None:
    found = mapped("Nama", "Judul", "Diklat", "NIP", "N I P", "nip.")

    assert found.fields == {"name": 0, "title": 2, "nip": 4}
    assert mapped("NIP", "Nama", "nip.").fields["nip"] == 0


def test_the_better_column_of_a_group_is_used_and_the_other_one_told() -> None:
    found = mapped("NIP", "Nama Sertifikat 1", "Jam 1", "JP 1", "Nama Sertifikat 2", "JP 2")

    assert found.groups == {1: {"title": 1, "jp": 3}, 2: {"title": 4, "jp": 5}}
    assert told(found) == {
        "NIP": "synonym", "Nama Sertifikat 1": "synonym, group 1",
        "Jam 1": 'less specific than "JP 1"', "JP 1": "synonym, group 1",
        "Nama Sertifikat 2": "synonym, group 2", "JP 2": "synonym, group 2",
    }  # fmt: skip


def test_a_column_of_a_group_that_is_not_used_says_why() -> None:
    found = mapped("NIP", "Nama Sertifikat 1", "Nilai 1", "Nama Sertifikat 2", "Nilai 2")

    assert {told(found)[heading] for heading in ("Nilai 1", "Nilai 2")} == {
        told(mapped("NIP", "Nilai"))["Nilai"]
    }


def test_in_a_wide_recap_single_columns_are_the_persons() -> None:
    found = mapped(
        "NIP", "Unit Kerja", "Total JP", "Status", "Nama Sertifikat 1", "Nama Sertifikat 2"
    )

    assert found.fields == {"nip": 0, "unit": 1}
    assert told(found)["Total JP"] == "a person's total"
    assert told(found)["Status"] == "the person's, not a training's"


def test_a_total_without_a_title_is_the_persons_unless_the_admin_tells_the_title() -> None:
    alone = mapped("NIP", "Total JP")

    assert (alone.fields, told(alone)["Total JP"]) == ({"nip": 0}, "a person's total")
    assert mapped("NIP", "Total JP", defaults={"title": "Senam"}).fields["jp"] == 1


def test_a_total_beside_another_column_of_jp_says_what_it_is_and_the_rest_is_read() -> None:
    found = mapped("NIP", "Nama Pelatihan", "JP Teknis", "Total JP", "Status")

    assert told(found)["Total JP"] == "a person's total"
    assert found.fields == {"nip": 0, "title": 1, "result": 4}


def test_a_heading_of_several_rows_is_told_in_one_line() -> None:
    found = mapped("NIP", ("Pelatihan", "yang  diikuti", "JP"))

    assert found.columns[1].heading == "Pelatihan yang diikuti JP"


def test_a_heading_of_three_rows_is_meant_from_the_whole_to_its_parts() -> None:
    assert variants(()) == []
    assert variants(("JP",)) == ["JP"]
    assert variants(("Diklat", "Tanggal", "Mulai")) == [
        "Diklat Tanggal Mulai", "Mulai Tanggal Diklat", "Tanggal Mulai", "Mulai Tanggal",
        "Mulai", "Tanggal", "Diklat",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("texts", "field"),
    [
        (("Jumlah", "Jam", "Pelajaran"), "jp"),
        (("Pelajaran", "Jam", "Jumlah"), "jp"),
        (("Diklat", "2022", "Tanggal", "Mulai"), "start_on"),
        (("NIP", "2022", "Baru"), "nip"),
    ],
)
def test_a_heading_may_be_spread_over_its_rows(texts: Levels, field: str) -> None:
    assert field in mapped(texts).fields


def test_the_number_over_a_column_is_its_group_only_where_the_lowest_text_is_its_name() -> None:
    over = mapped("NIP", *((f"Kegiatan {n}", name) for n in (1, 2) for name in ("Judul", "JP")))
    three = mapped(
        "NIP",
        *(("Rekap", f"Kegiatan {n}", name) for n in (1, 2) for name in ("Judul Pelatihan", "JP")),
    )

    assert over.groups == {1: {"title": 1, "jp": 2}, 2: {"title": 3, "jp": 4}}
    assert three.groups == over.groups


def test_the_lowest_text_helps_only_where_it_says_something_new() -> None:
    assert speaks("Tanggal", "Mulai")
    assert speaks("Pelaksanaan", "JP")
    assert not speaks("JP", "6")
    assert not speaks("JP 2", "5")
    assert not speaks("Rekap", "JP", "6")
    assert not speaks("JP", "Warna", "6")
    assert not speaks("Rekap", "JP 2", "6")
    assert not speaks("Warna")
