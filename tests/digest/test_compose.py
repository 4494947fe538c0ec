"""What a head is told: who is in the OPD, what is new, what fell and why."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from sqlalchemy import delete, update

from alerts.levels import Level
from digest.values import Cause, Silence
from digest.verdict import verdict
from models import schema
from models.runs import set_state
from models.store import Store
from tests.builders import Regency
from tests.digest.regency import DECEMBER, HEALTH, NOVEMBER, digest_of


def change(store: Store, record_id: int, **facts: Any) -> None:
    with store.write() as connection:
        connection.execute(
            update(schema.record).where(schema.record.c.id == record_id).values(facts)
        )


def test_the_first_digest_counts_everybody_and_calls_nobody_new(store: Store) -> None:
    with store.write() as connection:
        regency = Regency(connection)
        regency.employee("Budi Santoso")
        regency.training(regency.employee("Ani Lestari"), 2000)
        regency.training(regency.employee("Cahya Putri"), 1600)

    digest = digest_of(store)

    assert digest.members == 3
    assert digest.counts == {Level.CRITICAL: 1, Level.MET: 1, Level.BEHIND: 1}
    assert digest.first
    assert not digest.newly
    assert [line.name for line in digest.still] == ["Budi Santoso", "Cahya Putri"]
    assert digest.still[1].shortfall_jp == Decimal("4.00")


def test_what_changed_since_the_last_digest_is_told_apart(store: Store) -> None:
    with store.write() as connection:
        regency = Regency(connection)
        met = regency.training(regency.employee("Ani Lestari"), 1900)
        regency.training(regency.employee("Budi Santoso"), 1900, end_on=None)
        regency.employee("Cahya Putri")
    told = digest_of(store, date(2026, 10, 1))
    change(store, met, jp=2000)

    digest = digest_of(store, DECEMBER, told=told.facts)

    assert [(one.name, one.level_before) for one in digest.newly] == [
        ("Budi Santoso", Level.ON_TRACK)
    ]
    assert [one.name for one in digest.still] == ["Cahya Putri"]
    assert [one.name for one in digest.met] == ["Ani Lestari"]
    assert not digest.falls


@pytest.mark.parametrize(
    ("now", "cause", "after"),
    [
        ({"counted": False, "reason": "withdrawn"}, Cause.WITHDRAWN, "0.00"),
        ({"counted": False, "reason": "rejected"}, Cause.REJECTED, "0.00"),
        ({"counted": False, "reason": "not_completed"}, Cause.NOT_COMPLETED, "0.00"),
        ({"jp": 1200}, Cause.CORRECTED, "12.00"),
        ({"year": 2025}, Cause.OTHER_YEAR, "0.00"),
    ],
)
def test_hours_that_fell_are_told_with_their_cause(
    store: Store, now: dict[str, Any], cause: Cause, after: str
) -> None:
    with store.write() as connection:
        regency = Regency(connection)
        fell = regency.training(regency.employee(), 2000, title="Pelayanan Publik")
    told = digest_of(store)
    change(store, fell, **now)

    [fall] = digest_of(store, DECEMBER, told=told.facts).falls

    assert (fall.title, fall.jp_before, fall.jp_after) == (
        "Pelayanan Publik", Decimal("20.00"), Decimal(after),
    )  # fmt: skip
    assert fall.cause is cause


def test_a_training_found_to_be_another_one_is_a_merge(store: Store) -> None:
    with store.write() as connection:
        regency = Regency(connection)
        person = regency.employee()
        kept, twin = regency.training(person, 1200), regency.training(person, 1200)
    told = digest_of(store)
    with store.write() as connection:
        join(connection, twin, kept)

    [fall] = digest_of(store, DECEMBER, told=told.facts).falls

    assert fall.cause is Cause.MERGED


def join(connection: Any, record_id: int, into: int) -> None:
    evidence = schema.evidence.c
    connection.execute(
        update(schema.evidence).where(evidence.record_id == record_id).values(record_id=into)
    )
    connection.execute(delete(schema.record).where(schema.record.c.id == record_id))


def test_another_row_that_leads_the_same_training_is_no_fall(store: Store) -> None:
    with store.write() as connection:
        regency = Regency(connection)
        person = regency.employee()
        newer = regency.training(person, 1200, counted=False, reason="not_completed")
        older = regency.training(person, 1200)
    told = digest_of(store)
    with store.write() as connection:
        join(connection, older, newer)
    change(store, newer, counted=True, reason=None)

    assert not digest_of(store, DECEMBER, told=told.facts).falls


def test_two_trainings_that_became_one_new_training_are_not_both_still_there(
    store: Store,
) -> None:
    with store.write() as connection:
        regency = Regency(connection)
        person = regency.employee()
        into = regency.training(person, 600, counted=False, reason="not_completed")
        first, second = regency.training(person, 500), regency.training(person, 500)
    told = digest_of(store)
    with store.write() as connection:
        join(connection, first, into)
        join(connection, second, into)
    change(store, into, counted=True, reason=None)

    [fall] = digest_of(store, DECEMBER, told=told.facts).falls

    assert (fall.jp_before, fall.jp_after, fall.cause) == (
        Decimal("5.00"), Decimal("0.00"), Cause.MERGED,
    )  # fmt: skip


def test_what_was_told_of_both_numbers_of_a_linked_person_is_remembered(store: Store) -> None:
    with store.write() as connection:
        regency = Regency(connection)
        old, new = regency.employee("Ani Lestari"), regency.employee("Ani Lestari")
        regency.training(old, 800, title="Satu")
        regency.training(new, 700, title="Dua")
    told = digest_of(store)
    with store.write() as connection:
        for table in (schema.employee, schema.record):
            connection.execute(
                update(table)
                .where(table.c.person_id == new.person_id)
                .values(person_id=old.person_id)
            )
        connection.execute(
            update(schema.record)
            .where(schema.record.c.title == "Satu")
            .values(counted=False, reason="rejected")
        )

    [fall] = digest_of(store, DECEMBER, told=told.facts).falls

    assert (fall.nip, fall.title, fall.cause) == (new.nip, "Satu", Cause.REJECTED)


def test_a_training_of_somebody_else_and_one_that_is_gone(store: Store) -> None:
    with store.write() as connection:
        regency = Regency(connection)
        first, other = regency.employee("Ani Lestari"), regency.employee("Budi Santoso")
        moved, gone = regency.training(first, 500), regency.training(first, 700)
    told = digest_of(store)
    change(store, moved, person_id=other.person_id)
    with store.write() as connection:
        connection.execute(delete(schema.record).where(schema.record.c.id == gone))
        connection.execute(delete(schema.evidence).where(schema.evidence.c.id == gone))

    falls = digest_of(store, DECEMBER, told=told.facts).falls

    assert [(fall.name, fall.cause) for fall in falls] == [
        ("Ani Lestari", Cause.OTHER_PERSON), ("Ani Lestari", Cause.GONE),
    ]  # fmt: skip


def test_hours_go_with_a_person_to_the_opd_of_the_day_of_sending(store: Store) -> None:
    with store.write() as connection:
        regency = Regency(connection)
        mover = regency.employee("Ani Lestari", until_on=date(2026, 11, 15))
        regency.serve(mover, opd="Dinas Sosial", from_on=date(2026, 11, 15))
        regency.training(mover, 300)
        regency.employee("Budi Santoso")

    before, after = digest_of(store), digest_of(store, DECEMBER)
    new_home = digest_of(store, DECEMBER, opd="Dinas Sosial")

    assert [line.name for line in before.still] == ["Budi Santoso", "Ani Lestari"]
    assert [line.name for line in after.still] == ["Budi Santoso"]
    assert [(line.name, line.jp) for line in new_home.still] == [("Ani Lestari", Decimal("3.00"))]


def test_a_person_of_two_numbers_is_told_once_and_remembered(store: Store) -> None:
    with store.write() as connection:
        regency = Regency(connection)
        person = regency.employee("Ani Lestari", employment="pppk")
    told = digest_of(store)
    with store.write() as connection:
        regency = Regency(connection)
        second = regency.employee(
            "Ani Lestari", nip="198501012026111009", same_person_as=person,
            from_on=date(2026, 11, 5),
        )  # fmt: skip

    digest = digest_of(store, DECEMBER, told=told.facts)

    assert [(one.nip, one.level_before) for one in digest.still] == [(second.nip, Level.CRITICAL)]
    assert digest.members == 1


def test_january_tells_how_the_old_year_ended(store: Store) -> None:
    with store.write() as connection:
        regency = Regency(connection)
        regency.training(regency.employee("Ani Lestari"), 1999)
        regency.employee("Budi Santoso", from_on=date(2027, 1, 1))
    december = digest_of(store, DECEMBER)

    january = digest_of(store, date(2027, 1, 4), told=december.facts)
    february = digest_of(store, date(2027, 2, 1), told=january.facts)

    assert january.month.year == 2026
    assert [(one.name, one.level) for one in january.at_risk] == [("Ani Lestari", Level.MISSED)]
    assert not january.first
    assert february.first


def test_nothing_to_say_is_not_sent(store: Store) -> None:
    with store.write() as connection:
        regency = Regency(connection)
        regency.training(regency.employee(), 2000)

    assert verdict(digest_of(store)) is Silence.NOTHING_TO_SAY


def test_who_met_the_minimum_is_a_reason_to_write(store: Store) -> None:
    with store.write() as connection:
        regency = Regency(connection)
        regency.training(regency.employee(), 100)
        record = regency.training(regency.employee(nip="198501012010012999"), 100)
    told = digest_of(store)
    change(store, record, jp=2000)

    assert verdict(digest_of(store, DECEMBER, told=told.facts)) is None


@pytest.mark.parametrize(
    "facts",
    [
        {"outcome": "failed", "counts": "{}"},
        {"counts": '{"read": 3, "counted": 2}'},
    ],
)
def test_never_sent_while_a_source_does_not_add_up(store: Store, facts: dict[str, Any]) -> None:
    with store.write() as connection:
        regency = Regency(connection)
        regency.employee()
        regency.run("lan-ri", counts='{"read": 3, "counted": 3}')
        regency.run("lan-ri", **facts)
        regency.run("old-source", **facts)

    digest = digest_of(store, limits={"lan-ri": timedelta(days=3650)})

    assert digest.not_reconciled == ("lan-ri",)
    assert verdict(digest) is Silence.NOT_RECONCILED


@pytest.mark.parametrize("later", ["running", "unavailable", "interrupted", "paused"])
def test_a_failure_is_not_forgotten_by_a_run_that_read_nothing(store: Store, later: str) -> None:
    with store.write() as connection:
        regency = Regency(connection)
        regency.employee()
        regency.run("lan-ri", outcome="failed")
        regency.run("lan-ri", outcome=later, finished_at=None)

    digest = digest_of(store, limits={"lan-ri": timedelta(days=9)})

    assert verdict(digest) is Silence.NOT_RECONCILED


def test_a_run_that_waits_for_a_person_is_told(store: Store) -> None:
    with store.write() as connection:
        regency = Regency(connection)
        regency.employee()
        regency.run("lan-ri", outcome="held", counts='{"read": 3, "held": 3}')

    [source] = digest_of(store, limits={"lan-ri": timedelta(days=9)}).sources

    assert source.held


@pytest.mark.parametrize("hours", [47, 48])
def test_stale_data_get_a_banner_or_hold_the_mail_back(store: Store, hours: int) -> None:
    with store.write() as connection:
        Regency(connection).employee()
        at = datetime(NOVEMBER.year, NOVEMBER.month, NOVEMBER.day, tzinfo=UTC)
        set_state(connection, "lan-ri", last_ok_at=at - timedelta(hours=hours))

    digest = digest_of(store, limits={"lan-ri": timedelta(hours=48)})

    assert bool(digest.stale) is (hours == 48)
    assert verdict(digest) is None
    assert verdict(digest, when_stale="suppress") is (Silence.STALE if hours == 48 else None)


def test_a_source_that_was_never_read_is_stale(store: Store) -> None:
    with store.write() as connection:
        Regency(connection).employee(opd=HEALTH)

    [source] = digest_of(store, limits={"new": timedelta(days=9)}).sources

    assert source.stale
    assert source.last_ok_at is None
