"""`jampel preview`: how a file would be read, before anything counts."""

import re
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from cli.failures import USAGE, FailureError
from cli.frame import workshop as opened
from cli.lazy import new_app
from cli.quarantine import REASONS as UNREADABLE
from cli.review import REASONS as UNMATCHED
from cli.showing import say_json, table
from cli.words import sum_in_words

if TYPE_CHECKING:
    from connectors.contract import Column
    from daemon.previewing import Preview

REASONS = {
    "synonym": "dikenal dari judulnya", "columns": "dari konfigurasi (columns)",
    "defaults": "bawaan sumber (defaults)", "not recognised": "tidak dikenal, tidak dipakai",
    "never kept": "tidak pernah disimpan", "not used: row number": "nomor urut",
    "not used: former number": "NIP lama, tidak dipakai",
    "not used: part of the name": "gelar, tidak dipakai",
    "not used: rank": "pangkat, tidak dipakai",
    "not used: position": "jabatan, tidak dipakai", "not used: place": "tempat, tidak dipakai",
    "not used: letter": "surat tugas, bukan sertifikat",
    "not used: target": "sasaran, bukan capaian",
    "not used: score, not a result": "nilai, bukan hasil",
    "not used: not a result": "bukan hasil pelatihan", "not used: sex": "tidak dipakai",
    "not used: signer": "penanda tangan, tidak dipakai", "not used: cost": "biaya, tidak dipakai",
    "a person's total": "jumlah JP seorang pegawai, bukan satu pelatihan",
    "the person's, not a training's": "tentang pegawainya, bukan satu pelatihan",
}  # fmt: skip
_GROUPED = re.compile(r"(.+), group (\d+)")
_BEATEN = re.compile(r'less specific than (".+")')
NOTES = {
    "hidden": "lembar tersembunyi: tidak dibaca", "empty": "kosong",
    "no_heading": "tidak ada yang dibaca",
    "hidden_cells_read": "baris dan kolom tersembunyi ikut dibaca",
}  # fmt: skip
UNREAD = "tidak dapat dibaca, sebabnya di bawah"


def preview(
    context: typer.Context,
    file: Annotated[Path, typer.Argument(metavar="FILE", help="Berkas yang akan dilihat.")],
    source: Annotated[
        str | None,
        typer.Option(help="Baca seperti sumber ini; bila tidak disebut: sumber folder itu."),
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Keluaran JSON.")] = False,
) -> None:
    """Tunjukkan lembar, judul kolom, artinya, lima baris pertama, dan jumlah per hasil.

    Contoh: jampel preview inbox/lan/oktober.xlsx · jampel preview rekap.csv --source lan-ri
    """
    from daemon.previewing import SourceUnclearError, look  # noqa: PLC0415

    if not file.is_file():
        what = "ini folder, bukan berkas" if file.is_dir() else "berkas tidak ada"
        raise FailureError(f"{file}: {what}", USAGE)
    with opened(context) as workshop:
        try:
            found = look(workshop, file, source)
        except SourceUnclearError as error:
            raise FailureError(str(error), USAGE) from error
    if as_json:
        say_json(asdict(found))
    else:
        _show(found)


def _show(found: "Preview") -> None:
    typer.echo(f"{found.file} — dibaca sebagai sumber {found.source}")
    for sheet in found.sheets:
        where = (
            f"judul kolom di {sheet.heading_at}"
            if sheet.heading_at
            else "tanpa judul kolom yang dikenal"
        )
        note = f"; {NOTES.get(sheet.note, UNREAD)}" if sheet.note else ""
        typer.echo(f"\n{sheet.name}: {where}; {sheet.dialect or '-'}{note}")
        columns = [(c.heading, c.field or "—", _why(c)) for c in sheet.columns]
        table(["Kolom", "Menjadi", "Sebab"], columns, indent="  ")
    if found.rows:
        typer.echo("\nLima baris pertama seperti akan dibaca:")
        table(["Letak", "NIP", "Nama", "Pelatihan", "Mulai", "Selesai", "JP", "Hasil"],
              [(r.locator, r.nip, r.name, r.title, r.start_on, r.end_on, r.jp,
                _outcome(r.outcome, r.reason)) for r in found.rows], indent="  ")  # fmt: skip
        for r in found.rows:
            if r.malformed:
                typer.echo(f"  {r.locator or found.file}: {r.malformed}")
    typer.echo(f"\n{sum_in_words(dict(found.counts))}")
    for reason, count in found.reasons.items():
        typer.echo(f"  {count} × {UNREADABLE.get(reason) or UNMATCHED.get(reason) or reason}")
    if not found.knows_employees:
        typer.echo("Daftar pegawai belum dimuat, jadi belum ada NIP yang dikenal: jampel sync")
    typer.echo(f"JP akan berubah untuk {found.people_changed} pegawai. Tidak ada yang disimpan.")


def _why(column: "Column") -> str:
    if grouped := _GROUPED.fullmatch(column.reason):
        return f"{REASONS.get(grouped[1], grouped[1])}, kelompok {grouped[2]}"
    if beaten := _BEATEN.fullmatch(column.reason):
        return f"kolom {beaten[1]} lebih tepat"
    return REASONS.get(column.reason, column.reason)


def _outcome(outcome: str, reason: str | None) -> str:
    if reason is None:
        return outcome
    return f"{outcome}: {UNREADABLE.get(reason) or UNMATCHED.get(reason) or reason}"


app = new_app()
app.command()(preview)
