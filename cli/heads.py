"""What `jampel opd head` shows: who leads which OPD now, and who led one from which day."""

from typing import TYPE_CHECKING

import typer

from cli.failures import FailureError
from cli.showing import say_json, table

if TYPE_CHECKING:
    from daemon.wiring import Workshop


def show_heads_now(workshop: "Workshop", *, as_json: bool) -> None:
    """Show every OPD with its head of today; those who get no digest say so."""
    from models.outbox import addressees  # noqa: PLC0415 - after the command line is understood

    with workshop.store.read() as connection:
        found = addressees(connection, workshop.today())
    if as_json:
        say_json([{"opd": one.opd_name, "head": one.head, "email": one.address} for one in found])
        return
    if not found:
        typer.echo("Belum ada OPD di data induk.")
        return
    table(["OPD", "Kepala", "Surel"], [(one.opd_name, one.head, one.address) for one in found])
    without = sum(not one.address for one in found)
    if without:
        typer.echo(f"{without} OPD tanpa alamat: rekapnya tidak dikirim.")


def show_heads_of(workshop: "Workshop", opd: str, *, as_json: bool) -> None:
    """Show the heads of one OPD, from which day each."""
    from models.heads import heads_of, name_of_opd  # noqa: PLC0415
    from sync.reading.titles import normalise_opd  # noqa: PLC0415

    folded = normalise_opd(opd)
    with workshop.store.read() as connection:
        name, found = name_of_opd(connection, folded), heads_of(connection, folded)
    if name is None:
        raise FailureError(f'Tidak ada OPD "{opd}" di data induk. Yang ada: jampel opd head')
    if as_json:
        say_json([{"opd": name, "from_on": one.from_on.isoformat(), "head": one.name,
                   "email": one.email} for one in found])  # fmt: skip
        return
    typer.echo(name)
    table(["Mulai", "Kepala", "Surel"], [(one.from_on, one.name, one.email) for one in found])
