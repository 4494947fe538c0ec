"""`jampel people` and `exempt`: who is one person, and who need not reach the minimum."""

from typing import TYPE_CHECKING, Annotated

import typer

from cli.failures import USAGE, FailureError
from cli.frame import AsJson
from cli.frame import workshop as opened
from cli.lazy import new_app
from cli.showing import say_json, table, who

if TYPE_CHECKING:
    from collections.abc import Callable

    from sync.decide import By
    from sync.engine import Engine


def list_(context: typer.Context, as_json: AsJson = False) -> None:
    """Usulan: NIP berbeda dengan nama dan tanggal lahir yang sama.

    Contoh: jampel people list
    """
    from models.people import namesakes  # noqa: PLC0415

    with opened(context) as workshop, workshop.store.read() as connection:
        pairs = namesakes(connection)
    if as_json:
        say_json([{"nips": [one, other], "name": name} for one, other, name in pairs])
        return
    if not pairs:
        typer.echo("Tidak ada usulan.")
        return
    table(["NIP", "NIP", "Nama"], pairs)
    typer.echo("Orang yang sama? jampel people link NIP NIP")


def link(
    context: typer.Context, nips: Annotated[list[str], typer.Argument(metavar="NIP NIP...")]
) -> None:
    """NIP-NIP ini satu orang: JP-nya dijumlahkan.

    Contoh: jampel people link 199001152022211003 199001152025061001
    """
    from sync.decide import link as act  # noqa: PLC0415
    from sync.reading.nip import clean_nip  # noqa: PLC0415

    if len(set(nips)) < 2:  # noqa: PLR2004 - one is joined with another
        raise FailureError("Sebut sedikitnya dua NIP yang berbeda.", USAGE)
    cleaned = [clean_nip(nip) for nip in nips]
    carry_out(context, lambda engine, by: act(engine, cleaned, by))


def split(context: typer.Context, nip: Annotated[str, typer.Argument(metavar="NIP")]) -> None:
    """Batalkan penggabungan NIP ini; hitungan seolah tidak pernah digabung.

    Contoh: jampel people split 199001152022211003
    """
    from sync.decide import split as act  # noqa: PLC0415
    from sync.reading.nip import clean_nip  # noqa: PLC0415

    carry_out(context, lambda engine, by: act(engine, clean_nip(nip), by))


def carry_out(context: typer.Context, act: "Callable[[Engine, By], None]") -> None:
    """Carry a decision about people out at once, and count them again."""
    from daemon.rounds import evaluate_now  # noqa: PLC0415
    from daemon.sources import engine_of  # noqa: PLC0415
    from sync.decide import By, DecisionError  # noqa: PLC0415

    with opened(context) as workshop:
        try:
            act(engine_of(workshop), By(who()))
        except DecisionError as error:
            raise FailureError(str(error)) from error
        evaluate_now(workshop, changed=True)
    typer.echo("Disimpan dan dihitung ulang.")


app = new_app(help="Gabung atau pisah NIP satu orang.", no_args_is_help=True)
app.command("list")(list_)
app.command("link")(link)
app.command("split")(split)
