"""The history of alerts: every step that one took, in order; only added to."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import NamedTuple

from sqlalchemy import Connection, func, select

from models.bulk import insert_many
from models.schema import alert, alert_event, employee


class Step(StrEnum):
    """What can happen to an alert."""

    RAISED = "raised"
    CHANGED = "changed"
    """Another level: the alert before it is cleared without a word of its own."""
    ACKNOWLEDGED = "acknowledged"
    SNOOZED = "snoozed"
    RETURNED = "returned"
    """Snoozed until a day that has come."""
    CLEARED = "cleared"


class AlertEvent(NamedTuple):
    """One step in the life of an alert; a tuple, as there are as many as people in one day."""

    alert_id: int
    kind: Step
    at: datetime
    level: str
    """After this step."""
    level_before: str | None = None
    made_by: str | None = None
    """Who decided; null where the rules did."""
    note: str | None = None
    until_on: date | None = None


@dataclass(frozen=True, slots=True)
class Told:
    """A step with whose alert it was."""

    person_id: int
    year: int
    event: AlertEvent


def add_events(connection: Connection, events: Iterable[AlertEvent]) -> None:
    """Write steps down."""
    insert_many(connection, alert_event, AlertEvent._fields, events)


def history(
    connection: Connection, *, person_id: int | None = None, newest: int | None = None
) -> list[Told]:
    """Return steps, the latest first; of everybody, or of one person.

    A person who was linked with another is followed back: each number was a person before.
    """
    columns = [alert_event.c[name] for name in AlertEvent._fields]
    query = (
        select(func.coalesce(employee.c.person_id, alert.c.person_id), alert.c.year, *columns)
        .join_from(alert_event, alert)
        .outerjoin(employee, employee.c.id == alert.c.person_id)
        .order_by(alert_event.c.id.desc())
        .limit(newest)
    )
    if person_id is not None:
        query = query.where(employee.c.person_id == person_id)
    return [
        Told(person, year, AlertEvent(alert_id, Step(kind), *rest))
        for person, year, alert_id, kind, *rest in connection.execute(query)
    ]
