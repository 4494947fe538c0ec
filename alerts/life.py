"""What becomes of an alert when a person's level is another one; pure.

Better news keeps what a person decided about the alert; worse news makes it new.
"""

from dataclasses import dataclass
from datetime import date

from alerts.levels import Level
from models.alerts import NewAlert, OpenAlert

SEVERITY = {Level.BEHIND: 0, Level.CRITICAL: 1, Level.MISSED: 2}
"""How bad a level is, among those that raise an alert."""


@dataclass(frozen=True, slots=True)
class Plan:
    """What to do about the alerts of some people; each person is in one of these at most."""

    raised: tuple[NewAlert, ...]
    changed: tuple[tuple[OpenAlert, NewAlert], ...]
    cleared: tuple[OpenAlert, ...]
    returned: tuple[OpenAlert, ...]
    """Unchanged, and snoozed until a day that has come."""
    unchanged: int
    """All that stay open at their level, those that return with them."""


def plan(present: dict[int, OpenAlert], wanted: dict[int, NewAlert], today: date) -> Plan:
    """Compare what is open with what must be; `today` ends what was snoozed until it."""
    same = [found for person, found in present.items() if _holds(found, wanted.get(person))]
    kept = {found.person_id for found in same}
    other = {person: found for person, found in present.items() if person not in kept}
    return Plan(
        raised=tuple(new for person, new in wanted.items() if person not in present),
        changed=tuple((f, _inherit(f, wanted[p])) for p, f in other.items() if p in wanted),
        cleared=tuple(found for person, found in other.items() if person not in wanted),
        returned=tuple(found for found in same if is_over(found.snoozed_until, today)),
        unchanged=len(same),
    )


def is_over(snoozed_until: date | None, today: date) -> bool:
    """Whether something was snoozed and its day has come."""
    return snoozed_until is not None and snoozed_until <= today


def is_worse(level: str, than: str) -> bool:
    """Whether one level is worse than another."""
    return SEVERITY[Level(level)] > SEVERITY[Level(than)]


def _holds(found: OpenAlert, new: NewAlert | None) -> bool:
    return new is not None and new.level == found.level


def _inherit(found: OpenAlert, new: NewAlert) -> NewAlert:
    if is_worse(new.level, found.level):
        return new
    return new._replace(
        acknowledged_at=found.acknowledged_at,
        acknowledged_by=found.acknowledged_by,
        snoozed_until=found.snoozed_until,
    )
