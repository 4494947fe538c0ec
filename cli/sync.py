"""`jampel sync`: fetch now what the schedule would fetch."""

from typing import TYPE_CHECKING, Annotated

import typer

from cli.failures import FAILED, NEEDS_A_PERSON, USAGE, FailureError
from cli.frame import workshop as opened
from cli.lazy import new_app
from cli.showing import progress, say_json, table
from cli.words import OUTCOMES, sum_in_words

if TYPE_CHECKING:
    from collections.abc import Sequence

    from daemon.rounds import Difference
    from daemon.wiring import Workshop
    from sync.result import Result

BAD = frozenset({"failed", "unavailable"})


def sync(
    context: typer.Context,
    sources: Annotated[list[str] | None, typer.Argument(help="Sumber; tanpa ini: semua.")] = None,
    full: Annotated[bool, typer.Option("--full", help="Baca ulang semuanya.")] = False,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Tunjukkan apa yang akan berubah; "
                                          "tidak ada yang disimpan.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Keluaran JSON.")] = False,
) -> None:  # fmt: skip
    """Tarik daftar pegawai lalu sumber-sumber, dan hitung.

    Contoh: jampel sync · jampel sync lan-ri --full · jampel sync --dry-run
    """
    with opened(context) as workshop:
        if not workshop.settings.sources and workshop.settings.roster is None:
            raise FailureError("Belum ada [roster] atau [sources.…] di konfigurasi.", USAGE)
        if dry_run:
            results, changes = _rehearsed(workshop, sources or [], full=full)
        else:
            results, changes = _synced(workshop, sources or [], full=full), []
        waiting = _anything_waits(workshop)
    if as_json:
        say_json(_as_json(results, changes, dry_run=dry_run))
    else:
        _show(results, dry_run=dry_run)
        if dry_run:
            _show_changes(changes)
    outcomes = {str(r.outcome) for r in results}
    if outcomes & BAD:
        raise typer.Exit(FAILED)
    if waiting or any(r.needs_person for r in results):
        raise typer.Exit(NEEDS_A_PERSON)


def _synced(workshop: "Workshop", asked: "Sequence[str]", *, full: bool) -> "Sequence[Result]":
    """Run the sources asked for and see who is at risk now."""
    from daemon.ahead import reading_ahead  # noqa: PLC0415 - after the command line is understood

    with reading_ahead(workshop, asked) as beforehand:
        # While another process reads already:
        from daemon.rounds import NOBODY, evaluate_now, names_asked, run_one, touched  # noqa: PLC0415
        from daemon.sources import engine_of  # noqa: PLC0415
        from daemon.watching import watch_service  # noqa: PLC0415

        with progress("Menarik …") as seen:
            engine = engine_of(workshop, page_seen=seen, beforehand=beforehand)
            results = [run_one(engine, name, trigger="sync", full=full)
                       for name in names_asked(engine, asked)]  # fmt: skip
    people = touched(results)
    evaluate_now(workshop, changed=people != NOBODY, people=people)
    watch_service(workshop)
    return results


def _rehearsed(
    workshop: "Workshop", asked: "Sequence[str]", *, full: bool
) -> "tuple[Sequence[Result], Sequence[Difference]]":
    from daemon.rounds import rehearse  # noqa: PLC0415 - after the command line is understood

    return rehearse(workshop, asked, full=full)


def _anything_waits(workshop: "Workshop") -> bool:
    from daemon.rounds import anything_waits  # noqa: PLC0415 - loaded by now

    return anything_waits(workshop)


def _as_json(
    results: "Sequence[Result]", changes: "Sequence[Difference]", *, dry_run: bool
) -> object:
    from models.values import jp_text  # noqa: PLC0415

    runs = [
        {"source": r.source, "run_id": r.run_id, "outcome": str(r.outcome),
         "counts": dict(r.counts), "held": r.held, "waits_in": r.waits_in,
         "note": r.note}
        for r in results
    ]  # fmt: skip
    if not dry_run:
        return {"runs": runs}
    return {
        "runs": runs,
        "changes": [
            {"nip": c.nip, "name": c.name, "opd": c.opd, "year": c.year,
             "jp_before": jp_text(c.before), "jp_after": jp_text(c.after)}
            for c in changes
        ],
    }  # fmt: skip


def _show(results: "Sequence[Result]", *, dry_run: bool) -> None:
    for r in results:
        run = f"run {r.run_id}" if r.run_id else "tidak dijalankan"
        run = "uji coba" if r.run_id and dry_run else run
        rows = f" — {sum_in_words(dict(r.counts))}" if r.outcome == "ok" else ""
        typer.echo(f"{r.source}: {OUTCOMES[str(r.outcome)]} ({run}){rows}")
        if r.note:
            typer.echo(f"  {r.note}")
        if dry_run:  # its runs are gone with the rehearsal: none of them can be decided on
            continue
        waits_in = r.run_id if r.outcome == "held" else r.waits_in
        if waits_in:
            typer.echo(f"  Tidak ada yang dihitung. Periksa: jampel runs {waits_in}; lalu jampel "
                       f"approve {waits_in} atau jampel reject {waits_in}")  # fmt: skip
        elif r.held:
            typer.echo(
                f"  {r.held} perubahan yang menurunkan JP ditahan. Periksa: "
                f"jampel runs {r.run_id}; lalu: jampel approve {r.run_id}, "
                f"atau jampel reject {r.run_id}"
            )
        elif r.outcome == "paused":
            typer.echo(f"  Perbaiki sebabnya, lalu: jampel source resume {r.source}")


def _show_changes(changes: "Sequence[Difference]") -> None:
    from models.values import jp_text  # noqa: PLC0415

    typer.echo(
        f"\nUji coba: JP akan berubah untuk {len(changes)} pegawai-tahun; tidak ada yang disimpan."
    )
    if changes:
        table(["NIP", "Nama", "OPD", "Tahun", "JP kini", "JP nanti"],
              [(c.nip, c.name, c.opd, c.year, jp_text(c.before), jp_text(c.after))
               for c in changes[:MOST_SHOWN]])  # fmt: skip
        if len(changes) > MOST_SHOWN:
            typer.echo(f"… dan {len(changes) - MOST_SHOWN} lagi (semua: --json)")


MOST_SHOWN = 50


app = new_app()
app.command()(sync)
