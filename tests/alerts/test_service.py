"""Alerts about the service: raised once, cleared by themselves, on both databases."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select, update
from sqlalchemy.exc import IntegrityError

from alerts.conditions import Condition
from alerts.facts import Surroundings, Unsent, Watched
from alerts.found import Found
from alerts.service import Looked, gone, holds, look
from models import schema
from models.daily_counts import counts_before, note_counts
from models.service_alerts import ServiceAlert, open_service_alerts
from models.store import Store
from tests.builders import LANDED_AT, Regency

NOW = datetime(2026, 11, 24, 2, 0, tzinfo=UTC)
NOTHING = timedelta(0)
MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)


def around(**more: Any) -> Surroundings:
    watched = Watched("lan-ri", lambda answered, now: now - answered >= 2 * DAY)
    return Surroundings(watched=(watched,), **more)


def state(store: Store, **facts: Any) -> None:
    """Let the source be so."""
    table = schema.source_state
    with store.write() as connection:
        changed = connection.execute(update(table).values(**facts))
        if not changed.rowcount:
            connection.execute(table.insert().values(source="lan-ri", **facts))


def see(store: Store, after: timedelta = NOTHING, **more: Any) -> Looked:
    return look(store, around(**more), now=NOW + after)


def opened(store: Store) -> list[str]:
    with store.read() as connection:
        return [one.kind for one in open_service_alerts(connection)]


def rows(store: Store) -> int:
    with store.read() as connection:
        return len(connection.execute(select(schema.service_alert.c.id)).all())


def test_a_paused_source_is_one_alert_until_it_is_resumed(store: Store) -> None:
    state(store, paused_at=NOW, pause_reason="kolom NIP hilang")

    first, second = see(store), see(store, HOUR)
    state(store, paused_at=None)
    third, fourth = see(store, 2 * HOUR), see(store, 3 * HOUR)

    assert [one.kind for one in first.raised] == ["source_paused"]
    assert second == fourth == Looked((), ())
    assert [one.kind for one in third.cleared] == ["source_paused"]
    assert (opened(store), rows(store)) == ([], 1)


def test_a_source_that_does_not_answer_is_stale_and_recovers(store: Store) -> None:
    state(store, last_ok_at=NOW)

    assert see(store, 2 * DAY - MINUTE).raised == ()
    assert see(store, 2 * DAY).raised == (), "it may be asked this very moment"
    assert [one.kind for one in see(store, 2 * DAY + 15 * MINUTE).raised] == ["source_stale"]
    state(store, last_ok_at=NOW + 2 * DAY + HOUR)
    see(store, 2 * DAY + HOUR)
    assert [one.kind for one in see(store, 2 * DAY + 2 * HOUR).cleared] == ["source_stale"]


def test_a_machine_that_slept_for_days_raises_nothing(store: Store) -> None:
    state(store, last_ok_at=NOW)
    see(store, 3 * DAY)
    state(store, last_ok_at=NOW + 3 * DAY + MINUTE)

    assert see(store, 3 * DAY + 5 * MINUTE) == Looked((), ())
    assert rows(store) == 0


def test_a_source_that_never_answered_is_stale_from_its_first_run_on(store: Store) -> None:
    assert see(store).raised == ()
    with store.write() as connection:
        Regency(connection).run("lan-ri", outcome="unavailable", started_at=NOW)

    assert see(store, DAY).raised == ()
    see(store, 2 * DAY)
    assert [one.kind for one in see(store, 3 * DAY).raised] == ["source_stale"]


def test_a_source_without_news_is_quiet(store: Store) -> None:
    with store.write() as connection:
        Regency(connection).page("lan-ri", "rekap.csv")
    state(store, last_ok_at=NOW)
    watched = (Watched("lan-ri", lambda *_: False, quiet_after=30 * DAY),)

    before = look(store, Surroundings(watched), now=LANDED_AT + 29 * DAY)
    after = look(store, Surroundings(watched), now=LANDED_AT + 30 * DAY)

    assert before.raised == ()
    assert [one.kind for one in after.raised] == ["source_quiet"]


def test_what_comes_and_goes_at_every_turn_is_one_alert(store: Store) -> None:
    found = []
    for turn in range(20):
        outcome = "failed" if turn % 2 == 0 else "ok"
        with store.write() as connection:
            Regency(connection).run("lan-ri", outcome=outcome, started_at=NOW + turn * HOUR)
        found.append(see(store, turn * HOUR))

    assert sum(len(one.raised) for one in found) == 1
    assert sum(len(one.cleared) for one in found) == 0
    assert rows(store) == 1


def test_a_full_disk_must_last_to_be_told_and_to_be_over(store: Store) -> None:
    full: dict[str, Any] = {"free_bytes": 1, "least_free_bytes": 2}
    free = full | {"free_bytes": 3}

    assert see(store, **full).raised == ()
    see(store, MINUTE, **free)
    assert rows(store) == 0, "forgotten: nobody was told"
    see(store, 2 * MINUTE, **full)
    assert [one.kind for one in see(store, 17 * MINUTE, **full).raised] == ["disk_low"]
    see(store, 18 * MINUTE, **free)
    assert see(store, 77 * MINUTE, **free).cleared == ()
    assert [one.kind for one in see(store, 78 * MINUTE, **free).cleared] == ["disk_low"]


def test_a_clock_that_jumps_back_is_told(store: Store) -> None:
    see(store)

    assert see(store, -4 * MINUTE).raised == ()
    assert [one.kind for one in see(store, -HOUR).raised] == ["clock_off"]


def test_a_clock_that_was_ahead_is_forgiven_with_the_next_run(store: Store) -> None:
    with store.write() as connection:
        Regency(connection).run("lan-ri", started_at=NOW + 3650 * DAY)
    state(store, last_ok_at=NOW)
    assert [one.kind for one in see(store).raised] == ["clock_off"]

    with store.write() as connection:
        Regency(connection).run("lan-ri", started_at=NOW)
    see(store, HOUR)

    assert [one.kind for one in see(store, 2 * HOUR).cleared] == ["clock_off"]


def test_a_quarantine_that_grows_is_compared_with_a_week_ago(store: Store) -> None:
    def fill(number: int) -> None:
        with store.write() as connection:
            regency = Regency(connection, _numbers=iter(range(seen, 999)))  # type: ignore[arg-type]
            for _ in range(number):
                regency.quarantined()

    seen = 1
    fill(30)
    merge(store)
    assert see(store, grown_by=20).raised == (), "it was so when we came"
    seen = 100
    fill(19)
    assert see(store, DAY, grown_by=20).raised == ()
    seen = 200
    fill(1)
    assert [one.kind for one in see(store, 2 * DAY, grown_by=20).raised] == ["quarantine_growing"]
    see(store, 9 * DAY, grown_by=20)
    assert [one.kind for one in see(store, 10 * DAY, grown_by=20).cleared] == ["quarantine_growing"]


def test_a_first_import_has_nothing_to_compare_with(store: Store) -> None:
    """However long the source was asked in vain before."""
    state(store, last_ok_at=NOW + 20 * DAY)
    for day in range(9):
        assert see(store, day * DAY, grown_by=20).raised == ()
    with store.write() as connection:
        regency = Regency(connection)
        for _ in range(30):
            regency.quarantined()
    merge(store)

    for day in range(9, 20):
        assert see(store, day * DAY, grown_by=20).raised == ()


def merge(store: Store) -> None:
    """Let something of the source be merged."""
    with store.write() as connection:
        run = Regency(connection).run("lan-ri", started_at=NOW)
        connection.execute(
            schema.merged_listing.insert().values(source="lan-ri", listing="a.csv", run_id=run,
                                                  content="x", rows=30)
        )  # fmt: skip


def test_the_oldest_count_stands_for_a_week_ago_where_none_is_as_old(store: Store) -> None:
    day, week, key = date(2026, 11, 24), timedelta(days=7), ("review", "lan-ri")
    with store.write() as connection:
        for ago, number in ((70, 1), (10, 2), (8, 3), (6, 4), (0, 5), (-1, 6)):
            note_counts(connection, day - ago * DAY, {key: number})
        note_counts(connection, day, {key: 99})

        assert counts_before(connection, day, week) == {key: 3}
        assert counts_before(connection, day - 9 * DAY, week) == {key: 2}
        assert counts_before(connection, day - 70 * DAY, week) == {}


def test_the_ledger_of_digests_is_asked(store: Store) -> None:
    def unsent(_connection: object, now: datetime) -> list[Unsent]:
        return [Unsent("failed", "2026-10", ("Dinas A",))] if now == NOW else []

    assert [one.kind for one in see(store, unsent=unsent).raised] == ["digest_failed"]
    assert [one.kind for one in see(store, MINUTE, unsent=unsent).cleared] == ["digest_failed"]


def test_a_source_that_is_watched_no_more_has_no_alert(store: Store) -> None:
    state(store, paused_at=NOW)
    see(store)

    assert [one.subject for one in look(store, Surroundings(), now=NOW).cleared] == ["lan-ri"]


def test_looks_at_the_same_time_raise_one_alert(store: Store) -> None:
    state(store, paused_at=NOW)

    with ThreadPoolExecutor(4) as pool:
        found = list(pool.map(lambda _: see(store), range(8)))

    assert sum(len(one.raised) for one in found) == 1
    assert rows(store) == 1


def test_the_database_itself_allows_one_open_alert_of_a_kind_and_subject(store: Store) -> None:
    row = {"kind": "source_paused", "subject": "lan-ri", "happened": "x", "meaning": "x",
           "remedy": "x", "seen_at": NOW}  # fmt: skip
    with store.write() as connection:
        connection.execute(schema.service_alert.insert().values(**row, cleared_at=NOW))
        connection.execute(schema.service_alert.insert().values(**row))

    with pytest.raises(IntegrityError), store.write() as connection:
        connection.execute(schema.service_alert.insert().values(**row))


@given(
    st.lists(st.tuples(st.booleans(), st.integers(1, 90)), max_size=40),
    st.integers(0, 60),
    st.integers(0, 60),
)
def test_an_alert_is_raised_once_and_cleared_once_whatever_comes_and_goes(
    turns: list[tuple[bool, int]], raise_after: int, clear_after: int
) -> None:
    condition = Condition("disk_low", lambda _: (), "Artinya.", raise_after * MINUTE,
                          clear_after * MINUTE)  # fmt: skip
    now, alert, lasted = NOW, None, timedelta(0)
    for there, minutes in turns:
        before: ServiceAlert | None = alert
        if there:
            alert = holds(before, condition, Found("store", "Penuh.", "Kosongkan."), now)
            lasted = now - alert.seen_at
            assert (alert.raised_at is not None) == (
                lasted >= condition.raise_after
                or (before is not None and before.raised_at is not None)
            )
            assert alert.gone_at is None
        elif before is not None:
            alert = gone(before, condition, now)
            assert (alert is None) == (before.raised_at is None)
            assert alert is None or alert.raised_at == before.raised_at
        if alert is not None and alert.cleared_at is not None:
            assert alert.gone_at is not None
            assert alert.cleared_at - alert.gone_at >= condition.clear_after
            alert = None
        now += minutes * MINUTE
