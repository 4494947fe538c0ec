"""`jampel opd`: names by which sources call our OPDs."""

from typing import Annotated

import typer

from cli.lazy import new_app
from cli.people import carry_out


def _group() -> None:
    """Nama lain sebuah OPD."""


def alias(
    context: typer.Context,
    text: Annotated[str, typer.Argument(metavar="TERTULIS")],
    opd: Annotated[str, typer.Argument(metavar="OPD")],
) -> None:
    """Tulisan ini berarti OPD itu, mulai run berikutnya.

    Contoh: jampel opd alias "Dinkes Kab" "Dinas Kesehatan"
    """
    from sync.decide import alias as act  # noqa: PLC0415

    carry_out(context, lambda engine, by: act(engine, text, opd, by))


app = new_app(help="Nama lain sebuah OPD.", no_args_is_help=True)
app.callback()(_group)
app.command("alias")(alias)
