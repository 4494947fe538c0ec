"""A mail server for the demo, on loopback: what it takes lands as a file that one can open."""

import asyncio
import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import SMTP as POLICY
from email.utils import parsedate_to_datetime
from pathlib import Path

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session

from models.values import jakarta_day

HOST = "127.0.0.1"
_READY_SECONDS = 30


@dataclass(frozen=True, slots=True)
class Letter:
    """A mail that was taken."""

    message_id: str
    opd: str | None
    """Whose head it is for; none is an admin."""
    path: Path


class Mailroom:
    """Takes mail while it is open; each as `FOLDER/MONTH/OPD.eml`, none over another."""

    def __init__(self, folder: Path, names: Mapping[str, str]) -> None:
        self.folder = folder
        self.letters: list[Letter] = []
        self.down = False
        """Whether whoever connects is hung up on."""
        self._names = names

    async def handle_EHLO(  # noqa: N802 - named by aiosmtpd
        self, server: SMTP, session: Session, _envelope: Envelope, hostname: str,
        responses: list[str],
    ) -> list[str]:  # fmt: skip
        """Greet, or hang up."""
        session.host_name = hostname
        if self.down and isinstance(server.transport, asyncio.Transport):
            server.transport.abort()
        return responses

    async def handle_DATA(  # noqa: N802
        self, _server: SMTP, _session: Session, envelope: Envelope
    ) -> str:
        """Keep the mail; only then say that it is taken."""
        body = envelope.original_content or b""
        mail = message_from_bytes(body, EmailMessage, policy=POLICY)
        for recipient in envelope.rcpt_tos:
            path = self._place(mail, recipient)
            path.write_bytes(body)
            self.letters.append(Letter(str(mail["Message-ID"]), self._names.get(recipient), path))
        return "250 OK"

    def _place(self, mail: EmailMessage, recipient: str) -> Path:
        day = jakarta_day(parsedate_to_datetime(str(mail["Date"])))
        folder = self.folder / f"{day:%Y-%m}"
        folder.mkdir(parents=True, exist_ok=True)
        name = slug(self._names.get(recipient) or recipient.partition("@")[0])
        taken = {path.stem for path in folder.glob(f"{name}*.eml")}
        number = next(n for n in range(1, len(taken) + 2) if _numbered(name, n) not in taken)
        return folder / f"{_numbered(name, number)}.eml"


def slug(name: str) -> str:
    """A name as part of a path: `Dinas Kesehatan` is `dinas-kesehatan`."""
    return re.sub(r"[^a-z0-9]+", "-", name.lower()).strip("-")


@contextmanager
def serve(room: Mailroom) -> Iterator[int]:
    """Open the mailroom on a free port of loopback, which it yields."""
    controller = _OnAnyPort(room, hostname=HOST, port=0, ready_timeout=_READY_SECONDS)
    controller.start()
    try:
        yield controller.bound_port
    finally:
        controller.stop()


def _numbered(name: str, number: int) -> str:
    return name if number == 1 else f"{name}-{number}"


class _OnAnyPort(Controller):
    """aiosmtpd's own trial call goes to the port that was asked for: here to the one it got."""

    def _trigger_server(self) -> None:
        self.port = self.bound_port
        super()._trigger_server()  # type: ignore[no-untyped-call]

    @property
    def bound_port(self) -> int:
        """The port that the system chose."""
        if not isinstance(self.server, asyncio.base_events.Server):
            raise TypeError("the mailroom is not open")
        port: int = self.server.sockets[0].getsockname()[1]
        return port
