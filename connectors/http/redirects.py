"""Where a redirect may lead, and what is asked there."""

import httpx

from connectors.errors import SourceChangedError
from connectors.http.answer import Answer
from connectors.troubles import ELSEWHERE

MAX_REDIRECTS = 3
SEE_OTHER = frozenset({301, 302, 303})
KEPT = frozenset({"authorization", "accept"})
KEPT_WITH_CONTENT = KEPT | {"content-type"}


def refuse_elsewhere(url: httpx.URL, base: httpx.URL, shown: str) -> None:
    """Raise where an address is not of the scheme, host and port of the source.

    Args:
        url: the address.
        base: of the source.
        shown: the base as it may be told.

    """
    if _origin(url) != _origin(base):
        raise SourceChangedError(
            f"{shown} mengalihkan ke {url.scheme}://{url.host}, dan itu tidak diikuti; bila "
            "sumber memang pindah, ganti base_url",
            trouble=ELSEWHERE,
        )


def next_request(http: httpx.AsyncClient, request: httpx.Request, answer: Answer) -> httpx.Request:
    """Make the request to which a redirect leads; only 307 and 308 send again what was sent."""
    url = request.url.join(answer.headers.get("location", ""))
    again = request.method == "POST" and answer.status not in SEE_OTHER
    names = KEPT_WITH_CONTENT if again else KEPT
    return http.build_request(
        "POST" if again else "GET",
        url,
        headers={name: value for name, value in request.headers.items() if name in names},
        content=request.content if again else None,
    )


def _origin(url: httpx.URL) -> tuple[str, str, int | None]:
    return url.scheme, url.host, url.port
