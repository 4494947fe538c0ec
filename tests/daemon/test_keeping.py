"""A backup gives the same store back, on either database, or nothing at all."""

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from daemon.keeping import back_up, content_of, restore
from models.backup import BackupError, backed_up_at, content, note_backup
from models.schema import META
from models.store import Store, open_store
from sync.replay import verify
from tests.postgres import ROOT, Postgres
from tests.sync.house import House, row, staff

LAST_TABLE = len(META.sorted_tables)


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


def test_that_a_backup_was_made_is_no_part_of_it(
    house: House, other: Store, tmp_path: Path
) -> None:
    file = tmp_path / "cadangan.db"
    kept = back_up(house.store, file)
    note_backup(house.store, house.now)

    assert kept == content(house.store)
    back_up(house.store, tmp_path / "kedua.db")
    restore(tmp_path / "kedua.db", other, replace=False)
    with house.store.read() as ours, other.read() as theirs:
        assert (backed_up_at(ours), backed_up_at(theirs)) == (house.now, None)


def test_a_backup_belongs_to_its_owner_and_is_one_file(house: House, tmp_path: Path) -> None:
    folder = tmp_path / "cadangan"
    folder.mkdir()

    back_up(house.store, folder / "a.db")

    assert [path.name for path in folder.iterdir()] == ["a.db"]
    assert (folder / "a.db").stat().st_mode & 0o077 == 0


KILLED = """
import os, signal, sys
from pathlib import Path
from daemon.keeping import back_up, restore
from models.store import open_store
store = open_store(sys.argv[2], base_dir=Path())
left = int(sys.argv[4])

def seen(table, rows):
    global left
    left -= 1
    if not left:
        os.kill(os.getpid(), signal.SIGKILL)

if sys.argv[1] == "backup":
    back_up(store, Path(sys.argv[3]), seen=seen)
else:
    restore(Path(sys.argv[3]), store, replace=True, seen=seen)
"""


def killed(what: str, url: str, file: Path, *, tables: int) -> None:
    """Back up or restore in a process that dies after so many tables."""
    done = subprocess.run(
        [sys.executable, "-c", KILLED, what, url, str(file), str(tables)], cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(ROOT), "TMPDIR": str(file.parent)}, check=False,
    )  # fmt: skip
    assert done.returncode == -signal.SIGKILL


def test_a_backup_that_is_killed_is_none_and_the_next_one_is_whole(
    house: House, store_url: str, tmp_path: Path
) -> None:
    file = tmp_path / "cadangan.db"
    for tables in (1, LAST_TABLE // 2, LAST_TABLE):
        killed("backup", store_url, file, tables=tables)
        assert not file.exists()
    kept = back_up(house.store, file)

    assert kept == content(house.store) == content_of(file)
    assert not list(tmp_path.glob("*.part")), "nothing half is left to be taken for one"


def test_a_restore_that_is_killed_changes_nothing(
    house: House, store_url: str, tmp_path: Path
) -> None:
    file = tmp_path / "cadangan.db"
    back_up(house.store, file)
    house.bring("februari.csv", [row(4)])
    before = content(house.store)
    for tables in (1, LAST_TABLE // 2, LAST_TABLE):
        killed("restore", store_url, file, tables=tables)
        assert content(house.store) == before
    restore(file, house.store, replace=True)

    assert content(house.store) == content_of(file) != before


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
