"""`jampel runs`: what was fetched, when, and how it ended."""

from collections.abc import Sequence
from dataclasses import asdict
from typing import Annotated, Any

import typer

from cli.approve import show_held_changes
from cli.exporting import run_row
from cli.failures import FailureError
from cli.frame import AsJson
from cli.frame import workshop as opened
from cli.lazy import new_app
from cli.printing import moment, printable
from cli.showing import say_json, table
from cli.words import OUTCOMES, sum_in_words
from models.evidence import held_changes_in_words
from models.values import Outcome, jp_text
from models.views.runs import LandedRow, RunRow, landed
from models.views.runs import runs as find_runs

LATEST = 20

app = new_app()


@app.command()
def runs(
    ctx: typer.Context,
    run_id: Annotated[int | None, typer.Argument(metavar="[ID]", show_default=False)] = None,
    as_json: AsJson = False,
) -> None:
    """Catatan penarikan data: yang terakhir, atau satu dengan rinciannya.

    Contoh: jampel runs; jampel runs 12; jampel runs --json
    """
    limit = None if as_json else LATEST
    with opened(ctx) as workshop, workshop.store.read() as connection:
        found = find_runs(connection, run_id=run_id, limit=limit)
        pages = landed(connection, run_id) if run_id is not None else []
        waiting = held_changes_in_words(connection, run_id=run_id) if run_id is not None else []
    if run_id is None:
        _show_all(found, as_json=as_json)
    elif found:
        _show_one(found[0], pages, waiting, as_json=as_json)
    else:
        raise FailureError(f"Tidak ada run {run_id}. Lihat: jampel runs")


def _show_all(found: list[RunRow], *, as_json: bool) -> None:
    if as_json:
        say_json([_document(one) for one in found])
        return
    table(
        ["ID", "Sumber", "Mulai", "Hasil", "Isi"],
        [
            (
                one.id,
                one.source,
                moment(one.started_at),
                OUTCOMES.get(one.outcome, one.outcome),
                _content(one),
            )
            for one in found
        ],
    )


def _content(one: RunRow) -> str:
    told = [sum_in_words(one.counts)] if one.counts.get("read") or not one.note else []
    return ". ".join([*told, one.note] if one.note else told)


def _show_one(
    one: RunRow, pages: list[LandedRow], waiting: Sequence[Any], *, as_json: bool
) -> None:
    if as_json:
        held = {"held_changes": [_change(change) for change in waiting]}
        say_json(_document(one) | {"pages": [asdict(page) for page in pages]} | held)
        return
    typer.echo(f"Run {one.id} · {one.source} · {OUTCOMES.get(one.outcome, one.outcome)}")
    typer.echo(f"  mulai {moment(one.started_at)}, selesai {moment(one.finished_at)}")
    if one.counts or not one.note:
        typer.echo(f"  {sum_in_words(one.counts)}")
    if one.note:
        typer.echo(f"  {printable(one.note)}")
    for page in pages:
        typer.echo(f"  halaman {printable(page.name)} ({page.media_type})")
    if one.outcome == Outcome.HELD:
        decide = f"jampel approve {one.id} atau jampel reject {one.id}"
        typer.echo(f"  Belum ada yang dihitung. Selisihnya, lalu pertanyaannya: {decide}")
    elif one.outcome == Outcome.FAILED and one.detail:  # of others it is for programs
        for line in one.detail.splitlines():
            typer.echo(f"  | {printable(line)}")
    if waiting:
        show_held_changes(one.id, waiting)


def _change(change: Any) -> dict[str, Any]:
    return {"nip": change.nip, "name": change.name, "title": change.title, "year": change.year,
            "jp_before": jp_text(change.jp_before),
            "jp_after": jp_text(change.jp_after)}  # fmt: skip


def _document(one: RunRow) -> dict[str, Any]:
    more = {"trigger": one.trigger, "note": one.note, "detail": one.detail}
    return dict(run_row(one)) | more
