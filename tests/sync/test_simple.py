"""The short way of simple people gives what grouping, speaking and caps give."""

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import polars as pl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import Connection

from models import schema
from models.evidence import EVIDENCE_COLUMNS, records_of_people
from models.store import Store
from models.values import Listed
from sync.counting import Counting
from sync.evidence import Evidence
from sync.simple import evidence, split, with_overlap
from sync.writing import record_row, write_simple
from tests.sync.house import rules
from tests.sync.pieces import evidence_lists, piece

SCHEMA = {
    "id": pl.Int64, "key": pl.String, "hash": pl.String, "listing": pl.String,
    "page_id": pl.Int64, "locator": pl.String, "employee_id": pl.Int64, "passed": pl.Boolean,
    "title_read": pl.String, "title_folded": pl.String, "provider": pl.String, "form": pl.String,
    "first_on": pl.Date, "last_on": pl.Date, "in_year": pl.Int32, "jp_hundredths": pl.Int32,
    "conversion": pl.String, "number": pl.String, "number_folded": pl.String,
    "course_id": pl.String, "matched_by": pl.String, "withdrawn": pl.String,
    "printed": pl.String, "category": pl.String,
}  # fmt: skip
PERSON_OF = {1: 1, 2: 2, 3: 1}
"""Employee 3 is a second number of person 1."""


def as_row(told: Evidence) -> dict[str, Any]:
    """The prepared row that this evidence is made from."""
    return {
        "id": told.id, "key": told.key, "hash": "h", "listing": "x.csv", "page_id": 1,
        "locator": "line 2", "employee_id": told.employee_id, "passed": told.completed,
        "title_read": told.title, "title_folded": told.title_folded, "provider": told.provider,
        "form": told.form, "first_on": told.start_on, "last_on": told.end_on,
        "in_year": told.year, "jp_hundredths": told.jp, "conversion": told.conversion,
        "number": told.certificate_number, "number_folded": told.number_folded,
        "course_id": told.course_id,
        "matched_by": "nip_repaired" if "nip_repaired" in told.flags else "nip",
        "withdrawn": "ya" if told.listed is Listed.WITHDRAWN else None, "printed": "{}",
        "category": "accepted",
    }  # fmt: skip


def frame(pieces: list[Evidence]) -> pl.DataFrame:
    """Rows as the merge has them."""
    return pl.DataFrame([as_row(p) for p in pieces], schema=SCHEMA)


def the_long_way(pieces: list[Evidence]) -> list[tuple[Any, ...]]:
    """Records of all these people by the plain functions."""
    found = []
    for person in sorted({PERSON_OF[p.employee_id] for p in pieces}):
        mine = [p for p in pieces if PERSON_OF[p.employee_id] == person]
        found += [record_row(person, r) for r in Counting(rules()).records_of(mine)]
    return sorted(found)


@st.composite
def people(draw: st.DrawFn) -> list[Evidence]:
    """Evidence of one source about two people, some of it told by a second number."""
    found = []
    for told in draw(evidence_lists()):
        flags = draw(st.sampled_from([frozenset(), frozenset(), frozenset({"nip_repaired"})]))
        title = f"{told.title} {draw(st.integers(0, 9))}"
        found.append(
            replace(
                told,
                source="lan",
                employee_id=draw(st.sampled_from([1, 2, 3])),
                flags=flags,
                title=title,
                title_folded=title.casefold(),
                conversion=draw(st.sampled_from([*[None] * 9, "seminar"])),
                listed=draw(st.sampled_from([*[Listed.LISTED] * 9, Listed.WITHDRAWN])),
            )
        )
    return found


def both_ways(connection: Connection, pieces: list[Evidence]) -> list[tuple[Any, ...]]:
    """Records as the merge makes them: simple rows by columns, the others by plain functions."""
    simple, others = split(frame(pieces), PERSON_OF, set())
    long = {
        person: Counting(rules()).records_of([p for p in pieces if p.id in ids])
        for person in set(others["person_id"])
        if (ids := set(others.filter(pl.col("person_id") == person)["id"]))
    }
    simple, hit = with_overlap(simple, long)
    found = written(connection, simple) if len(simple) else []
    for person, told in long.items():
        for r in told:
            flags = r.flags | ({"overlap"} if r.id in hit else set())
            found.append(record_row(person, replace(r, flags=flags)))
    return sorted(found)


def written(connection: Connection, simple: pl.DataFrame) -> list[tuple[Any, ...]]:
    """Records of simple rows as the store has them then."""
    with connection.begin_nested() as stays:
        write_simple(connection, simple, "lan")
        found = sorted(tuple(row) for row in records_of_people(connection, {1, 2}))
        stays.rollback()
    return found


@pytest.fixture
def connection(store: Store) -> Iterator[Connection]:
    """A store that knows these people."""
    with store.write() as opened:
        opened.execute(schema.person.insert(), [{"id": one} for one in PERSON_OF])
        opened.execute(schema.employee.insert(), [
            {"id": one, "person_id": who, "nip": f"{one:018d}", "name": "A", "name_folded": "a"}
            for one, who in PERSON_OF.items()
        ])  # fmt: skip
        yield opened


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(pieces=people())
def test_both_ways_together_give_the_records_of_the_long_way(
    connection: Connection, pieces: list[Evidence]
) -> None:
    assert both_ways(connection, pieces) == the_long_way(pieces)


def test_different_titles_on_the_same_days_go_the_short_way_and_are_flagged(
    connection: Connection,
) -> None:
    pieces = [piece("a", id=1), piece("b", id=2, title="Arsip"), piece("c", id=3, title="Gizi",
              start_on=None, end_on=None)]  # fmt: skip
    simple, others = split(frame(pieces), PERSON_OF, set())

    assert not len(others)
    assert [row[-1] for row in written(connection, with_overlap(simple, {})[0])] == [
        "overlap", "overlap", ""
    ]  # fmt: skip


def test_only_rows_that_may_belong_together_go_the_long_way(connection: Connection) -> None:
    alike = [piece("a", id=1), piece("b", id=2), piece("c", id=3, title="Arsip")]
    simple, others = split(frame([*alike, piece("d", id=4, employee_id=2)]), PERSON_OF, set())

    assert simple["id"].to_list() == [3, 4]
    assert others["id"].to_list() == [1, 2]
    assert [row[-1] for row in both_ways(connection, alike)] == ["overlap", "overlap"]


def test_who_is_known_already_goes_the_long_way() -> None:
    simple, others = split(frame([piece("a", id=1, employee_id=3)]), PERSON_OF, {1})

    assert not len(simple)
    assert len(others) == 1


def test_evidence_says_what_was_read() -> None:
    told = piece("a", id=7, number="N1", provider="LAN RI", flags=frozenset({"nip_repaired"}))
    simple, _ = split(frame([told]), PERSON_OF, set())
    (row,) = evidence(simple, "lan").rows(named=True)

    assert list(row) == list(EVIDENCE_COLUMNS)
    assert row == {
        "id": 7, "source": "lan", "key": "a", "listing": "x.csv", "page_id": 1,
        "locator": "line 2", "hash": "h", "listed": "listed", "employee_id": 1, "record_id": 7,
        "completed": 1, "title": "Pelayanan Publik", "provider": "LAN RI", "form": None,
        "start_on": "2026-03-10", "end_on": "2026-03-12", "year": 2026, "jp": 2000,
        "conversion": None, "certificate_number": "N1", "course_id": None,
        "flags": "nip_repaired", "matched_by": "nip_repaired", "printed": "{}",
    }  # fmt: skip
