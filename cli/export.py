"""`jampel export`: totals, records and what waits for a person, for spreadsheets and programs."""

from pathlib import Path
from typing import Annotated

import typer

from cli.exporting import FIELDS, What, rows_of
from cli.frame import AsOf, Year
from cli.frame import workshop as opened
from cli.lazy import new_app
from cli.writing import Format, write

app = new_app()


@app.command()
def export(
    ctx: typer.Context,
    what: Annotated[What, typer.Argument(help="Apa yang diekspor.")],
    *,
    year: Year = None,
    as_of: AsOf = None,
    kind: Annotated[
        Format | None,
        typer.Option("--format", help="Bila tidak disebut: menurut nama --output, atau csv.",
                     show_default=False),
    ] = None,
    output: Annotated[
        Path | None,
        typer.Option(metavar="FILE", help="Berkas; bila tidak disebut: keluaran standar.",
                     show_default=False),
    ] = None,
) -> None:  # fmt: skip
    """Ekspor ke CSV, JSON atau XLSX.

    --year dan --as-of berlaku untuk totals, records dan alerts; quarantine dan review memuat
    semua yang masih terbuka.

    Contoh: jampel export totals --year 2026 --format xlsx --output rekap.xlsx
    """
    kind = kind or _by_name(output)
    with (
        opened(ctx) as workshop,
        rows_of(what, workshop, workshop.period(year, as_of), until=as_of) as rows,
    ):
        write(rows, FIELDS[what], kind, output)


def _by_name(output: Path | None) -> Format:
    suffix = output.suffix.lower().lstrip(".") if output else ""
    return Format(suffix) if suffix in set(Format) else Format.CSV
