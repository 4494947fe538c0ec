"""An engine on real folders and a service with ids: what the tests of runs work with."""

import csv
import io
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any

from sqlalchemy import select

from config.rules import Rules, load_rules
from connectors.contract import Kind
from connectors.files.connector import build
from connectors.memory import MemoryConnector, MemorySource
from models import schema
from models.decisions import decisions
from models.digest import store_digest
from models.evidence import held_changes
from models.questions import open_quarantine, open_review
from models.runs import Run, list_runs
from models.store import Store
from models.values import Category, Outcome
from sync.counting import Counting
from sync.decide import By
from sync.engine import Engine
from sync.replay import verify
from sync.result import Result
from sync.roster_run import run_roster
from sync.source import ROSTER, Source
from sync.source_run import run_source
from tests.builders import nip_of

BEGINNING = datetime(2026, 11, 24, 3, 0, tzinfo=UTC)
ADMIN = By("admin")
LAN, BANTEN, SERVICE = "lan-ri", "banten-ceria", "lms"
FIRST = ("Siti", "Budi", "Dewi", "Agus", "Rina", "Joko", "Wulan", "Hadi", "Nia", "Tono")
LAST = ("Rahayu", "Santoso", "Lestari", "Wijaya", "Hartati", "Prabowo", "Kusuma", "Saputra",
        "Utami", "Maulana")  # fmt: skip
HEADING = ("NIP", "Nama", "Nama Pelatihan", "Penyelenggara", "Tanggal Mulai", "Tanggal Selesai",
           "Tahun", "Jumlah JP", "No Sertifikat", "Status")  # fmt: skip


@dataclass(frozen=True, slots=True)
class Staff:
    """An employee of the roster file."""

    nip: str
    name: str
    opd: str = "Dinas Kesehatan"


def staff(number: int) -> Staff:
    """An invented employee."""
    return Staff(nip_of(number), f"{FIRST[number % 10]} {LAST[number // 10 % 10]}")


@dataclass(frozen=True, slots=True)
class Row:
    """One line of an exported file, as printed."""

    nip: str
    name: str = ""
    title: str = "Pelayanan Publik"
    provider: str = "LAN RI"
    start_on: str = "2026-03-10"
    end_on: str = "2026-03-12"
    year: str = ""
    jp: str = "20"
    number: str = ""
    result: str = ""

    @property
    def cells(self) -> tuple[str, ...]:
        """In the order of the heading."""
        return (self.nip, self.name, self.title, self.provider, self.start_on, self.end_on,
                self.year, self.jp, self.number, self.result)  # fmt: skip


def row(who: int = 1, **printed: str) -> Row:
    """What a source prints of an invented employee."""
    return Row(nip_of(who), **printed)


@cache
def rules() -> Rules:
    """The rules that come with the program."""
    return load_rules(None)


@dataclass
class House:
    """A store, two folders, a service and a roster, with short ways to use them."""

    store: Store
    folder: Path
    now: datetime = BEGINNING
    service: MemorySource = field(default_factory=MemorySource)
    counting: Counting = field(default_factory=lambda: Counting(rules()))

    @property
    def engine(self) -> Engine:
        """The engine, made anew as a later process would."""
        training = {
            LAN: self._files(LAN, 10),
            BANTEN: self._files(BANTEN, 20),
            SERVICE: Source(SERVICE, MemoryConnector(self.service), "1", priority=30),
        }
        roster = build(
            {"path": "roster/*", "settle": 0}, base_dir=self.folder, kind=Kind.ROSTER
        )  # fmt: skip
        return Engine(
            store=self.store,
            sources={**training, ROSTER: Source(ROSTER, roster, "1")},
            counting=self.counting,
            clock=lambda: self.now,
            owner="test",
        )

    def _files(self, name: str, priority: int) -> Source:
        options = {"path": f"{name}/*", "settle": 0}
        connector = build(options, base_dir=self.folder, kind=Kind.TRAINING)
        return Source(name, connector, "1", priority=priority)

    def hire(self, people: Iterable[Staff], name: str = "pegawai.csv") -> Result:
        """Write the roster file and take it."""
        self.hire_later(people, name)
        return self.sync_roster()

    def hire_later(self, people: Iterable[Staff], name: str = "pegawai.csv") -> None:
        """Write the roster file."""
        rows = [(p.nip, p.name, p.opd) for p in people]
        self.write(Path("roster") / name, ("NIP", "Nama", "Perangkat Daerah"), rows)

    def sync_roster(self) -> Result:
        """Run the roster."""
        engine = self.engine
        return run_roster(engine, engine.sources[ROSTER], trigger="manual")

    def drop(self, name: str, rows: Iterable[Row], source: str = LAN) -> Path:
        """Put an exported file, or a newer version of it, into a source's folder."""
        return self.write(Path(source) / name, HEADING, [r.cells for r in rows])

    def write(self, path: Path, heading: Sequence[str], rows: Iterable[Sequence[str]]) -> Path:
        """Write a file of these columns."""
        text = io.StringIO()
        writer = csv.writer(text, lineterminator="\n")
        writer.writerow(heading)
        writer.writerows(rows)
        target = self.folder / path
        target.parent.mkdir(exist_ok=True)
        target.write_text(text.getvalue(), encoding="utf-8")
        return target

    def sync(self, source: str = LAN, *, full: bool = False) -> Result:
        """Run one source, a minute later."""
        self.now += timedelta(minutes=1)
        return run_source(self.engine, source, trigger="manual", full=full)

    def bring(self, name: str, rows: Iterable[Row], source: str = LAN) -> Result:
        """Drop a file and run its source."""
        self.drop(name, rows, source)
        return self.sync(source)

    def totals(self) -> dict[tuple[str, int], int]:
        """Counted JP in hundredths by NIP of the person and year."""
        found: dict[tuple[str, int], int] = {}
        for event in self.records():
            if event["counted"]:
                key = event["nip"], event["year"]
                found[key] = found.get(key, 0) + event["jp"]
        return found

    def jp(self, number: int = 1, year: int = 2026) -> int:
        """Counted JP of an invented employee, in hundredths."""
        return self.totals().get((nip_of(number), year), 0)

    def records(self) -> list[dict[str, Any]]:
        """All records, without ids, in an order that does not depend on arrival."""
        table, owner = schema.record, schema.employee
        query = select(table, owner.c.nip).join(owner, owner.c.id == table.c.person_id)
        with self.store.read() as connection:
            rows = [dict(found) for found in connection.execute(query).mappings()]
        for found in rows:
            found["flags"] = set(found["flags"].split())
            for name in ("id", "person_id", "employee_id"):
                del found[name]
        return sorted(rows, key=repr)

    def record(self) -> dict[str, Any]:
        """The only record that there is."""
        (found,) = self.records()
        return found

    def evidence(self) -> list[dict[str, Any]]:
        """All evidence by listing and key."""
        table = schema.evidence
        with self.store.read() as connection:
            rows = connection.execute(select(table).order_by(table.c.listing, table.c.key))
            return [dict(found) for found in rows.mappings()]

    def digest(self) -> str:
        """Hash of all that is derived."""
        with self.store.read() as connection:
            return store_digest(connection)

    def quarantine(self) -> list[Any]:
        """Rows that could not be read."""
        with self.store.read() as connection:
            return open_quarantine(connection)

    def review(self) -> list[Any]:
        """Rows whose person must be named."""
        with self.store.read() as connection:
            return open_review(connection)

    def held(self) -> list[Any]:
        """Falls that wait."""
        with self.store.read() as connection:
            return held_changes(connection)

    def runs(self, *outcomes: Outcome) -> list[Run]:
        """Runs of these outcomes, newest first."""
        with self.store.read() as connection:
            return list_runs(connection, outcomes=outcomes or None)

    def decided(self, *kinds: str) -> int:
        """How many decisions of these kinds stand."""
        with self.store.read() as connection:
            return len(decisions(connection, *kinds))

    def check(self) -> None:
        """What holds after every scenario: every sum is right, nothing broke, replay agrees."""
        for run in self.runs():
            assert run.outcome is not Outcome.FAILED, run.detail or run.note
            if run.counts:
                told = {str(c): run.counts[str(c)] for c in Category}
                assert sum(told.values()) == run.counts["read"]
        replayed = verify(self.engine)
        assert replayed.agrees

    def counting_as(self, **settings: Any) -> None:
        """Change a setting of counting."""
        self.counting = replace(self.counting, **settings)


def counts(result: Result) -> Mapping[str, int]:
    """Where the rows of a run ended; what is zero is left out."""
    return {name: number for name, number in result.counts.items() if number}
