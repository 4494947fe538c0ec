"""A real SMTP server in this process that fails where it is told to, and keeps what it took."""

import asyncio
import socket
import ssl
from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import SMTP as POLICY
from typing import Any

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session

CUT = "cut the connection"
"""A step of a script: no answer, the connection goes."""
CUT_AFTER = "cut after taking it"
"""A step of a script for DATA: the mail is kept, the answer is lost."""


@dataclass(frozen=True, slots=True)
class Taken:
    """A mail that the server took."""

    recipients: tuple[str, ...]
    body: bytes
    encrypted: bool

    @property
    def mail(self) -> EmailMessage:
        """The mail, parsed back."""
        found = message_from_bytes(self.body, policy=POLICY)
        assert isinstance(found, EmailMessage)
        return found


@dataclass(slots=True)
class Script:
    """What the server says at each verb: the next step of a list, else that all is well."""

    steps: dict[str, deque[str]] = field(default_factory=dict)
    always: dict[str, str] = field(default_factory=dict)
    by_recipient: dict[str, str] = field(default_factory=dict)
    taken: list[Taken] = field(default_factory=list)
    connections: int = 0
    passwords: list[bytes] = field(default_factory=list)

    def say(self, verb: str, *answers: str) -> None:
        """Let the server say these, one each time, and then be well."""
        self.steps.setdefault(verb, deque()).extend(answers)

    def next(self, verb: str) -> str | None:
        """Return what to say now."""
        waiting = self.steps.get(verb)
        return waiting.popleft() if waiting else self.always.get(verb)

    @property
    def ids(self) -> list[str]:
        """The Message-IDs of what was taken, in order."""
        return [str(one.mail["Message-ID"]) for one in self.taken]


class _Handler:
    def __init__(self, script: Script) -> None:
        self._script = script

    async def handle_EHLO(  # noqa: N802 - named by aiosmtpd
        self, server: SMTP, session: Session, _envelope: Envelope, hostname: str,
        responses: list[str],
    ) -> list[str]:  # fmt: skip
        self._script.connections += 1
        session.host_name = hostname
        said = self._said(server, "EHLO")
        return responses if said is None else [said]

    async def handle_MAIL(  # noqa: N802
        self, server: SMTP, _session: Session, envelope: Envelope, address: str,
        options: list[str],
    ) -> str:  # fmt: skip
        said = self._said(server, "MAIL")
        if said is not None:
            return said
        envelope.mail_from = address
        envelope.mail_options.extend(options)
        return "250 OK"

    async def handle_RCPT(  # noqa: N802
        self, server: SMTP, _session: Session, envelope: Envelope, address: str,
        _options: list[str],
    ) -> str:  # fmt: skip
        said = self._script.by_recipient.get(address) or self._said(server, "RCPT")
        if said is not None:
            return said
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(  # noqa: N802
        self, server: SMTP, _session: Session, envelope: Envelope
    ) -> str:
        said = self._script.next("DATA")
        if said in {None, CUT_AFTER}:
            content = envelope.original_content or b""
            self._script.taken.append(
                Taken(tuple(envelope.rcpt_tos), content, _is_encrypted(server))
            )
        if said in {CUT, CUT_AFTER}:
            return _cut(server)
        return said or "250 OK: kept"

    async def handle_QUIT(  # noqa: N802
        self, server: SMTP, _session: Session, _envelope: Envelope
    ) -> str:
        return self._said(server, "QUIT") or "221 Bye"

    def _said(self, server: SMTP, verb: str) -> str | None:
        said = self._script.next(verb)
        return _cut(server) if said == CUT else said


def _is_encrypted(server: SMTP) -> bool:
    assert isinstance(server.transport, asyncio.BaseTransport)
    return server.transport.get_extra_info("ssl_object") is not None


def _cut(server: SMTP) -> str:
    assert isinstance(server.transport, asyncio.Transport)
    server.transport.abort()
    return "421 gone"


@dataclass(frozen=True, slots=True)
class Running:
    """The server, and what it does."""

    port: int
    script: Script


@contextmanager
def mail_server(
    *, tls: ssl.SSLContext | None = None, implicit: bool = False, password: bytes | None = None,
    script: Script | None = None,
) -> Iterator[Running]:  # fmt: skip
    """Run a server on a free port of loopback.

    Args:
        tls: offer STARTTLS, or speak TLS from the first byte if `implicit`.
        implicit: see `tls`.
        password: want this one, of anybody.
        script: what to say; a new one without.

    """
    plan = script or Script()

    def check(_server: Any, _session: Any, _envelope: Any, _how: str, who: Any) -> AuthResult:
        assert isinstance(who, LoginPassword)
        plan.passwords.append(who.password)
        return AuthResult(success=who.password == password, handled=False)

    options: dict[str, Any] = {"enable_SMTPUTF8": True}
    if tls is not None and not implicit:
        options["tls_context"] = tls
    if password is not None:
        options |= {"authenticator": check, "auth_required": True,
                    "auth_require_tls": tls is not None and not implicit}  # fmt: skip
    with _started(_Handler(plan), tls if implicit else None, options) as port:
        yield Running(port, plan)


class _OnAnyPort(Controller):
    """aiosmtpd's own trial call goes to the port that was asked for: here to the one it got."""

    def _trigger_server(self) -> None:
        self.port = self.bound_port
        super()._trigger_server()  # type: ignore[no-untyped-call]

    @property
    def bound_port(self) -> int:
        assert isinstance(self.server, asyncio.base_events.Server)
        port: int = self.server.sockets[0].getsockname()[1]
        return port


@contextmanager
def _started(
    handler: _Handler, ssl_context: ssl.SSLContext | None, options: dict[str, Any]
) -> Iterator[int]:
    controller = _OnAnyPort(
        handler, hostname="127.0.0.1", port=0, ready_timeout=30, ssl_context=ssl_context, **options
    )
    controller.start()
    try:
        yield controller.bound_port
    finally:
        controller.stop()


def free_port() -> int:
    """Return a port on which nobody listens."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
    return port
