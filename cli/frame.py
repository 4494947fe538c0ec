"""What commands share: the open workshop, and options that mean the same everywhere."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from cli.failures import USAGE, FailureError

if TYPE_CHECKING:
    from daemon.wiring import Workshop


def day_of(text: str) -> date:
    """Read a day as options write it."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise typer.BadParameter(f'"{text}" bukan tanggal seperti 2026-11-24') from None


Year = Annotated[
    int | None,
    typer.Option(min=1990, max=2100, metavar="TAHUN", help="Tahun; bila tidak disebut: tahun ini.",
                 show_default=False),
]  # fmt: skip
AsOf = Annotated[
    date | None,
    typer.Option(
        parser=day_of,
        metavar="TANGGAL",
        help="Hitung pelatihan yang selesai sampai hari ini, misalnya 2026-06-30.",
        show_default=False,
    ),
]
AsJson = Annotated[bool, typer.Option("--json", help="Keluaran JSON untuk program.")]


def config_file(ctx: typer.Context) -> Path:
    """Return the configuration file of this call."""
    from daemon.wiring import config_path  # noqa: PLC0415 - after the command line is understood

    return config_path(ctx.find_root().obj, os.environ)


def existing_config_file(ctx: typer.Context) -> Path:
    """Return the configuration file of this call, or say how to make one."""
    path = config_file(ctx)
    if not path.exists():
        raise FailureError(
            f"{path}: berkas konfigurasi tidak ada. Buat dengan `jampel init`, atau sebut "
            "tempatnya dengan --config.",
            USAGE,
        )
    return path


def quiet_log() -> None:
    """Log errors only: a person at a terminal reads the answer, the log is for the unattended."""
    import logging  # noqa: PLC0415 - after the command line is understood

    from config.logging import set_up  # noqa: PLC0415

    set_up(level=logging.INFO if os.environ.get("JAMPEL_DEBUG") else logging.ERROR)


@contextmanager
def workshop(ctx: typer.Context) -> Iterator["Workshop"]:
    """Open the workshop of this call."""
    from daemon.wiring import open_workshop  # noqa: PLC0415 - after the command line is understood

    quiet_log()
    path = existing_config_file(ctx)
    with open_workshop(path, os.environ) as opened:
        yield opened
