"""Write the digest of every OPD into the outbox: one row each, with its mail or with a reason.

Where the data cannot be relied on today they may be tomorrow: such a row waits without a mail, is
looked at again while digests of its month may leave, and ends suppressed only then.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

import structlog

from digest.keeping import packed
from digest.outbox import Office, is_old
from digest.reach import why_unreachable
from digest.values import Month, Previous, Rendered, Silence
from models.outbox import (
    OPEN,
    Addressee,
    Entry,
    add_entry,
    addressees,
    copies_of,
    entries,
    last_told,
    rewrite_entry,
)
from models.store import Store, Transaction

AGAIN = "[kirim ulang] "
PASSING = frozenset({Silence.NOT_RECONCILED, Silence.STALE})
"""Reasons that the next run of a source may take away."""
LOOK_AGAIN = timedelta(hours=1)

Write = Callable[[Transaction, Addressee, Month, Previous | None], Rendered | Silence]
"""Composes and renders the digest of one OPD, or says why it is not sent."""

log = structlog.get_logger()


class AlreadyQueuedError(Exception):
    """A digest of this OPD and period waits to be sent: another copy would double it."""


@dataclass(frozen=True, slots=True)
class Order:
    """Which month is to be written, how, and when it is."""

    month: Month
    write: Write
    message_id: Callable[[], str]
    now: datetime


def prepare(store: Store, order: Order) -> int:
    """Write down the digest of every OPD, each in its own transaction; returns how many are new.

    Safe to repeat: what stands there stays, what a kill left out is added.
    """
    with store.read() as connection:
        known = {one.opd for one in entries(connection, period=order.month.key) if one.copy == 0}
        wanted = [one for one in addressees(connection, order.month.on) if one.opd not in known]
    made = sum(_prepare(store, one, order) for one in wanted)
    if made:
        log.info("digests_prepared", period=order.month.key, made=made)
    return made


def look_again(store: Store, order: Order, office: Office, *, at_once: bool = False) -> int:
    """Write the digests of the month that waited for their data, where these are well now.

    Args:
        store: where they wait.
        order: the month, and how to write.
        office: whose working days say when it is too late; what is too late ends suppressed.
        at_once: a person asks: look without a pause.

    Returns:
        How many are written.

    """
    with store.read() as connection:
        waiting = [one for one in entries(connection, "queued") if not one.is_made]
    return sum(
        _look_again(store, one, order, office)
        for one in waiting
        if at_once or _is_due(one, order.now)
    )


def send_again(store: Store, opd: Addressee, order: Order, *, by: str) -> Entry:
    """Write down one more copy for a person who asks for it; its subject says so if one arrived.

    Raises:
        AlreadyQueuedError: one of this OPD and period still waits.

    """
    period = order.month.key
    with store.write() as connection:
        copies = copies_of(connection, opd.opd, period)
        if any(one.state in OPEN for one in copies):
            raise AlreadyQueuedError(opd.opd_name)
        tag = AGAIN if any(one.state == "accepted" for one in copies) else ""
        values = _row(connection, opd, order, tag=tag)
        add_entry(connection, opd_of=opd, period=period, copy=len(copies), made_by=by, **values)
        return copies_of(connection, opd.opd, period)[-1]


def _prepare(store: Store, opd: Addressee, order: Order) -> bool:
    with store.write() as connection:
        values = _row(connection, opd, order)
        if values.get("reason") in PASSING:
            values |= {"state": "queued", "next_attempt_at": order.now + LOOK_AGAIN}
        return add_entry(connection, opd_of=opd, period=order.month.key, copy=0, **values)


def _is_due(one: Entry, now: datetime) -> bool:
    # A time further ahead than the pause was written under a wrong clock.
    return one.next_attempt_at is None or not now < one.next_attempt_at <= now + LOOK_AGAIN


def _look_again(store: Store, one: Entry, order: Order, office: Office) -> bool:
    with store.write() as connection:
        values = _anew(connection, one, order)
        if values is not None and values["reason"] not in PASSING:
            return rewrite_entry(connection, one, **values)
        reason = one.reason if values is None else values["reason"]
        if is_old(one, office, order.now):
            rewrite_entry(connection, one, state="suppressed", reason=reason, next_attempt_at=None)
            log.warning("digest_left", digest_id=one.id, reason=reason)
        else:
            later = order.now + LOOK_AGAIN
            rewrite_entry(connection, one, reason=reason, next_attempt_at=later)
        return False


def _anew(connection: Transaction, one: Entry, order: Order) -> dict[str, object] | None:
    """Return the row as it is written now; null of another month, or where its OPD is gone."""
    if one.period != order.month.key:
        return None
    found = addressees(connection, order.month.on, opd_name=one.opd)
    return _row(connection, found[0], order) if found else None


def _row(
    connection: Transaction, opd: Addressee, order: Order, *, tag: str = ""
) -> dict[str, object]:
    """Return the row of one OPD; what fails for one must not keep the others from theirs."""
    made: dict[str, object] = {"made_at": order.now, "next_attempt_at": None}
    facts = last_told(connection, opd.opd, before=order.month.key)
    try:
        told = order.write(connection, opd, order.month, None if facts is None else Previous(facts))
    except Exception as error:  # noqa: BLE001 - whatever a template can raise
        log.error("digest_broke", opd=opd.opd, error=type(error).__name__)  # noqa: TRY400
        return made | {"state": "failed", "reason": "template", "reply": type(error).__name__}
    if isinstance(told, Silence):
        return made | {"state": "suppressed", "reason": told.value}
    made |= {"subject": tag + told.subject, "facts": told.facts, "content": packed(told),
             "message_id": order.message_id()}  # fmt: skip
    reason = why_unreachable(opd)
    if reason is not None:
        return made | {"state": "suppressed", "reason": reason}
    return made | {"state": "queued", "reason": None, "next_attempt_at": order.now}
