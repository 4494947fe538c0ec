"""`jampel digest`: what the head of each OPD is told about a month."""

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import structlog
import typer

from cli.digests import send_by_hand, show_ledger
from cli.failures import FAILED, USAGE, FailureError
from cli.frame import AsJson
from cli.frame import workshop as opened
from cli.lazy import new_app
from cli.opds import opd_named
from cli.showing import table
from cli.unwritable import why
from cli.words import SILENCES

if TYPE_CHECKING:
    from daemon.wiring import Workshop
    from digest.values import Digest, Month, Previous
    from models.store import Transaction
    from models.views.opds import OpdRow

log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of the digest of one OPD."""

    opd: str
    members: int | None
    at_risk: int | None
    said: str
    failed: bool = False


def digest(  # noqa: PLR0917 - Typer names them
    ctx: typer.Context,
    opd: Annotated[
        str | None, typer.Option(help="Satu perangkat daerah saja.", show_default=False)
    ] = None,
    period: Annotated[
        str | None,
        typer.Option(metavar="BULAN", help="Misalnya 2026-11; bila tidak disebut: bulan ini.",
                     show_default=False),
    ] = None,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Tulis ke berkas saja; tidak ada yang dikirim.")
    ] = False,
    send: Annotated[
        bool, typer.Option("--send", help="Kirim sekarang (pada jam kerja); dengan --opd: sekali "
                           "lagi kepada satu OPD.")
    ] = False,
    output: Annotated[
        Path | None,
        typer.Option(metavar="FOLDER", help="Tempat berkas --dry-run; bila tidak disebut: "
                     "rekap-BULAN.", show_default=False),
    ] = None,
    as_json: AsJson = False,
) -> None:  # fmt: skip
    """Surat bulanan kepada kepala OPD: siapa yang berisiko, dan apa yang harus dilakukan.

    Tanpa --dry-run dan --send: apa yang sudah dikirim kepada siapa, dan apa yang belum.

    Contoh: jampel digest; jampel digest --send; jampel digest --dry-run --output coba
    """
    if dry_run and send:
        raise FailureError("Pilih salah satu: --dry-run atau --send.", USAGE)
    with opened(ctx) as workshop:
        month = _month(workshop, period)
        if send:
            send_by_hand(workshop, month, opd)
            return
        if not dry_run:
            show_ledger(workshop, period and month.key, opd, as_json=as_json)
            return
        folder = output or Path(f"rekap-{month.key}")
        done = [_write(workshop, place, month, folder) for place in _opds(workshop, month, opd)]
    table(["OPD", "Pegawai", "Berisiko", "Hasil"],
          [(one.opd, one.members, one.at_risk, one.said) for one in done])  # fmt: skip
    typer.echo(f"Surat bulan {month.key} ditulis ke {folder}; tidak ada yang dikirim.")
    if any(one.failed for one in done):
        raise typer.Exit(FAILED)


def _month(workshop: "Workshop", text: str | None) -> "Month":
    from digest.values import PeriodUnreadableError, month_of, read_month  # noqa: PLC0415

    today = workshop.today()
    try:
        return month_of(today) if text is None else read_month(text, today=today)
    except PeriodUnreadableError as error:
        raise FailureError(f"--period: {error}", USAGE) from error


def _opds(workshop: "Workshop", month: "Month", name: str | None) -> "list[OpdRow]":
    from models.views.opds import opds_on  # noqa: PLC0415 - after the command line is understood

    with workshop.store.read() as connection:
        found = opds_on(connection, month.on)
        if name is None:
            return found
        wanted = opd_named(connection, name)
    if wanted not in found:
        raise FailureError(f"Tidak ada pegawai di OPD {wanted.name} pada {month.on}.")
    return [wanted]


def _write(workshop: "Workshop", opd: "OpdRow", month: "Month", folder: Path) -> Outcome:
    """Write the files of one OPD; whatever is wrong with it, the others go on."""
    try:
        composed = _compose(workshop, opd, month)
        said = _write_files(workshop, composed, folder)
    except OSError as error:
        raise FailureError(f"{folder} tidak dapat ditulis: {why(error)}") from error
    except Exception as error:
        log.exception("digest_failed", opd=opd.name)
        return Outcome(opd.name, None, None, f"GAGAL: {type(error).__name__}", failed=True)
    return Outcome(opd.name, composed.members, len(composed.at_risk), said)


def _compose(workshop: "Workshop", opd: "OpdRow", month: "Month") -> "Digest":
    from daemon.digests import digest_of  # noqa: PLC0415 - after the command line is understood

    with workshop.store.read() as connection:
        return digest_of(workshop, connection, opd, month, _previous(connection, opd, month))


def _previous(connection: "Transaction", opd: "OpdRow", month: "Month") -> "Previous | None":
    from digest.values import Previous  # noqa: PLC0415
    from models.outbox import last_told  # noqa: PLC0415

    facts = last_told(connection, opd.folded, before=month.key)
    return None if facts is None else Previous(facts)


def _write_files(workshop: "Workshop", composed: "Digest", folder: Path) -> str:
    from daemon.digests import mail_of, silence_of  # noqa: PLC0415
    from digest.draft import files_of  # noqa: PLC0415

    folder.mkdir(parents=True, exist_ok=True)
    for name, body in files_of(composed, mail_of(workshop, composed)).items():
        (folder / name).write_bytes(body)
    silence = silence_of(workshop, composed)
    return "akan dikirim" if silence is None else f"tidak dikirim: {SILENCES[silence.value]}"


app = new_app()
app.command()(digest)
