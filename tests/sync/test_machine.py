"""Files come, change, double, split, runs are killed, people decide: the totals stay right.

JAMPEL_LONG=1 tries thousands of histories instead of a handful.
"""

import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from functools import cache
from pathlib import Path

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, precondition, rule
from sqlalchemy import Connection

from models.questions import open_quarantine, open_review
from models.runs import close_orphans
from models.store import Store, open_store
from models.values import Category, Listed, Outcome
from sync.decide import approve_run, reject_run
from sync.replay import rebuild, verify
from tests.sync.house import ADMIN, BANTEN, LAN, House, Row, row, staff

LONG = os.environ.get("JAMPEL_LONG") == "1"  # read before the tests clean their environment
PLACES = st.sampled_from([(source, name) for source in (LAN, BANTEN) for name in ("a", "b")])

rows = st.builds(
    row,
    st.integers(1, 3),
    title=st.sampled_from(["Pelayanan Publik", "Arsip"]),
    start_on=st.just(""),
    end_on=st.sampled_from(["2026-03-10", "2026-03-11", "2026-03-20", "2025-12-31", "2026-01-01"]),
    jp=st.sampled_from(["4", "8", "20", "?"]),
    number=st.sampled_from(["", "", "N-1", "N-2"]),
    result=st.sampled_from(["", "", "", "Gugur"]),
)
files = st.lists(rows, min_size=1, max_size=4)


class KilledError(BaseException):
    """The process is gone: nothing of ours may catch it."""


class MortalStore(Store):
    """A store whose process can be killed after some commits."""

    lives: int | None = None

    @contextmanager
    def write(self) -> Iterator[Connection]:
        """Commit, and die when it was the last."""
        with super().write() as connection:
            yield connection
        if self.lives is not None:
            self.lives -= 1
            if not self.lives:
                self.lives = None
                raise KilledError


@cache
def migrated() -> Path:
    """An empty, migrated SQLite file to copy."""
    folder = Path(tempfile.mkdtemp(prefix="jampel-machine-"))
    store = open_store("sqlite:///empty.db", base_dir=folder)
    store.upgrade()
    with store.read() as connection:
        connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
    store.close()
    return folder / "empty.db"


def new_house(folder: Path) -> House:
    """An empty house with a roster."""
    for name in (LAN, BANTEN, "roster"):
        (folder / name).mkdir()
    shutil.copyfile(migrated(), folder / "jampel.db")
    opened = open_store("sqlite:///jampel.db", base_dir=folder)
    house = House(MortalStore(opened._engine), folder)
    house.hire(staff(n) for n in range(1, 6))
    return house


class Histories(RuleBasedStateMachine):
    """One office, its files and its people."""

    def __init__(self) -> None:
        super().__init__()
        self.folder = tempfile.TemporaryDirectory(prefix="jampel-history-")
        self.house = new_house(Path(self.folder.name))
        self.files: dict[tuple[str, str], list[Row]] = {}
        self.refused = False
        """A person did not believe something: the files are no longer the whole truth."""

    @initialize(place=PLACES, lines=files)
    def something_is_there(self, place: tuple[str, str], lines: list[Row]) -> None:
        self.drop(place, lines)

    @rule(place=PLACES, lines=files)
    def drop(self, place: tuple[str, str], lines: list[Row]) -> None:
        """A new file, or another content under a name that was there."""
        self.files[place] = lines
        self.house.drop(f"{place[1]}.csv", lines, place[0])

    @rule(data=st.data(), jp=st.sampled_from(["4", "8", "20"]))
    def change(self, data: st.DataObject, jp: str) -> None:
        """A newer version of a file in which one row says other JP."""
        place = data.draw(st.sampled_from(sorted(self.files)))
        lines = list(self.files[place])
        at = data.draw(st.integers(0, len(lines) - 1))
        cells = dict(zip(Row.__slots__, (getattr(lines[at], n) for n in Row.__slots__),
                         strict=True))  # fmt: skip
        lines[at] = Row(**(cells | {"jp": jp}))
        self.drop(place, lines)

    @rule(data=st.data())
    def turn(self, data: st.DataObject) -> None:
        """A newer version of a file with its rows in another order."""
        place = data.draw(st.sampled_from(sorted(self.files)))
        self.drop(place, data.draw(st.permutations(self.files[place])))

    @rule(data=st.data())
    def double(self, data: st.DataObject) -> None:
        """The same file under another name."""
        source, name = data.draw(st.sampled_from(sorted(self.files)))
        if len(name) < 3:
            self.drop((source, f"{name}2"), self.files[source, name])

    @rule(data=st.data())
    def split(self, data: st.DataObject) -> None:
        """The same file again in two halves."""
        source, name = data.draw(st.sampled_from(sorted(self.files)))
        lines = self.files[source, name]
        if len(name) < 3 and len(lines) > 1:
            self.drop((source, f"{name}3"), lines[: len(lines) // 2])
            self.drop((source, f"{name}4"), lines[len(lines) // 2 :])

    @rule(source=st.sampled_from([LAN, BANTEN]), full=st.booleans())
    def sync(self, source: str, *, full: bool) -> None:
        self.house.sync(source, full=full)

    @rule(source=st.sampled_from([LAN, BANTEN]), commits=st.integers(1, 5))
    def sync_and_be_killed(self, source: str, commits: int) -> None:
        store = self.house.store
        assert isinstance(store, MortalStore)
        store.lives = commits
        with suppress(KilledError):
            self.house.sync(source)
        store.lives = None
        close_orphans(store, lives=lambda _connection, _run: False, now=self.house.now)

    @precondition(lambda self: self.waiting())
    @rule(data=st.data(), yes=st.booleans())
    def decide(self, data: st.DataObject, *, yes: bool) -> None:
        run_id = data.draw(st.sampled_from(self.waiting()))
        if yes:
            approve_run(self.house.engine, run_id, ADMIN)
        else:
            self.refused = True
            reject_run(self.house.engine, run_id, ADMIN)

    @rule()
    def replay(self) -> None:
        assert rebuild(self.house.engine).agrees

    def waiting(self) -> list[int]:
        """Runs that a person must answer."""
        held = {r.id for r in self.house.runs(Outcome.HELD)}
        return sorted(held | {change.run_id for change in self.house.held()})

    def teardown(self) -> None:
        try:
            self.judge()
        finally:
            self.house.store.close()
            self.folder.cleanup()

    def judge(self) -> None:
        """Sums, replay, and what a plain run over the last files gives."""
        house = self.house
        for source in (LAN, BANTEN):
            house.sync(source)
        before = house.digest()
        house.sync(LAN, full=True)
        assert house.digest() == before or self.waiting()
        for run in house.runs():
            assert run.outcome is not Outcome.FAILED, run.detail
            if run.counts:
                assert sum(run.counts[str(c)] for c in Category) == run.counts["read"]
        assert verify(house.engine).agrees
        unlisted = any(e["listed"] != Listed.LISTED for e in house.evidence())
        if not (self.refused or unlisted or self.older_counts_on() or self.waiting()):
            assert house.totals() == self.totals_from_scratch()

    def older_counts_on(self) -> bool:
        """A newer version of a counted row cannot be read: the files alone say less."""
        keys = {(e["source"], e["key"]) for e in self.house.evidence()}
        with self.house.store.read() as connection:
            parked = [*open_quarantine(connection), *open_review(connection)]
        return any((entry.source, entry.key) in keys for entry in parked)

    def totals_from_scratch(self) -> dict[tuple[str, int], int]:
        with tempfile.TemporaryDirectory(prefix="jampel-scratch-") as folder:
            house = new_house(Path(folder))
            for (source, name), lines in self.files.items():
                house.drop(f"{name}.csv", lines, source)
            for source in (BANTEN, LAN):
                house.sync(source)
            assert not house.held()
            totals = house.totals()
            house.store.close()
        return totals


TestHistories = Histories.TestCase
TestHistories.settings = settings(
    max_examples=3000 if LONG else 15,
    stateful_step_count=40 if LONG else 15,
    deadline=None,
    derandomize=not LONG,  # chance hunts in the long run; a short one says the same twice
    suppress_health_check=list(HealthCheck),
)
