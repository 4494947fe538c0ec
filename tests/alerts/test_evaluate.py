"""Alerts: raised once, changed, cleared, and never twice, on both databases."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import select

from alerts.evaluate import Changes, at_risk, evaluate, evaluate_due, standings
from alerts.levels import Level
from alerts.period import Period, period_of
from config.rules import load_rules
from models.schema import alert
from models.store import Store
from tests.builders import Member, Regency

RULES = load_rules(None)
AUGUST = date(2026, 8, 1)
NOW = datetime(2026, 8, 1, 2, 0, tzinfo=UTC)


def put(store: Store, *hundredths: int) -> list[Member]:
    with store.write() as connection:
        regency = Regency(connection)
        members = [regency.employee(f"Pegawai {n}") for n in hundredths]
        for member, jp in zip(members, hundredths, strict=True):
            if jp:
                regency.training(member, jp, end_on=date(2026, 2, 1))
        return members


def train(store: Store, member: Member, jp: int) -> None:
    with store.write() as connection:
        Regency(connection, _numbers=iter(range(9000, 9999))).training(  # type: ignore[arg-type]
            member, jp, end_on=date(2026, 2, 2)
        )


def run(store: Store, *, on: date = AUGUST, year: int = 2026, now: datetime = NOW) -> Changes:
    return evaluate(store, RULES, "full", year=year, on=on, now=now)


def stored(store: Store) -> list[tuple[str, bool]]:
    with store.read() as connection:
        rows = connection.execute(
            select(alert.c.level, alert.c.cleared_at).order_by(alert.c.id)
        ).all()
    return [(level, cleared_at is None) for level, cleared_at in rows]


def test_raises_for_those_at_risk_only(store: Store) -> None:
    put(store, 0, 800, 1500, 2000)

    assert run(store) == Changes(raised=2, changed=0, cleared=0, unchanged=0)
    assert stored(store) == [("critical", True), ("behind", True)]


def test_an_unchanged_level_writes_nothing(store: Store) -> None:
    put(store, 0, 800)
    run(store)

    again = run(store, on=AUGUST + timedelta(days=1), now=NOW + timedelta(days=1))

    assert again == Changes(raised=0, changed=0, cleared=0, unchanged=2)
    assert len(stored(store)) == 2


def test_another_level_clears_one_and_raises_the_next(store: Store) -> None:
    (member,) = put(store, 0)
    run(store)
    train(store, member, 800)

    assert run(store) == Changes(raised=0, changed=1, cleared=0, unchanged=0)
    assert stored(store) == [("critical", False), ("behind", True)]


def test_who_caught_up_is_cleared(store: Store) -> None:
    (member,) = put(store, 0)
    run(store)
    train(store, member, 2000)

    assert run(store) == Changes(raised=0, changed=0, cleared=1, unchanged=0)
    assert stored(store) == [("critical", False)]


def test_who_falls_behind_again_is_raised_again(store: Store) -> None:
    put(store, 1300)
    found = [run(store, on=day) for day in (date(2026, 10, 1), AUGUST, date(2026, 10, 1))]

    assert [c.raised for c in found] == [1, 0, 1]
    assert stored(store) == [("behind", False), ("behind", True)]


def test_the_alert_of_a_person_who_is_no_more_listed_is_cleared(store: Store) -> None:
    (member,) = put(store, 0)
    run(store)
    with store.write() as connection:
        connection.exec_driver_sql(f"DELETE FROM service WHERE employee_id = {member.employee_id}")

    assert run(store).cleared == 1


def test_the_year_after_behind_becomes_missed(store: Store) -> None:
    put(store, 800)
    run(store)

    changes = evaluate_due(store, RULES, "full", today=date(2027, 1, 2), now=NOW)

    assert changes[2026] == Changes(raised=0, changed=1, cleared=0, unchanged=0)
    assert changes[2027].raised == 1  # two days of the new year without a training
    assert stored(store) == [("behind", False), ("missed", True), ("behind", True)]


def test_two_evaluations_at_once_raise_one_alert(store: Store) -> None:
    put(store, 0, 800)

    with ThreadPoolExecutor(4) as pool:
        found = list(pool.map(lambda _: run(store), range(8)))

    assert sum(c.raised for c in found) == 2
    assert len(stored(store)) == 2


def test_lists_those_at_risk_with_when_it_was_raised(store: Store) -> None:
    put(store, 0, 2000)
    run(store)

    (found,) = at_risk(store, RULES, "full", period_of(today=AUGUST))
    (later,) = at_risk(store, RULES, "full", Period(2026, date(2027, 1, 1), current=False))

    assert (found.standing.level, found.raised_at) == (Level.CRITICAL, NOW)
    assert (later.standing.level, later.raised_at) == (Level.MISSED, None)


@pytest.mark.parametrize(("on", "jp"), [(date(2026, 3, 11), 0), (date(2026, 3, 12), 2000)])
def test_standings_count_trainings_up_to_the_day(store: Store, on: date, jp: int) -> None:
    with store.write() as connection:
        regency = Regency(connection)
        regency.training(regency.employee(), 2000, end_on=date(2026, 3, 12))

    ((total, _),) = standings(store, RULES, "full", period_of(today=AUGUST, as_of=on))

    assert total.jp == jp
