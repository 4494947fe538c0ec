"""URLs of the store: which are taken, and where a relative file of SQLite lies."""

import re
from pathlib import Path

from config.problems import did_you_mean
from config.secrets import Secret

_URL = re.compile(r"(?P<scheme>[a-z]+)(?:\+[a-z0-9]+)?://", re.IGNORECASE)
_SQLITE_FILE = re.compile(r"(sqlite(?:\+\w+)?:///)([^?]*)(\?.*)?", re.DOTALL)
_SCHEMES = ("sqlite", "postgresql", "postgres")


def check_store_url(url: Secret) -> Secret:
    """Return the URL as it is.

    Raises:
        ValueError: it names neither SQLite nor PostgreSQL.

    """
    found = _URL.match(url.get_secret_value())
    scheme = found["scheme"].lower() if found else url.get_secret_value().partition(":")[0]
    if found is None or scheme not in _SCHEMES:
        raise ValueError(
            "must be sqlite:///FILE or postgresql+psycopg://..." + did_you_mean(scheme, _SCHEMES)
        )
    return url


def absolute(url: Secret, base_dir: Path) -> str:
    """Return the URL in full: a file of SQLite from the root, PostgreSQL with our driver."""
    text = url.get_secret_value()
    found = _SQLITE_FILE.fullmatch(text)
    if found is None:
        return re.sub(r"^postgres(?:ql)?://", "postgresql+psycopg://", text)
    start, file, query = found.groups(default="")
    if not file or file.startswith((":memory:", "file:")):
        return text
    return f"{start}{base_dir / Path(file).expanduser()}{query}"
