"""`jampel exempt`: who need not reach the minimum, by a document."""

from datetime import date, datetime
from typing import TYPE_CHECKING, Annotated

import typer

from cli.lazy import new_app
from cli.people import carry_out

if TYPE_CHECKING:
    from sync.decide import By
    from sync.engine import Engine


def exempt(
    context: typer.Context,
    nip: Annotated[str, typer.Argument(metavar="NIP")],
    document: Annotated[str, typer.Option(help="Nomor surat yang menjadi dasarnya.")],
    from_on: Annotated[datetime, typer.Option("--from", formats=["%Y-%m-%d"], help="Mulai.")],
    until_on: Annotated[datetime | None, typer.Option("--until", formats=["%Y-%m-%d"],
                                                      help="Hari pertama tidak lagi.")] = None,
) -> None:  # fmt: skip
    """Kecualikan pegawai dari batas minimal, dengan dasar sebuah surat.

    Contoh: jampel exempt 198503102010011001 --document "800/12/2026" --from 2026-01-01
    """
    from sync.decide import exempt as act  # noqa: PLC0415

    begin: date = from_on.date()
    end = until_on.date().isoformat() if until_on else None

    def carry(engine: "Engine", by: "By") -> None:
        act(engine, nip, document=document, from_on=begin.isoformat(), until_on=end, by=by)

    carry_out(context, carry)


app = new_app()
app.command()(exempt)
