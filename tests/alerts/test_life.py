"""The life of an alert: what people decided lasts until the news are worse, on both databases."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime, timedelta

import pytest

from alerts.decide import AlertDecisionError, acknowledge, snooze
from alerts.evaluate import evaluate
from alerts.life import is_worse
from config.rules import load_rules
from models.alert_events import history
from models.alerts import OpenAlert, open_alerts
from models.store import Store
from tests.builders import Member, Regency

RULES = load_rules(None)
DAY = date(2026, 8, 1)
NOW = datetime(2026, 8, 1, 2, 0, tzinfo=UTC)
NEXT_WEEK = DAY + timedelta(days=7)


def put(store: Store, hundredths: int = 0) -> Member:
    with store.write() as connection:
        regency = Regency(connection)
        member = regency.employee()
        regency.training(member, hundredths, end_on=date(2026, 2, 1))
        return member


def train(store: Store, member: Member, hundredths: int) -> None:
    """Let the one training be of so many JP."""
    with store.write() as connection:
        connection.exec_driver_sql(
            f"UPDATE record SET jp = {hundredths} WHERE person_id = {member.person_id}"
        )


def look(store: Store, *, days: int = 0) -> None:
    later = timedelta(days=days)
    evaluate(store, RULES, "full", year=2026, on=DAY + later, now=NOW + later)


def only(store: Store) -> OpenAlert:
    with store.read() as connection:
        (found,) = open_alerts(connection, 2026).values()
    return found


def steps(store: Store) -> list[str]:
    with store.read() as connection:
        return [told.event.kind.value for told in reversed(history(connection))]


def test_every_step_is_told_once(store: Store) -> None:
    member = put(store)
    look(store)
    look(store, days=1)
    train(store, member, 800)
    look(store, days=2)
    train(store, member, 2000)
    look(store, days=3)
    look(store, days=4)

    assert steps(store) == ["raised", "changed", "cleared"]


def test_a_change_tells_both_levels(store: Store) -> None:
    member = put(store)
    look(store)
    train(store, member, 800)
    look(store)

    with store.read() as connection:
        newest, _ = history(connection, person_id=member.person_id)
    assert (newest.event.level_before, newest.event.level) == ("critical", "behind")


def test_it_is_noted_who_has_seen_an_alert_and_once(store: Store) -> None:
    member = put(store)
    look(store)

    first = acknowledge(store, member.nip, by="ratna", note="ditelepon", now=NOW)
    second = acknowledge(store, str(first.id), by="dewi", note=None, now=NOW + timedelta(hours=1))

    assert (second.acknowledged_by, second.acknowledged_at) == ("ratna", NOW)
    assert steps(store) == ["raised", "acknowledged"]
    with store.read() as connection:
        newest = history(connection)[0].event
    assert (newest.made_by, newest.note) == ("ratna", "ditelepon")


def test_better_news_keep_what_was_decided(store: Store) -> None:
    member = put(store)
    look(store)
    acknowledge(store, member.nip, by="ratna", note=None, now=NOW)
    snooze(store, member.nip, until=NEXT_WEEK, by="ratna", note=None, now=NOW)
    train(store, member, 800)

    look(store)

    found = only(store)
    assert (found.level, found.acknowledged_by) == ("behind", "ratna")
    assert found.snoozed_until == NEXT_WEEK


def test_worse_news_make_it_new(store: Store) -> None:
    member = put(store, 800)
    look(store)
    acknowledge(store, member.nip, by="ratna", note=None, now=NOW)
    snooze(store, member.nip, until=NEXT_WEEK, by="ratna", note=None, now=NOW)
    train(store, member, 0)

    look(store)

    found = only(store)
    assert (found.level, found.acknowledged_at, found.snoozed_until) == ("critical", None, None)


def test_a_snoozed_alert_is_back_on_its_day_and_once(store: Store) -> None:
    member = put(store)
    look(store)
    snooze(store, member.nip, until=NEXT_WEEK, by="ratna", note=None, now=NOW)

    look(store, days=6)
    assert only(store).snoozed_until == NEXT_WEEK
    look(store, days=7)
    assert only(store).snoozed_until is None
    look(store, days=8)

    assert steps(store) == ["raised", "snoozed", "returned"]


def test_the_day_of_a_snooze_may_be_another_one(store: Store) -> None:
    member = put(store)
    look(store)
    for days in (7, 7, 9):
        until = DAY + timedelta(days=days)
        snooze(store, member.nip, until=until, by="ratna", note=None, now=NOW)

    assert only(store).snoozed_until == DAY + timedelta(days=9)
    assert steps(store) == ["raised", "snoozed", "snoozed"]


@pytest.mark.parametrize("until", [DAY, DAY - timedelta(days=1)])
def test_a_snooze_ends_on_a_day_to_come(store: Store, until: date) -> None:
    member = put(store)
    look(store)

    with pytest.raises(AlertDecisionError, match="sesudah hari ini"):
        snooze(store, member.nip, until=until, by="ratna", note=None, now=NOW)

    assert steps(store) == ["raised"]


@pytest.mark.parametrize(
    ("which", "why"),
    [
        ("99", "99 yang masih terbuka"),
        ("²", "bukan NIP dan bukan nomor"),
        ("siti", "bukan NIP dan bukan nomor"),
        ("199901012020011001", "data induk"),
    ],
)
def test_what_is_not_there_cannot_be_decided(store: Store, which: str, why: str) -> None:
    put(store)
    look(store)

    with pytest.raises(AlertDecisionError, match=why):
        acknowledge(store, which, by="ratna", note=None, now=NOW)


def test_what_was_cleared_cannot_be_decided(store: Store) -> None:
    member = put(store)
    look(store)
    train(store, member, 2000)
    look(store)

    with pytest.raises(AlertDecisionError, match="Tidak ada peringatan terbuka"):
        acknowledge(store, member.nip, by="ratna", note=None, now=NOW)


def test_alerts_of_two_years_are_named_by_id(store: Store) -> None:
    member = put(store)
    look(store)
    evaluate(store, RULES, "full", year=2025, on=date(2026, 1, 1), now=NOW)

    with pytest.raises(AlertDecisionError, match=r"2 \(2025\)|1 \(2026\)"):
        acknowledge(store, member.nip, by="ratna", note=None, now=NOW)

    assert acknowledge(store, "2", by="ratna", note=None, now=NOW).year == 2025


def test_many_who_decide_at_once_leave_one_step(store: Store) -> None:
    member = put(store)
    look(store)

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(lambda who: acknowledge(store, member.nip, by=who, note=None, now=NOW),
                      ["ratna", "dewi", "agus", "budi"]))  # fmt: skip

    assert steps(store) == ["raised", "acknowledged"]


def test_evaluations_at_once_tell_every_step_once(store: Store) -> None:
    member = put(store)
    look(store)
    train(store, member, 800)

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(lambda _: look(store), range(6)))

    assert steps(store) == ["raised", "changed"]


@pytest.mark.parametrize(
    ("level", "than", "worse"),
    [("critical", "behind", True), ("missed", "critical", True), ("behind", "behind", False),
     ("behind", "missed", False)],
)  # fmt: skip
def test_levels_have_an_order(level: str, than: str, *, worse: bool) -> None:
    assert is_worse(level, than) is worse
