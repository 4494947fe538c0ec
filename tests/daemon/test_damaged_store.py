"""SQLite's own troubles: a file that was overwritten, a lock that is held, a network's folder."""

import shutil
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest

from models.soundness import network_file_system
from models.store import open_store
from tests.daemon.homes import drop, make_home, outcomes, runs_in
from tests.daemon.test_daemon_process import ROOT, locked

PAGE_BYTES = 8192
JAMPEL = (sys.executable, "-c", "from cli.main import run; run()", "--config")
MOUNTS = r"""
/dev/sda1 / ext4 rw,relatime 0 0
proc /proc proc rw 0 0
nas:/data /srv/data nfs4 rw,vers=4.2 0 0
//nas/bagi /srv/folder\040bersama cifs rw 0 0
/dev/sdb1 /srv/data/disk xfs rw 0 0
"""


def jampel(config: Path, *command: str) -> "subprocess.CompletedProcess[str]":
    return subprocess.run(
        [*JAMPEL, str(config), *command], cwd=config.parent, env={"PYTHONPATH": str(ROOT)},
        check=False, capture_output=True, text=True, timeout=120,
    )  # fmt: skip


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """A home that was read once, so that its store has pages to damage."""
    config = make_home(tmp_path)
    drop(tmp_path)
    assert jampel(config, "sync").returncode == 0
    return config


def pages_of(file: Path, where: str) -> list[int]:
    """Return the pages of a file that are to be damaged; the first is 0."""
    if where == "evidence":  # nobody looks there to open the store
        connection = sqlite3.connect(file)
        root = "SELECT rootpage FROM sqlite_master WHERE name = 'evidence'"
        found = int(connection.execute(root).fetchone()[0])
        connection.close()
        return [found - 1]
    first = 0 if where == "everywhere" else 2
    return list(range(first, file.stat().st_size // PAGE_BYTES))


def overwrite(file: Path, where: str) -> None:
    """Lay rubbish over some pages of a file."""
    pages = pages_of(file, where)
    body = bytearray(file.read_bytes())
    for page in pages:
        body[page * PAGE_BYTES : page * PAGE_BYTES + 512] = b"\xa5" * 512
    file.write_bytes(body)


@pytest.mark.parametrize(
    ("command", "where"),
    [
        ("daemon", "everywhere"),
        ("daemon", "evidence"),
        ("doctor", "everywhere"),
        ("doctor", "evidence"),
        ("status", "behind its head"),
    ],
)
def test_a_damaged_file_is_named_and_not_worked_with(home: Path, command: str, where: str) -> None:
    file = home.with_name("jampel.db")
    shutil.copyfile(file, whole := home.with_name("whole.db"))
    overwrite(file, where)
    before = file.read_bytes()
    told = jampel(home, command)

    assert told.returncode == 1
    assert "jampel db restore CADANGAN" in told.stderr + told.stdout
    assert "rusak" in told.stderr + told.stdout
    assert "Traceback" not in told.stderr
    assert file.read_bytes() == before
    shutil.copyfile(whole, file)
    assert outcomes(runs_in(home.parent)) == ["ok", "ok"]


def test_a_run_that_finds_it_says_so(home: Path) -> None:
    drop(home.parent, "baru.csv", "Keamanan Informasi")
    overwrite(home.with_name("jampel.db"), "evidence")
    told = jampel(home, "sync", "lan-ri")

    runs = runs_in(home.parent, "lan-ri")
    assert told.returncode == 1
    assert "Berkas basis data rusak. Angkanya jangan dipakai; periksa: jampel doctor" in told.stdout
    assert outcomes(runs) == ["ok", "failed"]
    assert "Berkas basis data rusak" in str(runs[-1].note)


def test_who_waits_too_long_for_a_lock_ends_in_words(home: Path) -> None:
    drop(home.parent, "baru.csv", "Keamanan Informasi")
    hurried = (
        "import models.store as s\n"
        "s.PRAGMAS = tuple(p.replace('60000', '200') for p in s.PRAGMAS)\n"
        "from cli.main import run\nrun()\n"
    )
    with locked(home.parent):
        told = subprocess.run(
            [sys.executable, "-c", hurried, "--config", str(home), "sync"], cwd=home.parent,
            env={"PYTHONPATH": str(ROOT)}, check=False, capture_output=True, text=True,
        )  # fmt: skip
    again = jampel(home, "sync")

    assert told.returncode == 1
    assert "dipakai proses lain terlalu lama" in told.stderr + told.stdout
    assert again.returncode == 0
    assert "failed" not in outcomes(runs_in(home.parent))


def test_sqlite_waits_a_minute_for_others(tmp_path: Path) -> None:
    store = open_store("sqlite:///jampel.db", base_dir=tmp_path)
    with store.read() as connection:
        waits = connection.exec_driver_sql("PRAGMA busy_timeout").scalar()
    store.close()

    assert waits == 60_000


@pytest.mark.parametrize(
    ("path", "kind"),
    [
        ("/var/lib/jampel/jampel.db", None),
        ("/srv/data/jampel.db", "nfs4"),
        ("/srv/data/disk/jampel.db", None),
        ("/srv/database/jampel.db", None),
        ("/srv/folder bersama/a/jampel.db", "cifs"),
    ],
)
def test_a_folder_of_a_network_is_told_from_a_disk(path: str, kind: str | None) -> None:
    assert network_file_system(Path(path), MOUNTS) == kind
