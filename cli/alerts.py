"""`jampel alerts`: who is at risk of missing the yearly minimum, and since when we know."""

import typer

from alerts.levels import Level
from cli.exporting import alert_row, alerts_of
from cli.frame import AsJson, AsOf, Year
from cli.frame import workshop as opened
from cli.lazy import new_app
from cli.showing import say_json, table
from cli.words import LEVELS

app = new_app()


@app.command()
def alerts(
    ctx: typer.Context, year: Year = None, as_of: AsOf = None, as_json: AsJson = False
) -> None:
    """Siapa yang berisiko tidak mencapai batas minimal, dan mengapa.

    Untuk tahun berjalan hasilnya disimpan; tahun lain atau --as-of hanya dihitung.

    Contoh: jampel alerts; jampel alerts --year 2025; jampel alerts --as-of 2026-06-30 --json
    """
    with opened(ctx) as workshop:
        period = workshop.period(year, as_of)
        found = alerts_of(workshop, period)
    if as_json:
        say_json([alert_row(one) for one in found])
        return
    if not found:
        typer.echo(f"Tidak ada yang berisiko pada tahun {period.year}.")
        return
    found.sort(
        key=lambda one: (one.total.opd or "", one.standing.level != Level.CRITICAL, one.total.name)
    )
    table(
        ["OPD", "NIP", "Nama", "Keadaan", "Alasan"],
        [
            (
                one.total.opd,
                one.total.nip,
                one.total.name,
                LEVELS[one.standing.level.value],
                one.standing.reason,
            )
            for one in found
        ],
    )
    typer.echo(f"{len(found)} pegawai. Rinciannya: jampel explain NIP")
