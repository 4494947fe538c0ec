"""Open the store, begin and end its transactions: SQLite (WAL) or PostgreSQL by one URL."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event, inspect, text
from sqlalchemy.engine import make_url
from sqlalchemy.exc import OperationalError, SQLAlchemyError

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

HEAD = "0002"
"""The schema that this code wants; equals the newest file in migrations/versions."""


class StoreError(Exception):
    """The store cannot be used; the message says what to do."""


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

    def version(self) -> str | None:
        """The schema's version; null for an empty database."""
        with self.read() as connection:
            if not inspect(connection).has_table("alembic_version"):
                return None
            found = connection.execute(text("SELECT version_num FROM alembic_version")).scalar()
            return None if found is None else str(found)

    def upgrade(self) -> None:
        """Bring the schema to HEAD; a store made by a newer program is refused."""
        current = self.version()
        if current == HEAD:
            return
        if current is not None and current > HEAD:
            raise StoreVersionError(
                f"the store has schema {current}, this program knows {HEAD}: "
                "install the newer jampel, or restore the backup made before the upgrade"
            )
        from models.migrations.apply import upgrade  # noqa: PLC0415 - Alembic takes 0.2 s to load

        with self.write() as connection:
            upgrade(connection)


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
        engine = create_engine(parsed, pool_pre_ping=True)
    else:
        raise StoreError(f"store.url: {parsed.get_backend_name()} is not supported, use sqlite or "
                         "postgresql+psycopg")  # fmt: skip
    try:
        with engine.connect():
            pass
    except OperationalError as error:
        raise StoreError(f"the store does not answer: {error.orig}") from error
    return Store(engine)


def _prepare_sqlite(engine: Engine) -> None:
    """Let us begin transactions ourselves, so that DDL rolls back and writers queue up."""

    @event.listens_for(engine, "connect")
    def _connect(driver: Any, _record: object) -> None:
        driver.isolation_level = None
        cursor = driver.cursor()
        for pragma in PRAGMAS:
            cursor.execute(f"PRAGMA {pragma}")
        cursor.close()

    @event.listens_for(engine, "begin")
    def _begin(connection: Connection) -> None:
        mode = connection.get_execution_options().get("begin", "DEFERRED")
        connection.exec_driver_sql(f"BEGIN {mode}")
