"""What a merge knows while it works: the store as it was, what is new, and what becomes of it."""

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

import polars as pl

from models.values import Category, Listed
from sync.evidence import Evidence
from sync.prepare import ACCEPTED, Decisions
from sync.reading.numbers import normalise_number
from sync.reading.titles import normalise_title
from sync.speaking import Record
from sync.worlds import Fall, World

EVIDENCE = frozenset({ACCEPTED, Category.NOT_COMPLETED.value})
"""Categories of rows that are evidence of an employee."""

ROW = (
    "key", "hash", "listing", "page_id", "locator", "employee_id", "passed", "title_read",
    "title_folded", "provider", "form", "first_on", "last_on", "in_year", "jp_hundredths",
    "conversion", "number", "number_folded", "course_id", "matched_by", "withdrawn", "printed",
    "category",
)  # fmt: skip

Row = dict[str, Any]
"""One prepared row, by the names of ROW."""

DEFAULT_PRIORITY = 50


@dataclass(frozen=True, slots=True)
class Job:
    """One merge: rows of one source, and what they are measured against."""

    source: str
    run_id: int
    complete: frozenset[str]
    """Listings of which the rows are all there is: what is absent is no longer listed."""
    decisions: Decisions
    priorities: Mapping[str, int]
    count: Callable[[Sequence[Evidence]], list[Record]]
    also: frozenset[int] = frozenset()
    """Persons to look at again although no row of theirs differs (linked, split)."""
    plain: bool = True
    """No setting lets less count than rows say: simple rows may go the short way."""

    def priority(self, source: str) -> int:
        """Which of two sources speaks: the lower one."""
        return self.priorities.get(source, DEFAULT_PRIORITY)


@dataclass(slots=True)
class Draft:
    """One merge in progress; rows of the table that differ from nothing known are not in it."""

    job: Job
    person_of: Mapping[int, int]
    """Person by employee."""
    waiting: Mapping[tuple[str, str], Any]
    """Held changes of all sources, by source and key."""
    known: Mapping[str, Any]
    """Evidence that the store has of these listings, by key."""
    concerned: AbstractSet[str]
    """Keys of held changes about which this merge has the last word."""
    people: set[int] = field(default_factory=set)
    """Persons whose records are looked at."""
    worlds: dict[int, World] = field(default_factory=lambda: defaultdict(World))
    stored: dict[int, Any] = field(default_factory=dict)
    """Evidence as the store had it, by id, of these people."""
    fresh: dict[int, Row] = field(default_factory=dict)
    """New and changed rows, by the id that their evidence has or would have."""
    simple: pl.DataFrame = field(default_factory=pl.DataFrame)
    """New rows that go the short way."""
    moved: list[tuple[Any, ...]] = field(default_factory=list)
    """Unchanged rows that stand elsewhere now: (id, page, locator, printed)."""
    falls: list[Fall] = field(default_factory=list)
    dropped: set[int] = field(default_factory=set)
    """Evidence that another has taken the place of."""
    category: dict[str, str] = field(default_factory=dict)
    """What became of accepted rows, by key."""

    def as_stored(self, row: Any) -> Evidence:
        """Give what the store knows as evidence, beginning with what holds it back."""
        number = row.certificate_number
        return Evidence(
            id=row.id, source=row.source, key=row.key, priority=self.job.priority(row.source),
            employee_id=row.employee_id, completed=row.completed, title=row.title,
            title_folded=_title(row.title), provider=row.provider, form=row.form,
            start_on=row.start_on, end_on=row.end_on, year=row.year, jp=row.jp,
            conversion=row.conversion, certificate_number=number,
            number_folded=normalise_number(number) if number else None, course_id=row.course_id,
            flags=frozenset(row.flags.split()), listed=Listed(row.listed),
            held=(row.source, row.key) in self.waiting
            and not (row.source == self.job.source and row.key in self.concerned),
        )  # fmt: skip

    def as_read(self, row: Row, *, flags: frozenset[str] = frozenset()) -> Evidence:
        """Give a prepared row as evidence."""
        if row["matched_by"] == "nip_repaired":
            flags |= {"nip_repaired"}
        return Evidence(
            id=row["id"], source=self.job.source, key=row["key"],
            priority=self.job.priority(self.job.source), employee_id=row["employee_id"],
            completed=bool(row["passed"]), title=row["title_read"],
            title_folded=row["title_folded"], provider=row["provider"], form=row["form"],
            start_on=row["first_on"], end_on=row["last_on"], year=row["in_year"],
            jp=row["jp_hundredths"], conversion=row["conversion"],
            certificate_number=row["number"], number_folded=row["number_folded"],
            course_id=row["course_id"], flags=flags,
            listed=Listed.WITHDRAWN if row["withdrawn"] else Listed.LISTED,
        )  # fmt: skip

    def is_asked(self, old: Evidence, new: Evidence) -> bool:
        """Whether a person was asked if this new row takes the place of that old one."""
        waits = self.waiting.get((self.job.source, old.key))
        change = (old.key, self.fresh[new.id]["hash"])
        decisions = self.job.decisions
        waiting = waits is not None and waits.hash == change[1]
        return waiting or change in decisions.approved or change in decisions.refused

    def row_of(self, fall: Fall) -> Row | None:
        """Give the row that would bring a fall about; none where a row has vanished."""
        change = fall.change
        return self.fresh.get(change.new.id if change.new else change.old.id)


@lru_cache(maxsize=100_000)
def _title(text: str) -> str:
    return normalise_title(text)
