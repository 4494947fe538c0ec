"""What is remembered of a site is written and read whole, by either connector, old ones too."""

import json

from hypothesis import given
from hypothesis import strategies as st

from connectors.contract import Cursor
from connectors.moodle.cursor import Remembered, read_cursor, write_cursor

PAIRS = st.tuples(st.integers(1, 10**9), st.integers(1, 10**6))
TEXTS = st.text(max_size=20)


@given(
    st.builds(
        Remembered,
        compared_at=st.integers(0, 10**10),
        signs=st.dictionaries(TEXTS, TEXTS, max_size=4),
        seen=st.dictionaries(PAIRS, TEXTS, max_size=9),
        gone=st.frozensets(PAIRS, max_size=4),
        undone=st.frozensets(PAIRS, max_size=4),
    )
)
def test_what_is_written_is_read(remembered: Remembered) -> None:
    assert read_cursor(write_cursor(remembered)) == remembered


def test_what_the_first_version_wrote_is_read_and_all_is_compared() -> None:
    by_token = {"moodle": 1, "compared_at": 9, "signs": {"report:1": "3"}, "seen": {"4": [7, 8]}}
    by_login = {"moodle_web": 1, "seen": {"4": {"7": "2026-05-01T00:00:00Z"}}}

    assert read_cursor(Cursor(json.dumps(by_token))) == Remembered(seen={(7, 4): "", (8, 4): ""})
    assert read_cursor(Cursor(json.dumps(by_login))).seen == {(7, 4): "2026-05-01T00:00:00Z"}
