"""Many rows at once: what is put off while a table is filled is there afterwards."""

import pytest
from sqlalchemy import Connection, func, inspect, select

from models import schema
from models.bulk import indexed_after
from models.store import Store

WANTED = {index.name for index in schema.record.indexes}


def test_an_empty_table_has_its_indexes_after_its_first_rows(store: Store) -> None:
    with store.write() as connection:
        with indexed_after(connection, schema.record):
            assert indexes(connection) == set()
            add(connection, 1)
        assert indexes(connection) == WANTED


def test_a_table_with_rows_keeps_its_indexes(store: Store) -> None:
    with store.write() as connection:
        add(connection, 1)
        with indexed_after(connection, schema.record):
            add(connection, 2)
            assert indexes(connection) == WANTED


def test_who_still_sees_rows_that_a_replay_has_removed_is_not_kept_waiting(
    store: Store,
) -> None:
    with store.write() as connection:
        add(connection, 1)
    with store.write() as replay, store.read() as reader:
        replay.execute(schema.record.delete())
        with indexed_after(replay, schema.record):
            assert reader.scalar(select(func.count()).select_from(schema.record)) == 1


def test_what_fails_meanwhile_takes_no_index_away(store: Store) -> None:
    with (
        pytest.raises(ZeroDivisionError),
        store.write() as connection,
        indexed_after(connection, schema.record),
    ):
        add(connection, 1 // 0)
    with store.read() as connection:
        assert indexes(connection) == WANTED


def indexes(connection: Connection) -> set[str | None]:
    return {found["name"] for found in inspect(connection).get_indexes("record")}


def add(connection: Connection, number: int) -> None:
    row = {"id": number, "person_id": 1, "employee_id": 1, "title": "Arsip", "counted": True}
    connection.execute(schema.record.insert().values(row))
