"""A real PostgreSQL that is not there yet, is stopped, and is killed in the middle of a run."""

import os
import time
from collections.abc import Iterator
from contextlib import ExitStack
from http.client import HTTPConnection
from pathlib import Path

import psycopg
import pytest
from sqlalchemy.engine import make_url

from daemon import clock
from models.runs import Run, list_runs
from models.store import open_store
from models.totals import totals
from models.values import jakarta_day
from tests.daemon.homes import PEOPLE, drop, make_home, outcomes, source_of
from tests.daemon.own_postgres import OwnPostgres, own_postgres
from tests.daemon.test_daemon_process import Running, started, until

BRISK = """
import os, sys
from datetime import timedelta
from pathlib import Path
from config.logging import set_up
from daemon.lifecycle import serve
from daemon.wiring import open_as_set, read_settings
set_up()
settings = read_settings(Path(sys.argv[1]), os.environ)
serve(lambda: open_as_set(settings), settings, beat=timedelta(seconds=0.5))
"""
LONG = 90
SETTLE = 8
"""So long a run waits for its file, and loses its store meanwhile."""


@pytest.fixture(scope="module")
def server() -> Iterator[OwnPostgres]:
    with own_postgres() as found:
        yield found


@pytest.fixture
def home(server: OwnPostgres, tmp_path: Path) -> Path:
    """A home whose store is a new database of that server; its file was just written."""
    server.start()
    name = f"home_{time.monotonic_ns()}"
    store = open_store(server.url, base_dir=tmp_path)
    with store._engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.exec_driver_sql(f"CREATE DATABASE {name}")
    store.close()
    url = server.url.replace("/postgres?", f"/{name}?")
    config = make_home(tmp_path, source_of("lan-ri", settle=SETTLE), url=url)
    drop(tmp_path)
    (tmp_path / "url").write_text(url)
    return config


def answer(daemon: Running, path: str) -> tuple[int, str]:
    """Ask the daemon how it is."""
    port = daemon.wait_for("health_listening")["port"]
    connection = HTTPConnection("127.0.0.1", port, timeout=30)
    try:
        connection.request("GET", path)
        told = connection.getresponse()
        return told.status, told.read().decode()
    finally:
        connection.close()


def runs_of(config: Path, source: str = "lan-ri") -> list[Run]:
    store = open_store((config.parent / "url").read_text(), base_dir=config.parent)
    try:
        if store.version() is None:
            return []
        with store.read() as connection:
            return list_runs(connection, source=source)[::-1]
    finally:
        store.close()


def told_by(daemon: Running) -> set[tuple[str, str]]:
    return {(event["event"], event.get("source", "")) for event in daemon.events()}


def finish_writing(config: Path) -> None:
    """Let the file come to rest."""
    past = time.time() - 3600
    os.utime(config.parent / "inbox/rekap.csv", (past, past))


def jp_of_all(config: Path) -> list[int]:
    store = open_store((config.parent / "url").read_text(), base_dir=config.parent)
    try:
        with store.read() as connection:
            today = jakarta_day(clock.now())
            return [t.jp for t in totals(connection, year=2026, as_of=today)]
    finally:
        store.close()


def test_a_store_that_is_away_at_boot_is_waited_for(server: OwnPostgres, home: Path) -> None:
    finish_writing(home)
    server.stop()
    with started(home, driver=BRISK) as daemon:
        away = daemon.wait_for("store_away")
        assert answer(daemon, "/healthz") == (200, "ok\n")
        assert answer(daemon, "/readyz") == (503, "the store is not open yet\n")
        assert "jampel_ready 0" in answer(daemon, "/metrics")[1]

        server.start()
        daemon.wait_for("run_finished", "lan-ri")
        until(lambda: answer(daemon, "/readyz") == (200, "ok\n"))
        metrics = answer(daemon, "/metrics")[1]
        code, _ = daemon.end()

    assert code == 0
    assert away["again_in_seconds"] >= 1
    assert 'jampel_runs_total{outcome="ok",source="lan-ri"} 1.0' in metrics
    assert 'jampel_rows_total{category="counted",source="lan-ri"} 2.0' in metrics
    assert 'jampel_source_last_ok_timestamp_seconds{source="lan-ri"}' in metrics
    assert not any(nip in metrics or name.split()[0] in metrics for nip, name in PEOPLE)


def test_who_waits_for_a_store_can_be_told_to_end(server: OwnPostgres, home: Path) -> None:
    server.stop()
    with started(home, driver=BRISK) as daemon:
        daemon.wait_for("store_away")
        code, seconds = daemon.end()

    assert (code, seconds < 10) == (0, True)


@pytest.mark.parametrize("how", ["stop", "kill"])
def test_a_run_whose_store_goes_away_is_closed_and_done_again_once(
    server: OwnPostgres, home: Path, how: str
) -> None:
    with started(home, driver=BRISK) as daemon:
        until(lambda: outcomes(runs_of(home)) == ["running"], LONG)
        (server.stop if how == "stop" else server.kill)()
        daemon.wait_for("store_away")
        status, reason = answer(daemon, "/readyz")
        assert (status, answer(daemon, "/healthz")[0]) == (503, 200)
        assert "postgres" not in reason
        # The file comes to rest, and the run has nowhere to put it.
        until(lambda: ("job_failed", "lan-ri") in told_by(daemon), LONG)

        server.start()
        daemon.wait_for("store_back")
        until(lambda: outcomes(runs_of(home))[-1:] == ["ok"], LONG)
        code, _ = daemon.end()

    assert code == 0
    assert outcomes(runs_of(home)) == ["interrupted", "ok"]
    assert jp_of_all(home) == [1000] * len(PEOPLE)


def test_a_store_that_is_restarted_between_two_rounds_is_not_missed(
    server: OwnPostgres, home: Path
) -> None:
    finish_writing(home)
    with started(home, driver=BRISK) as daemon:
        daemon.wait_for("run_finished", "lan-ri")
        server.stop()
        server.start()
        until(lambda: answer(daemon, "/readyz")[0] == 200, LONG)
        code, _ = daemon.end()

    assert code == 0
    assert outcomes(runs_of(home)) == ["ok"]


def test_two_daemons_on_one_server_do_not_double_a_run(server: OwnPostgres, home: Path) -> None:
    """They begin together on an empty database: one of them makes its tables."""
    finish_writing(home)
    with started(home, driver=BRISK) as one, started(home, driver=BRISK) as other:
        until(lambda: outcomes(runs_of(home)) == ["ok"], LONG)
        until(lambda: [answer(d, "/readyz")[0] for d in (one, other)] == [200, 200], LONG)
        ended = [daemon.end()[0] for daemon in (one, other)]

    assert server.url
    assert ended == [0, 0]
    assert outcomes(runs_of(home)) == ["ok"]


def test_a_server_without_a_free_connection_is_waited_for(server: OwnPostgres, home: Path) -> None:
    finish_writing(home)
    with ExitStack() as others:
        while True:
            try:
                others.enter_context(psycopg.connect(plain(server.url)))
            except psycopg.OperationalError:
                break
        with started(home, driver=BRISK) as daemon:
            away = daemon.wait_for("store_away")
            assert answer(daemon, "/healthz")[0] == 200
            assert answer(daemon, "/readyz")[0] == 503

            others.close()
            daemon.wait_for("run_finished", "lan-ri")
            code, _ = daemon.end()

    assert code == 0
    assert "too many clients" in away["reason"]
    assert jp_of_all(home) == [1000] * len(PEOPLE)


def test_nothing_is_written_to_a_server_that_takes_nothing(server: OwnPostgres, home: Path) -> None:
    """As a standby that lags would be, to which somebody has pointed the address."""
    finish_writing(home)
    url = (home.parent / "url").read_text()
    store = open_store(url, base_dir=home.parent)
    store.upgrade()
    store.close()
    name = make_url(url).database
    with psycopg.connect(plain(server.url), autocommit=True) as admin:
        admin.execute(f"ALTER DATABASE {name} SET default_transaction_read_only = on".encode())
        with started(home, driver=BRISK) as daemon:
            away = daemon.wait_for("store_away")
            assert answer(daemon, "/readyz") == (503, "the store is read-only\n")
            assert answer(daemon, "/healthz")[0] == 200
            untouched = "job_failed" not in {event for event, _ in told_by(daemon)}

            admin.execute(f"ALTER DATABASE {name} RESET default_transaction_read_only".encode())
            admin.execute(HANG_UP, [name])
            daemon.wait_for("run_finished", "lan-ri")
            code, _ = daemon.end()

    assert (code, untouched) == (0, True)
    assert away["reason"] == "the store is read-only"
    assert jp_of_all(home) == [1000] * len(PEOPLE)


HANG_UP = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s"


def plain(url: str) -> str:
    """The same address for the driver alone."""
    return make_url(url).set(drivername="postgresql").render_as_string(hide_password=False)
