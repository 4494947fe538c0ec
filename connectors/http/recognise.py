"""Tell a page that came as 200 for what it is: login, maintenance, a portal or a guard."""

import re

from connectors.errors import SourceChangedError, SourceRefusedError, SourceUnavailableError
from connectors.http.answer import Answer
from connectors.troubles import GUARD, LOGIN_PAGE, MAINTENANCE, OTHER_PAGE

LOOKED_AT = 200_000

_LOGIN = re.compile(r"<input[^>]+type\s*=\s*[\"']?password", re.IGNORECASE)
_AWAY = re.compile(
    r"maintenance mode|under maintenance|site is undergoing maintenance|scheduled maintenance"
    r"|sedang (?:dalam )?(?:pemeliharaan|perbaikan)|dalam (?:masa )?pemeliharaan"
    r"|temporarily unavailable|service unavailable|error reading from database"
    r"|database connection failed|bad gateway|gateway time-?out",
    re.IGNORECASE,
)
_GUARD = re.compile(
    r"just a moment\.\.\.|cf-chl|challenge-platform|attention required! \| cloudflare|_incapsula_"
    r"|checking your browser|g-recaptcha|hcaptcha|ddos protection by"
    r"|captive portal|hotspot login|wispaccessgatewayparam",
    re.IGNORECASE,
)
HTML = frozenset({"text/html", "application/xhtml+xml"})


def is_login_page(answer: Answer) -> bool:
    """Say whether an answer is an HTML page that asks for a password."""
    return _is_html(answer) and _LOGIN.search(answer.text()[:LOOKED_AT]) is not None


def refuse_stand_ins(answer: Answer, *, html_expected: bool = False) -> None:
    """Raise when another page stands where what was asked for should be.

    With `html_expected` a page that is none of these passes; without it, no HTML passes.
    """
    if not _is_html(answer):
        return
    head = answer.text()[:LOOKED_AT]
    if _GUARD.search(head):
        raise SourceUnavailableError(
            f"{answer.url}: yang menjawab penjaga robot atau portal jaringan, bukan sumbernya",
            trouble=GUARD,
        )
    if _LOGIN.search(head):
        raise SourceRefusedError(
            f"{answer.url}: yang datang halaman masuk; sesi kita tidak diterima", trouble=LOGIN_PAGE
        )
    if _AWAY.search(head):
        raise SourceUnavailableError(
            f"{answer.url}: yang datang halaman perawatan atau galat", trouble=MAINTENANCE
        )
    if not html_expected:
        raise SourceChangedError(
            f"{answer.url}: yang datang halaman web, bukan datanya", trouble=OTHER_PAGE
        )


def _is_html(answer: Answer) -> bool:
    if answer.media_type in HTML:
        return True
    start = answer.body[:512].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    return start.startswith((b"<!doctype html", b"<html"))
