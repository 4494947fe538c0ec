"""Give a mail for an admin to the mail server: plain text, the same careful way as a digest."""

from collections.abc import Callable
from datetime import datetime
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime, parseaddr

from alerts.telling import NotSentError, Send
from digest.message import REPEAT, wire_address
from digest.send import MailServer, Outcome, send
from models.admin_mail import AdminMail


class LostAnswerError(Exception):
    """The server may have the mail: the connection broke before its answer."""


def to_admins(server: MailServer, sender: str, clock: Callable[[], datetime]) -> Send:
    """Return what gives a mail to this server.

    Args:
        server: where mail leaves.
        sender: as the settings have it: `BKPSDM <bangkom@serang.example>`.
        clock: tells when.

    """

    def give(mail: AdminMail) -> None:
        answer = send(
            server,
            message(mail, sender, clock()),
            sender=parseaddr(sender)[1],
            recipient=wire_address(mail.recipient),
        )
        if answer.outcome is Outcome.UNKNOWN:
            raise LostAnswerError(answer.reply)
        if answer.outcome is not Outcome.ACCEPTED:
            raise NotSentError(answer.reply)

    return give


def message(mail: AdminMail, sender: str, now: datetime) -> bytes:
    """Return the message with CRLF line ends."""
    made = EmailMessage(policy=SMTP)
    made["From"] = sender
    made["To"] = mail.recipient
    made["Subject"] = mail.subject
    made["Date"] = format_datetime(now)
    made["Message-ID"] = mail.message_id
    made["Auto-Submitted"] = "auto-generated"
    made["Content-Language"] = "id"
    if mail.unsure:
        made[REPEAT] = "1"
    made.set_content(mail.body, cte="quoted-printable")
    return made.as_bytes()
