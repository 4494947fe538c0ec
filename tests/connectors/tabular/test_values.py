"""Numbers read as a spreadsheet shows them; moments as ISO."""

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from connectors.tabular.values import moment_text, number_cell, number_text


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        (20.0, "20"),
        (20.5, "20.5"),
        (44868.0, "44868"),
        (0.1 + 0.2, "0.3"),
        (-3.0, "-3"),
        (0.0, "0"),
        (-0.0, "0"),
        (198702032010011005.0, "198702032010011000"),
        (1.98702e17, "198702000000000000"),
        (1e25, "1E+25"),
        (1e-12, "1E-12"),
        (float("nan"), "#NUM!"),
        (float("inf"), "#NUM!"),
    ],
)
def test_shows_a_number_with_fifteen_digits(value: float, shown: str) -> None:
    assert number_text(value) == shown


def test_three_decimals_are_not_mistaken_for_thousands() -> None:
    assert number_text(1.125) == "1.1250"


@given(st.floats(allow_nan=False, allow_infinity=False))
def test_keeps_the_double_itself_beside_its_text(value: float) -> None:
    assert float(number_cell(value).number or "") == value


@given(st.integers(0, 10**15 - 1))
def test_shows_integers_that_a_double_holds_exactly(value: int) -> None:
    assert number_text(float(value)) == str(value)


@pytest.mark.parametrize(
    ("moment", "shown"),
    [
        (dt.date(2022, 11, 3), "2022-11-03"),
        (dt.datetime(2022, 11, 3), "2022-11-03"),  # noqa: DTZ001 a sheet knows no zone
        (dt.datetime(2022, 11, 3, 8, 0), "2022-11-03 08:00:00"),  # noqa: DTZ001
        (dt.datetime(2022, 11, 3, 7, 59, 59, 997000), "2022-11-03 08:00:00"),  # noqa: DTZ001
        (dt.time(8, 30), "08:30:00"),
        (dt.time(7, 59, 59, 999000), "08:00:00"),
        (dt.timedelta(days=1, hours=12), "36:00:00"),
        (-dt.timedelta(minutes=90), "-01:30:00"),
    ],
)
def test_shows_moments_to_the_nearest_second(moment: object, shown: str) -> None:
    assert moment_text(moment) == shown
