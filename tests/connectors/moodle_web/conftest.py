"""The command to sync with."""

from tests.cli.conftest import program

__all__ = ["program"]
