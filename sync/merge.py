"""Merge prepared rows into the store: evidence, records, questions, held changes; nothing else.

All of it happens inside the caller's transaction. Only what differs is written.
"""

from collections import Counter, defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache
from operator import itemgetter
from typing import Any

import polars as pl

from models.directory import persons_of
from models.evidence import (
    assign_evidence,
    drop_evidence,
    evidence_of_listings,
    evidence_of_people,
    held_changes,
    hold_change,
    insert_evidence,
    mark_listed,
    move_evidence,
    records_of_people,
    release_changes,
    rewrite_evidence,
    write_records,
)
from models.runs import take_ids
from models.store import Transaction
from models.values import Category, Listed
from sync.evidence import Evidence
from sync.prepare import ACCEPTED, Decisions
from sync.reading.numbers import normalise_number
from sync.reading.titles import normalise_title
from sync.simple import evidence, split, with_overlap
from sync.simple import records as event_rows
from sync.speaking import Record
from sync.worlds import Change, ChangeKind, Fall, World, fall_of, partner_of, settle, unlisted

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
REJECTED = Category.IGNORED
"""A version that a person did not believe is left aside by that decision."""
VANISHED = "vanished"


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


@dataclass(slots=True)
class Merged:
    """What a merge did."""

    counts: Counter[str] = field(default_factory=Counter)
    people: set[int] = field(default_factory=set)
    """Persons whose records were looked at."""
    falls: int = 0


def merge(connection: Transaction, rows: pl.DataFrame, job: Job) -> Merged:
    """Bring the store to what the rows say."""
    return _Merge(connection, rows, job).run()


class _Merge:
    """One merge in progress; the steps of `run` stand below it in their order."""

    def __init__(self, connection: Transaction, rows: pl.DataFrame, job: Job) -> None:
        self.connection = connection
        self.job = job
        self.rows = rows
        self.merged = Merged()
        self.person_of = persons_of(connection)
        self.waiting = {(row.source, row.key): row for row in held_changes(connection)}
        self.concerned: set[str] = set()
        """Keys about which this merge has the last word."""
        self.worlds: dict[int, World] = defaultdict(World)
        self.stored: dict[int, Any] = {}
        """Evidence as the store had it, by id, of the people concerned."""
        self.fresh: dict[int, Row] = {}
        """New and changed rows, by the id that their evidence has or would have."""
        self.category: dict[str, str] = {}
        """What became of accepted rows, by key."""
        self.falls: list[Fall] = []
        self.dropped: set[int] = set()
        self.unlisted: set[int] = set()
        self.moved: list[tuple[Any, ...]] = []
        self.simple = pl.DataFrame()
        """New rows that go the short way."""

    def run(self) -> Merged:
        some = len(self.rows) > 0
        read = set(self.rows["key"].to_list()) if some else set()
        listings = set(self.rows["listing"].to_list()) if some else set()
        known = {
            row.key: row
            for row in evidence_of_listings(
                self.connection, self.job.source, listings | self.job.complete
            )
        }
        self.concerned = read | set(known)
        fresh, changed = self._compare(known)
        gone = [
            row
            for key, row in known.items()
            if row.listing in self.job.complete and row.listed == Listed.LISTED and key not in read
        ]
        employees = set(fresh["employee_id"].to_list()) if len(fresh) else set()
        self.merged.people = self._concerned(employees, changed, gone, known)
        for old in evidence_of_people(self.connection, self.merged.people):
            self.stored[old.id] = old
            self.worlds[old.person_id].now[old.id] = self._as_stored(old)
        self._propose(self._take_simple(fresh, changed), changed, gone, known)
        records = self._settle()
        self._write_evidence(records)
        self._write_records(records)
        self._write_held()
        self._count(records)
        return self.merged

    def _compare(self, known: Mapping[str, Any]) -> tuple[pl.DataFrame, list[Row]]:
        """Tell new and changed rows from those that say what they said before."""
        changed: list[Row] = []
        if not len(self.rows):
            return self.rows, changed
        mine = self.rows.filter(pl.col("category").is_in(list(EVIDENCE))).select(ROW)
        if not known:
            return mine, changed
        met = mine["key"].is_in(list(known))
        for row in mine.filter(met).iter_rows(named=True):
            old = known[row["key"]]
            if (
                old.hash == row["hash"]
                and old.employee_id == row["employee_id"]
                and old.listed != Listed.UNLISTED
            ):
                self.category[row["key"]] = Category.UNCHANGED
                if (old.page_id, old.locator) != (row["page_id"], row["locator"]):
                    self.moved.append((old.id, row["page_id"], row["locator"], row["printed"]))
            else:
                row["id"] = old.id
                changed.append(row)
        return mine.filter(~met), changed

    def _take_simple(self, fresh: pl.DataFrame, changed: list[Row]) -> list[Row]:
        """Number the new rows and set the simple ones aside; returns the others."""
        if not len(fresh):
            return []
        first = take_ids(self.connection, len(fresh))
        fresh = fresh.with_row_index("id", first).with_columns(pl.col("id").cast(pl.Int64))
        busy = set(self.worlds) | self.job.also
        busy |= {self.person_of[row["employee_id"]] for row in changed}
        if not self.job.plain:
            return list(fresh.iter_rows(named=True))
        self.simple, others = split(fresh, self.person_of, busy)
        return list(others.iter_rows(named=True))

    def _concerned(self, employees: set[int], changed: list[Row], gone: list[Any],
                   known: Mapping[str, Any]) -> set[int]:  # fmt: skip
        employees = employees | {row["employee_id"] for row in changed}
        employees |= {known[row["key"]].employee_id for row in changed}
        employees |= {row.employee_id for row in gone}
        employees |= {row.employee_id for key, row in known.items()
                      if (self.job.source, key) in self.waiting}  # fmt: skip
        return {self.person_of[employee] for employee in employees} | self.job.also

    def _as_stored(self, row: Any) -> Evidence:
        number = row.certificate_number
        return Evidence(
            id=row.id, source=row.source, key=row.key, priority=self._priority(row.source),
            employee_id=row.employee_id, completed=row.completed, title=row.title,
            title_folded=_title(row.title), provider=row.provider, form=row.form,
            start_on=row.start_on, end_on=row.end_on, year=row.year, jp=row.jp,
            conversion=row.conversion, certificate_number=number,
            number_folded=normalise_number(number) if number else None, course_id=row.course_id,
            flags=frozenset(row.flags.split()), listed=Listed(row.listed),
            held=(row.source, row.key) in self.waiting
            and not (row.source == self.job.source and row.key in self.concerned),
        )  # fmt: skip

    def _as_read(self, row: Row, *, flags: frozenset[str] = frozenset()) -> Evidence:
        if row["matched_by"] == "nip_repaired":
            flags |= {"nip_repaired"}
        return Evidence(
            id=row["id"], source=self.job.source, key=row["key"],
            priority=self._priority(self.job.source), employee_id=row["employee_id"],
            completed=bool(row["passed"]), title=row["title_read"],
            title_folded=row["title_folded"], provider=row["provider"], form=row["form"],
            start_on=row["first_on"], end_on=row["last_on"], year=row["in_year"],
            jp=row["jp_hundredths"], conversion=row["conversion"],
            certificate_number=row["number"], number_folded=row["number_folded"],
            course_id=row["course_id"], flags=flags,
            listed=Listed.WITHDRAWN if row["withdrawn"] else Listed.LISTED,
        )  # fmt: skip

    def _priority(self, source: str) -> int:
        return self.job.priorities.get(source, DEFAULT_PRIORITY)

    def _propose(self, new: list[Row], changed: list[Row], gone: list[Any],
                 known: Mapping[str, Any]) -> None:  # fmt: skip
        """Say for each person what is added at once, and what is a change to be settled."""
        added: dict[int, list[Evidence]] = defaultdict(list)
        for row in new:
            self.fresh[row["id"]] = row
            added[self.person_of[row["employee_id"]]].append(self._as_read(row))
        taken: set[int] = set()
        for row in gone:
            person = self.person_of[row.employee_id]
            taken |= self._propose_vanished(row.id, added[person], self.worlds[person])
        for person, pieces in added.items():
            for piece in pieces:
                if piece.id not in taken:
                    self.worlds[person].now[piece.id] = piece
        for row in changed:
            self._propose_changed(row, known[row["key"]])

    def _propose_vanished(self, number: int, added: list[Evidence], world: World) -> set[int]:
        """A row is gone: corrected by a new one, told by another line, or no longer listed."""
        old = world.now[number]
        partner = partner_of(old, added)
        if partner is not None:
            row = self.fresh[partner.id]
            if (old.key, row["hash"]) in self.job.decisions.refused:
                self.category[partner.key] = REJECTED
            else:
                new = replace(partner, flags=partner.flags | {"corrected"})
                world.changes.append(Change(ChangeKind.CORRECTED, old, new, row["hash"]))
            return {partner.id}
        refused = (old.key, VANISHED) in self.job.decisions.refused
        if not refused and self._told_again(old, world):
            world.changes.append(Change(ChangeKind.CORRECTED, old, None, VANISHED))
        else:
            self.unlisted.add(number)
            world.now[number] = unlisted(old)
        return set()

    def _told_again(self, old: Evidence, world: World) -> bool:
        """Whether the same source still lists another row of the same event."""
        here = world.now.values()
        event = next(r for r in self.job.count(list(here)) if old.id in {m.id for m in r.members})
        gone = {change.old.id for change in world.changes} | {old.id}
        return any(
            m.source == old.source and m.id not in gone and m.listed is Listed.LISTED
            for m in event.members
        )

    def _propose_changed(self, row: Row, old: Any) -> None:
        before, after = self.person_of[old.employee_id], self.person_of[row["employee_id"]]
        world = self.worlds[before]
        previous = world.now[old.id]
        if (row["key"], row["hash"]) in self.job.decisions.refused:
            self.category[row["key"]] = REJECTED
            return
        self.fresh[old.id] = row
        new = self._as_read(row, flags=previous.flags & {"corrected"})
        kind = ChangeKind.WITHDRAWN if row["withdrawn"] else ChangeKind.CHANGED
        if before == after:
            world.changes.append(Change(kind, previous, new, row["hash"]))
            return
        change = Change(kind, previous, None, row["hash"])
        without = {number: piece for number, piece in world.now.items() if number != old.id}
        fall = fall_of(change, world.now, without, self.job.count)
        decided = row["matched_by"] == "decision" or (
            (row["key"], row["hash"]) in self.job.decisions.approved
        )
        if fall is None or decided:
            world.now = without
            self.worlds[after].now[old.id] = new
        else:
            self.falls.append(fall)
            world.now[old.id] = replace(previous, held=True)

    def _settle(self) -> dict[int, list[Record]]:
        records = {}
        short = set(self.simple["person_id"].to_list()) if len(self.simple) else set()
        for person in self.merged.people - (short - self.worlds.keys()):
            world = self.worlds[person]
            outcome = settle(world, self.job.decisions.approved, self.job.count)
            records[person] = list(outcome.records)
            self.falls += outcome.falls
            for change in outcome.applied:
                if change.new is None or change.new.id != change.old.id:
                    self.dropped.add(change.old.id)
        if len(self.simple):
            self.simple, hit = with_overlap(self.simple, records)
            for person, events in records.items():
                records[person] = [
                    replace(e, flags=e.flags | {"overlap"}) if e.id in hit else e for e in events
                ]
        return records

    def _write_evidence(self, records: Mapping[int, list[Record]]) -> None:
        new: list[tuple[Any, ...]] = []
        changed: list[tuple[Any, ...]] = []
        assigned, listed = [], []
        for events in records.values():
            for event in events:
                for piece in event.members:
                    old = self.stored.get(piece.id)
                    row = self.fresh.get(piece.id)
                    if row is not None and not piece.held:
                        target = new if old is None else changed
                        target.append(self._evidence_row(row, piece, event.id))
                        continue
                    if old is None:
                        raise AssertionError("evidence that nobody read")
                    if old.record_id != event.id:
                        assigned.append((piece.id, event.id))
                    if old.listed != piece.listed:
                        listed.append((piece.id, str(piece.listed)))
        drop_evidence(self.connection, self.dropped)
        if len(self.simple):
            new += evidence(self.simple, self.job.source).rows()
            new.sort(key=itemgetter(0))  # in the order of the table they are written faster
        insert_evidence(self.connection, new)
        rewrite_evidence(self.connection, changed)
        assign_evidence(self.connection, assigned)
        mark_listed(self.connection, listed)
        move_evidence(self.connection, self.moved)

    def _evidence_row(self, row: Row, piece: Evidence, record_id: int) -> tuple[Any, ...]:
        return (
            piece.id, self.job.source, row["key"], row["listing"], row["page_id"], row["locator"],
            row["hash"], str(piece.listed), piece.employee_id, record_id, piece.completed,
            piece.title, piece.provider, piece.form, piece.start_on, piece.end_on, piece.year,
            piece.jp, piece.conversion, piece.certificate_number, piece.course_id,
            " ".join(sorted(piece.flags)), row["matched_by"], row["printed"],
        )  # fmt: skip

    def _write_records(self, records: Mapping[int, list[Record]]) -> None:
        old = {row.id: tuple(row) for row in records_of_people(self.connection, set(records))}
        new, changed = [], []
        for person, events in records.items():
            for event in events:
                row = record_row(person, event)
                before = old.pop(event.id, None)
                if before is None:
                    new.append(row)
                elif before != row:
                    changed.append(row)
        if len(self.simple):
            new += event_rows(self.simple).rows()
            new.sort(key=itemgetter(0))
        write_records(self.connection, new=new, changed=changed, gone=list(old))

    def _write_held(self) -> None:
        """Let falls wait; what waited and is no fall any more waits no longer."""
        waiting = {key: row for (source, key), row in self.waiting.items()
                   if source == self.job.source}  # fmt: skip
        held = {fall.change.old.key for fall in self.falls}
        release_changes(
            self.connection,
            self.job.source,
            [k for k in waiting if k in self.concerned and k not in held],
        )
        for fall in self.falls:
            change = fall.change
            before = waiting.get(change.old.key)
            if before is None or before.hash != change.hash:
                hold_change(
                    self.connection, run_id=self.job.run_id, source=self.job.source,
                    key=change.old.key, kind=str(change.kind), hash=change.hash, year=fall.year,
                    jp_before=fall.jp_before, jp_after=fall.jp_after,
                    proposal=self._proposal(fall),
                )  # fmt: skip
        self.merged.falls = len(self.falls)

    def _proposal(self, fall: Fall) -> dict[str, Any]:
        """What waits, for a person to read."""
        change = fall.change
        row = self.fresh.get(change.new.id if change.new else change.old.id)
        return {
            "employee_id": change.old.employee_id,
            "title": change.old.title,
            "before": {"jp": change.old.jp, "end_on": change.old.end_on},
            "after": row and {"jp": row["jp_hundredths"], "end_on": row["last_on"],
                              "passed": row["passed"], "withdrawn": row["withdrawn"],
                              "page_id": row["page_id"], "locator": row["locator"]},
        }  # fmt: skip

    def _count(self, records: Mapping[int, list[Record]]) -> None:
        """Say of every row where it ended: the sum of domain.md A2."""
        for fall in self.falls:
            change = fall.change
            row = self.fresh.get(change.new.id if change.new else change.old.id)
            if row is not None:
                self.category[row["key"]] = Category.HELD
        for events in records.values():
            for event in events:
                self._count_event(event)
        if not len(self.rows):
            return
        rows = self.rows.select("key", "category")
        if len(self.simple):
            rows = rows.filter(~pl.col("key").is_in(self.simple["key"].implode()))
            accepted = int((self.simple["category"] == ACCEPTED).sum())
            self.merged.counts[str(Category.COUNTED)] += accepted
            self.merged.counts[str(Category.NOT_COMPLETED)] += len(self.simple) - accepted
        for key, category in rows.iter_rows():
            final = self.category.get(key, category) if category == ACCEPTED else category
            self.merged.counts[str(final)] += 1

    def _count_event(self, event: Record) -> None:
        """Of an event that is new one row is counted and the rest joined it."""
        known = any(piece.id in self.stored for piece in event.members)
        for place, piece in enumerate(event.members):
            row = self.fresh.get(piece.id)
            if row is None or piece.held:
                continue
            if row["withdrawn"]:
                category = Category.NOT_COMPLETED
            elif place == 0 and (
                not known or piece.id in self.stored or "corrected" in piece.flags
            ):
                category = Category.COUNTED
            else:
                category = Category.JOINED
            self.category[row["key"]] = category  # also where another fall wants it held


def record_row(person: int, event: Record) -> tuple[Any, ...]:
    """A record as the store keeps it, in the order of its columns."""
    return (
        event.id, person, event.employee_id, event.year, event.start_on, event.end_on, event.title,
        event.provider, event.form, event.jp, event.certificate_number, event.counted,
        event.reason, " ".join(sorted(event.flags)),
    )  # fmt: skip


@lru_cache(maxsize=100_000)
def _title(text: str) -> str:
    return normalise_title(text)
