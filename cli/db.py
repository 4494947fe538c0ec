"""`jampel db`: the store's schema."""

import os

import typer

from cli.failures import FailureError
from cli.frame import config_file
from cli.frame import workshop as opened
from cli.lazy import new_app


def upgrade(context: typer.Context) -> None:
    """Bawa skema ke versi program ini (perintah lain juga melakukannya).

    Contoh: jampel db upgrade
    """
    with opened(context) as workshop:
        typer.echo(f"Skema {workshop.store.version()}.")


def check(context: typer.Context) -> None:
    """Periksa skema tanpa mengubah apa pun.

    Contoh: jampel db check
    """
    from daemon.wiring import schema_of  # noqa: PLC0415 - after the command line is understood
    from models.store import HEAD  # noqa: PLC0415

    found = schema_of(config_file(context), os.environ)
    if found != HEAD:
        raise FailureError(
            f"skema {found or 'kosong'}, program ini memakai {HEAD}: jalankan jampel db upgrade"
        )
    typer.echo(f"Skema {found}, sesuai.")


app = new_app(help="Skema penyimpanan.", no_args_is_help=True)
app.command("upgrade")(upgrade)
app.command("check")(check)
