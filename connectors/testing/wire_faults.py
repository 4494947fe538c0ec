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


def trickled(reply: Reply, *, parts: int, pause_seconds: float = 0.001) -> Reply:
    """Send a reply in so many pieces."""
    whole = b"".join(reply.parts)
    step = max(len(whole) // parts, 1)
    pieces = tuple(whole[at : at + step] for at in range(0, len(whole), step))
    return Reply(pieces, pause_seconds)


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


def halved(reply: Reply, *, reset: bool = False) -> Reply:
    """Lose the second half of the body of a reply; end in order, or with a reset."""
    _, body = _apart(reply)
    return cut(reply, lost=max(len(body) // 2, 1), reset=reset)


def packed_half(reply: Reply) -> Reply:
    """Pack the body of a reply, lose the second half, and tell the length it has then."""
    start, body = _apart(reply)
    packed_body = gzip.compress(body)
    half = packed_body[: len(packed_body) // 2]
    return _with(start, half, {"content-encoding": "gzip", "content-length": str(len(half))})


def told_double(reply: Reply) -> Reply:
    """Tell a length beyond the end of the body of a reply."""
    start, body = _apart(reply)
    return _with(start, body, {"content-length": str(2 * len(body) + 1)})


def told_half(reply: Reply) -> Reply:
    """Tell a length before the end of the body of a reply."""
    start, body = _apart(reply)
    return _with(start, body, {"content-length": str(len(body) // 2)})


def chunked_half(reply: Reply) -> Reply:
    """Send half of the body of a reply as a chunk, without any that ends it."""
    start, body = _apart(reply)
    half = body[: len(body) // 2]
    chunk = f"{len(half):x}\r\n".encode() + half + b"\r\n" if half else b""
    return _with(start, chunk, {"transfer-encoding": "chunked"})


def huge_header(size: int = 1_000_000) -> Reply:
    """Send a header that does not end."""
    return head(200, {"x-huge": "x" * size, "content-length": "2"}, b"{}")


def not_http() -> Reply:
    """Send what no HTTP client knows."""
    return Reply((b"SSH-2.0-OpenSSH_9.2" + HEADERS_END,))


def _apart(reply: Reply) -> tuple[list[bytes], bytes]:
    start, _, body = b"".join(reply.parts).partition(HEADERS_END)
    about_body = (b"content-length:", b"content-encoding:", b"transfer-encoding:")
    return [one for one in start.split(b"\r\n") if not one.lower().startswith(about_body)], body


def _with(start: list[bytes], body: bytes, headers: dict[str, str]) -> Reply:
    lines = [*start, *(f"{name}: {value}".encode() for name, value in headers.items())]
    return Reply((b"\r\n".join(lines) + HEADERS_END + body,))
