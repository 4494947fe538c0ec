"""What is old and holds nothing up is dropped; all that counts, waits or explains is kept."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Table, delete, func, insert, select, update

from config.settings import RetentionSettings, Settings
from daemon.retention import Dropped, drop_old
from daemon.wiring import Workshop
from models import schema
from models.admin_mail import queue_mail
from models.alert_events import history
from models.outbox import content_of, entries
from models.pages import Landed, body_of, land
from models.retention import drop_bodies, drop_pages, idle_runs
from models.runs import finish_run, open_run
from models.store import Store, Transaction, open_store
from models.values import Outcome
from sync.decide import reject_run
from tests.digest.mailing import MONDAY, Mailing, put_opds
from tests.postgres import Postgres
from tests.sync.house import ADMIN, LAN, House, row, rules, staff

DAY = timedelta(days=1)
OLD = datetime(2020, 1, 6, 2, 0, tzinfo=UTC)
IDLE = (Outcome.REJECTED, Outcome.REPLACED, Outcome.JOINED, Outcome.INTERRUPTED, Outcome.FAILED,
        Outcome.PAUSED, Outcome.UNAVAILABLE)  # fmt: skip


@pytest.fixture
def house(store: Store, tmp_path: Path) -> Iterator[House]:
    """A house with forty employees and a file of theirs; a replay agrees at the end."""
    for name in ("lan-ri", "banten-ceria", "roster"):
        (tmp_path / name).mkdir()
    made = House(store, tmp_path)
    made.hire(staff(number) for number in range(1, 41))
    made.bring("januari.csv", [row(number) for number in range(1, 41)])
    yield made
    made.check()


def workshop(store: Store, **retention: Any) -> Workshop:
    settings = Settings(base_dir=Path("/"), retention=RetentionSettings(**retention))
    return Workshop(settings, rules(), store)


def drop(store: Store, now: datetime, **retention: Any) -> Dropped:
    return drop_old(workshop(store, **retention), now=now, stop=lambda: False)


def count(store: Store, table: Table) -> int:
    with store.read() as connection:
        return connection.execute(select(func.count()).select_from(table)).scalar_one()


def put(connection: Transaction, run_id: int, body: bytes = b"old") -> Landed:
    """Land one page."""
    return land(connection, run_id=run_id, source=LAN, listing="x.csv", name="x.csv", part=0,
                final=True, complete=True, media_type="text/csv", context={}, body=body,
                now=OLD)  # fmt: skip


def orphan(store: Store) -> int:
    """Leave a content that no page has; returns the run that landed it."""
    page = landed(store, Outcome.OK)
    with store.write() as connection:
        connection.execute(delete(schema.landed_page))
    return page.run_id


def landed(store: Store, outcome: Outcome, *, at: datetime = OLD, body: bytes = b"old") -> Landed:
    """A run that landed one page and merged nothing."""
    number = open_run(store, LAN, trigger="manual", owner="test", now=at)
    with store.write() as connection:
        page = put(connection, number, body)
        finish_run(connection, number, outcome, now=at)
    return page


@pytest.mark.parametrize("outcome", IDLE)
def test_pages_of_runs_that_count_nowhere_go_when_they_are_old(
    store: Store, outcome: Outcome
) -> None:
    landed(store, outcome)
    years = timedelta(days=5 * 365)

    assert drop(store, OLD + years - DAY).pages == 0
    dropped = drop(store, OLD + years + DAY)

    assert (dropped.pages, dropped.bodies) == (1, 1)
    assert (count(store, schema.landed_page), count(store, schema.page_body)) == (0, 0)
    assert count(store, schema.run) == 1


@pytest.mark.parametrize("outcome", [Outcome.HELD, Outcome.OK])
def test_what_waits_for_a_person_or_counted_never_goes(store: Store, outcome: Outcome) -> None:
    landed(store, outcome)

    assert drop(store, OLD + timedelta(days=20_000)).pages == 0
    assert count(store, schema.page_body) == 1


def test_a_content_that_another_run_needs_stays(store: Store) -> None:
    landed(store, Outcome.FAILED)
    needed = landed(store, Outcome.OK)

    dropped = drop(store, OLD + timedelta(days=3_000))

    assert (dropped.pages, dropped.bodies) == (1, 0)
    with store.read() as connection:
        left = connection.execute(select(schema.landed_page.c.id)).scalars().all()
    assert left == [needed.id]


@pytest.mark.parametrize("kind", ["merge", "roster"])
def test_a_page_that_only_the_journal_names_stays(store: Store, kind: str) -> None:
    page = landed(store, Outcome.INTERRUPTED)
    detail = f'["lan-ri", [["x.csv", [{page.id}]]], []]' if kind == "merge" else f"[{page.id}]"
    with store.write() as connection:
        connection.execute(insert(schema.journal).values(kind=kind, detail=detail, at=OLD))

    assert drop(store, OLD + timedelta(days=3_000)).pages == 0


def test_after_years_a_replay_still_agrees_and_every_hour_is_explained(house: House) -> None:
    house.bring("februari.csv", [row(1, title="Arsip"), row(2, jp="?"), row(900)])
    shrunken = house.bring("januari.csv", [row(1)])
    assert shrunken.run_id is not None
    reject_run(house.engine, shrunken.run_id, by=ADMIN)
    landed(house.store, Outcome.INTERRUPTED, body=b"half a file")
    before = house.digest(), house.totals()

    dropped = drop(house.store, house.now + timedelta(days=3_000))

    assert (dropped.pages, dropped.bodies) == (2, 2)
    assert (house.digest(), house.totals()) == before
    house.now += timedelta(days=3_000)
    assert house.sync().outcome is Outcome.JOINED  # what was rejected is still known
    house.bring("januari.csv", [row(number) for number in range(1, 41)])


def test_a_run_that_is_held_again_meanwhile_is_left_alone(store: Store) -> None:
    late = OLD + timedelta(days=3_000)
    page = landed(store, Outcome.FAILED)
    assert idle_runs(store, before=late) == [page.run_id]
    with store.write() as connection:
        connection.execute(update(schema.run).values(outcome=Outcome.HELD))

    assert drop_pages(store, page.run_id, before=late) == 0


@pytest.mark.parametrize("table", [schema.evidence, schema.quarantine, schema.review])
def test_a_page_that_a_row_or_question_names_stays(house: House, table: Table) -> None:
    house.bring("februari.csv", [row(1, title="Arsip"), row(2, jp="?"), row(900)])
    page = landed(house.store, Outcome.INTERRUPTED)
    with house.store.write() as connection:
        one, kept = connection.execute(select(table.c.id, table.c.page_id)).all()[0]
        mine = update(table).where(table.c.id == one)
        connection.execute(mine.values(page_id=page.id))

    assert drop(house.store, OLD + timedelta(days=3_000)).pages == 0
    with house.store.write() as connection:
        connection.execute(mine.values(page_id=kept))


def test_many_contents_go_in_several_transactions(store: Store) -> None:
    for number in range(120):
        landed(store, Outcome.FAILED, body=f"{number}".encode())

    assert drop(store, OLD + timedelta(days=3_000)) == Dropped(120, 120, 0, 0, 0)


def test_a_program_that_wants_to_end_drops_nothing_more(store: Store) -> None:
    landed(store, Outcome.FAILED)

    dropped = drop_old(workshop(store), now=OLD + timedelta(days=3_000), stop=lambda: True)

    assert dropped == Dropped(0, 0, 0, 0, 0)
    assert count(store, schema.page_body) == 1


def test_the_ledger_stands_when_the_texts_of_its_mails_are_gone(store: Store) -> None:
    put_opds(store, "Dinas Kesehatan", "Dinas Pendidikan")
    Mailing(store, 0).prepare()
    with store.write() as connection:
        first, waits = (one.id for one in entries(connection))
        connection.execute(update(schema.digest).where(schema.digest.c.id == first)
                           .values(state="accepted", sent_at=MONDAY))  # fmt: skip
        told = connection.execute(select(schema.digest.c.facts)).scalars().all()
    two_years = timedelta(days=2 * 365)

    assert drop(store, MONDAY + two_years - DAY).mail_texts == 0
    assert drop(store, MONDAY + two_years + DAY).mail_texts == 1

    with store.read() as connection:
        assert content_of(connection, first) is None
        assert content_of(connection, waits)
        assert len(entries(connection)) == 2
        assert connection.execute(select(schema.digest.c.facts)).scalars().all() == told


def test_old_news_of_the_service_goes_and_what_is_open_stays(store: Store) -> None:
    with store.write() as connection:
        for number, (state, cleared) in enumerate(
            [("sent", OLD), ("sent", None), ("queued", OLD), ("failed", OLD)]
        ):
            mail = queue_mail(connection, message_id=f"<{number}>", recipient="a@b.example",
                              subject="s", body="b", now=OLD)  # fmt: skip
            table = schema.admin_mail
            connection.execute(update(table).where(table.c.id == mail).values(state=state))
            connection.execute(insert(schema.service_alert).values(
                kind="disk_low", subject=str(number), happened="x", meaning="x", remedy="x",
                seen_at=OLD, raised_at=OLD, cleared_at=cleared, told_in=mail,
            ))  # fmt: skip

    assert drop(store, OLD + DAY).service_news == 0
    assert drop(store, OLD + timedelta(days=800)).service_news == 3 + 2

    with store.read() as connection:
        mails = connection.execute(select(schema.admin_mail.c.message_id)).scalars().all()
        alerts = connection.execute(select(schema.service_alert.c.subject)).scalars().all()
    assert (sorted(mails), alerts) == (["<1>", "<2>"], ["1"])


def test_steps_of_alerts_go_when_all_of_a_person_and_year_is_long_over(store: Store) -> None:
    def alert(person: int, year: int, cleared_at: datetime | None) -> int:
        """An alert with two steps; returns its id."""
        with store.write() as connection:
            made: int = connection.execute(insert(schema.alert).values(
                person_id=person, year=year, level="behind", reason="x", raised_at=OLD,
                cleared_at=cleared_at,
            ).returning(schema.alert.c.id)).scalar_one()  # fmt: skip
            for kind in ("raised", "cleared"):
                connection.execute(insert(schema.alert_event).values(
                    alert_id=made, kind=kind, at=OLD, level="behind"))  # fmt: skip
        return made

    five_years = timedelta(days=5 * 365)
    over, changed = alert(1, 2020, OLD), alert(2, 2020, OLD)
    kept = [changed, alert(2, 2020, OLD + 90 * DAY), alert(3, 2020, None)]
    kept.append(alert(1, 2021, OLD + 400 * DAY))

    assert drop(store, OLD + five_years - DAY).alert_steps == 0
    assert drop(store, OLD + five_years + DAY).alert_steps == 2

    with store.read() as connection:
        left = set(connection.execute(select(schema.alert_event.c.alert_id)).scalars())
        told = {step.event.alert_id for step in history(connection)}
    assert left == told == set(kept)
    assert over not in left
    assert count(store, schema.alert) == 5


@pytest.fixture
def server(postgres: Postgres, tmp_path: Path) -> Iterator[Store]:
    """A store on PostgreSQL, where two may write at a time."""
    with postgres.database() as url:
        opened = open_store(url, base_dir=tmp_path)
        yield opened
        opened.close()


def test_a_content_that_is_being_landed_again_is_passed_over(server: Store) -> None:
    number = orphan(server)

    with server.write() as connection:
        put(connection, number)
        assert drop_bodies(server) == 0

    assert drop_bodies(server) == 0
    assert count(server, schema.page_body) == 1


def test_a_content_that_is_being_dropped_is_landed_anew(server: Store) -> None:
    number = orphan(server)

    def land_again() -> Landed:
        with server.write() as connection:
            return put(connection, number)

    with ThreadPoolExecutor(1) as others:
        with server.write() as connection:
            connection.execute(delete(schema.page_body))
            landing = others.submit(land_again)
        page = landing.result(60)

    with server.read() as connection:
        assert body_of(connection, page.sha256) == b"old"
