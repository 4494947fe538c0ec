"""When the digests of a month are written: at the first office hour after they were wanted."""

from collections.abc import Callable
from datetime import date, datetime

from digest.outbox import Office
from digest.prepare import Order, Write, look_again, prepare
from digest.values import month_of, read_month
from models.runs import get_fact, set_fact
from models.store import Store

WANTED, PREPARED = "digest_wanted", "digest_prepared"
"""Facts of the store: months, as `2026-11`."""


def want_digests(store: Store, today: date) -> None:
    """Note that the digests of this month are due; a month that was missed is past."""
    with store.write() as connection:
        set_fact(connection, WANTED, month_of(today).key)


def prepare_due(
    store: Store, office: Office, write: Write, *, message_id: Callable[[], str], now: datetime
) -> int:
    """Write the digests that are wanted, in office hours: by then the news of holidays are in.

    What waits for its data is looked at again.

    Args:
        store: where they are wanted, and kept.
        office: when it is open.
        write: makes the digest of one OPD.
        message_id: makes a new Message-ID.
        now: this instant.

    """
    with store.read() as connection:
        wanted, done = get_fact(connection, WANTED), get_fact(connection, PREPARED)
    if wanted is None or not office.hours.open_at(now, office.zone):
        return 0
    month = read_month(wanted, today=now.astimezone(office.zone).date())
    order = Order(month, write, message_id, now)
    made = look_again(store, order, office)
    if wanted != done:
        made += prepare(store, order)
        with store.write() as connection:
            set_fact(connection, PREPARED, wanted)
    return made
