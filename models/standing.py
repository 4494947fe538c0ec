"""How all stands, in numbers without a person: for whoever watches from outside."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, func, select

from models.schema import alert, held_change, quarantine, review, run, service_alert, source_state
from models.values import Outcome


@dataclass(frozen=True, slots=True)
class Standing:
    """What is open or waits, and when each source was last well."""

    last_ok_at: Mapping[str, datetime]
    paused: Mapping[str, bool]
    failures: Mapping[str, int]
    """Runs that failed, one after the other."""
    waiting: Mapping[str, int]
    """What waits for a person, by kind."""
    alerts: Mapping[str, int]
    """Open alerts of people, by level."""
    service_alerts: int


def standing(connection: Connection) -> Standing:
    """Return how all stands."""
    states = connection.execute(select(source_state)).all()
    held = select(func.count()).where(run.c.outcome == Outcome.HELD)
    waiting = {
        kind: connection.execute(select(func.count()).select_from(table)).scalar_one()
        for kind, table in (("quarantine", quarantine), ("review", review),
                            ("held_change", held_change))
    }  # fmt: skip
    levels = select(alert.c.level, func.count()).where(alert.c.cleared_at.is_(None))
    of_service = select(func.count()).where(
        service_alert.c.cleared_at.is_(None), service_alert.c.raised_at.is_not(None)
    )
    return Standing(
        last_ok_at={s.source: s.last_ok_at for s in states if s.last_ok_at},
        paused={s.source: s.paused_at is not None for s in states},
        failures={s.source: s.failures for s in states},
        waiting=waiting | {"held_run": connection.execute(held).scalar_one()},
        alerts={row[0]: row[1] for row in connection.execute(levels.group_by(alert.c.level))},
        service_alerts=connection.execute(of_service).scalar_one(),
    )
