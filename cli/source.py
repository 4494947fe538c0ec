"""`jampel source`: pause and resume a source by hand."""

from collections.abc import Collection
from typing import Annotated

import typer

from cli.failures import USAGE, FailureError
from cli.frame import workshop as opened
from cli.lazy import new_app
from cli.showing import who

Name = Annotated[str, typer.Argument(metavar="NAMA")]


def pause(
    context: typer.Context, name: Name,
    reason: Annotated[str, typer.Option(help="Sebabnya.")] = "dijeda dengan tangan",
) -> None:  # fmt: skip
    """Jangan tarik sumber ini sampai dilanjutkan.

    Contoh: jampel source pause lan-ri --reason "menunggu kata sandi baru"
    """
    from daemon.sources import engine_of  # noqa: PLC0415
    from sync.decide import pause as act  # noqa: PLC0415

    with opened(context) as workshop:
        engine = engine_of(workshop)
        _known(name, engine.sources)
        act(engine, name, f"{reason} (oleh {who()})")
    typer.echo(f"{name} dijeda. Lanjutkan: jampel source resume {name}")


def resume(context: typer.Context, name: Name) -> None:
    """Tarik lagi sumber ini pada jadwal berikutnya.

    Contoh: jampel source resume lan-ri
    """
    from daemon.sources import engine_of  # noqa: PLC0415
    from sync.decide import resume as act  # noqa: PLC0415

    with opened(context) as workshop:
        engine = engine_of(workshop)
        _known(name, engine.sources)
        act(engine, name)
    typer.echo(f"{name} dilanjutkan. Tarik sekarang: jampel sync {name}")


def _known(name: str, known: Collection[str]) -> None:
    if name not in known:
        raise FailureError(f"Sumber {name} tidak ada di konfigurasi.", USAGE)


app = new_app(help="Jeda atau lanjutkan satu sumber.", no_args_is_help=True)
app.command("pause")(pause)
app.command("resume")(resume)
