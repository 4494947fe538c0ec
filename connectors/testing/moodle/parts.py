"""What a Moodle site consists of: accounts, courses, enrolments, certificates, reports, events."""

from dataclasses import dataclass, field
from enum import StrEnum


class Role(StrEnum):
    """What an account may do; the names are those of Moodle's roles."""

    MANAGER = "manager"
    """Everything that a fetch needs, in all courses."""
    TEACHER = "editingteacher"
    """The reports of the courses in which it is enrolled."""
    BARE = "bare"
    """The functions of its service, and no right to any report."""
    LEARNER = "student"


@dataclass(slots=True)
class User:
    """An account; one person may have two."""

    id: int
    username: str
    firstname: str
    lastname: str
    email: str
    idnumber: str = ""
    department: str = ""
    role: Role = Role.LEARNER
    password: str = ""
    lang: str = "id"
    suspended: bool = False
    deleted: bool = False
    fields: dict[str, str] = field(default_factory=dict)
    """Profile fields by short name, for example `nip`."""
    timecreated: int = 0

    @property
    def fullname(self) -> str:
        """Give the name as Moodle prints it."""
        return f"{self.firstname} {self.lastname}"


@dataclass(slots=True)
class Course:
    """A course; id 1 is the site itself and no course."""

    id: int
    shortname: str
    fullname: str
    jp: str = ""
    """The custom field `jp`, as a person reads it."""
    jp_kind: str = "text"
    """Kind of that field: text, number, or select with its choices in a list."""
    idnumber: str = ""
    category: str = "Pelatihan Teknis"
    visible: bool = True
    enablecompletion: bool = True
    criteria: bool = True
    """False: completion is on, but nothing says what it takes."""
    customcert: int | None = None
    """Instance of mod_customcert in it."""
    template: int | None = None
    """Template of tool_certificate that it issues."""

    @property
    def customcert_cmid(self) -> int:
        """Give the id in the address of its customcert page."""
        return 1000 + self.id


@dataclass(slots=True)
class Enrolment:
    """One way in which a user is in a course; there may be several."""

    method: str
    timecreated: int
    suspended: bool = False


@dataclass(slots=True)
class Issue:
    """A certificate of mod_customcert or tool_certificate."""

    id: int
    user: int
    instance: int
    """The customcert, or the template."""
    code: str
    timecreated: int
    course: int
    archived: bool = False


@dataclass(slots=True)
class Report:
    """A custom report that the admin of the site made."""

    id: int
    name: str
    source: str
    """One of `participants`, `certificates`, `users`."""
    columns: tuple[str, ...]
    only_completed: bool = True
    """Condition completion:timecompleted not empty."""
    unique_rows: bool = False
    conditions: str | None = None
    """What else cuts its rows, as the report builder stores it."""


@dataclass(slots=True)
class Token:
    """A key to the web services."""

    value: str
    user: int
    functions: frozenset[str]
    expired: bool = False
    told: bool = False
    """An expired token is told accessexception once, and invalidtoken ever after."""


@dataclass(frozen=True, slots=True)
class Event:
    """A line of the site's log."""

    time: int
    actor: int
    action: str
    """c(reate), u(pdate), d(elete) or r(ead)."""
    course: int | None
    name: str
    description: str
