"""Kill -9 after any commit, then run again: the store is as if nothing had happened."""

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


@pytest.fixture(scope="module")
def expected(migrated_sqlite: Path, tmp_path_factory: pytest.TempPathFactory) -> str:
    """Digest of the store that nobody killed."""
    folder = tmp_path_factory.mktemp("unkilled")
    shutil.copyfile(migrated_sqlite, folder / "jampel.db")
    store = open_store("sqlite:///jampel.db", base_dir=folder)
    house = prepare(store, folder)
    work(house)
    house.check()
    digest = house.digest()
    store.close()
    return digest


@pytest.mark.parametrize(
    ("store_url", "commits"),
    [("sqlite", n) for n in range(1, COMMITS + 2)] + [("postgresql", n) for n in (2, 3, 7, 12)],
    indirect=["store_url"],
)
def test_a_run_that_was_killed_after_any_commit_ends_as_if_it_was_not(
    store_url: str, store: Store, tmp_path: Path, commits: int, expected: str
) -> None:
    house = prepare(store, tmp_path / "house")
    child = subprocess.run(
        [sys.executable, "-c", CHILD, store_url, str(house.folder), str(commits)],
        cwd=ROOT, env={**os.environ, "PYTHONPATH": str(ROOT)}, check=False, capture_output=True,
    )  # fmt: skip
    died = child.returncode == -signal.SIGKILL
    assert died == (commits <= COMMITS), child.stderr.decode()[-2000:]

    orphans = close_orphans(store, lives=lambda _connection, _run: False, now=house.now)
    work(house)

    assert len(orphans) <= 1
    assert [r.id for r in house.runs(Outcome.INTERRUPTED)] == orphans
    assert house.runs(Outcome.RUNNING) == []
    assert house.digest() == expected
    house.check()
