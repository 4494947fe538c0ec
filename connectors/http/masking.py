"""Keep tokens and passwords out of whatever is logged, raised or kept."""

from collections.abc import Iterable
from traceback import format_exception
from urllib.parse import parse_qsl, quote, quote_plus, urlencode, urlsplit, urlunsplit

MASK = "***"
SECRET_NAMES = frozenset(
    {
        *("token", "wstoken", "access_token", "refresh_token", "privatetoken", "logintoken"),
        *("password", "passwd", "pwd", "secret", "client_secret", "sesskey", "session"),
        *("key", "api_key", "apikey", "auth", "authorization", "signature", "sig", "code"),
    }
)
SHORTEST = 4
"""A shorter secret would mask half of any text."""


class Mask:
    """Hides the secrets of one source."""

    def __init__(self, secrets: Iterable[str] = ()) -> None:
        known = {form for secret in secrets for form in _forms(secret)}
        self._secrets = sorted(known, key=len, reverse=True)

    def text(self, text: str) -> str:
        """Hide known secrets wherever they stand."""
        for secret in self._secrets:
            text = text.replace(secret, MASK)
        return text

    def cause(self, error: Exception) -> Exception:
        """Give what may be kept as the cause of another error: tracebacks quote causes."""
        told = "".join(format_exception(error))
        if self.text(told) == told:
            return error
        return OSError(f"{type(error).__name__}: {self.text(str(error))}")

    def url(self, url: str) -> str:
        """Hide user, password, fragment, and parameters that are secret by name or value."""
        parts = urlsplit(self.text(url))  # as it stands, before it is decoded and written anew
        query = urlencode(
            [
                (name, MASK if name.lower() in SECRET_NAMES else value)
                for name, value in parse_qsl(parts.query, keep_blank_values=True)
            ],
            safe="*[]",
        )
        host = parts.netloc.rpartition("@")[2]
        return self.text(urlunsplit((parts.scheme, host, parts.path, query, "")))


def _forms(secret: str) -> set[str]:
    """A secret as it is, as an address writes it, and as a message that quotes it does."""
    bare = secret.strip()
    forms = {form for one in (secret, bare) for form in (one, quote(one, safe=""), quote_plus(one))}
    return {form for form in forms | {repr(secret)[1:-1]} if len(form) >= SHORTEST}
