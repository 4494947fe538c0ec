"""Replies for a `Wire`: sound ones, and each way in which one may be unsound."""

import gzip
import json
from typing import Any

from connectors.testing.wire import HEADERS_END, Reply, head

LOGIN_PAGE = (
    '<!DOCTYPE html><html><form action="/login/index.php">'
    '<input name="username"><input type="password" name="password"></form></html>'
)
MAINTENANCE_PAGE = "<!DOCTYPE html><html><h1>Situs sedang dalam pemeliharaan</h1></html>"
PORTAL_PAGE = "<!DOCTYPE html><html><title>Hotspot Login</title><form></form></html>"
GUARD_PAGE = "<!DOCTYPE html><html><title>Just a moment...</title></html>"


def sound(body: bytes, media_type: str = "application/json", **headers: str) -> Reply:
    """Answer 200 with a body and its true length."""
    told = {name.replace("_", "-"): value for name, value in headers.items()}
    given = {"content-type": media_type, "content-length": str(len(body)), **told}
    return head(200, given, body)


def json_reply(value: Any) -> Reply:
    """Answer 200 with JSON."""
    return sound(json.dumps(value).encode())


def page(html: str) -> Reply:
    """Answer 200 with an HTML page."""
    return sound(html.encode(), "text/html; charset=utf-8")


def status(code: int, **headers: str) -> Reply:
    """Answer a status with an empty body."""
    told = {name.replace("_", "-"): value for name, value in headers.items()}
    return head(code, {"content-length": "0", **told})


def redirect(location: str, code: int = 302) -> Reply:
    """Send elsewhere."""
    return status(code, location=location)


def cut(reply: Reply, *, lost: int = 1, reset: bool = False) -> Reply:
    """Lose the last bytes of a reply; end in order, or with a reset."""
    return Reply((b"".join(reply.parts)[:-lost],), reset=reset)


def dripped(reply: Reply, *, pause_seconds: float = 0.05) -> Reply:
    """Send a reply byte by byte."""
    return Reply(tuple(bytes([byte]) for byte in b"".join(reply.parts)), pause_seconds)


def packed(body: bytes, media_type: str = "application/json", *, times: int = 1) -> Reply:
    """Pack a body with gzip, more than once if told, and say so once."""
    for _ in range(times):
        body = gzip.compress(body)
    return sound(body, media_type, content_encoding="gzip")


def bomb(megabytes: int = 100) -> Reply:
    """Pack much of nothing."""
    return packed(b"0" * (megabytes * 1_000_000))


def packed_short(body: bytes, *, lost: int = 8) -> Reply:
    """Cut a packed body and tell the length it has then."""
    return sound(gzip.compress(body)[:-lost], content_encoding="gzip")


def wrong_length(body: bytes, *, told: int) -> Reply:
    """Tell another length than the body has."""
    return head(200, {"content-type": "application/json", "content-length": str(told)}, body)


def chunked(body: bytes, *, ended: bool = True) -> Reply:
    """Send a body as one chunk, with or without the chunk that ends it."""
    chunk = f"{len(body):x}\r\n".encode() + body + b"\r\n" + (b"0\r\n\r\n" if ended else b"")
    return head(200, {"content-type": "application/json", "transfer-encoding": "chunked"}, chunk)


def huge_header(size: int = 1_000_000) -> Reply:
    """Send a header that does not end."""
    return head(200, {"x-huge": "x" * size, "content-length": "2"}, b"{}")


def not_http() -> Reply:
    """Send what no HTTP client knows."""
    return Reply((b"SSH-2.0-OpenSSH_9.2" + HEADERS_END,))
