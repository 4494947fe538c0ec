"""Days a column at a time are those of `read_when`, cell by cell."""

from datetime import date

import polars as pl
from hypothesis import given
from hypothesis import strategies as st

from sync.dating import WHEN_FIELDS, read_dates
from sync.when import read_when

LANDED = date(2026, 11, 24)
CELLS = st.sampled_from(
    [
        None, "25/08/2024", "2024-08-28", "30 Agustus 2024", "3 s.d. 5 November 2022", "31/02/2024",
        "2026-12-01", "2026-12-02", "1989-12-31", "01/01/1990", "0001-01-01", "45000", "kemarin",
        "2022",
    ]
)  # fmt: skip


@given(st.lists(st.tuples(*[CELLS] * len(WHEN_FIELDS)), min_size=1, max_size=6))
def test_columns_and_single_cells_agree(rows: list[tuple[str | None, ...]]) -> None:
    frame = pl.DataFrame(rows, schema=dict.fromkeys(WHEN_FIELDS, pl.String), orient="row")
    found = read_dates(frame, landed_on=LANDED, blame="end_on")

    for cells, row in zip(rows, found.iter_rows(named=True), strict=True):
        read = read_when(*cells, landed_on=LANDED, blame="end_on")
        assert (row["first_on"], row["last_on"], row["in_year"]) == (
            read.start_on, read.end_on, read.year
        )  # fmt: skip
        assert (row["date_reason"], row["date_field"], row["date_value"]) == (
            read.reason, read.field, read.value
        )  # fmt: skip
