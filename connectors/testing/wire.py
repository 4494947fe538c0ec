"""A server on raw sockets that answers byte for byte as told, so that it can lie as wires do.

    with wire_server() as wire:
        wire.answer("/list", cut(json_body({"items": []}), at=100), json_body({"items": []}))
        ...
        assert wire.requests[0].path == "/list"

Answers of a path are given in order, the last of them for ever; a path without any gets what
`otherwise` says, or 404. With a TLS context it speaks HTTPS.
"""

import socket
import ssl
import struct
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from urllib.parse import urlsplit

HEADERS_END = b"\r\n\r\n"
GIVE_UP_SECONDS = 60


@dataclass(frozen=True, slots=True)
class Request:
    """What a client sent."""

    method: str
    target: str
    headers: dict[str, str]
    """Names in lower case."""
    body: bytes

    @property
    def path(self) -> str:
        """The target without its query."""
        return urlsplit(self.target).path


@dataclass(frozen=True, slots=True)
class Reply:
    """Bytes for the wire: parts with pauses between them, then an orderly end or a reset."""

    parts: tuple[bytes, ...]
    pause_seconds: float = 0
    reset: bool = False


Answering = Reply | Callable[[Request], Reply]


class Wire:
    """A listening socket with a script for each path."""

    def __init__(self, tls: ssl.SSLContext | None = None) -> None:
        self._tls = tls
        self._listening = socket.create_server(("127.0.0.1", 0))
        self._scripts: dict[str, list[Answering]] = {}
        self._lock = threading.Lock()
        self._closing = threading.Event()
        self._threads: list[threading.Thread] = []
        self.otherwise: Answering | None = None
        self.requests: list[Request] = []
        self.connections = 0

    @property
    def url(self) -> str:
        """Where it listens."""
        return f"{'https' if self._tls else 'http'}://127.0.0.1:{self.port}"

    @property
    def port(self) -> int:
        """The port it listens at."""
        port: int = self._listening.getsockname()[1]
        return port

    def answer(self, path: str, *replies: Answering) -> None:
        """Say what a path answers."""
        with self._lock:
            self._scripts[path] = list(replies)

    def start(self) -> None:
        """Begin to listen."""
        self._run(self._accept)

    def close(self) -> None:
        """Stop, and wait until every connection has ended."""
        self._closing.set()
        with suppress(OSError):
            self._listening.shutdown(socket.SHUT_RDWR)
        self._listening.close()
        for thread in self._threads:
            thread.join(GIVE_UP_SECONDS)

    def _run(self, work: Callable[[], None]) -> None:
        thread = threading.Thread(target=work, daemon=True)
        self._threads.append(thread)
        thread.start()

    def _accept(self) -> None:
        with suppress(OSError):
            while True:
                connection, _ = self._listening.accept()
                self.connections += 1
                connection.settimeout(GIVE_UP_SECONDS)
                self._run(lambda it=connection: self._serve(it))  # type: ignore[misc]

    def _serve(self, connection: socket.socket) -> None:
        with suppress(OSError), self._secured(connection) as secured:
            request = _received(secured)
            if request is not None:
                self._send(secured, self._reply_to(request))

    def _secured(self, connection: socket.socket) -> socket.socket:
        if self._tls is None:
            return connection
        try:
            return self._tls.wrap_socket(connection, server_side=True)
        except OSError:
            connection.close()
            raise

    def _reply_to(self, request: Request) -> Reply:
        with self._lock:
            self.requests.append(request)
            script = self._scripts.get(request.path, [])
            answering = script[0] if script else self.otherwise
            if len(script) > 1:
                script.pop(0)
        if answering is None:
            return head(404, {"content-length": "0"})
        return answering if isinstance(answering, Reply) else answering(request)

    def _send(self, connection: socket.socket, reply: Reply) -> None:
        for part in reply.parts:
            connection.sendall(part)
            if reply.pause_seconds and self._closing.wait(reply.pause_seconds):
                return
        if reply.reset:
            connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))


@contextmanager
def wire_server(tls: ssl.SSLContext | None = None) -> Iterator[Wire]:
    """Listen at a free port of loopback."""
    wire = Wire(tls)
    wire.start()
    try:
        yield wire
    finally:
        wire.close()


def head(status: int, headers: dict[str, str], body: bytes = b"") -> Reply:
    """Make a reply of a status, these headers and no others, and a body as it is."""
    lines = [f"HTTP/1.1 {status} Told", *(f"{name}: {value}" for name, value in headers.items())]
    return Reply(
        ("\r\n".join([*lines, "connection: close"]).encode("latin-1") + HEADERS_END + body,)
    )


def _received(connection: socket.socket) -> Request | None:
    got = b""
    while HEADERS_END not in got:
        part = connection.recv(65536)
        if not part:
            return None
        got += part
    start, _, body = got.partition(HEADERS_END)
    first, *lines = start.decode("latin-1").split("\r\n")
    headers = {n.lower(): v.strip() for n, _, v in (line.partition(":") for line in lines)}
    while len(body) < int(headers.get("content-length", "0")):
        body += connection.recv(65536)
    method, target, _ = first.split(" ")
    return Request(method, target, headers, body)
