"""Tell the demo: an invented regency is written to disk, synced and counted as a real one."""

import shutil
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path

from alerts.evaluate import standings
from alerts.levels import AT_RISK, Level
from config.template import render
from daemon.demo.regency import Regency, invent
from daemon.rounds import evaluate_now, names_asked, run_one
from daemon.sources import engine_of
from daemon.wiring import Workshop, open_workshop
from models.pages import Landed
from sync.engine import Result

SEED = 20_221_103
EMPLOYEES = 12_000
CONFIG = "jampel.toml"
MOST_OPDS = 10


@dataclass(frozen=True, slots=True)
class OpdAtRisk:
    """One OPD and how many of its people will miss the minimum."""

    name: str
    people: int
    at_risk: int


@dataclass(frozen=True, slots=True)
class Summary:
    """What one round of the demo came to."""

    on: date
    employees: int
    results: Sequence[Result]
    levels: dict[Level, int]
    opds: Sequence[OpdAtRisk]


class DemoFolderError(Exception):
    """The folder holds something that is not an earlier demo."""


@dataclass(frozen=True, slots=True)
class Stage:
    """The folder in which a demo plays."""

    folder: Path
    regency: Regency

    @property
    def config(self) -> Path:
        """Configuration of the demo."""
        return self.folder / CONFIG

    @property
    def inbox(self) -> Path:
        """Where the exports are dropped, a folder for each source."""
        return self.folder / "inbox"


def set_stage(folder: Path, *, year: int, employees: int = EMPLOYEES, seed: int = SEED) -> Stage:
    """Invent the regency and write its roster and configuration; an earlier demo is replaced.

    Raises:
        DemoFolderError: something else is in the folder.

    """
    mark = folder / ".jampel-demo"
    if folder.exists() and any(folder.iterdir()) and not mark.exists():
        raise DemoFolderError(f"{folder} berisi sesuatu yang bukan demo jampel")
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    mark.touch()
    (folder / CONFIG).write_text(render(name="BKPSDM Kabupaten Serang (rekaan)"), encoding="utf-8")
    regency = invent(seed, year=year, employees=employees)
    regency.write_roster(folder / "roster")
    return Stage(folder, regency)


def play_once(stage: Stage, today: date, *, seen: Callable[[Landed], None]) -> Summary:
    """Drop all exports up to a day, run one round, and sum up."""
    stage.regency.write_exports(stage.inbox, today)
    with open_workshop(stage.config, {}) as workshop:
        return _round(workshop, seen)


def play_year(stage: Stage) -> Iterator[Summary]:
    """Let the year go by on a clock of its own: a month's exports, then a round."""
    year = stage.regency.year
    for month in range(1, 13):
        last = (date(year, month, 1) + timedelta(days=32)).replace(day=1) - timedelta(days=1)
        stage.regency.write_month(stage.inbox, month)
        with _at(stage, last) as workshop:
            yield _round(workshop, lambda _page: None)


@contextmanager
def _at(stage: Stage, day: date) -> Iterator[Workshop]:
    """Open the workshop in the evening of a day."""
    evening = datetime.combine(day, time(11), UTC)
    with open_workshop(stage.config, {}, clock=lambda: evening) as workshop:
        yield replace(workshop, clock=lambda: evening)


def _round(workshop: Workshop, seen: Callable[[Landed], None]) -> Summary:
    engine = engine_of(workshop, page_seen=seen)
    results = [run_one(engine, name, trigger="demo") for name in names_asked(engine, [])]
    evaluate_now(workshop, changed=True)
    return sum_up(workshop, results)


def sum_up(workshop: Workshop, results: Sequence[Result]) -> Summary:
    """Count people by level and OPDs by people at risk."""
    period = workshop.period()
    people = standings(
        workshop.store, workshop.rules, workshop.settings.counting.new_joiner, period
    )
    sizes: Counter[str] = Counter()
    risky: Counter[str] = Counter()
    for total, standing in people:
        sizes[total.opd or "(tanpa OPD)"] += 1
        risky[total.opd or "(tanpa OPD)"] += standing.level in AT_RISK
    return Summary(
        on=period.on,
        employees=len(people),
        results=results,
        levels=dict(Counter(standing.level for _, standing in people)),
        opds=[OpdAtRisk(name, sizes[name], n) for name, n in risky.most_common(MOST_OPDS)],
    )
