"""`jampel opd`: names by which sources call our OPDs, and who leads them."""

from datetime import date
from typing import TYPE_CHECKING, Annotated

import typer

from cli.failures import USAGE, FailureError
from cli.frame import AsJson, day_of
from cli.frame import workshop as opened
from cli.lazy import new_app
from cli.people import carry_out
from cli.showing import who

if TYPE_CHECKING:
    from daemon.wiring import Workshop


def _group() -> None:
    """Nama lain sebuah OPD, dan siapa kepalanya."""


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


def head(  # noqa: PLR0917 - Typer names them
    context: typer.Context,
    opd: Annotated[str | None, typer.Argument(metavar="OPD", show_default=False)] = None,
    name: Annotated[str | None, typer.Option(help="Nama kepala.", show_default=False)] = None,
    email: Annotated[str | None, typer.Option(help="Alamat surelnya.", show_default=False)] = None,
    vacant: Annotated[bool, typer.Option("--vacant", help="Tidak ada kepala.")] = False,
    from_on: Annotated[
        date | None,
        typer.Option("--from", parser=day_of, metavar="TANGGAL", show_default=False,
                     help="Hari pertama; bila tidak disebut: hari ini."),
    ] = None,
    as_json: AsJson = False,
) -> None:  # fmt: skip
    """Kepala OPD, yang menerima rekap: lihat, atau tetapkan mulai suatu hari.

    Berlaku sampai daftar OPD, atau orang, menyebut yang lain untuk hari sesudahnya. Tanpa --name
    hanya alamatnya yang diganti.

    Contoh: jampel opd head; jampel opd head "Dinas Kesehatan" --name "dr. Ani"
    --email kepala@dinkes.example --from 2026-12-01; jampel opd head "Dinas Pasar" --vacant
    """
    from cli.heads import show_heads_now, show_heads_of  # noqa: PLC0415

    email = email and email.strip()
    _refuse_what_makes_no_sense(opd, name, email, from_on, vacant=vacant)
    with opened(context) as workshop:
        if opd is None:
            show_heads_now(workshop, as_json=as_json)
            return
        if vacant or email:
            _set_head(workshop, opd, name, email, from_on or workshop.today())
        show_heads_of(workshop, opd, as_json=as_json)


def _refuse_what_makes_no_sense(
    opd: str | None, name: str | None, email: str | None, from_on: date | None, *, vacant: bool
) -> None:
    from digest.message import is_address  # noqa: PLC0415 - after the command line is understood

    if opd is None and (name or email or from_on or vacant):
        raise FailureError("Sebut OPD mana yang dimaksud.", USAGE)
    if vacant and (name or email):
        raise FailureError("Pilih salah satu: --vacant, atau --name dan --email.", USAGE)
    if (name or from_on) and not (email or vacant):
        raise FailureError("Sebut juga --email: alamat kepala yang lama bukan alamatnya.", USAGE)
    if email and not is_address(email):
        raise FailureError(f'"{email}" bukan alamat surel.', USAGE)


def _set_head(
    workshop: "Workshop", opd: str, name: str | None, email: str | None, from_on: date
) -> None:
    from daemon.sources import engine_of  # noqa: PLC0415
    from sync.decide import By, DecisionError  # noqa: PLC0415
    from sync.decide import head as act  # noqa: PLC0415

    try:
        act(engine_of(workshop), opd, name=name, email=email, from_on=from_on, by=By(who()))
    except DecisionError as error:
        raise FailureError(str(error)) from error


app = new_app(help="Nama lain dan kepala sebuah OPD.", no_args_is_help=True)
app.callback()(_group)
app.command("alias")(alias)
app.command("head")(head)
