"""What a row said is kept as JSON, whatever stands in its cells."""

import json

import polars as pl
from hypothesis import given
from hypothesis import strategies as st

from connectors.contract import FIELDS
from sync.columns import with_missing
from sync.printed import with_printed

SHOWN = ("nip_shown", "name", "title", "email")
CELLS = st.none() | st.text('a"\\\n\t\x00\x7fé ', min_size=1, max_size=4)


@given(st.lists(st.tuples(*[CELLS] * len(SHOWN)), max_size=6))
def test_printed_is_the_json_of_what_is_not_empty(rows: list[tuple[str | None, ...]]) -> None:
    frame = pl.DataFrame(rows, schema=dict.fromkeys(SHOWN, pl.String), orient="row")
    printed = with_printed(with_missing(frame, FIELDS))["printed"].to_list()

    names = ("nip", *SHOWN[1:])
    assert printed == [
        json.dumps({name: text for name, text in zip(names, row, strict=True) if text},
                   ensure_ascii=False, separators=(",", ":"))
        for row in rows
    ]  # fmt: skip
