"""Read landed roster pages into lists and take them into the store.

Apart from the run, so that an unchanged roster never loads polars.
"""

from collections import Counter
from collections.abc import Iterable, Sequence

from models.pages import Landed, Merged, merged_listings, set_merged_listing
from models.questions import question_id, replace_quarantine
from models.store import Transaction
from models.values import Category, jakarta_day
from sync.land import as_page, digest_of
from sync.reconcile import Doubt, checked
from sync.roster import Problem, Reading, complete_lists, read_roster
from sync.roster_merge import keep, kept, rebuild, too_many_absent
from sync.snapshots import Snapshot
from sync.source import ROSTER, Source


def read_lists(connection: Transaction, source: Source, pages: Sequence[Landed]
               ) -> tuple[list[Snapshot], list[Reading], list[Problem]]:  # fmt: skip
    """Complete lists from landed pages, and the rows that could not be taken."""
    readings = []
    for landed in pages:
        table = source.connector.read(as_page(connection, landed))
        day = jakarta_day(landed.landed_at)
        reading = read_roster(table, page_id=landed.id, page=landed.name, landed_on=day)
        readings.append((reading, day))
    problems = [p for reading, _ in readings for p in reading.problems]
    return complete_lists(readings), [r for r, _ in readings], problems


def doubt_about(connection: Transaction, lists: Sequence[Snapshot]) -> Doubt | None:
    """Say why new lists must be looked at before they are taken; null where nothing speaks."""
    known = kept(connection)
    if any(s.entries for s in known) and not any(s.entries for s in lists):
        return Doubt(ROSTER, "empty", len(known[-1].entries), 0)
    for snapshot in lists:
        if snapshot.entries and (absent := too_many_absent(snapshot, known)):
            missing, before = absent
            return Doubt(ROSTER, "shrunken", before, before - missing)
    return None


def take(connection: Transaction, run_id: int, pages: Sequence[Landed], lists: Sequence[Snapshot],
         *, readings: Iterable[Reading], problems: Sequence[Problem],
         decided_until: int | None = None) -> dict[str, int]:  # fmt: skip
    """Keep the lists, rebuild who is who, and say where every row ended."""
    saved = keep(connection, lists, run_id=run_id)
    rebuild(connection, just_kept=saved, decided_until=decided_until)
    _quarantine(connection, run_id, problems)
    for listing in {p.listing for p in pages}:
        parts = [p for p in pages if p.listing == listing]
        set_merged_listing(connection, ROSTER, Merged(listing, run_id, digest_of(parts), 0))
    counts: Counter[str] = Counter()
    read = 0
    taken = sum(len(s.entries) + len(s.opds) for s in lists)
    for reading in readings:
        told = len(reading.entries) + len(reading.opds)
        read += told + reading.ignored + len(reading.problems)
        counts[Category.COUNTED] += told
        counts[Category.IGNORED] += reading.ignored
        counts[Category.QUARANTINED] += len(reading.problems)
    counts[Category.JOINED] = counts[Category.COUNTED] - taken
    counts[Category.COUNTED] = taken
    return checked(Counter({str(k): v for k, v in counts.items()}), read)


def _quarantine(connection: Transaction, run_id: int, problems: Sequence[Problem]) -> None:
    rows = []
    for number, p in enumerate(problems):
        key = f"{p.page}|{p.locator}|{p.field}|{p.value}|{number}"
        rows.append((question_id("k", ROSTER, key), ROSTER, p.page, key, run_id, p.page_id, p.page,
                     p.locator, p.field, "row_malformed", p.value, "{}"))  # fmt: skip
    with_all = {p.page for p in problems} | set(merged_listings(connection, ROSTER))
    replace_quarantine(connection, ROSTER, listings=with_all, keys=(), rows=rows)
