"""Write many rows at once by the fastest road of each database: executemany, or COPY."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Table

from models.schema import UtcDateTime

Row = Sequence[Any]


def insert_many(connection: Connection, table: Table, columns: Sequence[str],
                rows: Iterable[Row]) -> None:  # fmt: skip
    """Insert rows; values are plain Python (dates, not text)."""
    names = ", ".join(f'"{c}"' for c in columns)
    if connection.dialect.name == "sqlite":
        marks = ", ".join("?" * len(columns))
        _sqlite_many(connection, f'INSERT INTO "{table.name}" ({names}) VALUES ({marks})', rows)
    else:
        _copy(connection, f'COPY "{table.name}" ({names}) FROM STDIN', rows)


def insert_columns(connection: Connection, table: Table,
                   columns: Mapping[str, list[Any]]) -> None:  # fmt: skip
    """Insert rows that come as columns; one that holds nothing is not named.

    To the driver of SQLite a null is four times the work of a text, and so is a bool.
    """
    told = {name: values for name, values in columns.items() if values.count(None) < len(values)}
    insert_many(connection, table, list(told), zip(*told.values(), strict=True))


def insert_new(connection: Connection, table: Table, columns: Sequence[str],
               rows: Iterable[Row]) -> None:  # fmt: skip
    """Insert rows as `insert_many`; one that a unique index forbids is left out."""
    names = ", ".join(f'"{c}"' for c in columns)
    if connection.dialect.name == "sqlite":
        marks = ", ".join("?" * len(columns))
        into = f'INSERT INTO "{table.name}" ({names}) VALUES ({marks}) ON CONFLICT DO NOTHING'
        _sqlite_many(connection, into, rows)
        return
    _stage(connection, table, names, rows)
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
    names = ", ".join(f'"{c}"' for c in (key, *columns))
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


def with_instants(connection: Connection, rows: Iterable[Row], *places: int) -> Iterator[Row]:
    """Give rows whose values at `places` are instants, or nothing, as the driver wants them.

    SQLite's own adapter would write the zone, too, which no other row has.
    """
    written: dict[datetime | None, Any] = {}
    for row in rows:
        ready = [*row]
        for place in places:
            instant = row[place]
            if instant not in written:
                written[instant] = _instant(connection, instant)
            ready[place] = written[instant]
        yield ready


def _instant(connection: Connection, instant: datetime | None) -> Any:
    column, dialect = UtcDateTime(), connection.dialect
    write = column.dialect_impl(dialect).bind_processor(dialect)
    return write(instant) if write else instant


def _sqlite_many(connection: Connection, statement: str, rows: Iterable[Row]) -> None:
    """Days become ISO text by the driver's own adapter; instants go through SQLAlchemy."""
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
