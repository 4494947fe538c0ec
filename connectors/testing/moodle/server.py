"""The fake Moodle as a program: a site at an address, with a log of requests and its troubles.

with moodle_site(invented_site(seed=1).world) as site:
    fetch(site.base_url, token="...")
    assert site.count("core_reportbuilder_retrieve_report") == 1
"""

import socket
import socketserver
import sys
import threading
import time
from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.cookies import SimpleCookie
from http.server import BaseHTTPRequestHandler
from urllib.parse import parse_qsl, urlsplit

from connectors.testing.moodle import web, ws
from connectors.testing.moodle.exchange import Asked, Reply, Request, json_reply, page
from connectors.testing.moodle.failing import FunctionError
from connectors.testing.moodle.sessions import Sessions
from connectors.testing.moodle.world import World

_FORM = "application/x-www-form-urlencoded"
_GONE = "Situs sedang dalam perbaikan"
_REASONS = {200: "OK", 303: "See Other", 403: "Forbidden", 404: "Not Found"}


@dataclass(slots=True)
class Site:
    """A running fake: where it is, what it was asked, and what can go wrong with it."""

    world: World
    base_url: str = ""
    sessions: Sessions = field(default_factory=Sessions)
    requests: list[Asked] = field(default_factory=list)
    web_services: bool = True
    upgrading: bool = False
    latency_seconds: float = 0.0
    _maintenance: str = ""
    _failures: deque[Reply] = field(default_factory=deque)

    def count(self, function: str) -> int:
        """Tell how often a function was called."""
        return sum(one.function == function for one in self.requests)

    def forget_requests(self) -> None:
        """Start the log of requests afresh."""
        self.requests.clear()

    def expire_tokens(self) -> None:
        """Let all tokens be too old, as they are after twelve weeks."""
        for token in self.world.tokens.values():
            token.expired = True

    def expire_sessions(self) -> None:
        """Let everybody be logged out, as after eight hours."""
        self.sessions.expire()

    def maintenance(self, on: bool, *, by_cli: bool = False) -> None:  # noqa: FBT001 - a switch
        """Switch maintenance on or off: 200 with an error code, or by CLI 503 with HTML."""
        self._maintenance = ("cli" if by_cli else "web") if on else ""

    def fail_next(self, count: int, status: int = 500, *, retry_after: str = "") -> None:
        """Answer the next requests with a status and an HTML page of the server before Moodle."""
        headers = (("Retry-After", retry_after),) if retry_after else ()
        body = f"<html><body><h1>{status}</h1></body></html>".encode()
        self._failures.extend([Reply(status, body, "text/html", headers)] * count)

    def reply(self, request: Request) -> Reply:
        """Answer one request, and note it."""
        with self.world.lock:
            function = request.params.get("wsfunction", "")
            self.requests.append(Asked(request.method, request.path, function, request.params))
            if self._failures:
                return self._failures.popleft()
            if self._maintenance == "cli":
                gone = page(_GONE, f"<h1>{_GONE}</h1>", status=503)
                return Reply(503, gone.body, headers=(("Retry-After", "300"),))
            if request.path == ws.REST:
                return self._rest(request)
            if request.path == ws.TOKEN:
                return ws.give_token(self.world, request)
            in_maintenance = bool(self._maintenance)
            return web.answer(self.world, self.sessions, request, maintenance=in_maintenance)

    def _rest(self, request: Request) -> Reply:
        if not self.web_services:
            return Reply(403)
        for trouble, errorcode in (
            (self._maintenance, "sitemaintenance"),
            (self.upgrading, "upgraderunning"),
        ):
            if trouble:
                return json_reply(FunctionError(errorcode).body(self.world.lang))
        return ws.answer(self.world, request)


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server: "_Server"

    def do_GET(self) -> None:
        self._answer(b"", ())

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        is_form = self.headers.get("Content-Type", "").startswith(_FORM)
        form = parse_qsl(body.decode(), keep_blank_values=True) if is_form else []
        self._answer(body, tuple(form))

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - named so above us
        """Say nothing: the site keeps a log of its own."""

    def _answer(self, body: bytes, form: tuple[tuple[str, str], ...]) -> None:
        if self.server.site.latency_seconds:
            time.sleep(self.server.site.latency_seconds)
        parts = urlsplit(self.path)
        cookies = SimpleCookie(self.headers.get("Cookie", ""))
        self._send(
            self.server.site.reply(
                Request(
                    method=self.command,
                    path=parts.path.removeprefix(self.server.folder),
                    query=tuple(parse_qsl(parts.query, keep_blank_values=True)),
                    form=form,
                    body=body,
                    cookies={name: one.value for name, one in cookies.items()},
                    base=self.server.site.base_url,
                )
            )
        )

    def _send(self, reply: Reply) -> None:
        lines = [
            f"HTTP/1.1 {reply.status} {_REASONS.get(reply.status, 'Status')}",
            f"Content-Type: {reply.media_type}",
            f"Content-Length: {len(reply.body)}",
            *(f"{name}: {value}" for name, value in reply.headers),
        ]
        head = "\r\n".join(lines).encode() + b"\r\n\r\n"
        self.wfile.write(head + reply.body)


class _Server(socketserver.ThreadingTCPServer):
    allow_reuse_address = True
    request_queue_size = 64

    def __init__(self, site: Site, folder: str, port: int) -> None:
        super().__init__(("127.0.0.1", port), _Handler)
        self.site = site
        self.folder = folder
        self._open: set[socket.socket] = set()

    def process_request(self, request: object, client_address: object) -> None:
        if isinstance(request, socket.socket):
            request.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            self._open.add(request)
        super().process_request(request, client_address)  # type: ignore[arg-type]

    def shutdown_request(self, request: object) -> None:
        self._open.discard(request)
        super().shutdown_request(request)  # type: ignore[arg-type]

    def handle_error(self, request: object, client_address: object) -> None:
        """Say nothing of a client that went away; any other error is shown."""
        if not isinstance(sys.exception(), ConnectionError):
            super().handle_error(request, client_address)  # type: ignore[arg-type]

    def hang_up(self) -> None:
        """Close the connections that clients keep alive, so that the threads end."""
        for one in list(self._open):
            try:
                one.shutdown(socket.SHUT_RDWR)
            except OSError:
                continue


@contextmanager
def moodle_site(
    world: World, *, folder: str = "", port: int = 0, kind: type[Site] = Site
) -> Iterator[Site]:
    """Run a site until the block ends.

    Args:
        world: its state; change it at any time.
        folder: where below the host it stands, for example `/lms`.
        port: 0 for any free one.
        kind: a site that answers in a way of its own.

    """
    site = kind(world)
    with _Server(site, folder, port) as server:
        site.base_url = f"http://127.0.0.1:{server.server_address[1]}{folder}"
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
        thread.start()
        try:
            yield site
        finally:
            server.shutdown()
            server.hang_up()
            thread.join()
