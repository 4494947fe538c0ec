"""What every test may ask for: a migrated store on SQLite and PostgreSQL, a clean environment."""

import logging
import os
from collections.abc import Iterator
from pathlib import Path
from shutil import copyfile

import pytest
import structlog
from hypothesis import settings

from models.store import Store, open_store
from tests.postgres import Postgres, start_postgres

LONG = os.environ.get("JAMPEL_LONG") == "1"

# No seconds are asserted: a slow machine is no bug. By chance only where somebody waits for it.
settings.register_profile("jampel", deadline=None, derandomize=not LONG)
settings.load_profile("jampel")


@pytest.fixture(autouse=True)
def _clean_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing of the machine's own jampel reaches a test."""
    for name in os.environ:
        if name.startswith("JAMPEL_"):
            monkeypatch.delenv(name)


@pytest.fixture(autouse=True)
def _own_logging() -> Iterator[None]:
    """A command that sets up logging in this process mutes nothing for the tests after it."""
    root = logging.getLogger()
    handlers, level = root.handlers[:], root.level
    structlog.reset_defaults()
    yield
    structlog.reset_defaults()
    root.handlers[:] = handlers
    root.setLevel(level)


@pytest.fixture(scope="session")
def migrated_sqlite(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A migrated, empty SQLite file to copy: migrating takes longer than most tests."""
    folder = tmp_path_factory.mktemp("migrated")
    store = open_store("sqlite:///empty.db", base_dir=folder)
    store.upgrade()
    with store.read() as connection:
        connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
    store.close()
    return folder / "empty.db"


@pytest.fixture(scope="session")
def postgres() -> Iterator[Postgres]:
    """The PostgreSQL server that all tests on this machine share."""
    with start_postgres() as server:
        yield server


@pytest.fixture(params=["sqlite", "postgresql"])
def store_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """URL of a migrated, empty store, once on each database."""
    if request.param == "sqlite":
        target = tmp_path / "jampel.db"
        copyfile(request.getfixturevalue("migrated_sqlite"), target)
        yield f"sqlite:///{target}"
        return
    server: Postgres = request.getfixturevalue("postgres")
    with server.database() as url:
        yield url


@pytest.fixture
def store(store_url: str, tmp_path: Path) -> Iterator[Store]:
    """A migrated, empty store, once on each database."""
    opened = open_store(store_url, base_dir=tmp_path)
    yield opened
    opened.close()
