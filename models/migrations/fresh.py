"""Make the schema of an empty store at once, as the migrations would have left it.

Alembic takes a quarter of a second to load and to walk; a first sync and every test store need
neither. `tests/models/test_migrations.py` holds this against the migrations.
"""

from sqlalchemy import Connection, text

from models.schema import META, fact

SEEDS = {"next_evidence_id": "1"}
"""Facts that a store begins with."""


def make(connection: Connection, version: str) -> None:
    """Make every table and note the schema's version; DDL rolls back with the transaction."""
    META.create_all(connection, checkfirst=False)
    connection.execute(fact.insert(), [{"name": n, "value": v} for n, v in SEEDS.items()])
    connection.execute(text(
        "CREATE TABLE alembic_version (version_num VARCHAR(32) NOT NULL, "
        "CONSTRAINT alembic_version_pkc PRIMARY KEY (version_num))"
    ))  # fmt: skip
    connection.execute(
        text("INSERT INTO alembic_version (version_num) VALUES (:version)"), {"version": version}
    )
