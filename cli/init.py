"""`jampel init`: write a commented configuration."""

from pathlib import Path
from typing import Annotated

import typer

from cli.failures import FailureError
from cli.frame import config_file
from cli.lazy import new_app
from cli.unwritable import why


def init(
    context: typer.Context,
    name: Annotated[str, typer.Option(help="Nama instansi.")] = "BKPSDM Kabupaten Serang",
    force: Annotated[bool, typer.Option("--force", help="Timpa berkas yang ada.")] = False,
) -> None:
    """Tulis jampel.toml dengan penjelasan, dan folder untuk berkasnya.

    Contoh: jampel init · jampel init --name "BKPSDM Kabupaten Serang"
    """
    from config.template import render  # noqa: PLC0415

    path = config_file(context)
    if path.exists() and not force:
        raise FailureError(f"{path} sudah ada. Timpa dengan --force.")
    try:
        _write(path, render(name=name))
    except OSError as error:
        raise FailureError(f"{error.filename} tidak dapat ditulis: {why(error)}") from error
    typer.echo(
        f"{path} ditulis. Berikutnya:\n"
        "  1. taruh daftar pegawai (XLSX atau CSV) di roster/\n"
        "  2. taruh ekspor LAN RI di inbox/lan/, LMS Banten Ceria di inbox/banten-ceria/\n"
        "     (LMS tanpa berkas, dengan token atau kata sandi: buka komentarnya di jampel.toml)\n"
        "  3. jampel check --connect: apa yang akan terbaca, apa yang tidak, dan sebabnya\n"
        "  4. jampel sync\n"
        "  5. jampel alerts"
    )


def _write(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    for folder in ("roster", "inbox/lan", "inbox/banten-ceria"):
        (path.parent / folder).mkdir(parents=True, exist_ok=True)


app = new_app()
app.command()(init)
