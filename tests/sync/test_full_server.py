"""PostgreSQL has no room left: what it could not take is rolled back, and done again later."""

import os
import random
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg
import pytest
from sqlalchemy.engine import make_url
from sqlalchemy.exc import OperationalError

from models.passing import passing
from models.runs import close_orphans
from models.values import Outcome
from tests.daemon.own_postgres import OwnPostgres, own_postgres
from tests.sync.house import row
from tests.sync.test_database_troubles import house_on

MEGABYTES = 64
NO_ROOM = "basis data kehabisan disk, memori atau sambungan"


@contextmanager
def small_disk(owner: Path) -> Iterator[Path]:
    """A file system of its own, of the user whose folder is named."""
    with tempfile.TemporaryDirectory(prefix="small-disk-") as name:
        folder = Path(name)
        folder.chmod(0o755)
        size = f"size={MEGABYTES}m"
        mount = ["mount", "-t", "tmpfs", "-o", size, "tmpfs", name]
        if subprocess.run(mount, check=False, capture_output=True).returncode:
            pytest.skip("this machine lets us mount nothing")
        try:
            whose = owner.stat()
            os.chown(folder, whose.st_uid, whose.st_gid)
            yield folder
        finally:
            subprocess.run(["umount", "--lazy", name], check=True)


def fill(folder: Path) -> Path:
    """Leave no room at all."""
    filler = folder / "filler"
    with filler.open("wb", buffering=0) as file:
        try:
            while True:
                file.write(b"\0" * 4096)
        except OSError:
            return filler


def database_on(server: OwnPostgres, folder: Path) -> str:
    """A database that lives there; returns its URL."""
    url = make_url(server.url)
    plain = url.set(drivername="postgresql").render_as_string(hide_password=False)
    with psycopg.connect(plain, autocommit=True) as admin:
        admin.execute(f"CREATE TABLESPACE small LOCATION '{folder}'".encode())
        admin.execute("CREATE DATABASE small TABLESPACE small")
    return url.set(database="small").render_as_string(hide_password=False)


def test_a_full_server_loses_nothing_and_is_waited_for(tmp_path: Path) -> None:
    chance = random.Random(1)
    with (
        own_postgres() as server,
        small_disk(Path(server.server.pgdata)) as disk,
        house_on(database_on(server, disk), tmp_path) as house,
    ):
        many = [row(2, title=f"Webinar {chance.getrandbits(2000):x}", jp="1") for _ in range(300)]
        filler = fill(disk)
        try:
            told = house.bring("b.csv", many).note
        except OperationalError as error:  # not even a line about the run found room
            told = passing(error)
        kept = house.jp(2)
        filler.unlink()
        close_orphans(house.store, lives=lambda _connection, _run: False, now=house.now)
        again = house.sync()

        assert NO_ROOM in str(told)
        assert kept == 0
        assert again.outcome is Outcome.OK
        assert (house.jp(1), house.jp(2)) == (2000, 30_000)
        house.check()
