"""A store that an older program filled keeps everything when its schema is brought up to date."""

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from datetime import timedelta
from itertools import count
from pathlib import Path

import psycopg
import pytest
from sqlalchemy import Connection, select, text
from sqlalchemy.engine import make_url

from models.migrations.apply import upgrade
from models.schema import alert_event
from models.store import HEAD, open_store
from tests.builders import LANDED_AT
from tests.postgres import ROOT, Postgres

OLD_ALERTS = text(
    "INSERT INTO alert (person_id, year, level, reason, raised_at, cleared_at) "
    "VALUES (:person, 2026, :level, 'x', :raised, :cleared)"
)

KILLED = """
import os, signal, sys
from pathlib import Path
from sqlalchemy import event
from models.store import open_store
store = open_store(sys.argv[1], base_dir=Path())
left = int(sys.argv[2])

@event.listens_for(store._engine, "before_cursor_execute")
def die(connection, cursor, statement, *_):
    global left
    if not statement.lstrip().upper().startswith(("PRAGMA", "SELECT", "SHOW")):
        left -= 1
        if not left:
            os.kill(os.getpid(), signal.SIGKILL)

store.upgrade()
"""
EVERY = 5
"""It is killed at each fifth statement that writes, until it has no more of them."""


@pytest.fixture(params=["sqlite", "postgresql"])
def old_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """An empty store, once on each database."""
    if request.param == "sqlite":
        yield f"sqlite:///{tmp_path}/old.db"
        return
    server: Postgres = request.getfixturevalue("postgres")
    with server.database() as url:
        plain = make_url(url).set(drivername="postgresql").render_as_string(hide_password=False)
        with psycopg.connect(plain, autocommit=True) as connection:
            connection.execute("DROP SCHEMA public CASCADE")
            connection.execute("CREATE SCHEMA public")
        yield url


def test_an_upgrade_that_is_killed_anywhere_is_done_again_whole(
    old_url: str, tmp_path: Path
) -> None:
    store = open_store(old_url, base_dir=tmp_path)
    with store.write() as connection:
        upgrade(connection, "0001")
        _put_alerts(connection)
    for statement in count(1, EVERY):
        done = subprocess.run(
            [sys.executable, "-c", KILLED, old_url, str(statement)], cwd=ROOT,
            env={**os.environ, "PYTHONPATH": str(ROOT)}, check=False,
        )  # fmt: skip
        if done.returncode == 0:
            break
        assert done.returncode == -signal.SIGKILL
        assert store.version() == "0001"

    assert statement > 3 * EVERY
    with store.read() as connection:
        kinds = connection.execute(select(alert_event.c.kind).order_by(alert_event.c.id)).scalars()
        assert list(kinds) == ["raised", "raised", "cleared"]
    assert store.version() == HEAD
    store.close()


def test_alerts_of_before_have_a_history(tmp_path: Path) -> None:
    store = open_store("sqlite:///old.db", base_dir=tmp_path)
    with store.write() as connection:
        upgrade(connection, "0001")
        _put_alerts(connection)

    store.upgrade()

    with store.read() as connection:
        events = connection.execute(alert_event.select().order_by(alert_event.c.id)).all()
    assert store.version() == HEAD
    assert [(e.alert_id, e.kind, e.level) for e in events] == [
        (1, "raised", "critical"), (2, "raised", "behind"), (1, "cleared", "critical"),
    ]  # fmt: skip
    assert [e.at for e in events] == [LANDED_AT, LANDED_AT, LANDED_AT + timedelta(days=1)]
    store.close()


def _put_alerts(connection: Connection) -> None:
    raised = LANDED_AT.replace(tzinfo=None)
    cleared = str(raised + timedelta(days=1)) + ".000000"
    at = f"{raised}.000000"
    connection.execute(
        OLD_ALERTS, {"person": 7, "level": "critical", "raised": at, "cleared": cleared}
    )
    connection.execute(OLD_ALERTS, {"person": 8, "level": "behind", "raised": at, "cleared": None})
