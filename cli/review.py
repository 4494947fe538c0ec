"""`jampel review`: rows whose employee a person must name."""

import json
from typing import TYPE_CHECKING, Annotated, Any

import typer

from cli.failures import FailureError
from cli.frame import workshop as opened
from cli.lazy import new_app
from cli.printing import printable
from cli.showing import say_json, who
from cli.words import sum_in_words

if TYPE_CHECKING:
    from collections.abc import Callable

    from sync.decide import By
    from sync.engine import Engine
    from sync.result import Result

REASONS = {
    "nip_lossy": "NIP rusak oleh Excel", "nip_invalid": "NIP tidak sah",
    "nip_unknown": "NIP tidak ada di daftar pegawai", "name_differs": "nama berbeda dari daftar",
    "no_nip": "tanpa NIP", "ambiguous": "lebih dari satu kemungkinan",
    "certificate_only": "sertifikat tanpa penyelesaian",
}  # fmt: skip


def list_(
    context: typer.Context,
    as_json: Annotated[bool, typer.Option("--json", help="Keluaran JSON.")] = False,
) -> None:
    """Daftar yang masih terbuka, dengan calon pegawainya.

    Contoh: jampel review list
    """
    from models.questions import open_review  # noqa: PLC0415

    with opened(context) as workshop, workshop.store.read() as connection:
        rows = open_review(connection)
    if as_json:
        say_json([_as_json(r) for r in rows])
        return
    for r in rows:
        typer.echo(f"{r.id}  {r.source} {r.page} {r.locator}: {REASONS.get(r.reason, r.reason)}")
        written = (r.nip_text or "(tanpa NIP)", r.name_text or "(tanpa nama)", r.opd_text or "-")
        typer.echo(f"    tertulis: {' · '.join(map(printable, written))}")
        for c in json.loads(r.candidates):
            typer.echo(f"    calon: {c['nip']} · {c['name']} · {c['opd'] or '-'}")
    typer.echo(
        f"{len(rows)} baris. Putuskan: jampel review accept ID NIP, atau jampel review reject ID"
    )


def _as_json(row: Any) -> dict[str, Any]:
    names = ("id", "source", "page", "locator", "reason", "nip_text", "name_text", "opd_text")
    return {n: getattr(row, n) for n in names} | {"candidates": json.loads(row.candidates)}


def accept(
    context: typer.Context,
    question: Annotated[str, typer.Argument(metavar="ID")],
    nip: Annotated[str, typer.Argument(metavar="NIP")],
) -> None:
    """Baris ini milik pegawai itu; diingat selamanya dan langsung dihitung.

    Contoh: jampel review accept v1a2b3c4d5 198503102010011001
    """
    from sync.decide import accept_review  # noqa: PLC0415
    from sync.reading.nip import clean_nip  # noqa: PLC0415

    decide(context, lambda engine, by: accept_review(engine, question, clean_nip(nip), by))


def reject(context: typer.Context, question: Annotated[str, typer.Argument(metavar="ID")]) -> None:
    """Baris ini bukan milik pegawai kita.

    Contoh: jampel review reject v1a2b3c4d5
    """
    from sync.decide import reject_review  # noqa: PLC0415

    decide(context, lambda engine, by: reject_review(engine, question, by))


def decide(context: typer.Context, act: "Callable[[Engine, By], Result]") -> None:
    """Carry a decision out at once and say what came of it."""
    from daemon.rounds import evaluate_now, touched  # noqa: PLC0415
    from daemon.sources import engine_of  # noqa: PLC0415
    from models.runs import RunActiveError  # noqa: PLC0415
    from sync.decide import By, DecisionError  # noqa: PLC0415

    with opened(context) as workshop:
        try:
            result = act(engine_of(workshop), By(who()))
        except DecisionError as error:
            raise FailureError(str(error)) from error
        except RunActiveError as error:
            raise FailureError(
                f"Run {error.run_id} sedang berjalan; ulangi setelah selesai."
            ) from error
        evaluate_now(workshop, changed=True, people=touched([result]))
    typer.echo(f"Disimpan. {result.source}: {sum_in_words(dict(result.counts))}")
    if result.outcome != "ok":
        raise FailureError(f"keputusan disimpan, tetapi belum dapat dihitung ulang: {result.note}")


app = new_app(help="Baris yang pegawainya harus ditentukan orang.", no_args_is_help=True)
app.command("list")(list_)
app.command("accept")(accept)
app.command("reject")(reject)
