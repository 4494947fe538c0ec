"""`jampel exempt`: who need not reach the minimum, by a document."""

from datetime import date
from typing import TYPE_CHECKING, Annotated

import typer

from cli.failures import USAGE, FailureError
from cli.frame import day_of
from cli.lazy import new_app
from cli.people import carry_out

if TYPE_CHECKING:
    from sync.decide import By
    from sync.engine import Engine


def exempt(
    context: typer.Context,
    nip: Annotated[str, typer.Argument(metavar="NIP")],
    document: Annotated[str, typer.Option(help="Nomor surat yang menjadi dasarnya.")],
    from_on: Annotated[date, typer.Option("--from", parser=day_of, metavar="TANGGAL",
                                          help="Mulai.")],
    until_on: Annotated[date | None, typer.Option("--until", parser=day_of, metavar="TANGGAL",
                                                  show_default=False,
                                                  help="Hari pertama tidak lagi.")] = None,
) -> None:  # fmt: skip
    """Kecualikan pegawai dari batas minimal, dengan dasar sebuah surat.

    Contoh: jampel exempt 198503102010011001 --document "800/12/2026" --from 2026-01-01
    """
    from sync.decide import exempt as act  # noqa: PLC0415
    from sync.reading.nip import clean_nip  # noqa: PLC0415

    if not document.strip():
        raise FailureError("--document: nomor suratnya belum diisi.", USAGE)
    if until_on is not None and until_on <= from_on:
        raise FailureError(f"--until {until_on}: harus sesudah --from {from_on}.", USAGE)
    end = until_on.isoformat() if until_on else None

    def carry(engine: "Engine", by: "By") -> None:
        act(
            engine,
            clean_nip(nip),
            document=document.strip(),
            from_on=from_on.isoformat(),
            until_on=end,
            by=by,
        )

    carry_out(context, carry)


app = new_app()
app.command()(exempt)
