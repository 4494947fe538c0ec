"""Write many rows at once by the fastest road of each database: executemany, or COPY."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Table, exists, func, select

from models.schema import UtcDateTime

Row = Sequence[Any]


def insert_many(connection: Connection, table: Table, columns: Sequence[str],
                rows: Iterable[Row]) -> None:  # fmt: skip
    """Insert rows; values are plain Python (days and instants, not text)."""
    insert_columns(connection, table, _turned(columns, rows))


def insert_columns(connection: Connection, table: Table,
                   columns: Mapping[str, Sequence[Any]]) -> None:  # fmt: skip
    """Insert rows that come as columns."""
    told = _told(connection, table, columns)
    if not told:
        return
    if connection.dialect.name == "sqlite":
        _sqlite_many(connection, _insert(table, told), zip(*told.values(), strict=True))
    else:
        into = f'COPY "{table.name}" ({_names(told)}) FROM STDIN'
        _copy(connection, into, zip(*told.values(), strict=True))


def insert_as_made(connection: Connection, table: Table, columns: Sequence[str],
                   rows: Iterable[Row]) -> None:  # fmt: skip
    """Insert rows while they are made: a server works on the last ones meanwhile.

    The caller names the columns that hold anything; no instants.
    """
    if connection.dialect.name == "sqlite":
        _sqlite_many(connection, _insert(table, columns), rows)
    else:
        _copy(connection, f'COPY "{table.name}" ({_names(columns)}) FROM STDIN', rows)


@contextmanager
def indexed_after(connection: Connection, *tables: Table) -> Iterator[None]:
    """Let tables that never had a row have their indexes made at once, after their first rows.

    That is half the work of keeping them up row by row; on PostgreSQL nobody reads the tables
    until the transaction ends.
    """
    new = [table for table in tables if _is_new(connection, table)]
    indexes = [index for table in new for index in sorted(table.indexes, key=str)]
    for index in indexes:
        index.drop(connection)
    yield
    for index in indexes:
        index.create(connection)


def _is_new(connection: Connection, table: Table) -> bool:
    """Whether nobody has anything to read there: what a replay has emptied, others still see."""
    if connection.dialect.name == "sqlite":
        return not connection.scalar(select(exists(table.select())))
    return connection.scalar(select(func.pg_relation_size(table.name))) == 0


def insert_new(connection: Connection, table: Table, columns: Sequence[str],
               rows: Iterable[Row]) -> None:  # fmt: skip
    """Insert rows as `insert_many`; one that a unique index forbids is left out."""
    told = _told(connection, table, _turned(columns, rows))
    if not told:
        return
    ready = zip(*told.values(), strict=True)
    if connection.dialect.name == "sqlite":
        _sqlite_many(connection, f"{_insert(table, told)} ON CONFLICT DO NOTHING", ready)
        return
    names = _names(told)
    _stage(connection, table, names, ready)
    connection.exec_driver_sql(
        f'INSERT INTO "{table.name}" ({names}) SELECT {names} FROM staging ON CONFLICT DO NOTHING'
    )


def update_many(connection: Connection, table: Table, columns: Sequence[str],
                rows: Iterable[Row], *, key: str = "id") -> None:  # fmt: skip
    """Set `columns` of the rows named by their key; each row is (key, values...)."""
    ready = list(rows)
    if not ready:
        return
    if connection.dialect.name == "sqlite":
        sets = ", ".join(f'"{c}" = ?' for c in columns)
        turned = ([*row[1:], row[0]] for row in ready)
        _sqlite_many(connection, f'UPDATE "{table.name}" SET {sets} WHERE "{key}" = ?', turned)
        return
    names = _names((key, *columns))
    _stage(connection, table, names, ready)
    sets = ", ".join(f'"{c}" = s."{c}"' for c in columns)
    connection.exec_driver_sql(
        f'UPDATE "{table.name}" t SET {sets} FROM staging s WHERE t."{key}" = s."{key}"'
    )


def delete_many(connection: Connection, table: Table, keys: Iterable[Any], *,
                key: str = "id") -> None:  # fmt: skip
    """Delete the rows named by their key."""
    column = table.c[key]
    ready = list(keys)
    for start in range(0, len(ready), 500):
        connection.execute(table.delete().where(column.in_(ready[start : start + 500])))


def _turned(columns: Sequence[str], rows: Iterable[Row]) -> dict[str, Sequence[Any]]:
    """Rows as columns; without any row there is none."""
    turned = list(zip(*rows, strict=True))
    return dict(zip(columns, turned, strict=True)) if turned else {}


def _told(connection: Connection, table: Table,
          columns: Mapping[str, Sequence[Any]]) -> dict[str, Sequence[Any]]:  # fmt: skip
    """Columns that hold anything, as the driver wants them.

    The driver of SQLite takes four times as long over a null as over a text.
    """
    return {
        name: _instants(connection, values)
        if isinstance(table.c[name].type, UtcDateTime)
        else values
        for name, values in columns.items()
        if any(value is not None for value in values)
    }


def _instants(connection: Connection, values: Sequence[datetime | None]) -> list[Any]:
    """SQLite's own adapter would write the zone, too, which no other row has."""
    column, dialect = UtcDateTime(), connection.dialect
    write = column.dialect_impl(dialect).bind_processor(dialect)
    written = {instant: write(instant) if write else instant for instant in set(values)}
    return [written[instant] for instant in values]


def _names(columns: Iterable[str]) -> str:
    return ", ".join(f'"{c}"' for c in columns)


def _insert(table: Table, columns: Collection[str]) -> str:
    marks = ", ".join("?" * len(columns))
    return f'INSERT INTO "{table.name}" ({_names(columns)}) VALUES ({marks})'


def _sqlite_many(connection: Connection, statement: str, rows: Iterable[Row]) -> None:
    """Days become ISO text by the driver's own adapter."""
    driver: Any = connection.connection.driver_connection
    driver.executemany(statement, rows)


def _stage(connection: Connection, table: Table, names: str, rows: Iterable[Row]) -> None:
    connection.exec_driver_sql("DROP TABLE IF EXISTS staging")
    connection.exec_driver_sql(
        f'CREATE TEMP TABLE staging ON COMMIT DROP AS SELECT {names} FROM "{table.name}" LIMIT 0'
    )
    _copy(connection, f"COPY staging ({names}) FROM STDIN", rows)


def _copy(connection: Connection, statement: str, rows: Iterable[Row]) -> None:
    driver: Any = connection.connection.driver_connection
    with driver.cursor() as cursor, cursor.copy(statement) as copy:
        for row in rows:
            copy.write_row(row)
