"""Raise, change and clear alerts: the one writer of them."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from alerts.levels import AT_RISK, NewJoiner, Ruler, Standing
from alerts.period import Period
from config.rules import Rules
from models.alerts import (
    NewAlert,
    clear_alerts,
    open_alerts,
    raise_alerts,
    raised_at,
    years_with_open_alerts,
)
from models.store import Store
from models.totals import Total, totals


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
    store: Store, rules: Rules, new_joiner: NewJoiner, *, year: int, on: date, now: datetime
) -> Changes:
    """Bring the stored alerts of a year to what holds on a day.

    Two evaluations at the same time are safe: only what is still open is cleared, and the
    unique index lets one alert a person and year be open.
    """
    period = Period(year, on, current=True)
    ruler = Ruler(rules, year=year, on=on, new_joiner=new_joiner)
    with store.write() as connection:
        people = totals(connection, year=year, as_of=period.as_of)
        wanted = _wanted((total, ruler.stand(total)) for total in people)
        present = open_alerts(connection, year)
        same = {p for p, found in present.items() if p in wanted and wanted[p].level == found.level}
        gone = {person: found.id for person, found in present.items() if person not in same}
        cleared = clear_alerts(connection, gone.values(), at=now)
        due = [new for person, new in wanted.items() if person not in same]
        raised = raise_alerts(connection, due, year=year, at=now)
    changed = len(raised & gone.keys())
    return Changes(
        raised=len(raised) - changed,
        changed=changed,
        cleared=max(cleared - changed, 0),
        unchanged=len(same),
    )


def evaluate_due(
    store: Store, rules: Rules, new_joiner: NewJoiner, *, today: date, now: datetime
) -> dict[int, Changes]:
    """Evaluate this year, and each earlier one of which alerts are open: behind becomes missed."""
    with store.read() as connection:
        years = {y for y in years_with_open_alerts(connection) if y < today.year} | {today.year}
    return {
        year: evaluate(
            store, rules, new_joiner, year=year, on=min(today, date(year + 1, 1, 1)), now=now
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


def _wanted(people: Iterable[tuple[Total, Standing]]) -> dict[int, NewAlert]:
    return {
        total.person_id: NewAlert(total.person_id, standing.level.value, standing.reason)
        for total, standing in people
        if standing.level in AT_RISK
    }
