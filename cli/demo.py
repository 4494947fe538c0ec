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

from cli.demo_years import ledger_in_words, number, refuse_broken, show_month, show_years
from cli.failures import FailureError
from cli.lazy import new_app
from cli.showing import progress, table
from cli.unwritable import why
from cli.words import LEVELS, OUTCOMES, sum_in_words

if TYPE_CHECKING:
    from datetime import date

    from alerts.levels import Level
    from daemon.demo.stage import Stage
    from daemon.demo.story import Summary

LEVEL_ORDER = ("met", "on_track", "behind", "critical", "missed", "exempt")


def demo(
    once: Annotated[bool, typer.Option("--once", help="Satu putaran, lalu selesai.")] = False,
    port: Annotated[int, typer.Option(help="Untuk konsol, yang belum ada di versi ini.",
                                      hidden=True)] = 8000,
    folder: Annotated[Path | None, typer.Option(help="Folder demo (bawaan: sementara).")] = None,
    employees: Annotated[int, typer.Option(min=100, max=100_000, help="Jumlah pegawai.")] = 12_000,
    years: Annotated[int, typer.Option(min=1, max=10, help="Tahun yang dipercepat.")] = 3,
) -> None:  # fmt: skip
    """Sebuah kabupaten rekaan: 59 OPD, 12.000 pegawai, ekspor LAN RI, LMS Banten Ceria, rekap.

    Tanpa --once: lalu beberapa tahun yang dipercepat, dengan gangguannya. Semua orang di dalamnya
    rekaan; tidak ada yang keluar dari komputer ini: surel mendarat sebagai berkas di folder demo.
    Contoh: jampel demo --once · jampel demo --folder ./demo
    """
    del port
    from config.logging import set_up  # noqa: PLC0415
    from daemon import clock  # noqa: PLC0415
    from daemon.demo.stage import DemoFolderError, set_stage  # noqa: PLC0415
    from daemon.demo.story import play_once  # noqa: PLC0415
    from models.values import jakarta_day  # noqa: PLC0415

    set_up(level=logging.ERROR)
    today = jakarta_day(clock.now())
    place = folder or Path(tempfile.gettempdir()) / "jampel-demo"
    with _step("Mengarang kabupaten, pegawai dan ekspornya"):
        try:
            stage = set_stage(place, year=today.year, employees=employees)
        except DemoFolderError as error:
            raise FailureError(str(error)) from error
        except OSError as error:
            raise FailureError(f"{place} tidak dapat ditulis: {why(error)}") from error
    with _step("Menarik, menghitung dan mengirim rekap"), progress("Membaca ekspor …") as seen:
        summary = play_once(stage, today, seen=seen)
    show(summary)
    refuse_failed(summary, stage.config)
    _show_next(stage, today)
    if not once:
        _go_on(stage, employees=employees, years=years)


def show(summary: "Summary") -> None:
    """Write the summary of a round for a person."""
    typer.echo(f"\n{number(summary.employees)} pegawai, keadaan {summary.on:%d-%m-%Y}\n")
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
    if summary.ledger is not None:
        typer.echo("\nRekap untuk kepala OPD")
        typer.echo(f"  {ledger_in_words(summary.ledger)}")


def refuse_failed(summary: "Summary", config: Path) -> None:
    """Make the demo fail in which a source was not read, or a digest went missing.

    Raises:
        FailureError: something is not as it should be.

    """
    failed = [r.source for r in summary.results if r.outcome != "ok"]
    if failed:
        raise FailureError(f"gagal: {', '.join(failed)}. Sebabnya: jampel --config {config} runs")
    if summary.ledger is not None and not summary.ledger.is_whole:
        raise FailureError("buku besar rekap tidak utuh (lihat di atas)")


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
    letter = next(iter(sorted(stage.letters.glob("*/dinas-*.eml"))), None)
    if letter is not None:
        typer.echo(f"  xdg-open {letter}   # satu dari rekap yang tiba")
    typer.echo(f"  {jampel} digest | head -20   # apa yang terjadi dengan setiap rekap")
    typer.echo(f"  {jampel} export totals --format xlsx --output totals.xlsx")
    typer.echo(f"  {jampel} sync lan-ri --full      # tidak ada yang berubah")
    typer.echo(f"  {jampel} replay --verify")
    typer.echo("\nLMS Banten Ceria rekaan hidup hanya selama demo berjalan: sync sesudahnya akan "
               "melaporkan bahwa lms tidak terjangkau, dan tidak ada JP yang berubah.")  # fmt: skip


def _go_on(stage: "Stage", *, employees: int, years: int) -> None:
    """Some years on a clock of their own, as the daemon would live them."""
    gc.enable()  # a single command does without; who lives long does not
    from daemon.demo.years import play_years  # noqa: PLC0415

    first = stage.regency.year - years + 1
    typer.echo(f"\n{years} tahun dipercepat, sejak Januari {first} (Ctrl-C berhenti)")
    folder = stage.folder.with_name(f"{stage.folder.name}-bertahun")
    fast, told = play_years(folder, first=first, years=years, employees=employees, told=show_month)
    show_years(fast, told)
    refuse_broken(told)


@contextmanager
def _step(words: str) -> Iterator[None]:
    started = time.monotonic()
    typer.echo(f"{words} …", nl=False)
    yield
    typer.echo(f" {time.monotonic() - started:.1f} detik".replace(".", ","))


app = new_app()
app.command()(demo)
