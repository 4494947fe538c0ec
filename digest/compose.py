"""Gather what the head of one OPD is told about one month."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from alerts.levels import AT_RISK, Level, NewJoiner, Ruler, Standing
from config.rules import Rules
from digest.facts import Records, ToldPerson, read_facts, records_by_person, told_of, write_facts
from digest.falls import Watched, falls_of
from digest.freshness import Overdue, freshness, not_reconciled
from digest.values import Digest, Fall, Line, Month, Previous
from models.store import Transaction
from models.totals import Total, totals
from models.views.opds import OpdRow, members_of, nips_by_person
from models.views.runs import last_judged_runs, source_health
from models.views.told import counted_records

WORST_FIRST = (Level.MISSED, Level.CRITICAL, Level.BEHIND)


def compose(
    connection: Transaction,
    opd: OpdRow,
    month: Month,
    previous: Previous | None,
    *,
    rules: Rules,
    new_joiner: NewJoiner,
    sources: Mapping[str, Overdue],
    now: datetime,
) -> Digest:
    """Return the facts of a digest, all of one view of the store.

    Args:
        connection: a transaction of `Store.read` or `Store.write`.
        opd: as it is on the day of the month; whoever moved away is told elsewhere.
        month: with the day.
        previous: what this OPD was last told.
        rules: of the yearly minimum and the checkpoints.
        new_joiner: see `counting.new_joiner`.
        sources: each source of the settings with how to tell that it is overdue.
        now: the present instant.

    """
    ruler = Ruler(rules, year=month.year, on=month.standing_on, new_joiner=new_joiner)
    told = read_facts(previous, month.year)
    people = _people(connection, opd, month, ruler, told)
    lines = [person.line for person in people]
    risky = sorted((line for line in lines if line.level in AT_RISK), key=_worst_first)
    return Digest(
        opd=opd,
        month=month,
        made_at=now,
        first=told is None,
        members=len(people),
        counts=dict(Counter(line.level for line in lines)),
        newly=tuple(line for line in risky if told is not None and not _was_at_risk(line)),
        still=tuple(line for line in risky if told is None or _was_at_risk(line)),
        met=tuple(line for line in lines if line.level is Level.MET and _was_below(line)),
        falls=_falls(connection, month, people),
        sources=freshness(source_health(connection), sources, now),
        not_reconciled=not_reconciled(last_judged_runs(connection), sources),
        facts=write_facts(month, {person.total.nip: person.told_now for person in people}),
    )


@dataclass(frozen=True, slots=True)
class _Person:
    total: Total
    standing: Standing
    before: ToldPerson | None
    records: Records

    @property
    def line(self) -> Line:
        return Line(
            nip=self.total.nip,
            name=self.total.name,
            employment=self.total.employment,
            level=self.standing.level,
            level_before=self.before.level if self.before else None,
            jp=self.standing.jp,
            minimum_jp=self.standing.minimum_jp,
            shortfall_jp=self.standing.shortfall_jp,
            reason=self.standing.reason,
        )

    @property
    def told_now(self) -> ToldPerson:
        return ToldPerson(self.standing.level, self.total.jp, self.records)


def _people(
    connection: Transaction,
    opd: OpdRow,
    month: Month,
    ruler: Ruler,
    told: Mapping[str, ToldPerson] | None,
) -> list[_Person]:
    """Return everybody who serves in the OPD on the day, by NIP."""
    year, as_of = month.year, month.as_of
    members = members_of(connection, opd.id, month.on)
    found = counted_records(connection, members, year=year, as_of=as_of)
    records = records_by_person(found)
    nips = nips_by_person(connection, members)
    return [
        _Person(
            total,
            ruler.stand(total),
            told_of(told, nips[total.person_id]),
            records.get(total.person_id, {}),
        )
        for total in totals(connection, year=year, as_of=as_of, people=members)
    ]


def _falls(connection: Transaction, month: Month, people: Sequence[_Person]) -> tuple[Fall, ...]:
    told = [
        Watched(p.total.person_id, p.total.nip, p.total.name, p.before.records, p.records)
        for p in people
        if p.before is not None
    ]
    return falls_of(connection, month.year, told)


def _was_at_risk(line: Line) -> bool:
    return line.level_before in AT_RISK


def _was_below(line: Line) -> bool:
    """Told of, and had not reached the minimum then."""
    return line.level_before is not None and line.level_before not in {Level.MET, Level.EXEMPT}


def _worst_first(line: Line) -> tuple[int, Decimal, str, str]:
    return (WORST_FIRST.index(line.level), -line.shortfall_jp, line.name, line.nip)
