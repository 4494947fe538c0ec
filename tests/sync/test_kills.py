"""Kill -9 before or after any commit, then run again: the store is as if nothing had happened."""

import os
import shutil
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from models.runs import close_orphans
from models.store import Store, open_store
from models.values import Outcome
from sync.decide import fix_quarantine
from tests.postgres import ROOT
from tests.sync.house import ADMIN, BANTEN, LAN, House, row, staff

COMMITS = 14
"""Of `work`: roster (open, land, take), two sources (open, land twice, merge), a decision (itself,
open, merge)."""
WRITES_FIRST = 3
"""The first commit that changes what is derived: the roster is taken."""

CHILD = """
import os, signal, sys
from contextlib import contextmanager
from pathlib import Path
from models.store import Store, open_store
from tests.sync.house import House
from tests.sync.test_kills import work

left = int(sys.argv[3])
write = Store.write

@contextmanager
def and_die(store):
    global left
    with write(store) as connection:
        yield connection
        left -= 1
        if not left and sys.argv[4] == "before":
            os.kill(os.getpid(), signal.SIGKILL)
    if not left:
        os.kill(os.getpid(), signal.SIGKILL)

Store.write = and_die
work(House(open_store(sys.argv[1], base_dir=Path(sys.argv[2])), Path(sys.argv[2])))
"""

FIRST = [row(1), row(2, title="Arsp"), row(3), row(4, jp="?")]
SECOND = [row(1, jp="24"), row(2, title="Arsip"), row(3, jp="4"), row(4, jp="?"), row(50)]


def prepare(store: Store, folder: Path) -> House:
    """Everything before the work: an older roster and older files are merged."""
    for name in (LAN, BANTEN, "roster"):
        (folder / name).mkdir(parents=True)
    house = House(store, folder)
    house.hire(staff(n) for n in range(1, 31))
    house.bring("a.csv", FIRST)
    house.drop("a.csv", SECOND)
    house.drop("b.csv", [row(1), row(5, title="Hukum")])
    house.drop("a.csv", [row(1, jp="20", number="B-1")], BANTEN)
    house.drop("b.csv", [row(50, title="Hukum")], BANTEN)
    house.hire_later(staff(n) for n in range(1, 51))
    return house


def work(house: House) -> None:
    """Take the new roster and the new files, and decide what is open."""
    house.sync_roster()
    house.sync(LAN)
    house.sync(BANTEN)
    for question in house.quarantine():
        fix_quarantine(house.engine, question.id, {"jp": "20"}, ADMIN)


def undisturbed(migrated: Path, folder: Path) -> str:
    """Digest of a store whose work nothing came in the way of."""
    shutil.copyfile(migrated, folder / "jampel.db")
    store = open_store("sqlite:///jampel.db", base_dir=folder)
    house = prepare(store, folder)
    work(house)
    house.check()
    digest = house.digest()
    store.close()
    return digest


@pytest.fixture(scope="module")
def expected(migrated_sqlite: Path, tmp_path_factory: pytest.TempPathFactory) -> str:
    """Digest of the store that nobody killed."""
    return undisturbed(migrated_sqlite, tmp_path_factory.mktemp("unkilled"))


def kill(house: House, url: str, commits: int, moment: str) -> bool:
    """Do the work in a process that dies at one of its commits; false where it has not so many."""
    child = subprocess.run(
        [sys.executable, "-c", CHILD, url, str(house.folder), str(commits), moment],
        cwd=ROOT, env={**os.environ, "PYTHONPATH": str(ROOT)}, check=False, capture_output=True,
    )  # fmt: skip
    died = child.returncode == -signal.SIGKILL
    assert died or child.returncode == 0, child.stderr.decode()[-2000:]
    return died


@pytest.mark.parametrize(
    ("store_url", "commits"),
    [("sqlite", n) for n in (2, 3, 6, 7, 12, 14)] + [("postgresql", n) for n in (2, 3, 7)],
    indirect=["store_url"],
)
def test_what_a_killed_run_had_not_committed_was_never_there(
    store_url: str, store: Store, tmp_path: Path, commits: int, expected: str
) -> None:
    house = prepare(store, tmp_path / "house")
    before = house.digest()

    assert kill(house, store_url, commits, "before")
    assert house.digest() == before or commits > WRITES_FIRST
    close_orphans(store, lives=lambda _connection, _run: False, now=house.now)
    work(house)

    assert house.runs(Outcome.RUNNING) == []
    assert house.digest() == expected
    house.check()


@pytest.mark.parametrize(
    ("store_url", "commits"),
    [("sqlite", n) for n in range(1, COMMITS + 2)] + [("postgresql", n) for n in (2, 3, 7, 12)],
    indirect=["store_url"],
)
def test_a_run_that_was_killed_after_any_commit_ends_as_if_it_was_not(
    store_url: str, store: Store, tmp_path: Path, commits: int, expected: str
) -> None:
    house = prepare(store, tmp_path / "house")
    assert kill(house, store_url, commits, "after") == (commits <= COMMITS)

    orphans = close_orphans(store, lives=lambda _connection, _run: False, now=house.now)
    work(house)

    assert len(orphans) <= 1
    assert [r.id for r in house.runs(Outcome.INTERRUPTED)] == orphans
    assert house.runs(Outcome.RUNNING) == []
    assert house.digest() == expected
    house.check()
