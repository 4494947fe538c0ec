"""`jampel quarantine`: rows that could not be read."""

from typing import Annotated, Any

import typer

from cli.failures import NEEDS_A_PERSON, USAGE, FailureError
from cli.frame import workshop as opened
from cli.lazy import new_app
from cli.printing import printable
from cli.review import decide
from cli.showing import say_json

REASONS = {
    "title_missing": "judul pelatihan kosong", "date_missing": "tanpa tanggal",
    "date_invalid": "tanggal tidak sah", "date_future": "tanggal di masa depan",
    "jp_missing": "JP kosong dan tidak dapat dikonversi", "jp_invalid": "JP tidak terbaca",
    "result_unknown": "hasil tidak dikenal", "row_malformed": "baris tidak dapat dibaca",
}  # fmt: skip


def list_(
    context: typer.Context,
    as_json: Annotated[bool, typer.Option("--json", help="Keluaran JSON.")] = False,
) -> None:
    """Daftar yang masih terbuka.

    Contoh: jampel quarantine list
    """
    from models.questions import open_quarantine  # noqa: PLC0415

    with opened(context) as workshop, workshop.store.read() as connection:
        rows = open_quarantine(connection)
    if as_json:
        say_json([{"id": r.id, "source": r.source, "run_id": r.run_id, "page": r.page,
                   "locator": r.locator, "field": r.field, "reason": r.reason, "value": r.value}
                  for r in rows])  # fmt: skip
        return
    for r in rows:
        place = " ".join(filter(None, (r.page, r.locator)))
        typer.echo(f"{r.id}  {r.source} {printable(place)}: {_fault(r)}")
    typer.echo(f"{len(rows)} baris. Perbaiki: jampel quarantine fix ID jp=20, atau buang: "
               "jampel quarantine discard ID")  # fmt: skip


def fix(
    context: typer.Context,
    question: Annotated[str, typer.Argument(metavar="ID")],
    values: Annotated[list[str], typer.Argument(metavar="FIELD=VALUE...")],
) -> None:
    """Baca kolom ini sebagai nilai itu; diingat selamanya dan langsung dihitung.

    Contoh: jampel quarantine fix k1a2b3c4d5 jp=20 · … fix k1a2b3c4d5 end_on=3/11/2022
    """
    from sync.decide import fix_quarantine  # noqa: PLC0415

    wrong = [v for v in values if "=" not in v]
    if wrong:
        raise FailureError(f"Tulis FIELD=VALUE, bukan: {' '.join(wrong)}", USAGE)
    fields = {name.strip(): value for name, _, value in (v.partition("=") for v in values)}
    decide(context, lambda engine, by: fix_quarantine(engine, question, fields, by))
    _tell_what_is_left(context, question)


def _tell_what_is_left(context: typer.Context, question: str) -> None:
    """Say so when the row cannot be read even now."""
    from models.questions import find_quarantine  # noqa: PLC0415

    with opened(context) as workshop, workshop.store.read() as connection:
        left = find_quarantine(connection, question)
    if left is not None:
        raise FailureError(f"Baris ini masih di karantina: {_fault(left)}", NEEDS_A_PERSON)


def _fault(row: Any) -> str:
    value = printable(row.value or "(kosong)")
    return f"{REASONS.get(row.reason, row.reason)} — {row.field} = {value}"


def discard(context: typer.Context, question: Annotated[str, typer.Argument(metavar="ID")]) -> None:
    """Baris ini bukan pelatihan; diabaikan mulai sekarang.

    Contoh: jampel quarantine discard k1a2b3c4d5
    """
    from sync.decide import discard_quarantine  # noqa: PLC0415

    decide(context, lambda engine, by: discard_quarantine(engine, question, by))


app = new_app(help="Baris yang tidak dapat dibaca.", no_args_is_help=True)
app.command("list")(list_)
app.command("fix")(fix)
app.command("discard")(discard)
