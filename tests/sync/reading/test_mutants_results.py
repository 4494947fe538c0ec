"""Edges of results that mutation testing found nobody standing on."""

import pytest

from sync.reading.results import ResultUnknownError, to_result


@pytest.mark.parametrize("text", ["✓✔√☑", "Selesai dengan baik", "Selesai sangat baik"])
def test_all_marks_and_completions_with_praise_count(text: str) -> None:
    assert to_result(text) is True


@pytest.mark.parametrize("text", ["tdk lulus", "blm selesai"])
def test_short_denials_do_not_count(text: str) -> None:
    assert to_result(text) is False


def test_an_unknown_result_is_told() -> None:
    with pytest.raises(ResultUnknownError) as told:
        to_result("lulus bersyarat")

    assert told.value.args == ("lulus bersyarat",)
