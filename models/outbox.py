"""The outbox of digests, which is also their ledger: one row an OPD, period and copy.

A row ends accepted, suppressed or failed, the last two with a reason. OPDs go by their folded
names: a replay gives them new ids.
"""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Literal

from sqlalchemy import ColumnElement, Connection, and_, func, select, update

from models.bounces import Bounced, disabled_addresses, folded_address
from models.pages import upsert_ignore
from models.schema import digest, opd, opd_head

OPEN = ("queued", "sending")
UNREACHABLE = ("no_recipient", "address_disabled", "bounced")
"""Reasons of digests that found nobody."""
Why = Literal["late", "failed", "configuration"]
"""Why a digest did not arrive."""


@dataclass(frozen=True, slots=True)
class Addressee:
    """An OPD, and who leads it on a day."""

    opd_id: int
    opd: str
    """Its folded name."""
    opd_name: str
    head: str | None
    address: str | None
    disabled: Bounced | None = None
    """Mail to the address came back: nothing is sent there."""


@dataclass(frozen=True, slots=True)
class Entry:
    """A digest, and how far it came."""

    id: int
    opd: str
    opd_name: str
    period: str
    copy: int
    state: str
    """queued, sending, accepted, suppressed, failed."""
    reason: str | None
    """Why it is suppressed or failed; of a queued one, what holds it up."""
    head: str | None
    address: str | None
    message_id: str | None
    subject: str | None
    made_at: datetime
    made_by: str | None
    owner: str | None
    attempts: int
    next_attempt_at: datetime | None
    handed_over: bool
    """The server may have it: from DATA until its answer is written down."""
    unsure: bool
    """An earlier attempt got no answer: it may have gone twice."""
    without_annex: bool
    reply: str | None
    sent_at: datetime | None

    @property
    def is_made(self) -> bool:
        """Whether there is a mail; a queued one without waits for data that can be relied on."""
        return self.message_id is not None


def addressees(
    connection: Connection, day: date, *, opd_name: str | None = None
) -> list[Addressee]:
    """Return every OPD, or the one of this folded name, with its head on a day, by name."""
    newest = (
        select(opd_head.c.opd_id, func.max(opd_head.c.from_on).label("from_on"))
        .where(opd_head.c.from_on <= day)
        .group_by(opd_head.c.opd_id)
        .subquery()
    )
    at = and_(opd_head.c.opd_id == newest.c.opd_id, opd_head.c.from_on == newest.c.from_on)
    query = (
        select(opd.c.id, opd.c.folded, opd.c.name, opd_head.c.name, opd_head.c.email)
        .outerjoin(newest, newest.c.opd_id == opd.c.id)
        .outerjoin(opd_head, at)
        .order_by(opd.c.name)
    )
    if opd_name is not None:
        query = query.where(opd.c.folded == opd_name)
    disabled = disabled_addresses(connection)
    return [
        Addressee(*row, disabled=disabled.get(folded_address(row.email or "")))
        for row in connection.execute(query)
    ]


def add_entry(connection: Connection, *, opd_of: Addressee, period: str, copy: int,
              **values: Any) -> bool:  # fmt: skip
    """Write a digest down; false where this copy of it stands there already."""
    row = {"opd": opd_of.opd, "opd_name": opd_of.opd_name, "period": period, "copy": copy,
           "head": opd_of.head, "address": opd_of.address, **values}  # fmt: skip
    counted = {"preserve_rowcount": True}  # else PostgreSQL's driver forgets it for an INSERT
    written = connection.execute(
        upsert_ignore(connection, digest),  # type: ignore[call-overload]
        row,
        execution_options=counted,
    )
    return bool(written.rowcount == 1)


def entries(connection: Connection, *states: str, period: str | None = None) -> list[Entry]:
    """Return the digests in these states (all without any), by period, OPD and copy."""
    where: list[ColumnElement[bool]] = []
    if states:
        where.append(digest.c.state.in_(states))
    if period is not None:
        where.append(digest.c.period == period)
    return _read(connection, *where)


def entry(connection: Connection, number: int) -> Entry | None:
    """Return one digest."""
    found = _read(connection, digest.c.id == number)
    return found[0] if found else None


def copies_of(connection: Connection, opd_name: str, period: str) -> list[Entry]:
    """Return what there is of an OPD and period, the first copy first."""
    return _read(connection, digest.c.opd == opd_name, digest.c.period == period)


def content_of(connection: Connection, number: int) -> bytes | None:
    """Return what a mail says, as it was kept."""
    query = select(digest.c.content).where(digest.c.id == number)
    return connection.execute(query).scalar_one_or_none()


def last_told(connection: Connection, opd_name: str, *, before: str) -> str | None:
    """Return the facts of the last digest that an OPD's head got before a period."""
    query = (
        select(digest.c.facts)
        .where(digest.c.opd == opd_name, digest.c.state == "accepted", digest.c.period < before)
        .order_by(digest.c.period.desc(), digest.c.copy.desc())
        .limit(1)
    )
    return connection.execute(query).scalar_one_or_none()


def rewrite_entry(connection: Connection, seen: Entry, **values: Any) -> bool:
    """Write a digest anew that has no mail yet, if nobody else has since it was read."""
    as_seen = (digest.c.id == seen.id, digest.c.state == seen.state,
               digest.c.message_id.is_(None))  # fmt: skip
    return connection.execute(update(digest).where(*as_seen).values(values)).rowcount == 1


def claim_entry(connection: Connection, seen: Entry, *, owner: str, **values: Any) -> bool:
    """Take a digest for one attempt, if nobody else has since it was read."""
    as_seen = (digest.c.id == seen.id, digest.c.state == seen.state,
               digest.c.attempts == seen.attempts)  # fmt: skip
    claimed = {"state": "sending", "owner": owner, "attempts": seen.attempts + 1, **values}
    taken = connection.execute(update(digest).where(*as_seen).values(claimed))
    return taken.rowcount == 1


def hand_over(connection: Connection, number: int, *, owner: str) -> bool:
    """Note that from now on the server may have it; false where it is not ours any more."""
    mine = (digest.c.id == number, digest.c.state == "sending", digest.c.owner == owner)
    return connection.execute(update(digest).where(*mine).values(handed_over=True)).rowcount == 1


def settle_entry(
    connection: Connection, number: int, *, owner: str, state: str, **values: Any
) -> bool:
    """Write how an attempt ended; false where it is not ours any more."""
    mine = (digest.c.id == number, digest.c.state == "sending", digest.c.owner == owner)
    ended = {"state": state, "owner": None, "handed_over": False, **values}
    return connection.execute(update(digest).where(*mine).values(ended)).rowcount == 1


def suppress_open(connection: Connection, *, until: str, reason: str) -> int:
    """Let what waits of these periods, the last included, never leave."""
    waiting = (digest.c.state.in_(OPEN), digest.c.period <= until)
    ended = {"state": "suppressed", "reason": reason, "owner": None, "handed_over": False,
             "next_attempt_at": None}  # fmt: skip
    return connection.execute(update(digest).where(*waiting).values(ended)).rowcount


def unsent(connection: Connection, *, made_before: datetime) -> dict[tuple[Why, str], list[str]]:
    """Return the OPDs whose digests did not arrive, by why and period.

    The newest copy of an OPD's newest
    period speaks for it: a digest that arrived makes an earlier one that did not moot.
    """
    newest = {one.opd: one for one in _read(connection)}
    found: dict[tuple[Why, str], list[str]] = {}
    for one in newest.values():
        why = _why_unsent(one, made_before)
        if why is not None:
            found.setdefault((why, one.period), []).append(one.opd_name)
    return found


def unreached(connection: Connection) -> set[str]:
    """Return the folded names of OPDs whose digest found no recipient, and none has gone since."""
    found: set[str] = set()
    for one in _read(connection):
        if one.state == "accepted":
            found.discard(one.opd)
        elif one.reason in UNREACHABLE:
            found.add(one.opd)
    return found


def _why_unsent(one: Entry, made_before: datetime) -> Why | None:
    if one.state == "failed":  # an address that refuses mail is told by itself
        return None if one.reason == "bounced" else "failed"
    if one.state == "suppressed" or not one.is_made:
        return None  # an OPD without a recipient, and data that are wrong, are told by themselves
    if one.state in OPEN and one.reason == "configuration":
        return "configuration"
    return "late" if one.state in OPEN and one.made_at <= made_before else None


def _read(connection: Connection, *where: ColumnElement[bool]) -> list[Entry]:
    columns = [digest.c[name] for name in Entry.__slots__]
    order = (digest.c.period, digest.c.opd, digest.c.copy)
    query = select(*columns).where(*where).order_by(*order)
    return [Entry(*row) for row in connection.execute(query)]
