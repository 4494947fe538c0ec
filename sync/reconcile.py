"""What stops a run: doubts about a listing, and rows that do not add up."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field

from models.pages import Merged
from models.values import Category


class SumError(Exception):
    """The rows read do not add up: the run is not ok, and nothing of it is kept."""


@dataclass(frozen=True, slots=True)
class Doubt:
    """Why a listing must be looked at before anything of its run counts."""

    listing: str
    kind: str
    """`shrunken`, `empty` or `unreadable`."""
    before: int
    now: int

    @property
    def words(self) -> str:
        """For a person."""
        match self.kind:
            case "empty":
                return f"{self.listing}: kosong, sebelumnya {self.before} baris"
            case "shrunken":
                return f"{self.listing}: tinggal {self.now} baris, sebelumnya {self.before}"
            case _:
                return f"{self.listing}: {self.now} dari {self.before} baris tidak terbaca"


@dataclass(frozen=True, slots=True)
class Judged:
    """New content to be judged before it is merged, and the doubts that were found."""

    merged: Mapping[str, Merged]
    new: frozenset[str]
    doubts: list[Doubt] = field(default_factory=list)

    @property
    def words(self) -> str:
        """All doubts, for a person."""
        return "; ".join(doubt.words for doubt in self.doubts)


def checked(counts: Counter[str], read: int) -> dict[str, int]:
    """Check the sum of domain.md A2: rows read stand in exactly one category each.

    Raises:
        SumError: they do not.

    """
    full = {str(category): counts.get(str(category), 0) for category in Category}
    if sum(full.values()) != read or set(counts) - set(full):
        raise SumError(f"{read} baris dibaca, tetapi jumlah per hasil {sum(counts.values())}")
    return {"read": read, **full}
