"""A backup gives the same store back, on either database, or nothing at all."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from daemon.keeping import back_up, content_of, restore
from models.backup import BackupError, content
from models.store import Store, open_store
from sync.replay import verify
from tests.postgres import Postgres  # noqa: TC001
from tests.sync.house import House, row, staff


@pytest.fixture
def house(store: Store, tmp_path: Path) -> House:
    for name in ("lan-ri", "banten-ceria", "roster"):
        (tmp_path / name).mkdir()
    made = House(store, tmp_path)
    made.hire(staff(n) for n in range(1, 6))
    made.bring("januari.csv", [row(1), row(2, jp="?"), row(9), row(3, title="Arsip")])
    return made


@pytest.fixture(params=["sqlite", "postgresql"])
def other(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Store]:
    """An empty store, on each database, beside the one that is backed up."""
    folder = tmp_path / "other"
    folder.mkdir()
    if request.param == "sqlite":
        opened = open_store("sqlite:///other.db", base_dir=folder)
        opened.upgrade()
        yield opened
        opened.close()
        return
    server: Postgres = request.getfixturevalue("postgres")
    with server.database() as url:
        opened = open_store(url, base_dir=folder)
        yield opened
        opened.close()


def test_what_is_restored_is_what_was_backed_up_and_works_on(
    house: House, other: Store, tmp_path: Path
) -> None:
    file = tmp_path / "cadangan.db"

    kept = back_up(house.store, file)
    restore(file, other, replace=False)

    assert kept == content(house.store) == content(other) == content_of(file)
    assert sum(kept.rows.values()) > 20
    moved = House(other, tmp_path, now=house.now)
    assert moved.totals() == house.totals()
    assert verify(moved.engine).agrees
    moved.bring("februari.csv", [row(4)])  # ids go on after those that were copied
    assert len(moved.totals()) == len(house.totals()) + 1
    assert content(other) != kept


def test_a_backup_belongs_to_its_owner_and_is_one_file(house: House, tmp_path: Path) -> None:
    folder = tmp_path / "cadangan"
    folder.mkdir()

    back_up(house.store, folder / "a.db")

    assert [path.name for path in folder.iterdir()] == ["a.db"]
    assert (folder / "a.db").stat().st_mode & 0o077 == 0


def test_an_older_backup_is_never_overwritten(house: House, tmp_path: Path) -> None:
    file = tmp_path / "cadangan.db"
    file.write_bytes(b"old")

    with pytest.raises(BackupError, match="sudah ada"):
        back_up(house.store, file)

    assert file.read_bytes() == b"old"


def test_a_store_in_use_is_replaced_only_where_that_was_said(house: House, tmp_path: Path) -> None:
    file = tmp_path / "cadangan.db"
    kept = back_up(house.store, file)
    house.bring("februari.csv", [row(4)])
    later = content(house.store)

    with pytest.raises(BackupError, match="sudah terpakai"):
        restore(file, house.store, replace=False)
    assert content(house.store) == later

    restore(file, house.store, replace=True)
    assert content(house.store) == kept


def test_a_damaged_backup_changes_nothing(house: House, other: Store, tmp_path: Path) -> None:
    file = tmp_path / "cadangan.db"
    back_up(house.store, file)
    before = content(other)
    whole = file.read_bytes()

    for damaged in (b"", whole[:5_000], whole[: len(whole) // 2], b"PK\x03\x04" + whole):
        file.write_bytes(damaged)
        with pytest.raises(BackupError):
            restore(file, other, replace=False)

    assert content(other) == before
