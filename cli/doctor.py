"""`jampel doctor`: is everything well, and what to do where it is not."""

import sys
from typing import Annotated

import typer

from cli.failures import FAILED, NEEDS_A_PERSON
from cli.frame import AsJson
from cli.frame import workshop as opened
from cli.lazy import new_app
from cli.printing import printable
from cli.showing import say_json

SIGNS = {"fine": "baik ", "warning": "PERLU", "wrong": "SALAH"}


def doctor(
    context: typer.Context,
    as_json: AsJson = False,
    quiet: Annotated[bool, typer.Option("--quiet", help="Hanya yang tidak baik.")] = False,
) -> None:  # fmt: skip
    """Periksa seluruh jampel: hitungan, halaman tersimpan, disk, jam, surel dan sumber.

    Tidak ada yang diubah. Kode akhir: 0 baik, 3 perlu orang, 1 ada yang salah.

    Contoh: jampel doctor · jampel doctor --quiet
    """
    from daemon.doctoring import State, examine  # noqa: PLC0415 - after the command line

    def seen(done: int, all_: int) -> None:
        if sys.stderr.isatty():
            typer.echo(f"\rHalaman {done} dari {all_}", nl=done == all_, err=True)

    found = []
    with opened(context) as workshop:
        for one in examine(workshop, seen):
            found.append(one)
            if not as_json and not (quiet and one.state is State.FINE):
                typer.echo(f"{SIGNS[one.state]}  {printable(one.words)}")
                if one.remedy:
                    typer.echo(f"       → {printable(one.remedy)}")
    if as_json:
        say_json([{"check": one.name, "state": one.state, "words": one.words,
                   "remedy": one.remedy} for one in found])  # fmt: skip
    states = {one.state for one in found}
    if State.WRONG in states:
        raise typer.Exit(FAILED)
    if State.WARNING in states:
        raise typer.Exit(NEEDS_A_PERSON)


app = new_app()
app.command()(doctor)
