"""A round: the roster first, then the sources, then who is at risk."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

import structlog

from alerts.evaluate import evaluate_due
from daemon.sources import engine_of
from daemon.wiring import Workshop
from models.evidence import held_changes
from models.runs import RunActiveError, get_fact, list_runs, set_fact
from models.totals import Total, totals
from models.values import Outcome
from sync.collecting import not_collecting
from sync.engine import Engine
from sync.result import Result
from sync.roster_run import run_roster
from sync.source import ROSTER
from sync.source_run import run_source

Touched = frozenset[int] | None
"""People whose standing may differ; null is everybody."""
NOBODY: Touched = frozenset()
EVALUATED_ON = "alerts_evaluated_on"
"""The last day on which everybody was evaluated."""

log = structlog.get_logger()


class SourceUnknownError(Exception):
    """No such source in the configuration."""

    def __init__(self, name: str, known: Sequence[str]) -> None:
        super().__init__(f'Sumber "{name}" tidak ada di konfigurasi. Yang ada: {", ".join(known)}')


class SourceRestsError(SourceUnknownError):
    """The source is switched off in the configuration."""

    def __init__(self, name: str) -> None:
        Exception.__init__(self, f'Sumber "{name}" dimatikan (enabled = false).')


def names_asked(engine: Engine, asked: Sequence[str]) -> list[str]:
    """Return the roster first, then the sources asked for, or all by priority.

    Raises:
        SourceUnknownError: one of them is not configured.

    """
    known = sorted(engine.sources, key=lambda n: (n != ROSTER, engine.sources[n].priority, n))
    for name in asked:
        if name in engine.resting:
            raise SourceRestsError(name)
        if name not in engine.sources:
            raise SourceUnknownError(name, known)
    return [n for n in known if n == ROSTER or not asked or n in asked]


def run_one(engine: Engine, name: str, *, trigger: str, full: bool = False) -> Result:
    """Run one source, or the roster; one that is under way already is not run twice."""
    try:
        if name == ROSTER:
            return run_roster(engine, engine.sources[ROSTER], trigger=trigger)
        return run_source(engine, name, trigger=trigger, full=full)
    except RunActiveError as error:
        note = f"Run {error.run_id} untuk sumber ini sedang berjalan; tidak dimulai lagi."
        return Result(name, error.run_id, Outcome.JOINED, note=note)


def anything_waits(workshop: Workshop) -> bool:
    """Whether a held run or a held change waits for a person, from whatever run."""
    with workshop.store.read() as connection:
        held = list_runs(connection, outcomes=[Outcome.HELD], newest=1)
        return bool(held or held_changes(connection))


def evaluate_now(workshop: Workshop, *, changed: bool, people: Touched = None) -> None:
    """Evaluate who is at risk: after anything changed, and everybody once on every new day.

    Args:
        workshop: what to work with.
        changed: something happened that may matter.
        people: whom alone it may matter to; everybody without.

    """
    today = workshop.today()
    with workshop.store.read() as connection:
        new_day = get_fact(connection, EVALUATED_ON) != today.isoformat()
    if not changed and not new_day:
        return
    with not_collecting():
        counts = evaluate_due(
            workshop.store, workshop.rules, workshop.settings.counting.new_joiner, today=today,
            now=workshop.clock(), people=None if new_day else people,
        )  # fmt: skip
    if new_day:
        with workshop.store.write() as connection:
            set_fact(connection, EVALUATED_ON, today.isoformat())
    for year, done in counts.items():
        log.info("alerts_evaluated", year=year, raised=done.raised, changed=done.changed,
                 cleared=done.cleared, unchanged=done.unchanged)  # fmt: skip


def touched(results: Iterable[Result]) -> Touched:
    """Return whose standing may differ after some runs; a roster may change anybody's."""
    people = NOBODY
    for result in results:
        told = result.source == ROSTER and result.counts.get("read")
        people = both(people, None if told else result.people)
    return people


def both(some: Touched, others: Touched) -> Touched:
    """Return these and those."""
    return None if some is None or others is None else some | others


@dataclass(frozen=True, slots=True)
class Difference:
    """What a dry run would change for one person in one year; JP in hundredths."""

    nip: str
    name: str
    opd: str | None
    year: int
    before: int
    after: int


def rehearse(workshop: Workshop, asked: Sequence[str], *, full: bool
             ) -> tuple[list[Result], list[Difference]]:  # fmt: skip
    """Run everything in a rehearsal; nothing stays but the answer."""
    results: list[Result] = []

    def act(trial: Workshop) -> None:
        engine = engine_of(trial)
        for name in names_asked(engine, asked):
            results.append(run_one(engine, name, trigger="dry_run", full=full))  # noqa: PERF401

    return results, differences(workshop, act)


def differences(workshop: Workshop, act: Callable[[Workshop], None]) -> list[Difference]:
    """Act in a rehearsal and return whose JP of which year would differ."""
    with workshop.store.rehearse() as store:
        trial = workshop.on(store)
        before = _totals(trial)
        act(trial)
        after = _totals(trial)
    return [
        Difference(now.nip, now.name, now.opd, year, jp, now.jp)
        for (person, year), now in sorted(after.items())
        if (jp := before[person, year].jp if (person, year) in before else 0) != now.jp
    ]


def _totals(workshop: Workshop) -> dict[tuple[int, int], Total]:
    found = {}
    today = workshop.today()
    with workshop.store.read() as connection:
        for year in range(today.year - YEARS_BACK, today.year + 1):
            for total in totals(connection, year=year, as_of=today):
                found[total.person_id, year] = total
    return found


YEARS_BACK = 5
"""A dry run shows differences of this many past years."""
