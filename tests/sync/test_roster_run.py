"""Runs of the roster on real files: who is who, who left, and lists that are not believed."""

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import select

from connectors.contract import Cursor, Page
from connectors.errors import SourceUnavailableError
from connectors.memory import MemoryConnector
from models import schema
from models.values import Outcome
from sync.decide import approve_run, reject_run
from sync.replay import rebuild
from sync.source_run import run_source
from tests.builders import nip_of
from tests.sync.house import ADMIN, SERVICE, House, Staff, counts, row, staff


def serving(house: House) -> dict[str, list[tuple[str, str | None]]]:
    """Spells of service by NIP: from, until."""
    who, spell = schema.employee, schema.service
    query = (
        select(who.c.nip, spell.c.from_on, spell.c.until_on)
        .join(spell, spell.c.employee_id == who.c.id)
        .order_by(who.c.nip, spell.c.from_on)
    )
    found: dict[str, list[tuple[str, str | None]]] = {}
    with house.store.read() as connection:
        for nip, start, until in connection.execute(query):
            found.setdefault(nip, []).append((str(start), until and str(until)))
    return found


def people(first: int, last: int) -> list[Staff]:
    """Invented employees, both ends included."""
    return [staff(n) for n in range(first, last + 1)]


def test_a_roster_tells_who_is_who(empty_house: House) -> None:
    result = empty_house.hire(people(1, 3))

    assert counts(result) == {"read": 3, "counted": 3}
    assert serving(empty_house) == {nip_of(n): [("2010-01-01", None)] for n in (1, 2, 3)}


def test_an_unchanged_roster_is_nothing_new(empty_house: House) -> None:
    empty_house.hire(people(1, 3))
    before = empty_house.digest()

    assert counts(empty_house.sync_roster()) == {}
    assert empty_house.digest() == before


def test_who_is_absent_from_a_newer_list_left_on_its_day(empty_house: House) -> None:
    empty_house.hire(people(1, 3))
    empty_house.now += timedelta(days=7)

    empty_house.hire(people(2, 3))

    assert serving(empty_house)[nip_of(1)] == [("2010-01-01", "2026-12-01")]


def test_who_is_absent_from_a_second_list_of_one_day_left_on_that_day(empty_house: House) -> None:
    empty_house.hire(people(1, 3))

    empty_house.hire(people(2, 3))

    left = {nip_of(1): [("2010-01-01", "2026-11-24")]}
    assert serving(empty_house) == left | {nip_of(n): [("2010-01-01", None)] for n in (2, 3)}
    assert rebuild(empty_house.engine).agrees


def test_who_is_back_in_a_third_list_of_one_day_never_left(empty_house: House) -> None:
    for first in (1, 2, 1):
        empty_house.hire(people(first, 3))

    assert serving(empty_house) == {nip_of(n): [("2010-01-01", None)] for n in (1, 2, 3)}


def test_who_left_keeps_the_hours(empty_house: House) -> None:
    empty_house.hire(people(1, 3))
    empty_house.bring("a.csv", [row(1)])
    empty_house.now += timedelta(days=7)
    empty_house.hire(people(2, 3))

    empty_house.sync(full=True)

    assert empty_house.jp(1) == 2000


def test_files_together_are_one_list(empty_house: House) -> None:
    empty_house.hire(people(1, 3), "dinas-a.csv")

    result = empty_house.hire(people(3, 5), "dinas-b.csv")

    assert counts(result) == {"read": 6, "counted": 5, "joined": 1}
    assert len(serving(empty_house)) == 5


def test_files_that_name_their_day_are_lists_of_that_day(empty_house: House) -> None:
    empty_house.hire(people(1, 3), "pegawai 2026-01-31.csv")

    empty_house.hire(people(2, 4), "pegawai 2026-06-30.csv")

    found = serving(empty_house)
    assert found[nip_of(1)] == [("2010-01-01", "2026-06-30")]
    assert found[nip_of(4)][0][1] is None


@pytest.mark.parametrize(("size", "absent", "outcome"), [
    (40, 10, Outcome.HELD), (40, 9, Outcome.OK), (500, 10, Outcome.OK), (400, 10, Outcome.HELD),
])  # fmt: skip
def test_a_list_that_lacks_too_many_is_held(
    empty_house: House, size: int, absent: int, outcome: Outcome
) -> None:
    empty_house.hire(people(1, size))
    empty_house.now += timedelta(days=1)

    result = empty_house.hire(people(1, size - absent))

    assert result.outcome is outcome
    left = [n for n, spells in serving(empty_house).items() if spells[-1][1] is not None]
    assert len(left) == (absent if outcome is Outcome.OK else 0)


def shrunken(house: House) -> int:
    """A roster that is held because thirty of forty are absent."""
    house.hire(people(1, 40))
    house.now += timedelta(days=1)
    result = house.hire(people(1, 10))
    assert result.outcome is Outcome.HELD
    return result.run_id or 0


def test_an_approved_list_is_taken(empty_house: House) -> None:
    run_id = shrunken(empty_house)

    approve_run(empty_house.engine, run_id, ADMIN)

    assert serving(empty_house)[nip_of(40)] == [("2010-01-01", "2026-11-25")]
    assert counts(empty_house.sync_roster()) == {}


def test_a_rejected_list_changes_nothing_and_is_not_asked_again(empty_house: House) -> None:
    run_id = shrunken(empty_house)
    before = empty_house.digest()

    reject_run(empty_house.engine, run_id, ADMIN)

    assert empty_house.sync_roster().outcome is Outcome.JOINED
    assert empty_house.digest() == before


def test_the_same_list_again_joins_the_one_that_is_held(empty_house: House) -> None:
    shrunken(empty_house)

    assert empty_house.sync_roster().outcome is Outcome.JOINED


def test_a_list_of_which_nothing_is_left_is_held(empty_house: House) -> None:
    empty_house.hire(people(1, 3))
    empty_house.now += timedelta(days=1)

    assert empty_house.hire([]).outcome is Outcome.HELD


def test_a_row_that_cannot_be_taken_is_told(empty_house: House) -> None:
    result = empty_house.hire([staff(1), Staff("12345", "Orang Keliru"), Staff(nip_of(2), "")])

    assert counts(result) == {"read": 3, "counted": 1, "quarantined": 2}
    assert sorted(q.field for q in empty_house.quarantine()) == ["name", "nip"]


def test_a_list_that_comes_late_is_known_to_the_rows_that_waited(empty_house: House) -> None:
    empty_house.bring("a.csv", [row(1)])
    assert [q.reason for q in empty_house.review()] == ["nip_unknown"]

    empty_house.hire(people(1, 2))
    empty_house.sync()

    assert empty_house.jp(1) == 2000


def test_a_new_employee_and_an_increment_at_once_resolve_what_waited(empty_house: House) -> None:
    def item(who: int) -> dict[str, str | None]:
        return {"key": f"c{who}", "nip": nip_of(who), "title": "Arsip", "jp": "20",
                "end_on": "2026-03-12"}  # fmt: skip

    empty_house.hire(people(1, 2))
    for who in (1, 3):
        empty_house.service.put(item(who))
    empty_house.sync("lms")
    empty_house.hire(people(1, 3))
    empty_house.service.put(item(2))

    empty_house.sync("lms")

    assert empty_house.review() == []
    assert empty_house.totals() == {(nip_of(n), 2026): 2000 for n in (1, 2, 3)}


class _Failing(MemoryConnector):
    """A service that breaks off once it has told what it knows."""

    async def fetch(self, since: Cursor | None) -> AsyncIterator[Page]:
        async for page in super().fetch(since):
            yield page
        raise SourceUnavailableError("broken off")


def test_what_came_before_a_source_broke_off_is_read_again_too(empty_house: House) -> None:
    def put(who: int) -> None:
        empty_house.service.put({"key": f"c{who}", "nip": nip_of(who), "title": "Arsip",
                                 "jp": "20", "end_on": "2026-03-12"})  # fmt: skip

    empty_house.hire(people(1, 2))
    put(1)
    empty_house.sync(SERVICE)
    put(3)
    engine = empty_house.engine
    failing = replace(engine.sources[SERVICE], connector=_Failing(empty_house.service))
    last = run_source(replace(engine, sources={SERVICE: failing}), SERVICE, trigger="manual")
    assert last.outcome is Outcome.UNAVAILABLE
    assert len(empty_house.review()) == 1
    empty_house.hire(people(1, 3))

    empty_house.sync(SERVICE)

    assert empty_house.review() == []
    assert empty_house.jp(3) == 2000
