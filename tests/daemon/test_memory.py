"""A daemon that lives for years is no larger than its work of the moment."""

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Barrier

from daemon.memory import give_back
from models.store import Store, open_store

MIB = 2**20
BLOCK = 2048
"""More than Python keeps in pools of its own: it comes from the C library."""


def resident() -> int:
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    return pages * 4096


def test_what_was_needed_for_a_while_is_given_back() -> None:
    give_back()
    before = resident()
    blocks = [bytes(BLOCK) for _ in range(100 * MIB // BLOCK)]
    assert resident() - before > 80 * MIB
    last = blocks[-1]  # at the end of the heap: without it, all would go by itself
    del blocks

    give_back()

    assert resident() - before < 30 * MIB
    assert len(last) == BLOCK


def test_a_connection_that_rests_keeps_no_pages_of_the_store(tmp_path: Path) -> None:
    store = open_store("sqlite:///big.db", base_dir=tmp_path)
    with store.write() as connection:
        connection.exec_driver_sql("CREATE TABLE big (body BLOB)")
        connection.exec_driver_sql("INSERT INTO big VALUES (zeroblob(100))")
        for _ in range(18):
            connection.exec_driver_sql("INSERT INTO big SELECT body FROM big")
    give_back()
    before = resident()

    _read_at_once(store, 4)

    give_back()
    assert resident() - before < 30 * MIB
    store.close()


def _read_at_once(store: Store, readers: int) -> None:
    """Read all of it by several connections, each of which keeps what it has read."""
    together = Barrier(readers)

    def read() -> None:
        with store.read() as connection:
            together.wait()
            counted = connection.exec_driver_sql("SELECT sum(length(body)) FROM big").scalar()
        assert counted == 100 * 2**18

    with ThreadPoolExecutor(readers) as pool:
        for done in [pool.submit(read) for _ in range(readers)]:
            done.result()
