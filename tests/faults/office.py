"""An officer's folder with a real `jampel.toml`: files are put, a round runs, exports are read."""

import csv
import io
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from alerts.evaluate import evaluate_due
from cli.exporting import What, rows_of
from daemon.rounds import NOBODY, Touched, evaluate_now, names_asked, run_one, touched
from daemon.sources import engine_of
from daemon.wiring import Workshop, open_workshop
from models.digest import store_digest
from models.runs import Run, list_runs
from sync.decide import By
from sync.replay import verify
from sync.result import Result

MORNING = datetime(2026, 11, 24, 3, 0, tzinfo=UTC)
OFFICER = By("petugas")
HEADING = ("NIP", "Nama", "Nama Pelatihan", "Tanggal", "JP", "No Sertifikat")
SITI, BUDI, AGUS = "198501012010012001", "198602022010011002", "198703032010011003"
NAMES = {SITI: "Siti Rahayu", BUDI: "Budi Santoso", AGUS: "Agus Salim"}
OPD = "Dinas Kesehatan"


def row(
    nip: str = SITI,
    name: str | None = None,
    *,
    title: str = "Pelayanan Publik",
    on: str = "3 s.d. 5 November 2026",
    jp: str = "20",
    number: str = "",
) -> tuple[str, ...]:
    """One line of training, in the order of the heading."""
    return (nip, NAMES.get(nip, "") if name is None else name, title, on, jp, number)


def many(how_many: int, *, jp: str = "2") -> list[tuple[str, ...]]:
    """Lines of Siti's, each a training of its own."""
    return [row(title=f"Webinar seri {n}", on=f"{n % 28 + 1}/{n // 28 + 1}/2026", jp=jp)
            for n in range(how_many)]  # fmt: skip


def text_of(rows: Iterable[Sequence[str]], heading: Sequence[str] = HEADING) -> str:
    """Write lines as an export does."""
    text = io.StringIO()
    writer = csv.writer(text, delimiter=";", lineterminator="\n")
    writer.writerow(heading)
    writer.writerows(rows)
    return text.getvalue()


@dataclass(slots=True)
class Office:
    """One folder, one store, two sources and a roster; time passes only when told."""

    folder: Path
    store_url: str
    now: datetime = MORNING
    settings: str = ""
    """Further lines of `jampel.toml`."""
    of_source: str = ""
    """Further lines of both sources."""
    _seen: list[Result] = field(default_factory=list)

    def put(self, path: str, content: bytes | Iterable[Sequence[str]]) -> Path:
        """Put a file into the folder, or a newer version in its place."""
        target = self.folder / path
        target.parent.mkdir(parents=True, exist_ok=True)
        body = content if isinstance(content, bytes) else text_of(content).encode()
        target.write_bytes(body)
        return target

    def hire(self, people: Iterable[Sequence[str]], path: str = "roster/pegawai.csv") -> None:
        """Write the roster: NIP, name, OPD, employment, legal position, e-mail."""
        heading = ("NIP", "Nama", "Perangkat Daerah", "Status Pegawai", "Kedudukan Hukum", "Email")
        self.put(path, text_of((tuple(p) + ("",) * 6 for p in people), heading).encode())

    def workshop(self) -> Any:
        """Open everything as a command does."""
        path = self.folder / "jampel.toml"
        path.write_text(
            f'[store]\nurl = "{self.store_url}"\n[roster]\npath = "roster/*"\nsettle = 0\n'
            f"{self.settings}\n"
            f'[sources.lan-ri]\nconnector = "files"\npath = "lan/*"\nsettle = 0\npriority = 10\n'
            f"{self.of_source}\n"
            f'[sources.banten-ceria]\nconnector = "files"\npath = "lms/*"\nsettle = 0\n'
            f"priority = 20\n{self.of_source}\n"
        )
        for name in ("roster", "lan", "lms"):
            (self.folder / name).mkdir(exist_ok=True)
        return open_workshop(path, {}, clock=lambda: self.now)

    def sync(self, *, full: bool = False) -> dict[str, Result]:
        """Run a round a minute later; returns results by source."""
        self.now += timedelta(minutes=1)
        with self.workshop() as workshop:
            engine = engine_of(workshop)
            done = {name: run_one(engine, name, trigger="sync", full=full)
                    for name in names_asked(engine, [])}  # fmt: skip
            self._evaluate(workshop, touched(done.values()))
        return done

    def decide(self, act: Any, *arguments: Any, **more: Any) -> Any:
        """Carry out a person's decision."""
        with self.workshop() as workshop:
            done = act(engine_of(workshop), *arguments, **more)
            results = done if isinstance(done, list) else [done]
            told = all(isinstance(one, Result) for one in results)
            self._evaluate(workshop, touched(results) if told else None)
        return done

    def _evaluate(self, workshop: Workshop, people: Touched) -> None:
        """Evaluate those who were touched: then evaluating everybody must change nothing."""
        evaluate_now(workshop, changed=people != NOBODY, people=people)
        joiner = workshop.settings.counting.new_joiner
        again = evaluate_due(workshop.store, workshop.rules, joiner, today=workshop.today(),
                             now=self.now)  # fmt: skip
        for year, changes in again.items():
            assert (changes.raised, changes.changed, changes.cleared) == (0, 0, 0), year

    def export(self, what: str, year: int | None = None, as_of: Any = None) -> list[dict[str, Any]]:
        """Give the rows of an export."""
        with self.workshop() as workshop:
            period = workshop.period(year, as_of)
            with rows_of(What(what), workshop, period, until=as_of) as rows:
                return [dict(found) for found in rows]

    def totals(self, year: int = 2026, as_of: Any = None) -> dict[str, str]:
        """JP by NIP."""
        return {found["nip"]: found["jp"] for found in self.export("totals", year, as_of)}

    def runs(self) -> list[Run]:
        """All runs, newest first."""
        with self.workshop() as workshop, workshop.store.read() as connection:
            return list_runs(connection)

    def digest(self) -> str:
        """Hash of all that is derived."""
        with self.workshop() as workshop, workshop.store.read() as connection:
            return store_digest(connection)

    def check(self) -> None:
        """What holds whatever happened: no run is a bug, every sum is right, replay agrees."""
        with self.workshop() as workshop:
            _check(workshop)


def _check(workshop: Workshop) -> None:
    with workshop.store.read() as connection:
        for run in list_runs(connection):
            assert run.outcome != "failed", run.detail or run.note
            counted = {name: n for name, n in run.counts.items() if name != "read"}
            assert sum(counted.values()) == run.counts.get("read", 0)
    assert verify(engine_of(workshop)).agrees
