"""Copy a whole store into another one and prove by hashes that nothing was lost.

A backup is itself a store in one SQLite file, whatever database it was made of: it can be looked
at with any command, and restored to SQLite or PostgreSQL.
"""

import hashlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Select, Table, delete, func, select, text
from sqlalchemy.exc import DBAPIError

from models.runs import get_fact, set_fact
from models.schema import META, fact
from models.soundness import integrity
from models.store import Store, StoreError

BACKED_UP = "backed_up_at"
FEW_BYTES = 16 * 1024 * 1024
MANY_ROWS = 2_000
Seen = Callable[[str, int], None]
"""Called with the name of a table and how many of its rows are copied."""


class BackupError(StoreError):
    """A backup or a restore did not give the same store; nothing was kept."""


@dataclass(frozen=True, slots=True)
class Content:
    """What a store holds: rows by table, and one hash over all of them."""

    rows: Mapping[str, int]
    sha256: str


def content(store: Store) -> Content:
    """Count and hash every row of every table, whatever their order and the database."""
    with store.read() as connection:
        sums = {table.name: _summed(connection, table) for table in META.sorted_tables}
    return _content(sums)


Then = Callable[[Connection], object]
"""What is changed in the same transaction, once the copy was proved."""


def copy_store(source: Store, target: Store, *, replace: bool = False,
               seen: Seen = lambda _table, _rows: None,
               then: Then = lambda _connection: None) -> Content:  # fmt: skip
    """Copy all rows in one transaction of each side, then read the target back and compare.

    Args:
        source: of this program's schema; read as of one instant.
        target: of this program's schema; empty, unless `replace`.
        replace: empty the target first, in the same transaction.
        seen: told of each table.
        then: done afterwards with the target, in the same transaction.

    Raises:
        BackupError: the target is not empty, or it does not hold what the source did.

    """
    with source.read() as reading, target.write() as writing:
        if not source.is_sqlite:
            reading.execute(text("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ"))
        if not replace and _in_use(writing):
            raise BackupError(
                "penyimpanan sudah terpakai; tidak ada yang diubah. Ganti seluruh isinya: --replace"
            )
        for table in reversed(META.sorted_tables):
            writing.execute(delete(table))
        copied = {table.name: _copy(reading, writing, table, seen) for table in META.sorted_tables}
        if not target.is_sqlite:
            _continue_numbers(writing)
        kept = {table.name: _summed(writing, table) for table in META.sorted_tables}
        wrong = [name for name in copied if copied[name] != kept[name]]
        if wrong:
            raise BackupError(
                f"isi {', '.join(wrong)} berbeda setelah disalin; tidak ada yang disimpan. Ulangi; "
                "bila tetap begitu, periksa disk dan memori mesin ini"
            )
        then(writing)
    return _content(copied)


def refuse_damaged(store: Store) -> None:
    """Look through a backup's file as a whole before anything of it is believed.

    Raises:
        BackupError: it is cut short or overwritten, or no store of ours.

    """
    try:
        with store.read() as connection:
            trouble = integrity(connection)
        ours = store.version() is not None
    except DBAPIError as error:
        raise BackupError(f"cadangan itu rusak: {error.orig}") from error
    if trouble or not ours:
        raise BackupError("berkas itu rusak, atau bukan cadangan jampel")


def note_backup(store: Store, now: datetime) -> None:
    """Note that a whole backup was made; that is no part of what a backup holds."""
    with store.write() as connection:
        set_fact(connection, BACKED_UP, now.isoformat())


def backed_up_at(connection: Connection) -> datetime | None:
    """Return when the last backup was made; of one that was restored nothing is known."""
    told = get_fact(connection, BACKED_UP)
    return None if told is None else datetime.fromisoformat(told)


def _rows(table: Table) -> Select[Any]:
    query = select(table).execution_options(stream_results=True, yield_per=200)
    return query.where(table.c.name != BACKED_UP) if table is fact else query


_Sum = tuple[int, int]
"""Rows of a table, and the sum of their hashes: equal whatever their order."""


def _copy(reading: Connection, writing: Connection, table: Table, seen: Seen) -> _Sum:
    rows = total = waiting_bytes = 0
    waiting: list[dict[str, object]] = []
    for row in reading.execute(_rows(table)).mappings():
        total += _hash(tuple(row.values()))
        rows += 1
        waiting.append(dict(row))
        waiting_bytes += sum(len(v) for v in row.values() if isinstance(v, bytes))
        if len(waiting) >= MANY_ROWS or waiting_bytes >= FEW_BYTES:
            writing.execute(table.insert(), waiting)
            waiting, waiting_bytes = [], 0
    if waiting:
        writing.execute(table.insert(), waiting)
    seen(table.name, rows)
    return rows, total


def _summed(connection: Connection, table: Table) -> _Sum:
    rows = total = 0
    for row in connection.execute(_rows(table)):
        total += _hash(tuple(row))
        rows += 1
    return rows, total


def _hash(values: tuple[object, ...]) -> int:
    plain = tuple(bytes(v) if isinstance(v, memoryview) else v for v in values)
    return int.from_bytes(hashlib.sha256(repr(plain).encode()).digest()[:16])


def _content(sums: Mapping[str, _Sum]) -> Content:
    said = "\n".join(f"{name} {rows} {total:x}" for name, (rows, total) in sorted(sums.items()))
    return Content(
        {name: rows for name, (rows, _) in sums.items()}, hashlib.sha256(said.encode()).hexdigest()
    )


def _in_use(connection: Connection) -> bool:
    used = ("run", "decision")
    return any(connection.execute(select(META.tables[name]).limit(1)).first() for name in used)


def _continue_numbers(connection: Connection) -> None:
    """PostgreSQL counts ids by itself: go on after the highest that was copied."""
    for table in META.sorted_tables:
        column = table.autoincrement_column
        if column is None:
            continue
        name = connection.execute(
            select(func.pg_get_serial_sequence(table.name, column.name))
        ).scalar()
        if name is not None:
            highest = connection.execute(select(func.max(column))).scalar()
            connection.execute(select(func.setval(name, highest or 1, highest is not None)))
