"""Take note of digests that came back: who refuses mail for good gets none, until a person says so.

A notification is believed only where it names a Message-ID of ours and the address that mail went
to: nobody else can have heard of both.
"""

import json
from collections import Counter
from collections.abc import Callable
from contextlib import suppress
from dataclasses import asdict, dataclass
from datetime import date, datetime

import structlog

from digest.dsn import Failed, Notification, read_notification
from digest.mailbox import BounceBox, MailboxError, Place, read_new
from digest.message import AddressError, wire_address
from models.bounces import (
    Returned,
    bounced,
    count_temporary,
    disable_address,
    fail_returned,
    folded_address,
    note_bounces_trouble,
    returned_digest,
)
from models.runs import get_fact, set_fact
from models.store import Store, Transaction

PLACE = "bounces_read"

log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class Taken:
    """What a look at the mailbox brought."""

    read: int = 0
    """Mails of any kind."""
    disabled: int = 0
    temporary: int = 0
    ignored: int = 0
    """Notifications about mail that is not ours, or is settled."""


def take_bounces(
    store: Store, box: BounceBox, *, today: date, now: datetime, stop: Callable[[], bool]
) -> Taken:
    """Read what is new in the mailbox, each mail in its own transaction with how far we are.

    Trouble with the mailbox is noted for the admins; what was read before it is kept.
    """
    with store.read() as connection:
        seen = _place(connection, box)
    found: Counter[str] = Counter()
    trouble = None
    try:
        for mail in read_new(box, seen, today=today):
            told = read_notification(mail.raw)  # before the store is ours: enemies may be slow
            with store.write() as connection:
                found[_take(connection, told, now)] += 1
                _keep_place(connection, box, mail.place)
            if stop():
                break
    except MailboxError as error:
        trouble = str(error)
        log.warning("bounces_not_read", read=found.total())
    with store.write() as connection:
        note_bounces_trouble(connection, trouble)
    return Taken(found.total(), found["disabled"], found["temporary"], found["ignored"])


def _take(connection: Transaction, told: Notification | None, now: datetime) -> str:
    """Do what a mail says; returns what that was."""
    if told is None:
        return "other"
    mail = returned_digest(connection, told.message_id)
    if mail is None or mail.address is None:
        return "ignored"
    ours = [one for one in told.failed if _is_for(one, mail.address)]
    final = next((one for one in ours if one.permanent), None)
    if final is not None:
        return "disabled" if _give_up(connection, mail, final, now) else "ignored"
    if ours:
        count_temporary(connection, mail.address, ours[0].reason)
        return "temporary"
    return "ignored"


def _give_up(connection: Transaction, mail: Returned, final: Failed, now: datetime) -> bool:
    """Send nothing there any more; false where a person said since then that it is right."""
    fail_returned(connection, mail.id, final.reason)
    address = mail.address or ""
    known = bounced(connection, address)
    enabled_at = known.enabled_at if known else None
    if enabled_at is not None and (mail.sent_at is None or mail.sent_at < enabled_at):
        return False
    disabled = disable_address(connection, address, final.reason, now)
    if disabled:
        log.warning("address_disabled", digest_id=mail.id)
    return disabled


def _is_for(one: Failed, address: str) -> bool:
    """Whether it is about this address, in either writing of its domain."""
    ours = {folded_address(address)}
    with suppress(AddressError):
        ours.add(folded_address(wire_address(address)))
    return any(folded_address(told) in ours for told in one.addresses)


def _place(connection: Transaction, box: BounceBox) -> Place | None:
    kept = json.loads(get_fact(connection, PLACE) or "{}")
    return Place(**kept["place"]) if kept.get("box") == box.key else None


def _keep_place(connection: Transaction, box: BounceBox, place: Place) -> None:
    set_fact(connection, PLACE, json.dumps({"box": box.key, "place": asdict(place)}))
