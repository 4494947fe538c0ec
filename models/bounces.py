"""Addresses whose mail came back: which ones get nothing any more, since when and why."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, and_, case, select, update

from models.pages import upsert_ignore
from models.runs import get_fact, set_fact
from models.schema import bounced_address, digest

TROUBLE = "bounces_trouble"


@dataclass(frozen=True, slots=True)
class Bounced:
    """An address whose mail came back."""

    address: str
    disabled_at: datetime | None
    """Since when nothing is sent there; null where it failed only for now, or is enabled again."""
    reason: str | None
    """What its server said last."""
    temporary: int
    """How often it failed for now."""
    enabled_at: datetime | None
    enabled_by: str | None


@dataclass(frozen=True, slots=True)
class Returned:
    """The digest that a bounce is about."""

    id: int
    address: str | None
    state: str
    sent_at: datetime | None


def folded_address(address: str) -> str:
    """Return the form in which addresses are compared."""
    return address.strip().lower()


def disabled_addresses(connection: Connection) -> dict[str, Bounced]:
    """Return the addresses to which nothing is sent, by their folded form."""
    columns = [bounced_address.c[name] for name in Bounced.__slots__]
    query = select(*columns).where(bounced_address.c.disabled_at.is_not(None))
    return {row.address: Bounced(*row) for row in connection.execute(query)}


def bounced(connection: Connection, address: str) -> Bounced | None:
    """Return what is known of an address."""
    columns = [bounced_address.c[name] for name in Bounced.__slots__]
    query = select(*columns).where(bounced_address.c.address == folded_address(address))
    row = connection.execute(query).first()
    return None if row is None else Bounced(*row)


def returned_digest(connection: Connection, message_id: str) -> Returned | None:
    """Return the digest of a Message-ID; null where it is none of ours."""
    query = select(digest.c.id, digest.c.address, digest.c.state, digest.c.sent_at).where(
        digest.c.message_id == message_id
    )
    row = connection.execute(query).first()
    return None if row is None else Returned(*row)


def disable_address(connection: Connection, address: str, reason: str, now: datetime) -> bool:
    """Send nothing there any more; false where nothing was sent there already."""
    _know(connection, address)
    row = bounced_address.c.address == folded_address(address)
    still = and_(row, bounced_address.c.disabled_at.is_(None))
    values = {"disabled_at": now, "reason": reason}
    return connection.execute(update(bounced_address).where(still).values(values)).rowcount == 1


def count_temporary(connection: Connection, address: str, reason: str) -> None:
    """Note that an address failed for now; one that is disabled keeps the reason for that."""
    _know(connection, address)
    row = bounced_address.c.address == folded_address(address)
    last = case((bounced_address.c.disabled_at.is_(None), reason), else_=bounced_address.c.reason)
    more = {"temporary": bounced_address.c.temporary + 1, "reason": last}
    connection.execute(update(bounced_address).where(row).values(more))


def enable_address(connection: Connection, address: str, *, by: str, now: datetime) -> bool:
    """Let an address get mail again, for a person says that it is right."""
    row = and_(
        bounced_address.c.address == folded_address(address),
        bounced_address.c.disabled_at.is_not(None),
    )
    values = {"disabled_at": None, "enabled_at": now, "enabled_by": by}
    return connection.execute(update(bounced_address).where(row).values(values)).rowcount == 1


def fail_returned(connection: Connection, number: int, reply: str) -> bool:
    """Note that a digest came back: its head does not have it, whatever the server said first."""
    came_back = {"state": "failed", "reason": "bounced", "reply": reply, "next_attempt_at": None}
    mine = and_(digest.c.id == number, digest.c.state.in_(("accepted", "queued")))
    return connection.execute(update(digest).where(mine).values(came_back)).rowcount == 1


def note_bounces_trouble(connection: Connection, trouble: str | None) -> None:
    """Note why the mailbox of bounces could not be read, or that it could."""
    set_fact(connection, TROUBLE, trouble or "")


def bounces_trouble(connection: Connection) -> str | None:
    """Return why the mailbox of bounces could not be read the last time."""
    return get_fact(connection, TROUBLE) or None


def _know(connection: Connection, address: str) -> None:
    row = {"address": folded_address(address)}
    connection.execute(upsert_ignore(connection, bounced_address), row)  # type: ignore[call-overload]
