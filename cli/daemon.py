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

    Berhenti dengan rapi pada SIGTERM atau Ctrl-C, paling lama 10 detik (kode keluar 0); yang
    kedua menghentikan seketika (143 atau 130). Basis data yang tidak menjawab ditunggu.

    Contoh: jampel daemon; jampel --config /etc/jampel.toml daemon
    """
    from config.logging import set_up  # noqa: PLC0415 - after the command line is understood
    from daemon.lifecycle import serve  # noqa: PLC0415
    from daemon.wiring import open_as_set, read_settings  # noqa: PLC0415

    set_up()
    settings = read_settings(config_file(ctx), os.environ)
    if not settings.sources and settings.roster is None:
        raise FailureError("Belum ada [roster] atau [sources.…] di konfigurasi.", USAGE)
    serve(lambda: open_as_set(settings, thorough=True), settings)
