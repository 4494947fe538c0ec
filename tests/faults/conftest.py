"""An office with three employees; after the test its store must be what a replay makes."""

from collections.abc import Iterator
from pathlib import Path
from shutil import copyfile

import pytest

from tests.faults.office import NAMES, OPD, Office
from tests.postgres import Postgres


@pytest.fixture
def office(tmp_path: Path, migrated_sqlite: Path) -> Iterator[Office]:
    """An office on SQLite."""
    copyfile(migrated_sqlite, tmp_path / "jampel.db")
    yield from _opened(Office(tmp_path, "sqlite:///jampel.db"))


@pytest.fixture
def office_on_both(tmp_path: Path, store_url: str) -> Iterator[Office]:
    """An office once on each database."""
    yield from _opened(Office(tmp_path, store_url))


@pytest.fixture
def office_on_postgres(tmp_path: Path, postgres: Postgres) -> Iterator[Office]:
    """An office on PostgreSQL."""
    with postgres.database() as url:
        yield from _opened(Office(tmp_path, url))


def _opened(office: Office) -> Iterator[Office]:
    office.hire((nip, name, OPD, "PNS", "Aktif", "") for nip, name in NAMES.items())
    yield office
    office.check()
