"""`jampel daemon`: run unattended by the schedule."""

import os

import typer

from cli.failures import USAGE, FailureError
from cli.frame import config_file
from cli.lazy import new_app

app = new_app()


@app.command()
def daemon(ctx: typer.Context) -> None:
    """Tarik semua sumber menurut jadwalnya, sampai dihentikan.

    Berhenti dengan rapi pada SIGTERM atau Ctrl-C; yang kedua menghentikan seketika.

    Contoh: jampel daemon; jampel --config /etc/jampel.toml daemon
    """
    from config.logging import set_up  # noqa: PLC0415 - after the command line is understood
    from daemon.lifecycle import serve  # noqa: PLC0415
    from daemon.wiring import open_workshop  # noqa: PLC0415

    set_up()
    with open_workshop(config_file(ctx), os.environ) as workshop:
        if not workshop.settings.sources and workshop.settings.roster is None:
            raise FailureError("Belum ada [roster] atau [sources.…] di konfigurasi.", USAGE)
        serve(workshop)
