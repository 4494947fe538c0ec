"""Show tables and progress to a person, JSON to a program."""

import getpass
import json
import os
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from typing import TYPE_CHECKING, Any

import typer

from cli.failures import USAGE, FailureError
from cli.printing import printable

if TYPE_CHECKING:
    from collections.abc import Callable

    from models.pages import Landed


def say_json(value: object) -> None:
    """Write one JSON document to standard output."""
    typer.echo(json.dumps(value, ensure_ascii=False, indent=2, default=_json_text))


def _json_text(value: object) -> str:
    """A moment as in the exports; anything else as it prints."""
    return value.isoformat(timespec="seconds") if isinstance(value, datetime) else str(value)


def table(headings: Sequence[str], rows: Sequence[Sequence[Any]], *, indent: str = "") -> None:
    """Write a table of plain text whose columns line up; numbers to the right."""
    cells = [[("" if c is None else printable(str(c))) for c in row] for row in rows]
    widths = [max(len(h), *(len(r[i]) for r in cells)) if cells else len(h)
              for i, h in enumerate(headings)]  # fmt: skip
    right = [bool(rows) and all(isinstance(r[i], int) for r in rows) for i in range(len(headings))]

    def line(parts: Sequence[str]) -> str:
        shown = [
            p.rjust(w) if r else p.ljust(w) for p, w, r in zip(parts, widths, right, strict=True)
        ]
        return indent + "  ".join(shown).rstrip()

    typer.echo(line(list(headings)))
    typer.echo(indent + "  ".join("─" * w for w in widths))
    for row in cells:
        typer.echo(line(row))


@contextmanager
def progress(label: str) -> Iterator["Callable[[Landed], None]"]:
    """Show which page was landed, on a terminal only."""
    if not sys.stderr.isatty():
        yield lambda _page: None
        return
    from rich.console import Console  # noqa: PLC0415 - only a terminal pays for it
    from rich.progress import Progress, SpinnerColumn, TextColumn, TimeElapsedColumn  # noqa: PLC0415

    columns = (SpinnerColumn(), TextColumn("{task.description}"), TimeElapsedColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task(label)
        yield lambda page: bar.update(
            task, description=f"{page.source}: {printable(page.name)[:60]}"
        )


def confirmed(question: str, *, yes: bool) -> bool:
    """Ask on a terminal; a pipe must say --yes."""
    if yes:
        return True
    if not sys.stdin.isatty():
        raise FailureError("tidak ada terminal untuk bertanya: tambahkan --yes", USAGE)
    return typer.confirm(question)


def who() -> str:
    """Name of the account that decides, for the audit log."""
    try:
        return getpass.getuser()
    except (KeyError, OSError):
        return f"uid {os.getuid()}"
