"""The way of a digest from the outbox to the mail server: sent by one process at a time.

A mail that the server may have is sent once more at most, with the same Message-ID and a mark. A
second time it is left to a person: nobody gets a third copy.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta, tzinfo

import structlog

from digest.calendar import OfficeHours
from digest.keeping import unpacked
from digest.message import Envelope, message, wire_address
from digest.reach import why_unreachable
from digest.send import Answer, Outcome
from models.outbox import (
    OPEN,
    Addressee,
    Entry,
    addressees,
    claim_entry,
    content_of,
    entries,
    entry,
    hand_over,
    settle_entry,
)
from models.store import Store
from models.values import JAKARTA

FIRST_PAUSE, LONGEST_PAUSE = timedelta(minutes=5), timedelta(hours=4)
MOST_DOUBLINGS = 10
GIVEN_UP_AFTER = 5
"""Working days after which the mail is news no more."""

Post = Callable[[bytes, str, Callable[[], None]], Answer]
"""Gives a message for one address to the mail server; calls back before the server can have it."""

log = structlog.get_logger()


class LostTurnError(Exception):
    """Another process has taken the mail over: it must not be sent here."""


@dataclass(frozen=True, slots=True)
class Office:
    """Who writes, and when."""

    sender: str
    unsubscribe: str
    hours: OfficeHours = field(default_factory=OfficeHours)
    zone: tzinfo = JAKARTA


@dataclass(frozen=True, slots=True)
class Sender:
    """What an attempt needs beside the ledger."""

    post: Post
    owner: str
    """This process, as daemon.process names it."""
    alive: Callable[[str], bool]
    """Whether another process still works."""


@dataclass(frozen=True, slots=True)
class Sent:
    """What a round of sending did."""

    accepted: int = 0
    tried: int = 0


def send_due(store: Store, sender: Sender, office: Office, *, now: datetime,
             stop: Callable[[], bool] = lambda: False) -> Sent:  # fmt: skip
    """Send what is due, in office hours; ends early where the server takes nothing."""
    done = Sent()
    if not office.hours.open_at(now, office.zone):
        return done
    with store.read() as connection:
        waiting = [one for one in entries(connection, *OPEN) if _is_due(one, sender, now)]
    for one in sorted(waiting, key=lambda due: (due.next_attempt_at or now, due.id)):
        if stop():
            break
        outcome = _send(store, one, sender, office, now)
        done = Sent(
            done.accepted + (outcome is Outcome.ACCEPTED), done.tried + (outcome is not None)
        )
        if outcome in {Outcome.SERVER_AWAY, Outcome.MISCONFIGURED}:
            break
    return done


def is_old(one: Entry, office: Office, now: datetime) -> bool:
    """Whether a digest has waited for so many working days that it is news no more."""
    first, last = (at.astimezone(office.zone).date() for at in (one.made_at, now))
    return office.hours.days_between(first, last) >= GIVEN_UP_AFTER


def _is_due(one: Entry, sender: Sender, now: datetime) -> bool:
    if not one.is_made:
        return False
    if one.state == "sending":  # what is ours and not being sent was left by an error
        return one.owner in {None, sender.owner} or not sender.alive(one.owner or "")
    # A time further ahead than any pause was written under a wrong clock.
    return one.next_attempt_at is None or not now < one.next_attempt_at <= now + LONGEST_PAUSE


def _send(
    store: Store, one: Entry, sender: Sender, office: Office, now: datetime
) -> Outcome | None:
    """Claim a digest, try it once, write the outcome; nothing where it was not ours to try."""
    claimed = _claim(store, one, sender.owner, now.astimezone(office.zone).date())
    if claimed is None:
        return None
    try:
        answer = _attempt(store, claimed, sender, office, now)
    except LostTurnError:
        log.warning("digest_taken_over", digest_id=one.id)
        return None
    except Exception as error:  # noqa: BLE001 - one mail that breaks must not stop the others
        log.error("digest_broke", digest_id=one.id, error=type(error).__name__)  # noqa: TRY400
        answer = _broken(store, claimed, error)
    values = _after(claimed, answer, office, now)
    with store.write() as connection:
        settle_entry(connection, one.id, owner=sender.owner, **values)  # type: ignore[arg-type]
    log.info("digest_tried", digest_id=one.id, outcome=answer.outcome.name.lower(),
             state=values["state"], attempts=claimed.attempts)  # fmt: skip
    return answer.outcome


def _broken(store: Store, claimed: Entry, error: Exception) -> Answer:
    """Say what an attempt that broke on our side may have done."""
    if isinstance(error, ValueError):  # a header that no message may have
        return Answer(Outcome.REFUSED, f"{type(error).__name__}: {error}"[:200])
    with store.read() as connection:
        now = entry(connection, claimed.id)
    lost = now is not None and now.handed_over
    return Answer(Outcome.UNKNOWN if lost else Outcome.LATER, type(error).__name__)


def _claim(store: Store, one: Entry, owner: str, today: date) -> Entry | None:
    """Take a digest for its head of today; one that may have gone twice already is left alone."""
    lost = one.state == "sending" and one.handed_over
    with store.write() as connection:
        found = addressees(connection, today, opd_name=one.opd)
        head = found[0] if found else None
        address = head.address if head else None
        whom = {"head": head and head.head, "address": address}
        marks = {"unsure": one.unsure or lost, "handed_over": False}
        taken = claim_entry(connection, one, owner=owner, **whom, **marks)
        if not taken:
            return None
        ended = _not_to_be_sent(one, head, lost=lost)
        if ended is not None:
            settle_entry(connection, one.id, owner=owner, **ended)
            log.warning("digest_left", digest_id=one.id, reason=ended["reason"])
            return None
        return entry(connection, one.id)


def _not_to_be_sent(one: Entry, head: Addressee | None, *, lost: bool) -> dict[str, str] | None:
    if lost and one.unsure:
        return {"state": "failed", "reason": "unknown"}
    reason = why_unreachable(head)
    return None if reason is None else {"state": "suppressed", "reason": reason}


def _attempt(store: Store, one: Entry, sender: Sender, office: Office, now: datetime) -> Answer:
    def before_data() -> None:
        with store.write() as connection:
            if not hand_over(connection, one.id, owner=sender.owner):
                raise LostTurnError

    with store.read() as connection:
        content = content_of(connection, one.id) or b""
    rendered = unpacked(content, "")
    address = one.address or ""
    envelope = Envelope(office.sender, one.head, address, one.message_id or "",
                        office.unsubscribe, repeat=one.unsure)  # fmt: skip
    made = message(
        rendered, envelope, subject=one.subject or "", now=now, annex=not one.without_annex
    )
    return sender.post(made, wire_address(address), before_data)


def _after(one: Entry, answer: Answer, office: Office, now: datetime) -> dict[str, object]:
    """Return what to write after an attempt."""
    said: dict[str, object] = {"reply": answer.reply, "reason": None}
    if answer.outcome is Outcome.ACCEPTED:
        return said | {"state": "accepted", "sent_at": now, "next_attempt_at": None}
    if answer.outcome is Outcome.TOO_BIG and not one.without_annex:
        return said | {"state": "queued", "without_annex": True, "next_attempt_at": now}
    reason = _final(one, answer.outcome, office, now)
    if reason is not None:
        return said | {"state": "failed", "reason": reason}
    return said | {
        "state": "queued",
        "next_attempt_at": now + _pause(one.attempts),
        "unsure": one.unsure or answer.outcome is Outcome.UNKNOWN,
        "reason": "configuration" if answer.outcome is Outcome.MISCONFIGURED else None,
    }


def _final(one: Entry, outcome: Outcome, office: Office, now: datetime) -> str | None:
    """Return why there will be no further attempt; none where there will."""
    match outcome:
        case Outcome.REFUSED:
            return "refused"
        case Outcome.TOO_BIG:
            return "too_big"
        case Outcome.UNKNOWN if one.unsure:
            return "unknown"
        case _:
            return "given_up" if is_old(one, office, now) else None


def _pause(attempts: int) -> timedelta:
    """5, 10, 20, … minutes: soon enough for greylisting; then every four hours."""
    doublings = min(attempts - 1, MOST_DOUBLINGS)
    return min(FIRST_PAUSE * (1 << doublings), LONGEST_PAUSE)
