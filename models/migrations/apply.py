"""Run the migrations inside a transaction that is already open."""

from pathlib import Path

from alembic import command
from alembic.config import Config
from sqlalchemy import Connection

HERE = Path(__file__).parent


def configuration(connection: Connection) -> Config:
    """Alembic's own configuration, made here: there is no alembic.ini to lose."""
    config = Config()
    config.set_main_option("script_location", str(HERE))
    config.attributes["connection"] = connection
    return config


def upgrade(connection: Connection, revision: str = "head") -> None:
    """Bring the schema to `revision`; DDL rolls back with the transaction."""
    command.upgrade(configuration(connection), revision)
