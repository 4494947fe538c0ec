"""Make the message that goes over the wire: headers that machines understand, text, HTML, annex."""

from dataclasses import dataclass
from datetime import datetime
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime, parseaddr

from digest.values import Attachment, Rendered

REPEAT = "X-Jampel-Repeat"
"""Stands on a mail that may have come before: its first copy got no answer."""
LANGUAGE = "id"


class AddressError(ValueError):
    """An address that no mail can go to."""


@dataclass(frozen=True, slots=True)
class Envelope:
    """Who writes to whom, and under which number."""

    sender: str
    """As the settings have it: `BKPSDM <bangkom@serang.example>`."""
    head: str | None
    address: str
    message_id: str
    unsubscribe: str
    """A `mailto:` or `https:` address."""
    repeat: bool = False
    """The mail may have come before."""


def message(
    rendered: Rendered, envelope: Envelope, *, subject: str, now: datetime, annex: bool = True
) -> bytes:
    """Return the message with CRLF line ends; a line break in a header is refused.

    Raises:
        AddressError: the recipient's address is none.
        ValueError: a header holds a line break.

    """
    mail = EmailMessage(policy=SMTP)
    _write_headers(mail, subject, envelope, now)
    mail.set_content(rendered.text, cte="quoted-printable")
    mail.add_alternative(rendered.html, subtype="html", cte="quoted-printable")
    for attachment in rendered.attachments if annex else ():
        _attach(mail, attachment)
    mail["Content-Language"] = LANGUAGE  # last: else it moves into a part
    return mail.as_bytes()


def wire_address(address: str) -> str:
    """Return an address as SMTP servers take it: its domain in ASCII.

    Raises:
        AddressError: it is no address.

    """
    local, at, domain = address.strip().rpartition("@")
    if not (local and at and domain) or any(
        c.isspace() or not c.isprintable() for c in address.strip()
    ):
        raise AddressError(address)
    try:
        return f"{local}@{domain.encode('idna').decode()}"
    except UnicodeError as error:
        raise AddressError(address) from error


def is_address(text: str | None) -> bool:
    """Whether mail can go to it, as far as its form tells."""
    if text is None:
        return False
    try:
        _address("", text)
    except AddressError:
        return False
    return True


def _write_headers(mail: EmailMessage, subject: str, envelope: Envelope, now: datetime) -> None:
    mail["From"] = _address(*parseaddr(envelope.sender))
    mail["To"] = _address(envelope.head or "", envelope.address)
    mail["Subject"] = subject
    mail["Date"] = format_datetime(now)
    mail["Message-ID"] = envelope.message_id
    mail["Auto-Submitted"] = "auto-generated"
    mail["List-Unsubscribe"] = f"<{envelope.unsubscribe}>"
    if envelope.repeat:
        mail[REPEAT] = "1"


def _address(name: str, address: str) -> Address:
    local, _, domain = wire_address(address).rpartition("@")
    try:
        return Address(name, local, domain)
    except ValueError as error:  # the standard library's own errors are ValueErrors, too
        raise AddressError(str(error)) from error


def _attach(mail: EmailMessage, attachment: Attachment) -> None:
    maintype, _, subtype = attachment.media_type.partition("/")
    mail.add_attachment(
        attachment.body, maintype=maintype, subtype=subtype, filename=attachment.filename
    )
