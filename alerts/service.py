"""Raise, keep and clear alerts about the service: the one writer of them."""

from dataclasses import dataclass, replace
from datetime import datetime

from alerts.conditions import CONDITIONS, Condition, holding
from alerts.facts import Surroundings, gather, remember
from alerts.found import Found
from models.alerts import take_turn
from models.service_alerts import ServiceAlert, forget, keep, uncleared
from models.store import Store

TURN = "service_alerts_turn"
_BY_KIND = {condition.kind: condition for condition in CONDITIONS}


@dataclass(frozen=True, slots=True)
class Looked:
    """What a look at the service changed."""

    raised: tuple[ServiceAlert, ...]
    cleared: tuple[ServiceAlert, ...]


def look(store: Store, around: Surroundings, *, now: datetime) -> Looked:
    """Bring the alerts about the service to what holds now; looking twice changes nothing."""
    with store.write() as connection:
        take_turn(connection, TURN)
        facts = gather(connection, around, now)
        found = holding(facts)
        present = {(one.kind, one.subject): one for one in uncleared(connection)}
        raised, cleared = [], []
        for key in sorted(found.keys() | present.keys()):
            before = present.get(key)
            after = _next(before, found.get(key), now)
            if after is None and before is not None and before.id is not None:
                forget(connection, [before.id])
            if after is None or after == before:
                continue
            keep(connection, after)
            if after.raised_at == now and (before is None or before.raised_at is None):
                raised.append(after)
            if after.cleared_at is not None:
                cleared.append(after)
        remember(connection, facts)
    return Looked(tuple(raised), tuple(cleared))


def _next(
    before: ServiceAlert | None, held: tuple[Condition, Found] | None, now: datetime
) -> ServiceAlert | None:
    if held is not None:
        return holds(before, *held, now)
    return None if before is None else gone(before, _BY_KIND.get(before.kind), now)


def holds(
    before: ServiceAlert | None, condition: Condition, found: Found, now: datetime
) -> ServiceAlert:
    """Return the alert of what holds: new, still waiting to be raised, or raised."""
    said = ServiceAlert(
        condition.kind, found.subject, found.happened, condition.meaning, found.remedy, now
    )
    if before is not None:
        said = replace(before, happened=said.happened, meaning=said.meaning, remedy=said.remedy,
                       gone_at=None)  # fmt: skip
    if said.raised_at is None and now - said.seen_at >= condition.raise_after:
        said = replace(said, raised_at=now)
    return said


def gone(before: ServiceAlert, condition: Condition | None, now: datetime) -> ServiceAlert | None:
    """Return the alert of what does not hold: waiting to be cleared, cleared, or forgotten."""
    if before.raised_at is None:
        return None
    since = before.gone_at or now
    if condition is None or now - since >= condition.clear_after:
        return replace(before, gone_at=since, cleared_at=now)
    return replace(before, gone_at=since)
