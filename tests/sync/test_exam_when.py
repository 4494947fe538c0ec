"""What is shown of a refused date is the text of the cell that is blamed."""

from datetime import date

from sync.when import read_when


def test_an_end_before_its_start_is_shown_as_printed() -> None:
    read = read_when("16-02-2026", "15-02-2026", None, None, None, landed_on=date(2026, 11, 24))

    assert (read.reason, read.field, read.value) == ("date_invalid", "end_on", "15-02-2026")
