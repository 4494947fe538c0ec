"""A door before a service on loopback, which can be shut, cut or slammed in whoever comes."""

import socket
import struct
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress

from tests.year.troubles import Wire

CUT_AFTER = 3000
"""Bytes of answers that still come through."""
_CHUNK = 65536
_ABORT = struct.pack("ii", 1, 0)


class Front:
    """Listens at a port of its own and hands on to another, as long as it is told to."""

    def __init__(self, target: int) -> None:
        self.target = target
        self.port = 0
        self.trouble: Wire | None = None
        self._listening: socket.socket | None = None
        self._open: set[socket.socket] = set()

    def open(self) -> None:
        """Let people in; always at the same port."""
        if self._listening is None:
            self._listening = socket.create_server(("127.0.0.1", self.port))
            self.port = self._listening.getsockname()[1]
            threading.Thread(target=self._accept, args=[self._listening], daemon=True).start()

    def shut(self) -> None:
        """Refuse whoever comes, and hang up on who is there."""
        listening, self._listening = self._listening, None
        if listening is not None:
            with suppress(OSError):
                listening.shutdown(socket.SHUT_RDWR)
            listening.close()
        for one in list(self._open):
            with suppress(OSError):
                one.shutdown(socket.SHUT_RDWR)

    def behave(self, trouble: Wire | None) -> None:
        """From now on make this trouble, or none."""
        self.trouble = trouble
        self.shut()  # nobody keeps a line from better days
        if trouble is not Wire.REFUSED:
            self.open()

    def _accept(self, listening: socket.socket) -> None:
        with suppress(OSError):
            while True:
                guest, _ = listening.accept()
                threading.Thread(target=self._serve, args=[guest], daemon=True).start()

    def _serve(self, guest: socket.socket) -> None:
        if self.trouble is Wire.RESET:
            guest.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, _ABORT)
            guest.close()
            return
        with suppress(OSError), guest, socket.create_connection(("127.0.0.1", self.target)) as host:
            both = {guest, host}
            self._open |= both
            for one in both:
                one.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            asking = threading.Thread(target=_pass_on, args=[guest, host], daemon=True)
            asking.start()
            _pass_on(host, guest, CUT_AFTER if self.trouble is Wire.CUT else None)
            asking.join()
            self._open -= both


def _pass_on(source: socket.socket, target: socket.socket, most: int | None = None) -> None:
    """Hand on what comes, up to so many bytes; then let both ends know that it is over."""
    with suppress(OSError):
        while part := source.recv(_CHUNK):
            target.sendall(part if most is None else part[:most])
            if most is not None and (most := most - len(part)) <= 0:
                break
    for one in (source, target):
        with suppress(OSError):
            one.shutdown(socket.SHUT_RDWR)


@contextmanager
def front_of(target: int) -> Iterator[Front]:
    """A door before a port; shut at the end."""
    front = Front(target)
    front.open()
    try:
        yield front
    finally:
        front.shut()
