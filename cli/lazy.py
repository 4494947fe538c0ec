"""A group of commands of which only the one that is called gets imported."""

from collections.abc import Mapping
from difflib import get_close_matches
from importlib import import_module
from typing import TYPE_CHECKING, Any, NamedTuple

import typer
from typer.core import TyperGroup
from typer.main import get_command

if TYPE_CHECKING:
    from typer._click import Command, Context, HelpFormatter


class Lazy(NamedTuple):
    """Where a command stands, and what the list of commands says of it."""

    module: str
    """Its `app` is the command, or the group of commands."""
    help: str


class UnknownCommandError(Exception):
    """There is no such command."""

    def __init__(self, name: str, known: Mapping[str, Lazy]) -> None:
        near = get_close_matches(name, known, n=1)
        hint = f" Maksudnya `jampel {near[0]}`?" if near else " Lihat `jampel --help`."
        super().__init__(f"Tidak ada perintah `{name}`.{hint}")


class LazyGroup(TyperGroup):
    """Commands by name; a subclass says which."""

    known: Mapping[str, Lazy] = {}

    def list_commands(self, ctx: "Context") -> list[str]:  # noqa: ARG002 - Typer's signature
        """Name the commands."""
        return list(self.known)

    def get_command(self, ctx: "Context", cmd_name: str) -> "Command | None":  # noqa: ARG002
        """Import a command."""
        if cmd_name not in self.known:
            return None
        return get_command(import_module(self.known[cmd_name].module).app)

    def resolve_command(
        self, ctx: "Context", args: list[str]
    ) -> "tuple[str | None, Command | None, list[str]]":
        """Find what is called; a typing error gets the nearest name."""
        if not args[0].startswith("-") and args[0] not in self.known:
            raise UnknownCommandError(args[0], self.known)
        return super().resolve_command(ctx, args)

    def format_commands(self, ctx: "Context", formatter: "HelpFormatter") -> None:  # noqa: ARG002
        """List the commands without importing them."""
        with formatter.section("Perintah"):
            formatter.write_dl([(name, command.help) for name, command in self.known.items()])


def new_app(**options: Any) -> typer.Typer:
    """Make an app with plain help and without errors of Typer's own looks."""
    return typer.Typer(add_completion=False, rich_markup_mode=None, **options)
