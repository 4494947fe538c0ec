"""A fake site to sync from, and the command to sync with."""

from tests.cli.conftest import program

__all__ = ["program"]
