"""A disk that stops to write or to confirm: what it did not take is not believed, nothing is lost.

From some moment on the kernel itself answers the calls of the child with an error (seccomp).
"""

import ctypes
import errno
import os
import platform
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from models.runs import close_orphans
from models.store import open_store
from models.values import Outcome
from tests.postgres import ROOT
from tests.sync.test_kills import prepare, undisturbed, work

CALLS = {
    "x86_64": {"write": (18,), "confirm": (74, 75)},
    "aarch64": {"write": (68,), "confirm": (82, 83)},
}
"""pwrite64; fsync and fdatasync."""

CHILD = """
import sys
from contextlib import contextmanager
from pathlib import Path
from models.store import Store, open_store
from tests.sync.house import House
from tests.sync.test_disk_errors import refuse
from tests.sync.test_kills import work

left, calls = int(sys.argv[2]), [int(number) for number in sys.argv[4].split(",")]
write = Store.write

@contextmanager
def and_break(store):
    global left
    with write(store) as connection:
        left -= 1
        if not left:
            refuse(calls, int(sys.argv[3]))
        yield connection

Store.write = and_break
folder = Path(sys.argv[1])
work(House(open_store("sqlite:///jampel.db", base_dir=folder), folder / "house"))
"""
NO_NEW_PRIVILEGES, SECCOMP, FILTER = 38, 22, 2


def refuse(calls: list[int], error: int) -> None:
    """Let the kernel answer these calls of this process with an error, for the rest of its life."""
    load, equal, give = 0x20, 0x15, 0x06
    steps = [(load, 0, 0, 0)]  # the number of the call
    for left, number in zip(range(len(calls) - 1, -1, -1), calls, strict=True):
        steps.append((equal, left + 1, 0, number))
    steps += [(give, 0, 0, 0x7FFF0000), (give, 0, 0, 0x00050000 | error)]

    class Step(ctypes.Structure):
        _fields_ = (("code", ctypes.c_ushort), ("yes", ctypes.c_ubyte), ("no", ctypes.c_ubyte),
                    ("value", ctypes.c_uint))  # fmt: skip

    class Program(ctypes.Structure):
        _fields_ = (("length", ctypes.c_ushort), ("steps", ctypes.POINTER(Step)))

    made = (Step * len(steps))(*(Step(*step) for step in steps))
    ask = ctypes.CDLL(None, use_errno=True).prctl
    assert ask(NO_NEW_PRIVILEGES, 1, 0, 0, 0) == 0
    assert ask(SECCOMP, FILTER, ctypes.byref(Program(len(steps), made)), 0, 0) == 0


@pytest.fixture(scope="module")
def expected(migrated_sqlite: Path, tmp_path_factory: pytest.TempPathFactory) -> str:
    """Digest of the store on a disk that works."""
    return undisturbed(migrated_sqlite, tmp_path_factory.mktemp("whole"))


@pytest.mark.skipif(platform.machine() not in CALLS, reason="numbers of its calls are not known")
@pytest.mark.parametrize("moment", [3, 7], ids=["roster", "merge"])
@pytest.mark.parametrize(
    "fault",
    [("write", errno.EIO), ("write", errno.ENOSPC), ("confirm", errno.EIO)],
    ids=["no write", "no room", "no confirmation"],
)
def test_what_a_disk_did_not_take_is_fetched_again(
    migrated_sqlite: Path, tmp_path: Path, fault: tuple[str, int], moment: int, expected: str
) -> None:
    what, error = fault
    shutil.copyfile(migrated_sqlite, tmp_path / "jampel.db")
    store = open_store("sqlite:///jampel.db", base_dir=tmp_path)
    house = prepare(store, tmp_path / "house")
    ended = [run.id for run in house.runs(Outcome.OK)]
    store.close()

    calls = ",".join(map(str, CALLS[platform.machine()][what]))
    child = subprocess.run(
        [sys.executable, "-c", CHILD, str(tmp_path), str(moment), str(error), calls], cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(ROOT)}, check=False, capture_output=True, text=True,
    )  # fmt: skip
    assert child.returncode == 1, "the disk was not needed any more"
    assert "disk" in child.stderr, child.stderr[-2000:]

    store = open_store("sqlite:///jampel.db", base_dir=tmp_path)
    house = type(house)(store, tmp_path / "house", now=house.now)
    close_orphans(store, lives=lambda _connection, _run: False, now=house.now)
    kept = house.runs(Outcome.OK)
    work(house)

    assert {run.id for run in kept} >= set(ended)
    assert house.digest() == expected
    house.check()
    store.close()
