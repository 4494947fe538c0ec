"""Raise, change and clear alerts: the one writer of them."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, datetime

from alerts.levels import AT_RISK, NewJoiner, Ruler, Standing
from alerts.life import Plan, plan
from alerts.period import Period
from config.rules import Rules
from models.alert_events import AlertEvent, Step, add_events
from models.alerts import (
    NewAlert,
    clear_alerts,
    open_alerts,
    raise_alerts,
    raised_at,
    set_snoozed,
    take_turn,
    years_with_open_alerts,
)
from models.store import Store, Transaction
from models.totals import Total, totals
from models.values import jakarta_day

MOST_AT_ONCE = 5000
"""So many people or more are asked for as everybody."""


@dataclass(frozen=True, slots=True)
class Changes:
    """What an evaluation did to the alerts of a year."""

    raised: int
    changed: int
    """Cleared because the level is another one, and raised with that."""
    cleared: int
    unchanged: int
    """Open before and after; nothing was written for them."""


@dataclass(frozen=True, slots=True)
class AtRisk:
    """Somebody who will miss the minimum, or has missed it."""

    total: Total
    standing: Standing
    raised_at: datetime | None
    """When the alert of this level was raised; null where none is stored."""


def standings(
    store: Store, rules: Rules, new_joiner: NewJoiner, period: Period
) -> list[tuple[Total, Standing]]:
    """Return everybody of the period with where they stand."""
    with store.read() as connection:
        people = totals(connection, year=period.year, as_of=period.as_of)
    ruler = Ruler(rules, year=period.year, on=period.on, new_joiner=new_joiner)
    return [(total, ruler.stand(total)) for total in people]


def evaluate(
    store: Store,
    rules: Rules,
    new_joiner: NewJoiner,
    *,
    year: int,
    on: date,
    now: datetime,
    people: Collection[int] | None = None,
) -> Changes:
    """Bring the stored alerts of a year, or those of some people, to what holds on a day.

    Two evaluations at the same time are safe: they wait for each other, only what is still open
    is cleared, and the unique index lets one alert a person and year be open.
    """
    period = Period(year, on, current=True)
    ruler = Ruler(rules, year=year, on=on, new_joiner=new_joiner)
    some = None if people is None or len(people) > MOST_AT_ONCE else frozenset(people)
    with store.write() as connection:
        take_turn(connection)
        found = totals(connection, year=year, as_of=period.as_of, people=some)
        wanted = _wanted((total, ruler.stand(total)) for total in found)
        present = open_alerts(connection, year)
        if some is not None:
            present = {person: one for person, one in present.items() if person in some}
        return _carry_out(connection, plan(present, wanted, jakarta_day(now)), year=year, at=now)


def evaluate_due(
    store: Store,
    rules: Rules,
    new_joiner: NewJoiner,
    *,
    today: date,
    now: datetime,
    people: Collection[int] | None = None,
) -> dict[int, Changes]:
    """Evaluate this year, and each earlier one of which alerts are open: behind becomes missed.

    `people` are those whose hours or service may differ; everybody without.
    """
    with store.read() as connection:
        years = {y for y in years_with_open_alerts(connection) if y < today.year} | {today.year}
    return {
        year: evaluate(
            store,
            rules,
            new_joiner,
            year=year,
            on=min(today, date(year + 1, 1, 1)),
            now=now,
            people=people,
        )
        for year in sorted(years)
    }


def at_risk(store: Store, rules: Rules, new_joiner: NewJoiner, period: Period) -> list[AtRisk]:
    """Return those at risk, with when the alert of this level was raised."""
    found = [
        (total, standing)
        for total, standing in standings(store, rules, new_joiner, period)
        if standing.level in AT_RISK
    ]
    with store.read() as connection:
        when = raised_at(connection, period.year)
    return [
        AtRisk(total, standing, when.get((total.person_id, standing.level.value)))
        for total, standing in found
    ]


def _carry_out(connection: Transaction, due: Plan, *, year: int, at: datetime) -> Changes:
    """Write a plan with its history."""
    leaving = {found.id: found for found in (*due.cleared, *(old for old, _ in due.changed))}
    gone = clear_alerts(connection, leaving, at=at)
    coming = [*due.raised, *(new for _, new in due.changed)]
    raised = raise_alerts(connection, coming, year=year, at=at)
    set_snoozed(connection, (found.id for found in due.returned), None)
    before = {new.person_id: old.level for old, new in due.changed}
    add_events(connection, [
        *(AlertEvent(found.id, Step.CLEARED, at, found.level)
          for found in due.cleared if found.id in gone),
        *(AlertEvent(raised[new.person_id],
                     Step.CHANGED if new.person_id in before else Step.RAISED,
                     at, new.level, before.get(new.person_id))
          for new in coming if new.person_id in raised),
        *(AlertEvent(found.id, Step.RETURNED, at, found.level, until_on=found.snoozed_until)
          for found in due.returned),
    ])  # fmt: skip
    changed = len(raised.keys() & before.keys())
    return Changes(
        raised=len(raised) - changed,
        changed=changed,
        cleared=len(gone & {found.id for found in due.cleared}),
        unchanged=due.unchanged,
    )


def _wanted(people: Iterable[tuple[Total, Standing]]) -> dict[int, NewAlert]:
    return {
        total.person_id: NewAlert(total.person_id, standing.level.value, standing.reason)
        for total, standing in people
        if standing.level in AT_RISK
    }
