"""Edges of dates that mutation testing found nobody standing on."""

from collections.abc import Callable
from datetime import date

import pytest

from sync.reading.dates import DateUnreadableError, to_date, to_interval, to_year


@pytest.mark.parametrize(
    ("read", "text"),
    [
        (to_interval, "besok"), (to_interval, "31/02/2026"), (to_interval, "5/3/2026 - 3/3/2026"),
        (to_interval, "5 November s.d. 3 Oktober 2022"), (to_interval, "12345"),
        (to_date, "3 - 5 Maret 2026"), (to_year, "dua ribu"), (to_year, "1899"), (to_year, "2200"),
    ],
)  # fmt: skip
def test_an_unreadable_text_is_told(read: Callable[[str], object], text: str) -> None:
    with pytest.raises(DateUnreadableError) as told:
        read(text)

    assert told.value.args == (text,)


def test_the_first_and_the_last_year_are_read() -> None:
    assert [to_year("1900"), to_year("2199")] == [1900, 2199]
    assert [to_date("01/01/1900"), to_date("31/12/2199")] == [date(1900, 1, 1), date(2199, 12, 31)]


def test_years_that_are_told_are_believed() -> None:
    assert to_interval("28 Desember 2022 - 3 Januari 2024") == (
        date(2022, 12, 28), date(2024, 1, 3),
    )  # fmt: skip


def test_a_guessed_year_makes_no_training_longer_than_half_a_year() -> None:
    assert to_interval("2 Juli - 1 Januari 2023") == (date(2022, 7, 2), date(2023, 1, 1))
    with pytest.raises(DateUnreadableError):
        to_interval("1 Juli - 1 Januari 2023")


def test_a_list_of_days_is_no_longer_than_half_a_year_either() -> None:
    assert to_interval("28 Des, 30 Des dan 2 Januari 2023") == (
        date(2022, 12, 28), date(2023, 1, 2),
    )  # fmt: skip
    with pytest.raises(DateUnreadableError):
        to_interval("1 Juli, 5 Juli dan 1 Januari 2023")


@pytest.mark.parametrize("text", ["20221103.", "44868,", "; 3 Nov 2022 ."])
def test_signs_around_a_date_say_nothing(text: str) -> None:
    assert to_date(text) == date(2022, 11, 3)
