"""What a PostgreSQL that others use does to a run: deadlocks, locks that are held, a crash."""

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg
import pytest
from sqlalchemy import Connection
from sqlalchemy.engine import make_url
from sqlalchemy.exc import OperationalError

from models.passing import is_conflict, passing
from models.runs import write_journal
from models.store import MOST_CONFLICTS, Store, open_store
from models.values import Outcome
from tests.daemon.own_postgres import own_postgres
from tests.postgres import Postgres
from tests.sync.house import House, row, staff

PATIENCE_SECONDS = 60
FACT = "SELECT value FROM fact WHERE name = 'next_evidence_id' FOR UPDATE"
STATE = "SELECT source FROM source_state WHERE source = 'lan-ri' FOR UPDATE"
WAITERS = "SELECT count(*) FROM pg_locks WHERE NOT granted"
Session = psycopg.Connection[tuple[object, ...]]


@pytest.fixture
def url(postgres: Postgres) -> Iterator[str]:
    with postgres.database() as found:
        yield found


@contextmanager
def house_on(url: str, folder: Path, **settings: str) -> Iterator[House]:
    """A house with one merged file, whose sessions have settings of their own."""
    options = " ".join(f"-c {name}={value}" for name, value in settings.items())
    own = make_url(url).update_query_dict({"options": options} if options else {})
    store = open_store(own.render_as_string(hide_password=False), base_dir=folder)
    store.upgrade()
    for name in ("lan-ri", "banten-ceria", "roster"):
        (folder / name).mkdir()
    house = House(store, folder)
    house.hire(staff(n) for n in range(1, 6))
    house.bring("a.csv", [row(1)])
    yield house
    store.close()


@contextmanager
def session(url: str) -> Iterator[Session]:
    """Another user of the database, in a transaction."""
    plain = make_url(url).set(drivername="postgresql").render_as_string(hide_password=False)
    with psycopg.connect(plain) as connection:
        yield connection


def until(found: Callable[[], object]) -> None:
    last = time.monotonic() + PATIENCE_SECONDS
    while not found():
        assert time.monotonic() < last
        time.sleep(0.01)


def test_a_lock_that_somebody_holds_is_given_up_and_the_run_done_again(
    url: str, tmp_path: Path
) -> None:
    with house_on(url, tmp_path, lock_timeout="200") as house:
        with session(url) as admin:
            admin.execute(FACT)
            away = house.bring("b.csv", [row(2)])
        again = house.sync()

        assert (away.outcome, again.outcome) == (Outcome.UNAVAILABLE, Outcome.OK)
        assert "dipakai proses lain terlalu lama" in str(away.note)
        assert (house.jp(1), house.jp(2)) == (2000, 2000)
        house.check()


def test_nobody_waits_for_a_lock_for_ever(url: str, tmp_path: Path) -> None:
    with house_on(url, tmp_path) as house, house.store.read() as connection:
        assert connection.exec_driver_sql("SHOW lock_timeout").scalar() == "1min"


def test_of_two_in_a_deadlock_the_run_begins_its_work_again(url: str, tmp_path: Path) -> None:
    """The other locks the state of the source, then wants what a merge holds."""
    deadlocks = "SELECT deadlocks FROM pg_stat_database WHERE datname = current_database()"
    with house_on(url, tmp_path, deadlock_timeout="3s") as house, session(url) as other:
        other.execute("SET deadlock_timeout = '10min'")
        other.execute(STATE)
        results: list[Outcome] = []
        run = threading.Thread(
            target=lambda: results.append(house.bring("b.csv", [row(2)]).outcome)
        )
        run.start()
        with session(url) as watcher:
            watcher.autocommit = True
            until(lambda: watcher.execute(WAITERS).fetchone() == (1,))
            other.execute(FACT)
            other.commit()
            run.join()
            until(lambda: watcher.execute(deadlocks).fetchone() == (1,))

        assert results == [Outcome.OK]
        assert (house.jp(1), house.jp(2)) == (2000, 2000)
        house.check()


def test_a_conflict_that_never_ends_is_no_bug_but_ends(url: str, tmp_path: Path) -> None:
    tries: list[int] = []

    def lose(connection: Connection) -> None:
        tries.append(1)
        connection.exec_driver_sql("DO $$ BEGIN RAISE SQLSTATE '40001'; END $$")

    with house_on(url, tmp_path) as house, pytest.raises(OperationalError) as told:
        house.store.settle(lose)

    assert len(tries) == MOST_CONFLICTS
    assert is_conflict(told.value)
    assert passing(told.value) == "transaksi lain mendahului di basis data"


def test_a_server_that_is_killed_in_mid_transaction_takes_nothing_along(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with own_postgres() as server, house_on(server.url, tmp_path) as house:

        def and_restart(*args: object, **named: object) -> None:
            write_journal(*args, **named)  # type: ignore[arg-type]
            monkeypatch.undo()
            server.kill()
            server.start()

        monkeypatch.setattr("sync.source_run.write_journal", and_restart)
        broken = house.bring("b.csv", [row(2)])
        kept = house.jp(2)
        again = house.sync()

        assert (broken.outcome, kept) == (Outcome.UNAVAILABLE, 0)
        assert again.outcome is Outcome.OK
        assert (house.jp(1), house.jp(2)) == (2000, 2000)
        house.check()


def test_a_store_that_takes_nothing_says_so(url: str, tmp_path: Path) -> None:
    """A standby, or a server that its admin has closed."""
    with house_on(url, tmp_path) as house:
        house.store.close()
        closed = open_closed(url, tmp_path)
        with pytest.raises(Exception, match="read-only") as told, closed.write() as connection:
            connection.exec_driver_sql("DELETE FROM fact")

        assert closed.trouble() == "the store is read-only"
        assert passing(told.value) == "basis data hanya dapat dibaca"
        assert house.store.trouble() is None
        closed.close()


def open_closed(url: str, folder: Path) -> Store:
    options = {"options": "-c default_transaction_read_only=on"}
    closed = make_url(url).update_query_dict(options).render_as_string(hide_password=False)
    return open_store(closed, base_dir=folder)
