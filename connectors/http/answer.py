"""What a source answered: a status, headers and a whole body."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from connectors.errors import SourceChangedError
from connectors.http import strict_json

FALLBACK = "cp1252"


@dataclass(frozen=True, slots=True)
class Answer:
    """A complete answer; secrets are masked in its address."""

    status: int
    url: str
    headers: Mapping[str, str]
    """Names in lower case."""
    body: bytes
    """Unpacked."""
    media_type: str
    """In lower case without parameters; empty where the source named none."""
    charset: str | None
    """As the source named it, which need not be true."""

    def json(self) -> Any:
        """Read the body as JSON, strictly; JSON is UTF-8 whatever a header says."""
        try:
            return strict_json.parse(self.body.decode("utf-8-sig"))
        except UnicodeDecodeError as error:
            raise SourceChangedError(f"JSON bukan UTF-8, bita ke-{error.start}") from error

    def text(self) -> str:
        """Read the body as text: a mark at its start, else UTF-8, else what the header says.

        Headers lie more often than bytes: text that is valid UTF-8 is UTF-8.
        """
        if self.body.startswith((b"\xff\xfe", b"\xfe\xff")):
            return self.body.decode("utf-16", errors="replace")
        for charset in ("utf-8-sig", self.charset):
            try:
                return self.body.decode(charset or FALLBACK)
            except (UnicodeDecodeError, LookupError):
                continue
        return self.body.decode(FALLBACK, errors="replace")


def media_type_of(header: str) -> tuple[str, str | None]:
    """Take a Content-Type apart: type, and charset where one is named."""
    kind, *parameters = header.split(";")
    charset = None
    for parameter in parameters:
        name, _, value = parameter.partition("=")
        if name.strip().lower() == "charset":
            charset = value.strip().strip("\"'") or None
    return kind.strip().lower(), charset
