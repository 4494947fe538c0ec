"""What a source may say of how it is asked over HTTP, with limits that hold for all."""

from dataclasses import dataclass, replace
from pathlib import Path
from typing import Self

MEGABYTE = 1_000_000


@dataclass(frozen=True, slots=True)
class HttpSettings:
    """How one source is asked; every limit is there unless it is raised."""

    base_url: str
    private_network: bool = False
    """Let this source's own host be a private or loopback address."""
    ca_file: str | None = None
    """Certificates of an authority of one's own, for a server that no public one vouches for."""
    contact: str = ""
    """An address the source's admin may write to; told in the User-Agent."""
    connect_seconds: float = 10
    silence_seconds: float = 60
    """How long a server may say nothing."""
    deadline_seconds: float = 300
    """For one request with all its tries, waits and redirects."""
    max_raw_bytes: int = 200 * MEGABYTE
    max_decoded_bytes: int = 500 * MEGABYTE
    max_ratio: int = 200
    """How many times its size a packed body may unpack to, once it is over a megabyte."""
    concurrency: int = 4
    requests_per_second: float = 10
    attempts: int = 4
    max_wait_seconds: float = 60
    """A server that asks for more is left alone: the schedule comes back, not this request."""
    breaker_failures: int = 5
    """So many failed requests in a row open the circuit."""
    breaker_seconds: float = 60

    def impatient(self) -> Self:
        """Give the same for somebody who waits at a terminal."""
        return replace(self, connect_seconds=5, deadline_seconds=90, attempts=2, max_wait_seconds=5)


def below(folder: Path, file: str | None) -> str | None:
    """Give the path of a file that the settings name relative to their own folder."""
    return None if file is None else str(folder / Path(file).expanduser())
