"""Tell the demo: an invented regency is written to disk, then synced and mailed as a real one."""

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from itertools import count

from alerts.evaluate import standings
from alerts.levels import AT_RISK, Level
from daemon import clock as real_clock
from daemon.demo.ledger import Ledger, read_ledger
from daemon.demo.mailroom import Mailroom
from daemon.demo.stage import Stage
from daemon.outbox import mail_digests, office_of
from daemon.rounds import evaluate_now, names_asked, run_one
from daemon.sources import engine_of
from daemon.wiring import Workshop, open_workshop
from digest.due import want_digests
from digest.values import month_of
from models.pages import Landed
from models.values import JAKARTA
from sync.result import Result

MOST_OPDS = 10
MAILED_AT = time(8)


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
    ledger: Ledger | None = None
    """What became of the digests of the month."""


def play_once(
    stage: Stage,
    today: date,
    *,
    seen: Callable[[Landed], None],
    clock: Callable[[], datetime] = real_clock.now,
) -> Summary:
    """Drop all exports up to a day, run one round, mail the month's digests, and sum up."""
    stage.regency.write_exports(stage.inbox, today)
    with stage.outside() as outside, open_workshop(stage.config, {}, clock=clock) as workshop:
        for month in range(1, today.month + 1):
            outside.lms.take(stage.regency.tellings, month, today)
        summary = _round(workshop, seen)
        return replace(summary, ledger=_mail(workshop, stage, outside.room, today))


def _mail(workshop: Workshop, stage: Stage, room: Mailroom, today: date) -> Ledger:
    """Send the digests of a month as of the first office hour from a day on."""
    want_digests(workshop.store, today)
    hours = office_of(workshop).hours
    day = next(d for n in count() if hours.works(d := today + timedelta(days=n)))
    now = datetime.combine(day, MAILED_AT, JAKARTA)
    mail_digests(workshop, now=now, stop=lambda: False)
    return read_ledger(workshop.store, room.letters, opds=stage.opds, months=[month_of(today).key])


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
