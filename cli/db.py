"""`jampel db`: the schema of the store, its backup and the way back."""

import os
import sys
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from cli.failures import FailureError
from cli.frame import AsJson, config_file, day_of
from cli.frame import workshop as opened
from cli.lazy import new_app
from cli.showing import say_json

if TYPE_CHECKING:
    from daemon.wiring import Workshop
    from models.backup import Content, Then
    from models.store import Transaction


def upgrade(context: typer.Context) -> None:
    """Bawa skema ke versi program ini (perintah lain juga melakukannya).

    Contoh: jampel db upgrade
    """
    with opened(context) as workshop:
        typer.echo(f"Skema {workshop.store.version()}.")


def check(context: typer.Context) -> None:
    """Periksa skema tanpa mengubah apa pun.

    Contoh: jampel db check
    """
    from daemon.wiring import schema_of  # noqa: PLC0415 - after the command line is understood
    from models.store import HEAD  # noqa: PLC0415

    found = schema_of(config_file(context), os.environ)
    if found != HEAD:
        raise FailureError(
            f"skema {found or 'kosong'}, program ini memakai {HEAD}: jalankan jampel db upgrade"
        )
    typer.echo(f"Skema {found}, sesuai.")


def backup(
    context: typer.Context,
    file: Annotated[Path, typer.Argument(metavar="BERKAS", help="Berkas cadangan yang baru.")],
    as_json: AsJson = False,
) -> None:
    """Cadangkan seluruh penyimpanan ke satu berkas, lalu baca kembali dan bandingkan.

    Boleh selagi daemon berjalan. Berkasnya berisi data pegawai: simpan di tempat yang aman.

    Contoh: jampel db backup /cadangan/jampel-2026-11-24.db
    """
    from daemon.keeping import back_up  # noqa: PLC0415 - after the command line is understood
    from models.backup import note_backup  # noqa: PLC0415

    with opened(context) as workshop:
        kept = back_up(workshop.store, file, seen=_progress)
        note_backup(workshop.store, workshop.clock())
    _say(kept, file, "Dicadangkan dan dibaca kembali", as_json=as_json)


def restore(  # noqa: PLR0917 - Typer names them
    context: typer.Context,
    file: Annotated[Path, typer.Argument(metavar="BERKAS", help="Berkas cadangan.")],
    replace: Annotated[bool, typer.Option("--replace", help="Ganti isi penyimpanan yang sudah "
                                          "terpakai.")] = False,
    verify: Annotated[bool, typer.Option("--verify", help="Hanya bandingkan cadangan dengan "
                                         "penyimpanan; tidak ada yang diubah.")] = False,
    assume_sent_until: Annotated[date | None, typer.Option(
        metavar="TANGGAL", parser=day_of, show_default=False,
        help="Rekap yang jadwalnya sampai hari ini dianggap sudah terkirim.")] = None,
    as_json: AsJson = False,
) -> None:  # fmt: skip
    """Kembalikan cadangan ke penyimpanan yang kosong; SQLite ataupun PostgreSQL.

    Hentikan daemon lebih dulu. Semuanya kembali, atau tidak ada yang berubah. Rekap yang dikirim
    sesudah cadangan dibuat tidak tercatat di dalamnya: dengan --assume-sent-until rekap itu tidak
    dikirim lagi.

    Contoh: jampel db restore /cadangan/jampel-2026-11-24.db --assume-sent-until 2026-12-01
    """
    from daemon.keeping import content_of  # noqa: PLC0415 - after the command line is understood
    from daemon.keeping import restore as bring_back  # noqa: PLC0415
    from models.backup import content  # noqa: PLC0415

    with opened(context) as workshop:
        if verify:
            kept = content_of(file)
            if kept != content(workshop.store):
                raise FailureError(f"{file}: BERBEDA dari isi penyimpanan sekarang")
        else:
            kept = bring_back(file, workshop.store, replace=replace, seen=_progress,
                              then=_assuming(workshop, assume_sent_until))  # fmt: skip
    _say(kept, file, "Sama dengan isi penyimpanan" if verify else "Dikembalikan dan dibandingkan",
         as_json=as_json)  # fmt: skip


def _assuming(workshop: "Workshop", until: date | None) -> "Then":
    """What follows in the same transaction: digests that left since do not leave again."""
    from daemon.digests import mailed_until  # noqa: PLC0415 - after the command line is understood
    from digest.assumed import assume_sent  # noqa: PLC0415

    if until is None:
        return lambda _connection: None
    months = mailed_until(workshop, until)

    def assume(connection: "Transaction") -> None:
        held = assume_sent(connection, months, now=workshop.clock())
        typer.echo(f"{held} rekap dianggap sudah terkirim.", err=True)

    return assume


def _progress(table: str, rows: int) -> None:
    if sys.stderr.isatty():
        typer.echo(f"  {table}: {rows} baris", err=True)


def _say(kept: "Content", file: Path, words: str, *, as_json: bool) -> None:
    rows = sum(kept.rows.values())
    if as_json:
        say_json({"file": str(file), "rows": dict(kept.rows), "sha256": kept.sha256})
    else:
        typer.echo(f"{file}: {words}: {rows} baris, sidik isi {kept.sha256[:16]}.")


app = new_app(help="Skema penyimpanan, cadangan, pemulihan.", no_args_is_help=True)
app.command("upgrade")(upgrade)
app.command("check")(check)
app.command("backup")(backup)
app.command("restore")(restore)
