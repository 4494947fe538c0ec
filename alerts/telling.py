"""Tell admins by mail what they do not know yet, each thing once; a lost mail server loses nothing.

A mail is written down together with the mark that its alerts are told; sending comes after. A
sender that dies between the server's answer and our note lets the mail go once more, marked.
"""

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime, timedelta

import structlog

from alerts.letter import letter
from alerts.service import TURN
from models.admin_mail import AdminMail, claim_mail, made_at, mails, queue_mail, settle_mail
from models.alerts import take_turn
from models.service_alerts import (
    ServiceAlert,
    last_told,
    mark_told,
    open_service_alerts,
    untold,
)
from models.store import Store, Transaction

SAME_AGAIN = timedelta(days=1)
"""What came back is told again so much after it was told last."""
FIRST_PAUSE, LONGEST_PAUSE = timedelta(minutes=2), timedelta(hours=6)
GIVEN_UP_AFTER = timedelta(days=5)
UNKNOWN = "tidak diketahui: pengirimnya dua kali terhenti di tengah pengiriman"

log = structlog.get_logger()


class NotSentError(Exception):
    """The mail server did not take it; try again later."""


Send = Callable[[AdminMail], None]
"""Gives one mail to the mail server for its recipient; raises `NotSentError` if it was not taken.

A mail that is marked `unsure` may have gone before: say so in a header.
"""


def compose(
    store: Store,
    *,
    admins: Sequence[str],
    organisation: str,
    message_id: Callable[[], str],
    now: datetime,
) -> int:
    """Write one mail about all that admins do not know yet to each; returns how many mails.

    Args:
        store: where the alerts are.
        admins: addresses; without any nothing is told, and all of it once there is one.
        organisation: whose jampel it is.
        message_id: makes a new Message-ID.
        now: this instant.

    """
    with store.write() as connection:
        take_turn(connection, TURN)
        news = [one for one in untold(connection) if _may_be_told(connection, one, now)]
        if not news or not admins:
            return 0
        still_open = len(open_service_alerts(connection))
        words = letter(news, still_open, organisation=organisation, now=now)
        ids = [
            queue_mail(connection, message_id=message_id(), recipient=admin,
                       subject=words.subject, body=words.text, now=now)
            for admin in admins
        ]  # fmt: skip
        mark_told(connection, news, ids[0])
    return len(ids)


def deliver(
    store: Store, send: Send, *, owner: str, alive: Callable[[str], bool], now: datetime
) -> int:
    """Send what is due; returns how many mails the server took.

    Args:
        store: where the mails are.
        send: gives one to the mail server.
        owner: this process, as daemon.process names it.
        alive: whether another process still runs.
        now: this instant.

    """
    with store.read() as connection:
        waiting = mails(connection, "queued", "sending")
    return sum(_deliver(store, mail, send, owner, now) for mail in waiting
               if _is_due(mail, alive, now))  # fmt: skip


def _may_be_told(connection: Transaction, one: ServiceAlert, now: datetime) -> bool:
    """An end is told at once, a beginning once a day."""
    if one.cleared_at is not None:
        return True
    mail = last_told(connection).get((one.kind, one.subject))
    return mail is None or now - made_at(connection)[mail] >= SAME_AGAIN


def _is_due(mail: AdminMail, alive: Callable[[str], bool], now: datetime) -> bool:
    if mail.state == "sending":
        return mail.owner is None or not alive(mail.owner)
    # A time further ahead than any pause was written under a wrong clock.
    return not now < mail.next_attempt_at <= now + LONGEST_PAUSE


def _deliver(store: Store, mail: AdminMail, send: Send, owner: str, now: datetime) -> bool:
    died = mail.state == "sending"
    claimed = replace(mail, attempts=mail.attempts + 1, unsure=mail.unsure or died)
    with store.write() as connection:
        if not claim_mail(connection, mail, owner=owner, unsure=claimed.unsure):
            return False
        if died and mail.unsure:
            settle_mail(connection, mail.id, "failed", reply=UNKNOWN)
            log.error("admin_mail_failed", mail_id=mail.id, reason="unknown")
            return False
    try:
        send(claimed)
    except NotSentError as error:
        _put_off(store, claimed, str(error), now)
        return False
    except Exception as error:  # noqa: BLE001 - whether the server has it is not known
        log.error("admin_mail_broke", mail_id=mail.id, error=type(error).__name__)  # noqa: TRY400
        _settle(store, mail.id, "failed" if claimed.unsure else "queued", unsure=True,
                reply=type(error).__name__, next_attempt_at=now + LONGEST_PAUSE)  # fmt: skip
        return False
    _settle(store, mail.id, "sent", sent_at=now, reply=None)
    log.info("admin_mail_sent", mail_id=mail.id)
    return True


def _put_off(store: Store, mail: AdminMail, reply: str, now: datetime) -> None:
    given_up = now - mail.made_at >= GIVEN_UP_AFTER
    # 2, 4, 8, … minutes, then every six hours.
    pause = min(FIRST_PAUSE * 2 ** min(mail.attempts - 1, 10), LONGEST_PAUSE)
    _settle(store, mail.id, "failed" if given_up else "queued", reply=reply,
            next_attempt_at=now + pause)  # fmt: skip
    log.warning("admin_mail_not_sent", mail_id=mail.id, given_up=given_up)


def _settle(store: Store, mail_id: int, state: str, **facts: object) -> None:
    with store.write() as connection:
        settle_mail(connection, mail_id, state, **facts)
