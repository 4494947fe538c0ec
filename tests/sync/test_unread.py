"""What nothing was read from is named once, and an empty sheet is no loss."""

from connectors.contract import Sheet
from sync.unread import MOST_NAMED, in_words, unread_of


def test_sheets_that_may_hold_rows_are_named_with_the_reason() -> None:
    sheets = [
        Sheet("Data", "Data!1"),
        Sheet("Catatan", None, note="no_heading"),
        Sheet("Lama", None, note="hidden"),
        Sheet("Sheet3", None, note="empty"),
        Sheet("Juli", "Juli!1", note="hidden_cells_read"),
    ]

    assert unread_of("2026/a.xlsx", sheets) == [
        "2026/a.xlsx, lembar Catatan (judul kolomnya tidak dikenali)",
        "2026/a.xlsx, lembar Lama (tersembunyi)",
    ]


def test_a_text_file_has_no_sheet() -> None:
    assert unread_of("2026/a.csv", [Sheet("a.csv", None, note="no_heading")]) == [
        "2026/a.csv (judul kolomnya tidak dikenali)"
    ]


def test_parts_of_one_file_are_named_once_and_many_files_are_counted() -> None:
    names = [f"{number}.csv" for number in range(MOST_NAMED + 2)]

    said = in_words([*names, *names])

    assert said is not None
    assert f"{names[MOST_NAMED - 1]}; dan 2 lagi." in said
    assert in_words([]) is None
