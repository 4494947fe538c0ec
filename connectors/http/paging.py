"""Safeguards of a listing that comes in pages: no circle, no page twice, not less than was told.

    async def read() -> Listing[bytes]:
        trail = Trail()
        ...  # for each page: trail.follow(token) before it is asked, trail.met(body) once it came
        return Listing(pages, keys, totals)

    listing = await read_whole(read)

Only a connector knows how its source pages; what must not happen is the same for all.
"""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from hashlib import sha256
from itertools import pairwise
from typing import Generic, TypeVar

from connectors.errors import SourceChangedError, SourceUnavailableError

MOST_PAGES = 10_000
READINGS = 2
"""Rows that come and go while a listing is read shift its pages: a second reading is in peace."""

PageT = TypeVar("PageT")


class Trail:
    """Where one reading of a listing has been; make a new one for each reading."""

    def __init__(self, most_pages: int = MOST_PAGES) -> None:
        self._most_pages = most_pages
        self._ways: set[str] = set()
        self._met: set[bytes] = set()

    def follow(self, token: str) -> None:
        """Note the number, token or address of the page that is asked next.

        Raises:
            SourceChangedError: it was followed before, so the pages go round in a circle.

        """
        if token in self._ways:
            raise SourceChangedError(
                f"halaman berputar: halaman {len(self._met)} menunjuk kembali ke yang sudah dibaca"
            )
        self._ways.add(token)

    def met(self, content: bytes) -> None:
        """Note a page that has rows: its body, or its rows where the rest changes by itself.

        Raises:
            SourceChangedError: it is equal to one before, or there is no end of pages.

        """
        digest = sha256(content).digest()
        if digest in self._met:
            raise SourceChangedError(
                f"halaman berulang: halaman {len(self._met) + 1} sama dengan yang sudah dibaca; "
                "sumber tidak mengindahkan halaman mana yang diminta"
            )
        self._met.add(digest)
        if len(self._met) > self._most_pages:
            raise SourceChangedError(f"halaman tanpa akhir: sudah {self._most_pages} halaman")


@dataclass(frozen=True, slots=True)
class Listing(Generic[PageT]):
    """One reading of a listing, from its first page to its last."""

    pages: tuple[PageT, ...]
    keys: frozenset[str]
    """What tells its items apart; an item that came twice is there once."""
    totals: tuple[int, ...] = ()
    """How many there are, as each page told; empty where the source does not tell."""

    @property
    def is_whole(self) -> bool:
        """Whether as many items came as were told.

        A total that falls on the way tells of a deletion, which makes the next page skip an item:
        the count of those that came then equals the lower total, and one is missing all the same.
        """
        if not self.totals:
            return True
        fell = any(later < earlier for earlier, later in pairwise(self.totals))
        return not fell and self.totals[-1] == len(self.keys)


async def read_whole(read: Callable[[], Awaitable[Listing[PageT]]]) -> Listing[PageT]:
    """Read a listing, and once more from the start where it was not whole.

    Raises:
        SourceUnavailableError: it was not whole again; nothing of it may be taken for all.

    """
    listing = await read()
    for _ in range(READINGS - 1):
        if not listing.is_whole:
            listing = await read()
    if not listing.is_whole:
        raise SourceUnavailableError(
            f"daftar tidak lengkap: menurut sumber {_told(listing.totals)} baris, yang datang "
            f"{len(listing.keys)}"
        )
    return listing


def _told(totals: tuple[int, ...]) -> str:
    """What the pages told, as long as they differ."""
    return " lalu ".join(map(str, dict.fromkeys(totals)))
