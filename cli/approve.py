"""`jampel approve` and `reject`: decide on a held run, or on the changes that a run held."""

from typing import TYPE_CHECKING, Annotated, Any

import typer

from cli.failures import FailureError
from cli.frame import workshop as opened
from cli.lazy import new_app
from cli.showing import confirmed, say_json, table, who
from cli.words import sum_in_words

if TYPE_CHECKING:
    from collections.abc import Sequence

    from daemon.wiring import Workshop

Yes = Annotated[bool, typer.Option("--yes", help="Jangan bertanya.")]
AsJson = Annotated[bool, typer.Option("--json", help="Keluaran JSON.")]
RunId = Annotated[int, typer.Argument(metavar="RUN", help="Nomor run: lihat jampel runs.")]


def approve(context: typer.Context, run: RunId, yes: Yes = False, as_json: AsJson = False) -> None:
    """Terima run yang ditahan, atau perubahan yang ditahannya.

    Contoh: jampel approve 12 · jampel approve 12 --yes
    """
    answer(context, run, yes=yes, as_json=as_json, accept=True)


def answer(context: typer.Context, run: int, *, yes: bool, as_json: bool, accept: bool) -> None:
    """Show the difference, ask, and carry the answer out."""
    from daemon.rounds import evaluate_now, touched  # noqa: PLC0415
    from daemon.sources import engine_of  # noqa: PLC0415
    from models.runs import RunActiveError  # noqa: PLC0415
    from sync.decide import By, DecisionError, approve_run, reject_run  # noqa: PLC0415

    with opened(context) as workshop:
        show_difference(workshop, run, quiet=as_json)
        verb = "Terima" if accept else "Tolak"
        if not confirmed(f"{verb} run {run}?", yes=yes):
            raise FailureError("Tidak ada yang diubah.")
        act = approve_run if accept else reject_run
        try:
            results = act(engine_of(workshop), run, By(who()))
        except DecisionError as error:
            raise FailureError(str(error)) from error
        except RunActiveError as error:
            raise FailureError(
                f"Run {error.run_id} sedang berjalan; ulangi setelah selesai."
            ) from error
        evaluate_now(workshop, changed=True, people=touched(results))
    if as_json:
        say_json([{"source": r.source, "run_id": r.run_id, "outcome": str(r.outcome),
                   "counts": dict(r.counts)} for r in results])  # fmt: skip
        return
    for r in results:
        words = sum_in_words(dict(r.counts)) if r.counts else "ditolak; yang lama tetap dihitung"
        typer.echo(f"{r.source}: {words}")


def show_difference(workshop: "Workshop", run_id: int, *, quiet: bool) -> None:
    """Show what a held run or its held changes would change."""
    from models.evidence import held_changes_in_words  # noqa: PLC0415
    from models.runs import get_run  # noqa: PLC0415
    from sync.decide import not_asked  # noqa: PLC0415

    with workshop.store.read() as connection:
        run = get_run(connection, run_id)
        waiting = held_changes_in_words(connection, run_id=run_id)
    if run is None:
        raise FailureError(f"Tidak ada run {run_id}. Lihat: jampel runs")
    if why := not_asked(run, waiting):
        raise FailureError(why)
    if quiet:
        return
    if run.outcome == "held":
        typer.echo(f"Run {run_id} ({run.source}) ditahan: {run.note}")
        _rehearse(workshop, run_id)
    elif waiting:
        show_held_changes(run_id, waiting)


def show_held_changes(run_id: int, waiting: "Sequence[Any]") -> None:
    """Show whose JP each held change of a run would lower."""
    from models.values import jp_text  # noqa: PLC0415

    typer.echo(f"Perubahan yang ditahan oleh run {run_id}:")
    table(["NIP", "Nama", "Pelatihan", "Tahun", "JP tahun ini", "JP jika diterima"],
          [(w.nip, w.name, w.title, w.year, jp_text(w.jp_before), jp_text(w.jp_after))
           for w in waiting])  # fmt: skip


def _rehearse(workshop: "Workshop", run_id: int) -> None:
    """Merge the held run in a rehearsal and show for whom the year's JP would differ."""
    from daemon.rounds import differences  # noqa: PLC0415
    from daemon.sources import engine_of  # noqa: PLC0415
    from models.values import jp_text  # noqa: PLC0415
    from sync.decide import By, DecisionError, approve_run  # noqa: PLC0415

    def act(trial: "Workshop") -> None:
        approve_run(engine_of(trial), run_id, By("uji coba"))

    try:
        changes = differences(workshop, act)
    except DecisionError as error:
        raise FailureError(str(error)) from error
    fallen = [c for c in changes if c.after < c.before]
    typer.echo(
        f"Jika diterima: JP berubah untuk {len(changes)} pegawai-tahun, "
        f"{len(fallen)} di antaranya turun."
    )
    if changes:
        table(["NIP", "Nama", "Tahun", "JP kini", "JP nanti"],
              [(c.nip, c.name, c.year, jp_text(c.before), jp_text(c.after))
               for c in sorted(changes, key=lambda c: c.after - c.before)[:20]])  # fmt: skip


app = new_app()
app.command()(approve)
