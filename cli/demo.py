"""`jampel demo`: a whole invented regency, on this machine alone."""

import gc
import logging
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from cli.failures import FailureError
from cli.lazy import new_app
from cli.showing import progress, table
from cli.words import LEVELS, OUTCOMES, sum_in_words

if TYPE_CHECKING:
    from datetime import date

    from alerts.levels import Level
    from daemon.demo.story import Stage, Summary

LEVEL_ORDER = ("met", "on_track", "behind", "critical", "missed", "exempt")
SECONDS_A_MONTH = 4


def demo(
    once: Annotated[bool, typer.Option("--once", help="Satu putaran, lalu selesai.")] = False,
    port: Annotated[int, typer.Option(help="Untuk konsol, yang belum ada di versi ini.",
                                      hidden=True)] = 8000,
    folder: Annotated[Path | None, typer.Option(help="Folder demo (bawaan: sementara).")] = None,
    employees: Annotated[int, typer.Option(min=100, max=100_000, help="Jumlah pegawai.")] = 12_000,
) -> None:  # fmt: skip
    """Sebuah kabupaten rekaan: 59 OPD, 12.000 pegawai, setahun ekspor LAN RI dan Banten Ceria.

    Semua orang di dalamnya rekaan; tidak ada yang keluar dari komputer ini.
    Contoh: jampel demo --once · jampel demo --folder ./demo
    """
    del port
    from config.logging import set_up  # noqa: PLC0415
    from daemon import clock  # noqa: PLC0415
    from daemon.demo.story import DemoFolderError, play_once, set_stage  # noqa: PLC0415
    from models.values import jakarta_day  # noqa: PLC0415

    set_up(level=logging.ERROR)
    today = jakarta_day(clock.now())
    place = folder or Path(tempfile.gettempdir()) / "jampel-demo"
    with _step("Mengarang kabupaten, pegawai dan ekspornya"):
        try:
            stage = set_stage(place, year=today.year, employees=employees)
        except DemoFolderError as error:
            raise FailureError(str(error)) from error
    with _step("Menarik, mencocokkan dan menghitung"), progress("Membaca ekspor …") as seen:
        summary = play_once(stage, today, seen=seen)
    show(summary)
    _show_next(stage, today)
    if not once:
        _go_on(stage, employees)


def show(summary: "Summary") -> None:
    """Write the summary of a round for a person."""
    typer.echo(f"\n{_number(summary.employees)} pegawai, keadaan {summary.on:%d-%m-%Y}\n")
    typer.echo("Dari mana datanya")
    for r in summary.results:
        outcome = "" if r.outcome == "ok" else f" [{OUTCOMES[str(r.outcome)]}]"
        typer.echo(f"  {r.source:<13} {sum_in_words(dict(r.counts))}{outcome}")
    typer.echo("\nPegawai menurut tingkat")
    rows = [
        (LEVELS[level], n, f"{100 * n / summary.employees:.1f}".replace(".", ","))
        for level in LEVEL_ORDER
        if (n := summary.levels.get(_level(level), 0))
    ]
    table(["Tingkat", "Pegawai", "%"], rows, indent="  ")
    typer.echo("\nSepuluh OPD dengan pegawai berisiko terbanyak")
    table(["OPD", "Pegawai", "Berisiko"],
          [(o.name, o.people, o.at_risk) for o in summary.opds], indent="  ")  # fmt: skip


def _level(name: str) -> "Level":
    from alerts.levels import Level as Levels  # noqa: PLC0415 - after the command line is understood

    return Levels(name)


def _show_next(stage: "Stage", today: "date") -> None:
    samples = stage.regency.sample_nips(today)
    jampel = f"uv run jampel --config {stage.config}"
    first = next(iter(sorted((stage.inbox / "lan").iterdir())), None)
    typer.echo("\nCoba berikutnya (semua orang di sini rekaan)")
    wishes = (
        ("two_sources", "pelatihan yang diceritakan dua sumber, dihitung sekali"),
        ("repaired", "NIP yang dirusak Excel, dipulihkan"),
        ("dropped_twice", "berkas yang sama ditaruh dua kali"),
        ("nothing_yet", "belum punya JP sama sekali"),
    )
    for wish, words in wishes:
        if wish in samples:
            typer.echo(f"  {jampel} explain {samples[wish]}   # {words}")
    if first is not None:
        typer.echo(f"  {jampel} preview {first}")
    typer.echo(f"  {jampel} alerts | head -20")
    typer.echo(f"  {jampel} review list | head -20")
    typer.echo(f"  {jampel} export totals --format xlsx --output totals.xlsx")
    typer.echo(f"  {jampel} sync --full      # tidak ada yang berubah")
    typer.echo(f"  {jampel} replay --verify")


def _go_on(stage: "Stage", employees: int) -> None:
    """The same year once more, a month every few seconds, as the daemon would live it."""
    gc.enable()  # a single command does without; who lives long does not
    from daemon.demo.story import play_year, set_stage  # noqa: PLC0415

    typer.echo("\nTahun yang sama, dipercepat: sebulan tiap beberapa detik (Ctrl-C berhenti)")
    fast = set_stage(stage.folder.with_name(stage.folder.name + "-setahun"),
                     year=stage.regency.year, employees=employees)  # fmt: skip
    for summary in play_year(fast):
        news = sum(r.counts.get("counted", 0) for r in summary.results if r.source != "roster")
        levels = ", ".join(
            f"{_number(n)} {LEVELS[level]}"
            for level in LEVEL_ORDER
            if (n := summary.levels.get(_level(level), 0))
        )
        typer.echo(f"  {summary.on:%d-%m-%Y}: {_number(news)} pelatihan baru; {levels}")
        time.sleep(SECONDS_A_MONTH)
    typer.echo(f"Selesai. Lihat: uv run jampel --config {fast.config} runs")


@contextmanager
def _step(words: str) -> Iterator[None]:
    started = time.monotonic()
    typer.echo(f"{words} …", nl=False)
    yield
    typer.echo(f" {time.monotonic() - started:.1f} detik".replace(".", ","))


def _number(value: int) -> str:
    return f"{value:,}".replace(",", ".")


app = new_app()
app.command()(demo)
