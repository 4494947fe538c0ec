"""A request as the fake gets it, and an answer as it gives it; no sockets here."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Request:
    """What a client asks."""

    method: str
    path: str
    """Without the query, and without the folder in which the site stands."""
    query: tuple[tuple[str, str], ...]
    form: tuple[tuple[str, str], ...]
    body: bytes
    cookies: Mapping[str, str]
    base: str
    """Address of the site."""

    @property
    def params(self) -> dict[str, str]:
        """Give what query and form say; the form wins."""
        return dict(self.query) | dict(self.form)


@dataclass(frozen=True, slots=True)
class Reply:
    """What the site answers."""

    status: int = 200
    body: bytes = b""
    media_type: str = "text/html; charset=utf-8"
    headers: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Asked:
    """A line of the request log."""

    method: str
    path: str
    function: str
    """Of the web services; empty for pages."""
    params: Mapping[str, str] = field(repr=False)


def json_reply(value: object) -> Reply:
    """Answer JSON as PHP writes it: slashes escaped, no spaces."""
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":")).replace("/", "\\/")
    return Reply(
        body=text.encode(),
        media_type="application/json",
        headers=(("Access-Control-Allow-Origin", "*"),),
    )


def page(title: str, content: str, *, status: int = 200) -> Reply:
    """Answer an HTML page."""
    text = (
        '<!DOCTYPE html>\n<html dir="ltr" lang="id" xml:lang="id">\n<head>\n'
        f"<title>{title}</title>\n"
        '<meta http-equiv="Content-Type" content="text/html; charset=utf-8" />\n'
        f"</head>\n<body>\n{content}\n</body>\n</html>\n"
    )
    return Reply(status, text.encode())


def redirect(location: str, *headers: tuple[str, str]) -> Reply:
    """Send the client elsewhere, as Moodle does: 303 with a small page."""
    small = page("Alihkan", "Halaman ini dialihkan.")
    return Reply(303, small.body, headers=(("Location", location), *headers))
