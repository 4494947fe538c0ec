"""Give one mail to the mail server, for one recipient, and say what became of it.

TLS is never given up: a server that does not offer it, or cannot prove who it is, gets neither
the password nor the mail.
"""

import asyncio
import ssl
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from enum import Enum, auto
from pathlib import Path
from typing import Literal

from aiosmtplib import SMTP, SMTPException, SMTPNotSupported, SMTPResponseException

from config.secrets import Secret

PATIENCE_SECONDS = 60.0
PERMANENT = 500
CLOSING, NO_ROOM, TOO_BIG = 421, 452, 552
MOST_KEPT = 300
"""Letters of what a server said."""

_PLACE_RECIPIENT, _PLACE_DATA = "RCPT", "DATA"
_PROVING = frozenset({"ca_file", "STARTTLS", "AUTH"})
"""Where a failure is ours or the server's to repair; waiting does not."""


class Outcome(Enum):
    """What became of one attempt, named after what to do next."""

    ACCEPTED = auto()
    LATER = auto()
    """The server does not take this one now: greylisting, a full mailbox."""
    SERVER_AWAY = auto()
    """The server takes nothing now: no use in trying the next mail."""
    MISCONFIGURED = auto()
    """The server will not talk to us like this: TLS, password, sender."""
    TOO_BIG = auto()
    REFUSED = auto()
    UNKNOWN = auto()
    """It may have the mail: the connection broke before its answer."""


@dataclass(frozen=True, slots=True)
class Answer:
    """How an attempt ended, and what the server said."""

    outcome: Outcome
    reply: str


@dataclass(frozen=True, slots=True)
class MailServer:
    """Where mail leaves, and how."""

    host: str
    port: int
    security: Literal["none", "starttls", "tls"] = "none"
    username: str | None = None
    password: Secret | None = None
    ca_file: Path | None = None
    """Certificates to trust instead of the machine's own."""
    patience_seconds: float = PATIENCE_SECONDS
    """How long each answer may take."""


@dataclass(slots=True)
class _Talk:
    """How far a conversation came: what an error means depends on it."""

    place: str = "connect"


def send(
    server: MailServer,
    message: bytes,
    *,
    sender: str,
    recipient: str,
    before_data: Callable[[], None] = lambda: None,
) -> Answer:
    """Send one message to one recipient.

    Args:
        server: where to.
        message: with CRLF line ends.
        sender: the address alone.
        recipient: the address alone, its domain in ASCII.
        before_data: called when the server takes the recipient, before it can have the message;
            what it raises ends the attempt.

    """
    talk = _Talk()
    try:
        reply = asyncio.run(_send(server, message, sender, recipient, before_data, talk=talk))
    except (SMTPException, OSError, ValueError) as error:
        return _judge(error, talk.place)
    return Answer(Outcome.ACCEPTED, reply)


def greet(server: MailServer) -> Answer:
    """Connect and log in, and send nothing."""
    talk = _Talk()
    try:
        asyncio.run(_greet(server, talk))
    except (SMTPException, OSError, ValueError) as error:
        return _judge(error, talk.place)
    return Answer(Outcome.ACCEPTED, "")


async def _send(
    server: MailServer,
    message: bytes,
    sender: str,
    recipient: str,
    before_data: Callable[[], None],
    *,
    talk: _Talk,
) -> str:
    async with _session(server, talk) as smtp:
        plain = recipient.isascii()
        talk.place = "MAIL"
        await smtp.mail(sender, options=_options(smtp, message, plain=plain))
        talk.place = _PLACE_RECIPIENT
        await smtp.rcpt(recipient, encoding="ascii" if plain else "utf-8")
        before_data()
        talk.place = _PLACE_DATA
        return (await smtp.data(message)).message[:MOST_KEPT]


async def _greet(server: MailServer, talk: _Talk) -> None:
    async with _session(server, talk):
        pass


@asynccontextmanager
async def _session(server: MailServer, talk: _Talk) -> AsyncIterator[SMTP]:
    """Connect, encrypt, prove who is who; no step is left out when it fails."""
    context = _context(server, talk)
    smtp = SMTP(
        hostname=server.host,
        port=server.port,
        timeout=server.patience_seconds,
        use_tls=server.security == "tls",
        start_tls=False,
        tls_context=context,
    )
    transport: asyncio.BaseTransport | None = None
    try:
        talk.place = "connect"
        await smtp.connect()
        talk.place = "EHLO"
        await smtp.ehlo()
        if server.security == "starttls":
            talk.place = "STARTTLS"
            await smtp.starttls(tls_context=context, server_hostname=server.host)
        if server.username is not None and server.password is not None:
            talk.place = "AUTH"
            await smtp.login(server.username, server.password.get_secret_value())
        transport = smtp.transport  # which quit lets go of while it is still open
        yield smtp
        with suppress(SMTPException, OSError):  # the answer to DATA is what counts
            await smtp.quit()
    finally:
        transport = smtp.transport or transport
        smtp.close()
        if isinstance(transport, asyncio.Transport):
            transport.abort()  # the loop ends with us: no farewell of TLS is waited for
        await asyncio.sleep(0)  # what was closed is let go of in the next turn of the loop


def _context(server: MailServer, talk: _Talk) -> ssl.SSLContext | None:
    if server.security == "none":
        return None
    talk.place = "ca_file"
    return ssl.create_default_context(cafile=server.ca_file)


def _options(smtp: SMTP, message: bytes, *, plain: bool) -> list[str]:
    options = [f"SIZE={len(message)}"] if smtp.supports_extension("size") else []
    if not plain:
        if not smtp.supports_extension("smtputf8"):
            raise SMTPNotSupported("SMTPUTF8 is not offered: the address has letters beyond ASCII")
        options.append("SMTPUTF8")
    return options


def _judge(error: Exception, place: str) -> Answer:
    """Say what an error means at this place of the conversation."""
    if isinstance(error, SMTPResponseException):
        return Answer(
            _by_code(error.code, place), f"{place}: {error.code} {error.message}"[:MOST_KEPT]
        )
    return Answer(
        _without_code(error, place), f"{place}: {type(error).__name__} {error}"[:MOST_KEPT]
    )


def _by_code(code: int, place: str) -> Outcome:
    if code == CLOSING:
        return Outcome.SERVER_AWAY
    if code == TOO_BIG:
        return Outcome.TOO_BIG
    if code < 0:  # the library's own, for an answer that is none
        return Outcome.UNKNOWN if place == _PLACE_DATA else Outcome.SERVER_AWAY
    if place not in {_PLACE_RECIPIENT, _PLACE_DATA}:
        return Outcome.SERVER_AWAY if code < PERMANENT else Outcome.MISCONFIGURED
    if code >= PERMANENT:
        return Outcome.REFUSED
    return Outcome.SERVER_AWAY if code == NO_ROOM else Outcome.LATER


def _without_code(error: Exception, place: str) -> Outcome:
    if place == _PLACE_DATA:
        return Outcome.UNKNOWN
    if place == _PLACE_RECIPIENT or isinstance(error, SMTPNotSupported):
        broke = isinstance(error, (ConnectionError, TimeoutError))
        return Outcome.SERVER_AWAY if broke else Outcome.REFUSED
    if isinstance(error, (ssl.SSLError, ValueError)) or isinstance(error.__cause__, ssl.SSLError):
        return Outcome.MISCONFIGURED
    gone = isinstance(error, (ConnectionError, TimeoutError))
    return Outcome.MISCONFIGURED if place in _PROVING and not gone else Outcome.SERVER_AWAY
