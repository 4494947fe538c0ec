"""Totals: who is listed, in which OPD, with how many JP, on both databases."""

from collections.abc import Iterator
from datetime import date
from time import perf_counter

import pytest
from sqlalchemy import Connection

from models import schema
from models.bulk import insert_many
from models.store import Store
from models.totals import total_of, totals
from tests.builders import Regency, nip_of

TODAY = date(2026, 11, 24)


@pytest.fixture
def connection(store: Store) -> Iterator[Connection]:
    with store.write() as opened:
        yield opened


@pytest.fixture
def regency(connection: Connection) -> Regency:
    return Regency(connection)


def test_lists_everybody_also_without_a_training(regency: Regency) -> None:
    regency.employee("Budi Santoso", nip=nip_of(7), opd="Dinas Sosial")

    (total,) = totals(regency.connection, year=2026, as_of=TODAY)

    assert (nip_of(7), "Budi Santoso", "Dinas Sosial", 0, 0) == (
        total.nip, total.name, total.opd, total.jp, total.records,
    )  # fmt: skip


def test_adds_counted_records_of_the_year_up_to_the_day(regency: Regency) -> None:
    member = regency.employee()
    regency.training(member, 800, end_on=TODAY)
    regency.training(member, 400, end_on=None, start_on=date(2026, 5, 1))
    regency.training(member, 75, end_on=None)
    regency.training(member, 1600, end_on=date(2026, 11, 25))
    regency.training(member, 1600, end_on=date(2025, 11, 25), year=2025)
    regency.training(member, 1600, counted=False, reason="not_completed")

    (total,) = totals(regency.connection, year=2026, as_of=TODAY)

    assert (total.jp, total.records) == (1275, 3)


def test_a_record_without_printed_hours_adds_nothing(regency: Regency) -> None:
    regency.training(regency.employee(), None)

    assert [t.jp for t in totals(regency.connection, year=2026, as_of=TODAY)] == [0]


@pytest.mark.parametrize(
    ("from_on", "until_on", "listed"),
    [
        (date(2010, 1, 1), date(2026, 1, 1), False),
        (date(2010, 1, 1), date(2026, 1, 2), True),
        (TODAY, None, True),
        (date(2026, 11, 25), None, False),
    ],
)
def test_lists_who_was_in_the_roster_in_that_year_up_to_the_day(
    regency: Regency, from_on: date, until_on: date | None, *, listed: bool
) -> None:
    regency.employee(from_on=from_on, until_on=until_on)

    assert bool(totals(regency.connection, year=2026, as_of=TODAY)) is listed


def test_the_opd_is_that_of_the_day_asked_for(regency: Regency) -> None:
    member = regency.employee(opd="Dinas Sosial", until_on=date(2026, 7, 1))
    regency.serve(member, opd="Inspektorat", from_on=date(2026, 7, 1))

    before, after = (
        totals(regency.connection, year=2026, as_of=day)[0]
        for day in (date(2026, 6, 30), date(2026, 7, 1))
    )

    assert (before.opd, after.opd) == ("Dinas Sosial", "Inspektorat")
    assert before.in_service


def test_a_past_year_is_seen_on_its_last_day(regency: Regency) -> None:
    member = regency.employee(opd="Dinas Sosial", until_on=date(2026, 1, 1))
    regency.serve(member, opd="Inspektorat", from_on=date(2026, 1, 1))

    (total,) = totals(regency.connection, year=2025, as_of=TODAY)

    assert (total.opd, total.in_service) == ("Dinas Sosial", True)


def test_several_numbers_of_one_person_are_one_total(regency: Regency) -> None:
    old = regency.employee(
        nip=nip_of(1), employment="pppk", from_on=date(2021, 1, 1), until_on=date(2026, 3, 1)
    )
    new = regency.employee(nip=nip_of(2), from_on=date(2026, 3, 1), same_person_as=old)
    regency.training(old, 500)
    regency.training(new, 700)

    (total,) = totals(regency.connection, year=2026, as_of=TODAY)

    assert (total.nip, total.employment, total.jp) == (nip_of(2), "pns", 1200)
    assert total.joined_on == date(2021, 1, 1)


def test_who_left_keeps_the_last_opd_and_is_not_in_service(regency: Regency) -> None:
    member = regency.employee(opd="Dinas Sosial", until_on=date(2026, 3, 1))
    regency.serve(member, opd="Inspektorat", from_on=date(2026, 3, 1), until_on=date(2026, 7, 1))

    (total,) = totals(regency.connection, year=2026, as_of=TODAY)

    assert (total.opd, total.in_service, total.left_on) == (
        "Inspektorat", False, date(2026, 7, 1),
    )  # fmt: skip


@pytest.mark.parametrize(
    ("until_on", "document"), [(None, "SK 1"), (TODAY, None), (date(2026, 11, 25), "SK 1")]
)
def test_a_decision_exempts_while_it_holds(
    regency: Regency, until_on: date | None, document: str | None
) -> None:
    regency.exempt(regency.employee(), date(2026, 2, 1), until_on, document="SK 1")

    (total,) = totals(regency.connection, year=2026, as_of=TODAY)

    assert total.exemption == document


def test_one_person_alone_has_the_same_total(regency: Regency) -> None:
    first, second = regency.employee(), regency.employee("Budi Santoso")
    regency.training(first, 500)
    regency.training(second, 700)
    regency.exempt(first, date(2026, 2, 1))

    for total in totals(regency.connection, year=2026, as_of=TODAY):
        assert total == total_of(regency.connection, total.person_id, year=2026, as_of=TODAY)
    assert total_of(regency.connection, 999, year=2026, as_of=TODAY) is None


def test_a_whole_regency_takes_a_moment(connection: Connection) -> None:
    opd_id = Regency(connection).opd("Dinas Kesehatan")
    people = range(1, 12_001)
    insert_many(
        connection, schema.employee, ["id", "person_id", "nip", "name", "name_folded"],
        [(n, n, f"{n:018d}", f"Pegawai {n}", f"pegawai {n}") for n in people],
    )  # fmt: skip
    insert_many(
        connection, schema.service, ["employee_id", "from_on", "opd_id", "employment"],
        [(n, date(2010, 1, 1), opd_id, "pns") for n in people],
    )  # fmt: skip
    insert_many(
        connection, schema.record,
        ["id", "person_id", "employee_id", "year", "end_on", "title", "jp", "counted", "flags"],
        [(n, 1 + n % 12_000, 1 + n % 12_000, 2026, date(2026, 5, 1), "A", 400, True, "")
         for n in range(60_000)],
    )  # fmt: skip
    started = perf_counter()

    found = totals(connection, year=2026, as_of=TODAY)

    assert perf_counter() - started < 2  # 0.2 s alone; the machine is shared
    assert {t.jp for t in found} == {2000}
    assert len(found) == 12_000
