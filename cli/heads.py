"""What `jampel opd head` shows: who leads which OPD now, and who led one from which day."""

from typing import TYPE_CHECKING

import typer

from cli.opds import opd_named
from cli.printing import moment
from cli.showing import say_json, table

if TYPE_CHECKING:
    from daemon.wiring import Workshop
    from models.outbox import Addressee


def show_heads_now(workshop: "Workshop", *, as_json: bool) -> None:
    """Show every OPD with its head of today; those who get no digest say so."""
    from models.outbox import addressees  # noqa: PLC0415 - after the command line is understood

    with workshop.store.read() as connection:
        found = addressees(connection, workshop.today())
    if as_json:
        say_json([
            {"opd": one.opd_name, "head": one.head, "email": one.address,
             "came_back": one.disabled and one.disabled.reason}
            for one in found
        ])  # fmt: skip
        return
    if not found:
        typer.echo("Belum ada OPD di data induk.")
        return
    table(["OPD", "Kepala", "Surel", "Surel kembali"],
          [(one.opd_name, one.head, one.address, _came_back(one)) for one in found])  # fmt: skip
    without = sum(not one.address or one.disabled is not None for one in found)
    if without:
        typer.echo(f"{without} OPD tanpa alamat yang dapat dikirimi: rekapnya tidak dikirim.")


def _came_back(one: "Addressee") -> str | None:
    if one.disabled is None:
        return None
    return f"{moment(one.disabled.disabled_at)}: {one.disabled.reason}"


def show_heads_of(workshop: "Workshop", opd: str, *, as_json: bool) -> None:
    """Show the heads of one OPD, from which day each."""
    from models.heads import heads_of  # noqa: PLC0415 - after the command line is understood

    with workshop.store.read() as connection:
        asked = opd_named(connection, opd)
        found = heads_of(connection, asked.id)
    if as_json:
        say_json([{"opd": asked.name, "from_on": one.from_on.isoformat(), "head": one.name,
                   "email": one.email} for one in found])  # fmt: skip
        return
    typer.echo(asked.name)
    table(["Mulai", "Kepala", "Surel"], [(one.from_on, one.name, one.email) for one in found])
