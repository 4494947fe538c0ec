"""The answers of the fake Moodle, as bytes for a wire."""

from collections.abc import Callable
from http.cookies import SimpleCookie
from urllib.parse import parse_qsl, urlsplit

from connectors.testing.moodle import exchange
from connectors.testing.moodle.server import Site
from connectors.testing.wire import Reply, Request, head

FORM = "application/x-www-form-urlencoded"


def answers_of(site: Site) -> Callable[[Request], Reply]:
    """Answer as the site does."""
    return lambda request: _on_the_wire(site.reply(_as_asked(request)))


def _as_asked(request: Request) -> exchange.Request:
    parts = urlsplit(request.target)
    is_form = request.headers.get("content-type", "").startswith(FORM)
    form = parse_qsl(request.body.decode(), keep_blank_values=True) if is_form else []
    cookies = SimpleCookie(request.headers.get("cookie", ""))
    return exchange.Request(
        method=request.method,
        path=parts.path,
        query=tuple(parse_qsl(parts.query, keep_blank_values=True)),
        form=tuple(form),
        body=request.body,
        cookies={name: one.value for name, one in cookies.items()},
        base=f"http://{request.headers['host']}",
    )


def _on_the_wire(reply: exchange.Reply) -> Reply:
    told = {"content-type": reply.media_type, "content-length": str(len(reply.body))}
    return head(reply.status, told | dict(reply.headers), reply.body)
