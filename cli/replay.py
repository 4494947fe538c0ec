"""`jampel replay`: make the store again from landed pages and decisions."""

import sys
from typing import Annotated

import typer

from cli.failures import FailureError
from cli.frame import workshop as opened
from cli.lazy import new_app
from cli.showing import say_json


def replay(
    context: typer.Context,
    verify: Annotated[bool, typer.Option("--verify", help="Hanya bandingkan; tidak ada yang "
                                         "disimpan.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Keluaran JSON.")] = False,
) -> None:  # fmt: skip
    """Susun ulang semua hitungan dari halaman yang tersimpan dan keputusan orang.

    Contoh: jampel replay --verify
    """
    from daemon.sources import engine_of  # noqa: PLC0415
    from models.pages import BodyDamagedError  # noqa: PLC0415
    from sync.replay import ReplayError, rebuild  # noqa: PLC0415
    from sync.replay import verify as compare  # noqa: PLC0415

    def seen(done: int, all_: int) -> None:
        if sys.stderr.isatty():
            typer.echo(f"\rLangkah {done} dari {all_}", nl=done == all_, err=True)

    with opened(context) as workshop:
        try:
            found = (compare if verify else rebuild)(engine_of(workshop), seen)
        except (ReplayError, BodyDamagedError) as error:
            raise FailureError(f"Tidak dapat disusun ulang: {error}") from error
    if as_json:
        say_json({"agrees": found.agrees, "before": found.before, "after": found.after,
                  "steps": found.steps})  # fmt: skip
    elif found.agrees:
        typer.echo(f"Sama: {found.steps} langkah diulang, hasilnya {found.after[:16]}.")
    else:
        typer.echo(f"BERBEDA: tersimpan {found.before[:16]}, disusun ulang {found.after[:16]}.")
    if verify and not found.agrees:
        raise FailureError("Isi penyimpanan bukan lagi yang dikatakan halaman dan keputusannya. "
                      "Susun ulang: jampel replay")  # fmt: skip


app = new_app()
app.command()(replay)
