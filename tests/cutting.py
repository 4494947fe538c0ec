"""A way to PostgreSQL that breaks when it is told to: for commits whose answer never comes."""

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from sqlalchemy.engine import make_url

COMMIT = b"COMMIT"
SOCKET = ".s.PGSQL.5432"


class Way:
    """Hands on what both sides say; cuts one connection at its next commit when asked."""

    def __init__(self, server: str) -> None:
        self._server = server
        self._cut: str | None = None
        self.cuts = 0

    def cut_next(self, what: str) -> None:
        """Cut at the next commit: its `question` never arrives, or its `answer`."""
        self._cut = what

    def meet(self, client: socket.socket) -> None:
        """Hand on between one client and the server, until one of them leaves."""
        with client, socket.socket(socket.AF_UNIX) as server, suppress(OSError):
            server.connect(self._server)
            back = threading.Thread(target=_pump, args=(server, client), daemon=True)
            back.start()
            while said := client.recv(1 << 16):
                if self._cut is None or COMMIT not in said:
                    server.sendall(said)
                    continue
                lost, self._cut = self._cut, None
                self.cuts += 1
                client.shutdown(socket.SHUT_RDWR)
                if lost == "answer":
                    server.sendall(said)
                break
            # Its terminate message: the server does what it was told before it ends.
            server.sendall(b"X\x00\x00\x00\x04")
            back.join()


def _pump(source: socket.socket, sink: socket.socket) -> None:
    """Hand on until the source ends; whoever does not listen any more loses what was said."""
    with suppress(OSError):
        while said := source.recv(1 << 16):
            with suppress(OSError):
                sink.sendall(said)
    with suppress(OSError):
        sink.shutdown(socket.SHUT_RDWR)


@contextmanager
def way_to(url: str, folder: Path) -> Iterator[tuple[Way, str]]:
    """A way to the server of a URL by a socket in a folder, and the URL that leads over it."""
    parsed = make_url(url)
    way = Way(f"{parsed.query['host']}/{SOCKET}")
    listener = socket.socket(socket.AF_UNIX)
    listener.bind(str(folder / SOCKET))
    listener.listen()

    def meet_all() -> None:
        with suppress(OSError):
            while True:
                client, _ = listener.accept()
                threading.Thread(target=way.meet, args=(client,), daemon=True).start()

    meeting = threading.Thread(target=meet_all, daemon=True)
    meeting.start()
    try:
        through = parsed.update_query_dict({"host": str(folder)})
        yield way, through.render_as_string(hide_password=False)
    finally:
        listener.shutdown(socket.SHUT_RDWR)
        listener.close()
        meeting.join()
