"""`jampel check`: is the configuration right, and does everything answer."""

import os
from typing import Annotated

import typer

from cli.failures import FailureError
from cli.frame import config_file
from cli.frame import workshop as opened
from cli.lazy import new_app


def check(
    context: typer.Context,
    connect: Annotated[bool, typer.Option("--connect", help="Coba juga penyimpanan, setiap "
                                          "sumber, dan server surel.")] = False,
) -> None:  # fmt: skip
    """Periksa konfigurasi: setiap kesalahan dengan berkas, baris dan saran.

    Contoh: jampel check · jampel check --connect
    """
    from daemon.wiring import read_settings  # noqa: PLC0415 - after the command line is understood

    path = config_file(context)
    settings = read_settings(path, os.environ)
    typer.echo(f"{path}: benar. {len(settings.sources)} sumber"
               f"{'' if settings.roster else ', TANPA daftar pegawai ([roster])'}.")  # fmt: skip
    if connect:
        _connect(context)


def _connect(context: typer.Context) -> None:
    from daemon.outbox import try_mail  # noqa: PLC0415
    from daemon.trying import try_sources  # noqa: PLC0415

    failed = 0
    with opened(context) as workshop:
        typer.echo(f"penyimpanan: menjawab, skema {workshop.store.version()}.")
        for name, answer, fine in try_sources(workshop):
            typer.echo(f"{name}: {answer}")
            failed += not fine
        mail = try_mail(workshop)
        if mail is not None:
            typer.echo(f"server surel: {mail[0]}")
    if failed:
        raise FailureError(f"{failed} sumber tidak dapat dipakai")
    if mail is not None and not mail[1]:
        raise FailureError("server surel tidak dapat dipakai")


app = new_app()
app.command()(check)
