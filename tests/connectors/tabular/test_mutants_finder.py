"""Where a heading begins and ends, row by row and merge by merge."""

from collections.abc import Sequence

import pytest

from connectors.contract import Kind
from connectors.tabular.finder import MOST_TRIED, Finder, Heading
from connectors.tabular.grid import Grid, Merge
from connectors.tabular.options import TableOptions

Texts = Sequence[str]
LETTERHEAD = ("PEMERINTAH KABUPATEN SERANG",)


def finder(*rows: Texts, kind: Kind = Kind.TRAINING, merges: Sequence[Merge] = (),
           **options: object) -> Finder:  # fmt: skip
    locators = [f"S!{n + 1}" for n in range(len(rows))]
    grid = Grid("S", rows, locators, "XLSX", merges=tuple(merges))
    return Finder(grid, kind, TableOptions(**options))  # type: ignore[arg-type]


def heading(*rows: Texts, merges: Sequence[Merge] = ()) -> Heading:
    """The heading that these rows make."""
    found = finder(*rows, merges=merges).first()
    assert found is not None
    return found


def place(*rows: Texts) -> tuple[int, int]:
    """The first row of the best heading at the top, and the row after it."""
    found = finder(*rows).at(0)
    assert found is not None
    return found.top, found.stop


def headings(*rows: Texts, merges: Sequence[Merge] = ()) -> list[str]:
    return [column.heading for column in heading(*rows, merges=merges).map.columns]


def test_so_many_rows_may_look_like_a_heading_and_no_more() -> None:
    found = finder(("NIP", "Nama Pelatihan"))
    others = [["Budi"], ["NIP", "1"], [""]]

    assert not any(found.may_begin(texts) for texts in others)
    assert all(found.may_begin(["", "NIP"]) for _ in range(MOST_TRIED))
    assert not found.may_begin(["NIP"])


def test_a_fourth_row_is_no_part_of_a_heading() -> None:
    rows = [("NIP", "Nama Pelatihan", "Rekap"), ("", "", "Data"), ("", "", "Isi"), ("", "", "JP")]

    assert place(*rows) == (0, 1)
    assert place(*rows[:2], rows[3]) == (0, 3)


def test_of_equal_headings_the_upper_one_is_the_heading() -> None:
    row = ("NIP", "Nama Pelatihan")

    assert place(row, row) == (0, 1)


def test_the_heading_is_the_one_of_more_fields_and_then_of_more_known_columns() -> None:
    few, more = ("NIP", "Nama Pelatihan"), ("NIP", "Nama Pelatihan", "JP")

    assert place(few, more) == (1, 2)
    assert place(few, (*few, "NIK")) == (1, 2)
    assert place(more, (*few, "NIK", "Gelar Depan")) == (0, 1)


def test_a_heading_of_one_row_may_have_many_unknown_columns() -> None:
    assert place(("NIP", "Nama Pelatihan", "Warna", "Rasa", "Bau", "Bunyi")) == (0, 1)


def test_half_of_a_lower_row_must_help_to_know_its_columns() -> None:
    upper = ("NIP", "Nama Pelatihan")

    assert place(upper, ("", "", "JP", "Warna")) == (0, 2)
    assert place(upper, ("", "", "JP", "Warna", "Rasa")) == (0, 1)
    assert place(upper, ("", "", "JP"), ("", "", "", "Status", "Budi", "Siti", "Ani")) == (0, 2)


def test_a_heading_knows_its_widths() -> None:
    found = heading(("NIP", "Nama Pelatihan", "JP", "", ""), ("1", "Diklat", "5", "", ""))

    assert (found.filled_width, found.full_width) == (3, 5)


def test_rows_of_a_heading_may_be_short() -> None:
    assert headings(("NIP", "Nama Pelatihan"), ("", "", "JP")) == [
        "NIP", "Nama Pelatihan", "Nama Pelatihan JP",
    ]  # fmt: skip
    assert headings(("NIP", "Rekap", "Unit"), ("", "JP")) == [
        "NIP", "Rekap JP", "Unit",
    ]  # fmt: skip


UPPER = ("NIP", "Nama Pelatihan", "Tanggal", "", "")
LOWER = ("", "", "Mulai", "Selesai", "JP")
WIDE = Merge(1, 2, 1, 3)
SPREAD = ["NIP", "Nama Pelatihan", "Tanggal Mulai", "Tanggal Selesai", "Tanggal JP"]
MERGED = [*SPREAD[:4], "JP"]


def test_a_wide_cell_stands_over_what_it_is_merged_over() -> None:
    tall = [Merge(1, at, 2, at) for at in (0, 1)]

    assert headings(LETTERHEAD, UPPER, LOWER) == SPREAD
    assert headings(LETTERHEAD, UPPER, LOWER, merges=tall) == SPREAD
    assert headings(LETTERHEAD, UPPER, LOWER, merges=[WIDE]) == MERGED
    assert headings(LETTERHEAD, UPPER, LOWER, merges=[*tall, WIDE]) == MERGED


def test_merges_of_other_rows_and_other_columns_say_nothing_of_a_heading() -> None:
    above = [Merge(0, at, 1, at + 1) for at in range(4)]
    beside = [Merge(1, at, 1, at + 1) for at in range(5, 15)]
    deep = Merge(1, 1, 9, 4)

    assert headings(LETTERHEAD, UPPER, LOWER, merges=[*above, *beside, deep, WIDE]) == MERGED


def test_a_merge_may_be_wider_than_the_heading() -> None:
    upper, lower = UPPER[:4], LOWER[:4]

    assert headings(LETTERHEAD, upper, lower, merges=[Merge(1, 2, 1, 9)]) == MERGED[:4]


def test_a_wide_cell_may_be_merged_over_two_of_three_rows() -> None:
    middle, lower = ("", "", "", "", "Pelajaran"), ("", "", "Mulai", "Selesai", "")
    found = headings((*UPPER[:4], "Jam"), middle, lower, merges=[Merge(0, 2, 1, 3)])

    assert found == [*MERGED[:4], "Jam Pelajaran"]


def test_a_wide_cell_may_stand_in_the_middle_of_a_heading() -> None:
    upper, middle = ("NIP", "Nama Pelatihan", "Rekap", "", ""), ("", "", "Tanggal", "", "")
    found = headings(upper, middle, LOWER, merges=[Merge(1, 2, 1, 3)])

    assert found[2:] == ["Rekap Tanggal Mulai", "Rekap Tanggal Selesai", "Rekap JP"]


def test_a_text_is_carried_only_over_cells_that_have_something_under_them() -> None:
    assert headings(("", "NIP", "Nama Pelatihan"), ("No", "", "")) == [
        "No", "NIP", "Nama Pelatihan",
    ]  # fmt: skip
    assert headings(
        ("NIP", "Tanggal", "", "Unit Kerja"),
        ("", "Pelaksanaan", "", ""),
        ("", "Mulai", "Selesai", ""),
    ) == ["NIP", "Tanggal Pelaksanaan Mulai", "Tanggal Pelaksanaan Selesai", "Unit Kerja"]


@pytest.mark.parametrize(
    ("texts", "is_one"),
    [
        (("NIP", "Nama"), True),
        (("Email", "Unit Kerja"), True),
        (("NIP",), False),
        (("Perangkat Daerah", "Unit Kerja"), False),
        (("Perangkat Daerah", "Singkatan"), True),
        (("Perangkat Daerah",), False),
        (("Singkatan", "Email Kepala"), False),
    ],
)
def test_a_roster_tells_of_persons_or_of_opds(texts: Texts, *, is_one: bool) -> None:
    assert (finder(texts, kind=Kind.ROSTER).first() is not None) is is_one


@pytest.mark.parametrize(
    ("texts", "is_one"),
    [
        (("NIP", "JP"), True),
        (("Nama Pelatihan", "JP"), False),
        (("NIP", "Unit Kerja"), False),
    ],
)
def test_trainings_are_told_of_somebody(texts: Texts, *, is_one: bool) -> None:
    assert (finder(texts).first() is not None) is is_one


def test_with_a_title_told_by_the_admin_a_person_and_one_column_more_are_enough() -> None:
    told = {"title": "Orientasi"}

    assert finder(("No", "NIP"), defaults=told).first() is not None
    assert finder(("NIP", "Warna"), defaults=told).first() is None
    assert finder(("No", "Unit Kerja"), defaults=told).first() is None
