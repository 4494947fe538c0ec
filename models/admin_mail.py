"""Mail to admins: each is written down before it is sent, and claimed by one process at a time."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, select, update

from models.schema import admin_mail


@dataclass(frozen=True, slots=True)
class AdminMail:
    """A mail, and how far it came."""

    id: int
    message_id: str
    """The same at each attempt."""
    recipient: str
    """The address of one admin."""
    subject: str
    body: str
    made_at: datetime
    state: str
    """queued, sending, sent, failed."""
    owner: str | None
    attempts: int
    next_attempt_at: datetime
    sent_at: datetime | None
    unsure: bool
    """Its sender died between sending and telling: it may have gone twice."""
    reply: str | None


def queue_mail(
    connection: Connection,
    *,
    message_id: str,
    recipient: str,
    subject: str,
    body: str,
    now: datetime,
) -> int:
    """Write a mail down; returns its id."""
    result = connection.execute(
        admin_mail.insert().values(message_id=message_id, recipient=recipient, subject=subject,
                                   body=body, made_at=now, state="queued", next_attempt_at=now)
    )  # fmt: skip
    return int(result.inserted_primary_key[0]) if result.inserted_primary_key else 0


def mails(connection: Connection, *states: str) -> list[AdminMail]:
    """Return the mails in these states, the oldest first."""
    columns = [admin_mail.c[name] for name in AdminMail.__slots__]
    query = select(*columns).where(admin_mail.c.state.in_(states)).order_by(admin_mail.c.id)
    return [AdminMail(*row) for row in connection.execute(query)]


def claim_mail(connection: Connection, mail: AdminMail, *, owner: str, unsure: bool) -> bool:
    """Take a mail for one attempt, if nobody else has since it was read."""
    seen = (admin_mail.c.id == mail.id, admin_mail.c.state == mail.state,
            admin_mail.c.attempts == mail.attempts)  # fmt: skip
    taken = connection.execute(
        update(admin_mail)
        .where(*seen)
        .values(state="sending", owner=owner, attempts=mail.attempts + 1, unsure=unsure)
    )
    return taken.rowcount == 1


def settle_mail(connection: Connection, mail_id: int, state: str, **facts: object) -> None:
    """Write how an attempt ended."""
    connection.execute(
        update(admin_mail)
        .where(admin_mail.c.id == mail_id)
        .values(state=state, owner=None, **facts)
    )


def made_at(connection: Connection) -> dict[int, datetime]:
    """Return when each mail was written."""
    query = select(admin_mail.c.id, admin_mail.c.made_at)
    return {number: at for number, at in connection.execute(query)}  # noqa: C416 - rows
