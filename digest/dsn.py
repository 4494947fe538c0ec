"""Read a delivery status notification (RFC 3464): of which mail it tells, and what became of it.

Anybody may have written it, and it may be cut off: what is not plainly a notification is none.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from email import message_from_bytes
from email.message import Message
from email.policy import compat32

from digest.masking import tamed

REPORT, STATUS = "multipart/report", "message/delivery-status"
ORIGINALS = ("message/rfc822", "message/global", "text/rfc822-headers", "message/global-headers")
RECIPIENTS = ("Final-Recipient", "Original-Recipient")
MOST_RECIPIENTS = 20
"""Ours have one; whoever writes more means something else."""
LONGEST = 300
"""Letters of what a foreign server said."""

_STATUS = re.compile(r"\s*([45])\.(\d{1,3})\.(\d{1,3})\b")
_MESSAGE_ID = re.compile(r"<[^<>\s]{1,990}>")


@dataclass(frozen=True, slots=True)
class Failed:
    """A recipient who did not get the mail."""

    addresses: tuple[str, ...]
    """As the last server knows it, and as we wrote it."""
    permanent: bool
    """Trying again is of no use."""
    reason: str
    """The status, and what a server said, on one line."""


@dataclass(frozen=True, slots=True)
class Notification:
    """What became of a mail."""

    message_id: str
    """Of the mail that it is about."""
    failed: tuple[Failed, ...]


def read_notification(raw: bytes) -> Notification | None:
    """Return what a mail says of the delivery of another; nothing where it says nothing."""
    try:
        mail = message_from_bytes(raw, policy=compat32)
        if mail.get_content_type() != REPORT:
            return None
        parts = _parts(mail)
        about = next(filter(None, map(_original_id, parts)), None)
        failed = tuple(one for part in parts for one in _failures(part))
    except Exception:  # noqa: BLE001 - the parser was not written for enemies
        return None
    return Notification(about, failed[:MOST_RECIPIENTS]) if about and failed else None


def _parts(mail: Message) -> list[Message]:
    payload = mail.get_payload()
    within = payload if isinstance(payload, list) else []
    return [part for part in within if isinstance(part, Message)]


def _original_id(part: Message) -> str | None:
    """Return the Message-ID of the mail that is given back, or of its headers."""
    if part.get_content_type() not in ORIGINALS:
        return None
    inner = next(iter(_parts(part)), None)
    if inner is None:
        body = part.get_payload(decode=True)
        inner = message_from_bytes(body, policy=compat32) if isinstance(body, bytes) else part
    found = _MESSAGE_ID.fullmatch(str(inner.get("Message-ID", "")).strip())
    return found[0] if found else None


def _failures(part: Message) -> Iterator[Failed]:
    if part.get_content_type() != STATUS:
        return
    for block in _parts(part)[1:]:  # the first is about the mail as a whole
        action = str(block.get("Action", "")).strip().lower()
        status = _STATUS.match(str(block.get("Status", "")))
        if status is None or action not in {"failed", "delayed"}:
            continue
        named = [_address(str(block.get(field, ""))) for field in RECIPIENTS]
        said = str(block.get("Diagnostic-Code", "")).partition(";")[2]
        yield Failed(
            addresses=tuple(filter(None, named)),
            permanent=status[1] == "5" and action == "failed",
            reason=tamed(f"{status[0].strip()} {said}", LONGEST),
        )


def _address(field: str) -> str:
    """Return the address of a field like `rfc822; kepala@opd.example`."""
    kind, _, address = field.partition(";")
    return address.strip().strip("<>") if kind.strip().lower() in {"rfc822", "utf-8"} else ""
