"""Which column of a report says what: by its English heading, and by the links in it."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from operator import itemgetter

from connectors.moodle.display import course_in, user_in

Row = Sequence[str]

_HEADINGS = {
    "username": "username",
    "id number": "idnumber",
    "email address": "email",
    "email": "email",
    "full name": "name",
    "full name with link": "user",
    "full name with picture and link": "user",
    "department": "department",
    "time completed": "completed",
    "course short name": "shortname",
    "course full name": "course_name",
    "course full name with link": "course",
    "course id number": "course_idnumber",
    "certificate template": "template",
    "code": "code",
    "date issued": "issued",
    "status": "status",
}
_LOOKED_AT = 50


@dataclass(frozen=True, slots=True)
class Columns:
    """Place of each column by what it says."""

    places: dict[str, int] = field(default_factory=dict)
    others: dict[str, int] = field(default_factory=dict)
    """All headings in lower case, for profile fields that the admin named."""

    def cell(self, row: Row, name: str) -> str:
        """Give a cell; empty where there is no such column."""
        place = self.places.get(name)
        return row[place] if place is not None and place < len(row) else ""

    def other(self, row: Row, heading: str) -> str:
        """Give a cell by its heading in lower case; empty where there is no such column."""
        place = self.others.get(heading)
        return row[place] if place is not None and place < len(row) else ""

    def has(self, *names: str) -> bool:
        """Whether one of these columns is there."""
        return any(name in self.places for name in names)

    @property
    def tells_completions(self) -> bool:
        """Whether rows say who completed what, and when."""
        return (
            self.has("completed")
            and self.has("user", "username")
            and self.has("course", "shortname", "course_idnumber")
        )

    @property
    def tells_certificates(self) -> bool:
        """Whether rows say whose certificate has which code."""
        return self.has("code") and self.has("issued") and self.has("user", "username")


def taker(places: Sequence[int | None]) -> Callable[[Row], tuple[str, ...]]:
    """Give what takes several cells out of a row at once; empty where there is no such column."""
    wanted = [-1 if place is None else place for place in places]
    width = max(wanted) + 1
    take = itemgetter(*wanted)

    def taken(row: Row) -> tuple[str, ...]:
        filled: tuple[str, ...] = take([*row, *[""] * (1 + max(width - len(row), 0))])
        return filled

    return taken


def columns_of(headers: Sequence[str], rows: Sequence[Row]) -> Columns:
    """Find the columns of a report."""
    found = Columns()
    for place, heading in enumerate(headers):
        lowered = heading.strip().lower()
        found.others.setdefault(lowered, place)
        if name := _linked(place, rows) or _HEADINGS.get(lowered):
            found.places.setdefault(name, place)
    return found


def _linked(place: int, rows: Sequence[Row]) -> str | None:
    for row in rows[:_LOOKED_AT]:
        cell = row[place] if place < len(row) else ""
        if course_in(cell) is not None:
            return "course"
        if user_in(cell) is not None:
            return "user"
    return None
