"""The migrations make the tables that the code works with, on both stores."""

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import Connection, inspect, select
from sqlalchemy.exc import IntegrityError

from models import migrations, schema
from models.migrations.apply import configuration, upgrade
from models.schema import META
from models.store import HEAD, Store, StoreVersionError, open_store
from tests.builders import LANDED_AT, Regency

VERSIONS = Path(migrations.__file__).parent / "versions"


def _differences(connection: Connection) -> list[object]:
    # Alembic takes SQLite's empty default for a difference; PostgreSQL's tells the same.
    options = {"compare_type": True,
               "compare_server_default": connection.dialect.name != "sqlite"}  # fmt: skip
    return list(compare_metadata(MigrationContext.configure(connection, opts=options), META))


def test_a_new_store_has_the_tables_of_the_code(store: Store) -> None:
    with store.read() as connection:
        assert _differences(connection) == []


def test_walking_up_from_nothing_gives_what_a_new_store_is_made_with(store: Store) -> None:
    with store.rehearse() as trial, trial.write() as connection:
        made = _shape(connection)
        META.drop_all(connection)
        connection.exec_driver_sql("DROP TABLE alembic_version")
        upgrade(connection)

        assert _differences(connection) == []
        assert _shape(connection) == made


def _shape(connection: Connection) -> dict[str, object]:
    """All that a database tells about its tables, and the rows that it begins with."""
    seen = inspect(connection)
    return {
        table: {
            "columns": [{**c, "type": str(c["type"])} for c in seen.get_columns(table)],
            "key": seen.get_pk_constraint(table),
            "foreign": sorted(map(str, seen.get_foreign_keys(table))),
            "unique": sorted(map(str, seen.get_unique_constraints(table))),
            "checks": sorted(map(str, seen.get_check_constraints(table))),
            "indexes": sorted(map(_index_shape, seen.get_indexes(table))),
            "rows": connection.exec_driver_sql(f'SELECT * FROM "{table}"').all(),
        }
        for table in seen.get_table_names()
    }


def _index_shape(index: Mapping[str, Any]) -> str:
    options = {name: str(value) for name, value in index["dialect_options"].items()}
    return str({**index, "dialect_options": options})


def test_a_difference_would_be_seen(store: Store) -> None:
    with store.rehearse() as trial, trial.write() as connection:
        connection.exec_driver_sql("DROP INDEX one_open_alert_a_person_and_year")
        connection.exec_driver_sql("ALTER TABLE quarantine DROP COLUMN value")

        kinds = {difference[0] for difference in _differences(connection)}  # type: ignore[index]

    assert kinds == {"add_index", "add_column"}


def test_tables_and_columns_are_all_there(store: Store) -> None:
    with store.read() as connection:
        seen = inspect(connection)
        names = set(seen.get_table_names()) - {"alembic_version"}
        columns = {t: [c["name"] for c in seen.get_columns(t)] for t in names}

    assert columns == {table.name: [c.name for c in table.columns] for table in META.sorted_tables}


def test_the_database_itself_allows_one_active_run_of_a_source(store: Store) -> None:
    running = {"outcome": "running", "finished_at": None}
    with store.write() as connection:
        regency = Regency(connection)
        regency.run("lan-ri", **running)
        regency.run("banten-ceria", **running)
        regency.run("lan-ri")

    with pytest.raises(IntegrityError), store.write() as connection:
        Regency(connection).run("lan-ri", **running)


def test_the_database_itself_allows_one_open_alert_of_a_person_and_year(store: Store) -> None:
    raised = {"person_id": 7, "year": 2026, "level": "behind", "reason": "x",
              "raised_at": LANDED_AT}  # fmt: skip
    with store.write() as connection:
        connection.execute(schema.alert.insert().values(**raised, cleared_at=LANDED_AT))
        connection.execute(schema.alert.insert().values(**raised))

    with pytest.raises(IntegrityError), store.write() as connection:
        connection.execute(schema.alert.insert().values(**raised))


def test_ids_count_up_by_themselves(store: Store) -> None:
    with store.write() as connection:
        first, second = (Regency(connection).run("lan-ri") for _ in range(2))

    assert second == first + 1


def test_large_ids_of_evidence_fit(store: Store) -> None:
    large = 2**40
    with store.write() as connection:
        regency = Regency(connection)
        member = regency.employee()
        facts = {"title": "Pelayanan Publik", "employee_id": member.employee_id, "flags": ""}
        regency.evidence(member, large, large, facts)
        found = connection.execute(select(schema.evidence.c.record_id)).scalar()

    assert found == large


def test_the_newest_migration_is_the_head_of_the_code() -> None:
    numbers = sorted(file.name[:4] for file in VERSIONS.glob("[0-9]*.py"))

    assert numbers[-1] == HEAD
    assert len(numbers) == len(set(numbers))


def test_a_migration_imports_nothing_of_ours() -> None:
    ours = re.compile(r"^\s*(?:from|import) (?:alerts|cli|config|connectors|daemon|models|sync)\b",
                      re.MULTILINE)  # fmt: skip
    for file in VERSIONS.glob("[0-9]*.py"):
        assert not ours.search(file.read_text()), file.name


def test_an_interrupted_upgrade_leaves_nothing(tmp_path: Path) -> None:
    store = open_store("sqlite:///new.db", base_dir=tmp_path)
    with store.rehearse() as trial, trial.write() as connection:
        upgrade(connection)
        assert inspect(connection).has_table("evidence")

    assert store.version() is None
    store.upgrade()
    assert store.version() == HEAD
    store.close()


def test_a_store_of_a_newer_program_is_refused(store: Store) -> None:
    with store.write() as connection:
        connection.exec_driver_sql("UPDATE alembic_version SET version_num = '9999'")

    with pytest.raises(StoreVersionError, match="9999"):
        store.upgrade()


def test_alembic_needs_no_file_of_its_own(store: Store) -> None:
    with store.read() as connection:
        config = configuration(connection)

    assert config.config_file_name is None
