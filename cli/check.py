"""`jampel check`: is the configuration right, and does everything answer."""

import os
import sys
from dataclasses import asdict
from typing import TYPE_CHECKING, Annotated, Any

import typer

from cli.failures import NEEDS_A_PERSON, FailureError
from cli.frame import AsJson, existing_config_file, quiet_log
from cli.lazy import new_app
from cli.probing import lines_of
from cli.requesting import letter
from cli.showing import say_json

if TYPE_CHECKING:
    from collections.abc import Mapping

    from config.settings import Settings
    from daemon.trying import StoreTried, Tried

RULE = "─" * 76


def check(
    context: typer.Context,
    connect: Annotated[bool, typer.Option("--connect", help="Coba juga penyimpanan, setiap "
                                          "sumber, dan server surel; tidak ada yang disimpan.")
                       ] = False,
    as_json: AsJson = False,
) -> None:  # fmt: skip
    """Periksa konfigurasi: setiap kesalahan dengan berkas, baris dan saran.

    Dengan --connect: jalan mana yang dipakai setiap sumber, apa yang terlihat, apa yang tidak akan
    terbaca, dan surat permintaan untuk adminnya. Kode akhir: 0 semua dapat dipakai, 1 ada yang
    tidak, 2 konfigurasi salah, 3 ada sumber yang dijeda.

    Contoh: jampel check · jampel check --connect
    """
    from daemon.wiring import read_settings  # noqa: PLC0415 - after the command line is understood

    path = existing_config_file(context)
    settings = read_settings(path, os.environ)
    if not as_json:
        roster = "" if settings.roster else ", TANPA daftar pegawai ([roster])"
        typer.echo(f"{path}: benar. {len(settings.sources)} sumber{roster}.")
    if connect:
        quiet_log()
        _connect(settings, str(path), as_json=as_json)
    elif as_json:
        say_json({"config": str(path), "sources": list(settings.sources)})


def _connect(settings: "Settings", path: str, *, as_json: bool) -> None:
    from daemon.bounces import try_bounces  # noqa: PLC0415 - after the command line is understood
    from daemon.trying import try_mail, try_sources, try_store  # noqa: PLC0415

    store = try_store(settings)
    if not as_json:
        typer.echo(f"penyimpanan: {store.words}.")
    tried = []
    for one in try_sources(settings, begun=_begun):
        tried.append(one)
        if not as_json:
            _show(one, store)
    mail, bounces = try_mail(settings), try_bounces(settings)
    if as_json:
        found = _document(settings, path, store, tried)
        say_json(found | {"mail": _answered(mail), "bounces": _answered(bounces)})
    else:
        if mail is not None:
            typer.echo(f"\nserver surel: {mail[0]}")
        if bounces is not None:
            typer.echo(f"kotak surel yang kembali: {bounces[0]}")
        for one in tried:
            _show_letter(one, settings.organisation.name)
    _judge(store, tried, {"server surel": mail, "kotak surel yang kembali": bounces})


def _begun(source: str) -> None:
    if sys.stderr.isatty():
        typer.echo(f"Bertanya kepada {source} ...", err=True)


def _show(one: "Tried", store: "StoreTried") -> None:
    typer.echo("")
    for line in lines_of(one, paused=one.source in store.paused):
        typer.echo(line)


def _show_letter(one: "Tried", organisation: str) -> None:
    text = letter(one, organisation)
    if text is not None:
        typer.echo(f"\nUntuk admin {one.source}, siap disalin ke surat atau surel:\n{RULE}")
        typer.echo(f"{text}\n{RULE}")


def _document(
    settings: "Settings",
    path: str,
    store: "StoreTried",
    tried: list["Tried"],
) -> dict[str, Any]:
    return {
        "config": path,
        "store": {"usable": store.usable, "words": store.words},
        "sources": [_source(one, store, settings.organisation.name) for one in tried],
    }


def _answered(tried: tuple[str, bool] | None) -> dict[str, Any] | None:
    return None if tried is None else {"usable": tried[1], "words": tried[0]}


def _source(one: "Tried", store: "StoreTried", organisation: str) -> dict[str, Any]:
    found = {} if one.probe is None else asdict(one.probe)
    return found | {
        "source": one.source,
        "connector": one.connector,
        "place": one.place,
        "usable": one.trouble is None,
        "paused": one.source in store.paused,
        "trouble": None if one.trouble is None else asdict(one.trouble),
        "detail": one.detail,
        "letter": letter(one, organisation),
    }


def _judge(
    store: "StoreTried", tried: list["Tried"], also: "Mapping[str, tuple[str, bool] | None]"
) -> None:
    wrong = [] if store.usable else ["penyimpanan tidak dapat dipakai"]
    if failed := [one.source for one in tried if one.trouble is not None]:
        wrong.append(f"{len(failed)} sumber tidak dapat dipakai: {', '.join(failed)}")
    wrong += [f"{name} tidak dapat dipakai" for name, one in also.items() if one and not one[1]]
    if wrong:
        raise FailureError("\n".join(wrong))
    if any(one.source in store.paused for one in tried):
        raise typer.Exit(NEEDS_A_PERSON)


app = new_app()
app.command()(check)
