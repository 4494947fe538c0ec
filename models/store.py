"""Open the store, begin and end its transactions: SQLite (WAL) or PostgreSQL by one URL."""

import errno
import os
import sqlite3
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, TypeVar

from sqlalchemy import Connection, Engine, create_engine, event, func, inspect, select, text
from sqlalchemy.engine import make_url
from sqlalchemy.exc import DBAPIError, OperationalError, SQLAlchemyError

from models.passing import is_conflict, passing

T = TypeVar("T")
Transaction = Connection
"""What `write` and `read` give: other rooms hand it on and never import SQLAlchemy."""

PRAGMAS = (
    "page_size = 8192",
    "journal_mode = WAL",
    "synchronous = FULL",
    "foreign_keys = ON",
    "busy_timeout = 60000",
    "cache_size = -65536",
    "temp_store = MEMORY",
)
"""FULL: what was landed is on the disk before anything reads it. Rows are long: pages (of a new
file) are, too."""

POSTGRES = {
    "connect_timeout": 10,
    "keepalives_idle": 30,
    "keepalives_interval": 10,
    "keepalives_count": 3,
    "tcp_user_timeout": 60_000,
}
"""A server whose host has vanished says nothing: nobody waits for it for hours."""
LOCK_TIMEOUT = "-c lock_timeout=60000"
"""So long as SQLite waits, too: who waits for somebody's lock gives up, and does it again later."""
MOST_CONFLICTS = 5
DISK_IS_READ_ONLY = "the file system of the store is read-only"
READ_ONLY = OSError(errno.EROFS, "")
WAL_PATIENCE_SECONDS = 20
MIGRATING = 2026_01
"""Key of PostgreSQL's lock of those who change the schema."""

HEAD = "0004"
"""The schema that this code wants; equals the newest file in migrations/versions."""


class StoreError(Exception):
    """The store cannot be used; the message says what to do."""


class StoreAwayError(StoreError):
    """The database does not answer, or not now: worth trying again."""

    def __init__(self, reason: str, words: str | None = None) -> None:
        super().__init__(reason)
        self.words = words or reason
        """The same for a person."""


class StoreDamagedError(StoreError):
    """The file of SQLite is not what was written to it, or never was ours."""

    def __init__(self, what: str) -> None:
        super().__init__(
            f"berkasnya rusak, atau bukan basis data jampel ({what}). Angkanya jangan dipakai. "
            "Hentikan daemon, sisihkan berkas itu, kembalikan cadangan terakhir: "
            "jampel db restore CADANGAN"
        )


class StoreVersionError(StoreError):
    """The schema is older or newer than this program."""


class Store:
    """Transactions on one database; `write` never overlaps with another writer of SQLite."""

    def __init__(self, engine: Engine, outer: Connection | None = None) -> None:
        self._engine = engine
        self._outer = outer

    @property
    def is_sqlite(self) -> bool:
        """SQLite locks as a whole; some statements are written for it alone."""
        return self._engine.dialect.name == "sqlite"

    @property
    def file(self) -> Path | None:
        """Where SQLite keeps it; null for a store in memory or on a server."""
        name = self._engine.url.database if self.is_sqlite else None
        return Path(name) if name and name != ":memory:" else None

    @contextmanager
    def write(self) -> Iterator[Connection]:
        """One transaction: all of it is kept, or none."""
        if self._outer is not None:
            with self._outer.begin_nested():
                yield self._outer
            return
        with self._engine.connect() as connection:
            connection.execution_options(begin="IMMEDIATE")
            with connection.begin():
                yield connection

    def settle(self, work: Callable[[Connection], T]) -> T:
        """Do a whole unit of work in one transaction; again where another was merely first."""
        for _ in range(MOST_CONFLICTS - 1):
            try:
                with self.write() as connection:
                    return work(connection)
            except DBAPIError as error:
                if not is_conflict(error):
                    raise
        with self.write() as connection:
            return work(connection)

    @contextmanager
    def read(self) -> Iterator[Connection]:
        """One consistent view; nothing is kept."""
        if self._outer is not None:
            yield self._outer
            return
        with self._engine.connect() as connection, connection.begin():
            yield connection

    @contextmanager
    def rehearse(self) -> Iterator["Store"]:
        """A store in which everything works and nothing stays: for dry runs and verification."""
        if self._outer is not None:
            nested = self._outer.begin_nested()
            try:
                yield self
            finally:
                nested.rollback()
            return
        with self._engine.connect() as connection:
            connection.execution_options(begin="IMMEDIATE")
            transaction = connection.begin()
            try:
                yield Store(self._engine, connection)
            finally:
                transaction.rollback()

    def close(self) -> None:
        """Give all connections back."""
        self._engine.dispose()

    def trouble(self) -> str | None:
        """Return why the store cannot be worked with right now; none where all is well.

        Raises:
            StoreAwayError: the database does not answer.

        """
        try:
            version = self.version()
        except DBAPIError as error:
            raise _away(error) from error
        if version != HEAD:
            return f"the schema is {version}, this program wants {HEAD}"
        return self._read_only()

    def _read_only(self) -> str | None:
        """Say where nothing can be written: to a disk, a standby, a server that was told so."""
        if self.is_sqlite:
            return DISK_IS_READ_ONLY if _only_reads(self.file) else None
        with self.read() as connection:
            told = connection.execute(text("SHOW transaction_read_only")).scalar()
        return "the store is read-only" if told == "on" else None

    def version(self) -> str | None:
        """The schema's version; null for an empty database."""
        with self.read() as connection:
            return _version(connection)

    def upgrade(self) -> None:
        """Bring the schema to HEAD; a store made by a newer program is refused."""
        current = self.version()
        if current == HEAD:
            return
        if current is not None and current > HEAD:
            raise StoreVersionError(
                f"skemanya {current}, lebih baru daripada {HEAD} yang dikenal program ini. Pasang "
                "jampel yang lebih baru, atau kembalikan cadangan dari sebelum pemutakhiran: "
                "jampel db restore CADANGAN --replace"
            )
        try:
            with self.write() as connection:
                if not self.is_sqlite:  # two programs that begin together take turns
                    connection.execute(select(func.pg_advisory_xact_lock(MIGRATING)))
                _bring_up(connection)
        except OperationalError as error:
            raise _away(error) from error


def _version(connection: Connection) -> str | None:
    if not inspect(connection).has_table("alembic_version"):
        return None
    found = connection.execute(text("SELECT version_num FROM alembic_version")).scalar()
    return None if found is None else str(found)


def _bring_up(connection: Connection) -> None:
    """Make an empty store, or walk an older one up; what somebody else has just done stays."""
    if _version(connection) is None:
        from models.migrations.fresh import make  # noqa: PLC0415 - once in a store's life

        make(connection, HEAD)
    else:
        from models.migrations.apply import upgrade  # noqa: PLC0415 - Alembic takes 0.2 s to load

        upgrade(connection)


def is_begun(url: str, *, base_dir: Path) -> bool:
    """Whether there is a database to open; SQLite would make one of what is not there."""
    parsed = make_url(url)
    if parsed.get_backend_name() != "sqlite" or not parsed.database:
        return True
    return parsed.database == ":memory:" or (base_dir / parsed.database).exists()


def open_store(url: str, *, base_dir: Path) -> Store:
    """Open the database at `url`; a relative SQLite path is relative to `base_dir`.

    Raises:
        StoreError: the URL is unusable or the database does not answer.

    """
    try:
        parsed = make_url(url)
    except SQLAlchemyError as error:
        raise StoreError(f"store.url is not a database URL: {error}") from error
    if parsed.get_backend_name() == "sqlite":
        if parsed.database and parsed.database != ":memory:":
            path = base_dir / parsed.database
            parsed = parsed.set(database=str(path))
        engine = create_engine(parsed, connect_args={"timeout": 60})
        _prepare_sqlite(engine)
    elif parsed.get_backend_name() == "postgresql":
        own = {"options": LOCK_TIMEOUT} if "options" not in parsed.query else {}
        engine = create_engine(parsed, pool_pre_ping=True, connect_args=POSTGRES | own)
    else:
        raise StoreError(f"store.url: {parsed.get_backend_name()} is not supported, use sqlite or "
                         "postgresql+psycopg")  # fmt: skip
    try:
        with engine.connect():
            pass
    except OperationalError as error:
        if _only_reads(Store(engine).file):
            raise StoreAwayError(DISK_IS_READ_ONLY, passing(READ_ONLY)) from error
        raise _away(error) from error
    except DBAPIError as error:
        raise StoreDamagedError(str(error.orig)) from error
    return Store(engine)


def _away(error: DBAPIError) -> StoreAwayError:
    return StoreAwayError(f"the store does not answer: {error.orig}", passing(error))


def _only_reads(file: Path | None) -> bool:
    """Whether the file system of a store takes nothing."""
    there = file is not None and file.parent.is_dir()
    return bool(file and there and os.statvfs(file.parent).f_flag & os.ST_RDONLY)


def _set(cursor: Any, pragma: str) -> None:
    """Set one pragma; the first to turn a new file to WAL may have to wait for another's turn.

    SQLite answers at once there, whatever its busy_timeout: two waiting for each other never end.
    """
    last = time.monotonic() + WAL_PATIENCE_SECONDS
    while True:
        try:
            cursor.execute(f"PRAGMA {pragma}")
        except sqlite3.OperationalError as error:
            if "locked" not in str(error) or time.monotonic() > last:
                raise
            time.sleep(0.02)
        else:
            return


def _prepare_sqlite(engine: Engine) -> None:
    """Let us begin transactions ourselves, so that DDL rolls back and writers queue up."""

    @event.listens_for(engine, "connect")
    def _connect(driver: Any, _record: object) -> None:
        driver.isolation_level = None
        cursor = driver.cursor()
        for pragma in PRAGMAS:
            _set(cursor, pragma)
        cursor.close()

    @event.listens_for(engine, "checkin")
    def _checkin(driver: Any, _record: object) -> None:
        """A connection that rests keeps no pages: they are in the system's cache anyway."""
        if driver is not None:
            driver.execute("PRAGMA shrink_memory")

    @event.listens_for(engine, "begin")
    def _begin(connection: Connection) -> None:
        mode = connection.get_execution_options().get("begin", "DEFERRED")
        connection.exec_driver_sql(f"BEGIN {mode}")
