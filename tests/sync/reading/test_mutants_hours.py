"""Edges of hours that mutation testing found nobody standing on."""

from decimal import Decimal

import pytest

from sync.reading.hours import HoursUnreadableError, to_jp


@pytest.mark.parametrize("text", ["banyak", "1000", "0"])
def test_an_unreadable_text_is_told(text: str) -> None:
    with pytest.raises(HoursUnreadableError) as told:
        to_jp(text)

    assert told.value.args == (text,)


@pytest.mark.parametrize(("printed", "jp"), [("20;", 20), ("20 .,", 20), ("2x45''", 2)])
def test_signs_behind_a_number_are_no_part_of_it(printed: str, jp: int) -> None:
    assert to_jp(printed) == Decimal(jp)
