"""Look for bounces in a mailbox over IMAP: nothing in it is changed, nobody's mail gets "seen".

Of each mail only the beginning is fetched, in which a notification says all that it has to say.
"""

import ssl
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import date, timedelta
from imaplib import IMAP4, IMAP4_SSL
from pathlib import Path
from typing import Literal

from imap_tools import AND, BaseMailBox, ImapToolsError, MailBoxFolderStatusOptions

from config.secrets import Secret
from digest.masking import tamed

PATIENCE_SECONDS = 30.0
BEGINNING_BYTES = 64 * 1024
FIRST_LOOK = timedelta(days=14)
"""How far back the first look goes: older digests are settled."""
MOST_AT_ONCE = 500
"""Mails of one round; the next one goes on."""
MOST_KEPT = 300


class MailboxError(Exception):
    """The mailbox cannot be read; the message says where it failed, without a password."""


@dataclass(frozen=True, slots=True)
class BounceBox:
    """Where bounces come to, and how to get there."""

    host: str
    port: int
    security: Literal["tls", "starttls"]
    username: str
    password: Secret
    folder: str = "INBOX"
    ca_file: Path | None = None
    """Certificates to trust instead of the machine's own."""
    patience_seconds: float = PATIENCE_SECONDS

    @property
    def key(self) -> str:
        """Names the mailbox: what was read of another says nothing of this one."""
        return f"{self.username}@{self.host}/{self.folder}"


@dataclass(frozen=True, slots=True)
class Place:
    """How far a mailbox was read."""

    validity: int
    """Number of its numbering: with another one all numbers are new."""
    uid: int
    """Of the last mail that was read."""


@dataclass(frozen=True, slots=True)
class Beginning:
    """The first bytes of a mail, and where it stands."""

    place: Place
    raw: bytes


def read_new(box: BounceBox, seen: Place | None, *, today: date) -> Iterator[Beginning]:
    """Give each mail that came after the last look, the oldest first.

    Args:
        box: the mailbox.
        seen: how far it was read; the last two weeks without.
        today: see there.

    Raises:
        MailboxError: it cannot be read, or not to its end.

    """
    with _opened(box) as mailbox:
        validity = _validity(mailbox, box.folder)
        if seen is not None and seen.validity == validity:
            # `n:*` has the last mail always, also where it is older.
            found = [u for u in _uids(mailbox, f"UID {seen.uid + 1}:*") if u > seen.uid]
        else:
            found = _uids(mailbox, AND(date_gte=today - FIRST_LOOK))
        for uid in found[:MOST_AT_ONCE]:
            yield Beginning(Place(validity, uid), _beginning(mailbox, uid))


def open_once(box: BounceBox) -> None:
    """Open the mailbox and leave it.

    Raises:
        MailboxError: it cannot be read.

    """
    with _opened(box):
        pass


class _Mailbox(BaseMailBox):
    """A mailbox over a connection that is there already."""

    def __init__(self, client: IMAP4) -> None:
        self._connected = client
        super().__init__()

    def _get_mailbox_client(self) -> IMAP4:
        return self._connected


@contextmanager
def _opened(box: BounceBox) -> Iterator[BaseMailBox]:
    try:
        mailbox = _Mailbox(_connect(box))
        try:
            mailbox.login(box.username, box.password.get_secret_value(), initial_folder=None)
            mailbox.folder.set(box.folder, readonly=True)
            yield mailbox
        finally:
            _leave(mailbox)
    except (ImapToolsError, IMAP4.error, OSError, ValueError) as error:
        raise MailboxError(tamed(f"{type(error).__name__} {error}", MOST_KEPT)) from error


def _connect(box: BounceBox) -> IMAP4:
    """Connect and encrypt; who cannot prove who he is gets no password."""
    context = ssl.create_default_context(cafile=box.ca_file)
    patience = box.patience_seconds
    if box.security == "tls":
        return IMAP4_SSL(box.host, box.port, ssl_context=context, timeout=patience)
    client = IMAP4(box.host, box.port, timeout=patience)
    try:
        client.starttls(context)
    except BaseException:
        with suppress(OSError):
            client.shutdown()
        raise
    return client


def _leave(mailbox: BaseMailBox) -> None:
    with suppress(ImapToolsError, IMAP4.error, OSError):  # what was read is read
        mailbox.logout()
    with suppress(OSError):
        mailbox.client.shutdown()


def _validity(mailbox: BaseMailBox, folder: str) -> int:
    name = MailBoxFolderStatusOptions.UIDVALIDITY
    return mailbox.folder.status(folder, [name])[name]


def _uids(mailbox: BaseMailBox, criteria: str | AND) -> list[int]:
    return sorted(int(uid) for uid in mailbox.uids(criteria))


def _beginning(mailbox: BaseMailBox, uid: int) -> bytes:
    """Fetch the first bytes of a mail; nothing where it went away meanwhile."""
    _, answers = mailbox.client.uid("FETCH", str(uid), f"(BODY.PEEK[]<0.{BEGINNING_BYTES}>)")
    bodies = [one[1] for one in answers if isinstance(one, tuple)]
    return bytes(bodies[0][:BEGINNING_BYTES]) if bodies else b""
