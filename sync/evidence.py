"""Evidence: what one row of a source says of one employee, as the grouping of events needs it."""

from dataclasses import dataclass
from datetime import date

from models.values import Listed


@dataclass(frozen=True, slots=True)
class Evidence:
    """One row that a source reported; JP in integer hundredths."""

    id: int
    source: str
    key: str
    priority: int
    """Lower wins when two sources tell of one event."""
    employee_id: int
    completed: bool
    title: str
    title_folded: str
    provider: str | None
    form: str | None
    start_on: date | None
    end_on: date | None
    year: int | None
    """Year of the last day, else of the certificate, else as printed (domain.md A3)."""
    jp: int | None
    conversion: str | None
    """Code of the form whose conversion gave the JP; null where JP were printed."""
    certificate_number: str | None
    number_folded: str | None
    course_id: str | None = None
    flags: frozenset[str] = frozenset()
    listed: Listed = Listed.LISTED
    held: bool = False
    """A newer version of it waits for a person; this one counts on."""

    @property
    def name(self) -> tuple[str, str]:
        """What tells it from all others, whatever the order of arrival."""
        return (self.source, self.key)

    @property
    def dated(self) -> bool:
        """Whether a training date is known (a certificate's date is none)."""
        return self.end_on is not None

    @property
    def uncounted_because(self) -> str | None:
        """Why it cannot count by itself; null where it can."""
        if self.listed is Listed.WITHDRAWN:
            return "withdrawn"
        if self.listed is Listed.REJECTED:
            return "rejected"
        return None if self.completed else "not_completed"


def days_between(one: Evidence, other: Evidence) -> int:
    """Days between the two intervals; 0 where they overlap. Both must be dated."""
    first = (one.start_on or one.end_on, one.end_on)
    second = (other.start_on or other.end_on, other.end_on)
    if first[0] is None or first[1] is None or second[0] is None or second[1] is None:
        raise ValueError("days between evidence without dates")
    if first[1] < second[0]:
        return (second[0] - first[1]).days
    if second[1] < first[0]:
        return (first[0] - second[1]).days
    return 0
