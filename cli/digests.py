"""What `jampel digest` shows of the ledger, and how it sends by hand."""

from typing import TYPE_CHECKING, Any

import typer

from cli.failures import FailureError
from cli.opds import opd_named
from cli.printing import moment
from cli.showing import say_json, table, who
from cli.words import DIGEST_REASONS, DIGEST_STATES

if TYPE_CHECKING:
    from daemon.wiring import Workshop
    from digest.values import Month
    from models.outbox import Addressee, Entry


def show_ledger(
    workshop: "Workshop", period: str | None, opd: str | None, *, as_json: bool
) -> None:
    """Show what became of each digest: of a month, or of all."""
    from models.outbox import entries  # noqa: PLC0415 - after the command line is understood

    with workshop.store.read() as connection:
        found = entries(connection, period=period)
        if opd is not None:
            wanted = opd_named(connection, opd)
            found = [one for one in found if one.opd == wanted.folded]
    if as_json:
        say_json([_document(one) for one in found])
        return
    if not found:
        typer.echo("Belum ada rekap. Melihat isinya tanpa mengirim: jampel digest --dry-run")
        return
    headings = ["Bulan", "OPD", "Salinan", "Keadaan", "Penerima", "Waktu", "Percobaan", "Jawaban"]
    table(headings, [_row(one) for one in found])


def send_by_hand(workshop: "Workshop", month: "Month", opd: str | None) -> None:
    """Queue the digests of a month, or one more copy for one OPD, and send what may go now."""
    from daemon.outbox import MailUnsetError, send_digests  # noqa: PLC0415

    now = workshop.clock()
    try:
        made = _queue_all(workshop, month) if opd is None else _queue_one(workshop, month, opd)
        sent = send_digests(workshop, now=now)
    except MailUnsetError as error:
        raise FailureError(str(error)) from error
    typer.echo(f"{made} rekap ditulis, {sent.accepted} dari {sent.tried} yang dicoba terkirim.")
    _say_what_waits(workshop, month)


def _queue_all(workshop: "Workshop", month: "Month") -> int:
    from daemon.outbox import office_of, order_of  # noqa: PLC0415
    from digest.prepare import look_again, prepare  # noqa: PLC0415

    order = order_of(workshop, month)
    waited = look_again(workshop.store, order, office_of(workshop), at_once=True)
    return waited + prepare(workshop.store, order)


def _queue_one(workshop: "Workshop", month: "Month", name: str) -> int:
    from daemon.outbox import order_of  # noqa: PLC0415
    from digest.prepare import AlreadyQueuedError, send_again  # noqa: PLC0415

    opd = _opd(workshop, month, name)
    try:
        made = send_again(workshop.store, opd, order_of(workshop, month), by=who())
    except AlreadyQueuedError as error:
        raise FailureError(
            f"Rekap {month.key} untuk {error} masih menunggu; tidak digandakan. Lihat: "
            "jampel digest"
        ) from error
    if made.state != "queued":
        typer.echo(f"{made.opd_name}: {_state(made)}")
    return 1


def _opd(workshop: "Workshop", month: "Month", name: str) -> "Addressee":
    from models.outbox import addressees  # noqa: PLC0415

    with workshop.store.read() as connection:
        wanted = opd_named(connection, name)
        return next(one for one in addressees(connection, month.on) if one.opd_id == wanted.id)


def _say_what_waits(workshop: "Workshop", month: "Month") -> None:
    from models.outbox import OPEN, entries  # noqa: PLC0415

    with workshop.store.read() as connection:
        waiting = entries(connection, *OPEN, period=month.key)
    unmade = sum(not one.is_made for one in waiting)
    if unmade:
        typer.echo(f"{unmade} menunggu datanya cocok; dilihat lagi setiap jam kerja oleh "
                   "`jampel daemon`.")  # fmt: skip
    if len(waiting) > unmade:
        typer.echo(f"{len(waiting) - unmade} menunggu jam kerja atau server surel; `jampel daemon` "
                   "mengirimnya sendiri.")  # fmt: skip


def _row(one: "Entry") -> tuple[object, ...]:
    when = one.sent_at or (one.next_attempt_at if one.state == "queued" else one.made_at)
    copy = str(one.copy) if one.copy else None
    return (one.period, one.opd_name, copy, _state(one), one.address, moment(when),
            one.attempts or None, one.reply)  # fmt: skip


def _state(one: "Entry") -> str:
    said = DIGEST_STATES[one.state]
    if one.reason is not None:
        said += f": {DIGEST_REASONS.get(one.reason, one.reason)}"
    return f"{said} (mungkin dua kali)" if one.unsure else said


def _document(one: "Entry") -> dict[str, Any]:
    return {
        "id": one.id,
        "opd": one.opd_name,
        "period": one.period,
        "copy": one.copy,
        "state": one.state,
        "reason": one.reason,
        "head": one.head,
        "address": one.address,
        "message_id": one.message_id,
        "subject": one.subject,
        "attempts": one.attempts,
        "unsure": one.unsure,
        "reply": one.reply,
        "made_at": one.made_at.isoformat(timespec="seconds"),
        "made_by": one.made_by,
        "sent_at": one.sent_at and one.sent_at.isoformat(timespec="seconds"),
    }
