"""A process of its own whose memory is measured: that of the tests is full of other things.

Prints by how many MiB it has grown.
"""

import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Barrier

from daemon.memory import give_back, share_arenas
from models.store import Store, open_store

MIB = 2**20
BLOCK = 2048
"""More than Python keeps in pools of its own: it comes from the C library."""
READERS = 4


def resident() -> int:
    """Return what this process holds of the machine's memory, in bytes."""
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    return pages * 4096


def after_a_peak(_folder: Path) -> int:
    """Return by how much it has grown after 100 MiB were needed for a while."""
    before = resident()
    blocks = [bytes(BLOCK) for _ in range(100 * MIB // BLOCK)]
    if resident() - before < 80 * MIB:
        raise AssertionError("there was no peak")
    last = blocks[-1:]  # at the end of the heap: without it, all would go by itself
    del blocks
    give_back()
    return resident() - before if last else 0


def after_reading(folder: Path) -> int:
    """Return by how much it has grown after several connections read all of a large store."""
    store = open_store("sqlite:///big.db", base_dir=folder)
    with store.write() as connection:
        connection.exec_driver_sql("CREATE TABLE big (body BLOB)")
        connection.exec_driver_sql("INSERT INTO big VALUES (zeroblob(100))")
        for _ in range(18):
            connection.exec_driver_sql("INSERT INTO big SELECT body FROM big")
    give_back()
    before = resident()
    _read_at_once(store)
    give_back()
    return resident() - before


def _read_at_once(store: Store) -> None:
    """Each connection keeps what it has read while it is used."""
    together = Barrier(READERS)

    def read() -> None:
        with store.read() as connection:
            together.wait()
            counted = connection.exec_driver_sql("SELECT sum(length(body)) FROM big").scalar()
        if counted != 100 * 2**18:
            raise AssertionError("not all was read")

    with ThreadPoolExecutor(READERS) as pool:
        for done in [pool.submit(read) for _ in range(READERS)]:
            done.result()


if __name__ == "__main__":
    share_arenas()
    what = {"peak": after_a_peak, "reading": after_reading}[sys.argv[1]]
    sys.stdout.write(f"{what(Path(sys.argv[2])) // MIB}\n")
