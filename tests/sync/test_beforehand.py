"""What is read beforehand, in whatever process, is what the run itself would have read."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, timedelta

import polars as pl
import pytest
from sqlalchemy import select

from models import schema
from models.values import jakarta_day
from sync import beforehand
from sync.beforehand import Beforehand, read_beforehand
from sync.decide import fix_quarantine
from sync.normalise import Manner
from sync.result import Result
from sync.source_run import run_source
from tests.sync.house import ADMIN, LAN, House, Row, counts, row, rules

ROWS = [
    row(1), row(1), row(2, jp="?"), row(3, title=""), row(60), Row("", "Tidak Ada"),
    row(5, title="Hukum", number="A/1"), row(5, title="Hukum", number="A/1", jp="8"),
]  # fmt: skip
STRANGE = 777
"""Hundredths of JP that no file says: where they count, what was read beforehand was taken."""


def read(house: House, *, day: date | None = None) -> Beforehand:
    """Read the source as another process does, on the day of the next run or on another."""
    source = house.engine.sources[LAN]
    on = day or jakarta_day(house.now + timedelta(minutes=1))
    done = read_beforehand(source, day=on, manner=Manner(source.jam, rules()))
    assert done is not None
    return done


def strange(done: Beforehand) -> Beforehand:
    """The same with JP that only a run that takes it can know."""
    return replace(done, rows=done.rows.with_columns(pl.lit(STRANGE).alias("jp_hundredths")))


def sync(house: House, done: Beforehand | None, *, full: bool = False) -> Result:
    """Run the source, a minute later, by an engine that was told this."""
    house.now += timedelta(minutes=1)
    told = {LAN: done}
    engine = replace(house.engine, beforehand=told.get)
    return run_source(engine, LAN, trigger="manual", full=full)


def readings(house: House) -> Mapping[int, str]:
    """How the pages that count were read, as `explain` tells it, by page."""
    of = select(schema.page_reading.c.page_id, schema.page_reading.c.sheets)
    with house.store.read() as connection:
        return {page: sheets for page, sheets in connection.execute(of)}  # noqa: C416 - rows


def drop_three(house: House) -> None:
    """Drop rows that end in every way, and a file that nothing is read from."""
    house.drop("b.csv", ROWS[:4])
    house.drop("a.csv", ROWS[4:])
    (house.folder / LAN / "c.csv").write_text("catatan\nbukan tabel\n")


def test_it_ends_as_what_the_run_reads(house: House) -> None:
    drop_three(house)

    result = sync(house, read(house))  # at its end the store is compared with a replay

    assert counts(result) == {
        "read": 9, "counted": 2, "joined": 2, "quarantined": 2, "in_review": 2, "ignored": 1,
    }  # fmt: skip
    assert result.note is not None
    assert "c.csv" in result.note
    told = readings(house)
    assert len(told) == len(["a.csv", "b.csv", "c.csv"])
    house.sync(full=True)
    assert readings(house) == told


def test_a_run_that_landed_the_same_pages_takes_it(house: House) -> None:
    house.drop("a.csv", [row(1)])
    done = strange(read(house))

    sync(house, done)

    assert house.jp() == STRANGE
    sync(house, None)
    house.now += timedelta(minutes=1)
    assert house.bring("a.csv", [row(1, jp="21")]).needs_person is False
    assert house.jp() == 2100


@pytest.mark.parametrize("other", ["content", "name", "more", "fewer"])
def test_of_other_pages_nothing_is_taken(house: House, other: str) -> None:
    house.drop("a.csv", [row(1)])
    house.drop("b.csv", [row(2)])
    done = strange(read(house))
    match other:
        case "content":
            house.drop("a.csv", [row(1, title="Hukum")])
        case "name":
            (house.folder / LAN / "b.csv").rename(house.folder / LAN / "c.csv")
        case "more":
            house.drop("c.csv", [row(3)])
        case _:
            (house.folder / LAN / "b.csv").unlink()

    sync(house, done)

    assert house.jp() == 2000


def test_what_was_read_on_another_day_is_not_taken(house: House) -> None:
    house.drop("a.csv", [row(1)])

    sync(house, strange(read(house, day=jakarta_day(house.now) - timedelta(days=1))))

    assert house.jp() == 2000


def test_nothing_is_taken_where_somebody_corrected_a_row(house: House) -> None:
    house.bring("a.csv", [row(1, jp="?")])
    (question,) = house.quarantine()
    fix_quarantine(house.engine, question.id, {"jp": "12"}, ADMIN)

    sync(house, strange(read(house)), full=True)

    assert house.jp() == 1200


def test_of_what_is_too_much_or_empty_nothing_is_read(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    source = house.engine.sources[LAN]
    manner = Manner(source.jam, rules())
    assert read_beforehand(source, day=jakarta_day(house.now), manner=manner) is None
    house.drop("a.csv", [row(1)])
    monkeypatch.setattr(beforehand, "MOST_BYTES", 20)

    assert read_beforehand(source, day=jakarta_day(house.now), manner=manner) is None
