"""After a backup was restored: what left between it and now must not leave again."""

from collections.abc import Sequence
from datetime import datetime

from digest.due import PREPARED, WANTED
from digest.values import Month
from models.outbox import add_entry, addressees, copies_of, suppress_open
from models.runs import get_fact, set_fact
from models.store import Transaction

ASSUMED = "assumed_sent"
"""The reason in the ledger: what the mail said, and whether it arrived, is not known any more."""


def assume_sent(connection: Transaction, months: Sequence[Month], *, now: datetime) -> int:
    """Write these months down as mailed; returns how many digests will not leave.

    Args:
        connection: a transaction, best that of the restore itself.
        months: those whose mailing began before the store was lost, oldest first.
        now: this instant.

    """
    if not months:
        return 0
    last, done = months[-1], get_fact(connection, PREPARED)
    held = suppress_open(connection, until=last.key, reason=ASSUMED)
    missing = [one for one in months if one.key > done] if done else [last]
    for month in missing:
        held += _write_down(connection, month, now)
        set_fact(connection, WANTED, month.key)
        set_fact(connection, PREPARED, month.key)
    return held


def _write_down(connection: Transaction, month: Month, now: datetime) -> int:
    without = [one for one in addressees(connection, month.on)
               if not copies_of(connection, one.opd, month.key)]  # fmt: skip
    for one in without:
        add_entry(connection, opd_of=one, period=month.key, copy=0, state="suppressed",
                  reason=ASSUMED, made_at=now)  # fmt: skip
    return len(without)
