"""`jampel explain`: where each JP of an employee comes from, and why it counts or does not."""

from typing import Annotated

import typer

from cli.explaining import document_of
from cli.frame import AsJson, AsOf, Year
from cli.frame import workshop as opened
from cli.lazy import new_app
from cli.showing import say_json
from cli.telling import lines_of

app = new_app()


@app.command()
def explain(
    ctx: typer.Context,
    nip: Annotated[str, typer.Argument(metavar="NIP", help="NIP kini atau yang dulu.")],
    year: Year = None,
    as_of: AsOf = None,
    as_json: AsJson = False,
) -> None:
    """Dari mana setiap JP seorang pegawai, dan mengapa dihitung atau tidak.

    Contoh: jampel explain 198501012010012001; jampel explain 198501012010012001 --year 2025 --json
    """
    with opened(ctx) as workshop:
        document = document_of(workshop, nip, workshop.period(year, as_of))
    if as_json:
        say_json(document)
        return
    for line in lines_of(document):
        typer.echo(line)
