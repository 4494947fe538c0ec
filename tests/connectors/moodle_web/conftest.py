"""A fake site to sync from, and the command to sync with."""

from tests.cli.conftest import program
from tests.connectors.moodle.office import invented, site

__all__ = ["invented", "program", "site"]
