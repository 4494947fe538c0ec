"""The state of a fake Moodle site, and everything that people do to it.

Times are injected: `now` is the site's clock, in epoch seconds, and moves only when told.
"""

import hashlib
from dataclasses import dataclass, field
from threading import RLock

from connectors.testing.moodle.parts import (
    Course,
    Enrolment,
    Event,
    Issue,
    Report,
    Role,
    Token,
    User,
)

ADMIN = 2
_FIRST_COURSE = 2
_FIRST_USER = 3
_SURNAMES_UNKNOWN = "-"


@dataclass(slots=True)
class World:
    """A Moodle site; its methods do what clicking does in a real one."""

    now: int
    name: str = "LMS Diklat (Uji Coba)"
    lang: str = "id"
    timezone: str = "Asia/Jakarta"
    users: dict[int, User] = field(default_factory=dict)
    courses: dict[int, Course] = field(default_factory=dict)
    enrolments: dict[tuple[int, int], list[Enrolment]] = field(default_factory=dict)
    """(user, course) → the ways in which the user is in it."""
    completions: dict[tuple[int, int], int] = field(default_factory=dict)
    """(user, course) → timecompleted; stays when the user is unenrolled or deleted."""
    customcerts: dict[int, Issue] = field(default_factory=dict)
    tool_certificates: dict[int, Issue] = field(default_factory=dict)
    reports: dict[int, Report] = field(default_factory=dict)
    custom_reports: bool = True
    """False: they are switched off in the whole site."""
    tokens: dict[str, Token] = field(default_factory=dict)
    filters: dict[tuple[int, int], dict[str, object]] = field(default_factory=dict)
    """(account, report) → filter left behind by that account."""
    initials: dict[int, tuple[str, str]] = field(default_factory=dict)
    """Account → letters it clicked in a report, remembered by Moodle ever after."""
    events: list[Event] = field(default_factory=list)
    lock: RLock = field(default_factory=RLock)
    """Held while a request is answered; take it for changes in the middle of a fetch."""
    _last_id: dict[str, int] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Put the admin in: no site is without."""
        self.users[ADMIN] = User(
            ADMIN, "admin", "Admin", "User", "admin@lms.invalid", role=Role.MANAGER, lang="en"
        )

    def add_user(
        self,
        username: str,
        name: str,
        *,
        idnumber: str = "",
        email: str | None = None,
        department: str = "",
        role: Role = Role.LEARNER,
        password: str = "",
        lang: str = "id",
        fields: dict[str, str] | None = None,
    ) -> User:
        """Open an account; a second one of the same person is simply another."""
        first, _, last = name.partition(" ")
        user = User(
            id=self._next("user", _FIRST_USER),
            username=username,
            firstname=first,
            lastname=last or _SURNAMES_UNKNOWN,
            email=f"{username}@contoh.invalid" if email is None else email,
            idnumber=idnumber,
            department=department,
            role=role,
            password=password,
            lang=lang,
            fields=dict(fields or {}),
            timecreated=self.now,
        )
        self.users[user.id] = user
        return user

    def add_course(
        self,
        shortname: str,
        fullname: str,
        *,
        jp: str = "",
        idnumber: str = "",
        category: str = "Pelatihan Teknis",
        visible: bool = True,
        enablecompletion: bool = True,
        criteria: bool = True,
        certificate: str = "",
    ) -> Course:
        """Make a course; `certificate` is customcert, tool or nothing."""
        course = Course(
            id=self._next("course", _FIRST_COURSE),
            shortname=shortname,
            fullname=fullname,
            jp=jp,
            idnumber=idnumber,
            category=category,
            visible=visible,
            enablecompletion=enablecompletion,
            criteria=criteria,
            customcert=self._next("customcert", 1) if certificate == "customcert" else None,
            template=self._next("template", 1) if certificate == "tool" else None,
        )
        self.courses[course.id] = course
        return course

    def add_report(
        self,
        name: str,
        source: str,
        columns: tuple[str, ...],
        *,
        only_completed: bool = True,
        unique_rows: bool = False,
    ) -> Report:
        """Make a custom report, as the site's admin does once."""
        report = Report(self._next("report", 1), name, source, columns, only_completed, unique_rows)
        self.reports[report.id] = report
        return report

    def add_token(self, value: str, user: User, functions: frozenset[str]) -> Token:
        """Give an account a token of a service that holds these functions."""
        self.tokens[value] = Token(value, user.id, functions)
        return self.tokens[value]

    def enrol(self, user: User, course: Course, *, method: str = "manual") -> None:
        """Put a user in a course; once more by another method is possible."""
        ways = self.enrolments.setdefault((user.id, course.id), [])
        ways.append(Enrolment(method, self.now))
        self._log(
            "c",
            course.id,
            "User enrolled in course",
            (
                f"The user with id '{ADMIN}' enrolled the user with id '{user.id}' using the "
                f"enrolment method '{method}' in the course with id '{course.id}'."
            ),
        )

    def unenrol(self, user: User, course: Course) -> None:
        """Take a user out; the completion stays in the database, unseen."""
        for way in self.enrolments.pop((user.id, course.id)):
            self._log(
                "d",
                course.id,
                "User unenrolled from course",
                (
                    f"The user with id '{ADMIN}' unenrolled the user with id '{user.id}' using the "
                    f"enrolment method '{way.method}' from the course with id '{course.id}'."
                ),
            )

    def suspend_enrolment(self, user: User, course: Course) -> None:
        """Suspend a user in one course."""
        for way in self.enrolments[user.id, course.id]:
            way.suspended = True

    def complete(self, user: User, course: Course, *, at: int | None = None) -> None:
        """Complete a course now, or enter today that it was completed at another time."""
        self.completions[user.id, course.id] = self.now if at is None else at
        self._log(
            "u",
            course.id,
            "Course completed",
            (f"The user with id '{user.id}' completed the course with id '{course.id}'."),
            actor=user.id,
        )

    def backdate(self, user: User, course: Course, at: int) -> None:
        """Change the time of a completion; no event tells."""
        if (user.id, course.id) not in self.completions:
            raise KeyError((user.id, course.id))
        self.completions[user.id, course.id] = at

    def undo(self, user: User, course: Course) -> None:
        """Take a completion back; the log tells of the activity only."""
        del self.completions[user.id, course.id]
        self._log(
            "u",
            course.id,
            "Course activity completion updated",
            (
                f"The user with id '{ADMIN}' updated the completion state for the course module "
                f"with id '{course.id}' for the user with id '{user.id}'."
            ),
        )

    def suspend(self, user: User) -> None:
        """Suspend an account; its completions stay visible."""
        user.suspended = True
        self._updated(user)

    def rename(self, user: User, name: str) -> None:
        """Change a person's name."""
        user.firstname, _, user.lastname = name.partition(" ")
        self._updated(user)

    def change_idnumber(self, user: User, idnumber: str) -> None:
        """Change the number that is the NIP in most sites."""
        user.idnumber = idnumber
        self._updated(user)

    def delete_user(self, user: User) -> None:
        """Delete an account as Moodle does: mangled, emptied, never removed."""
        user.username, user.email = (
            f"{user.email}.{self.now}",
            hashlib.md5(user.username.encode(), usedforsecurity=False).hexdigest(),
        )
        user.idnumber = ""
        user.deleted = True
        for key in [key for key in self.enrolments if key[0] == user.id]:
            del self.enrolments[key]
        self._log(
            "d",
            None,
            "User deleted",
            (f"The user with id '{ADMIN}' deleted the user with id '{user.id}'."),
        )

    def rename_course(self, course: Course, fullname: str, shortname: str | None = None) -> None:
        """Change the names of a course."""
        course.fullname = fullname
        course.shortname = shortname or course.shortname
        self._log(
            "u",
            course.id,
            "Course updated",
            (f"The user with id '{ADMIN}' updated the course with id '{course.id}'."),
        )

    def delete_course(self, course: Course) -> None:
        """Delete a course with its completions and customcert issues."""
        del self.courses[course.id]
        for key in [key for key in self.enrolments if key[1] == course.id]:
            del self.enrolments[key]
        for key in [key for key in self.completions if key[1] == course.id]:
            del self.completions[key]
        for issue in [one for one in self.customcerts.values() if one.course == course.id]:
            del self.customcerts[issue.id]
        self._log(
            "d",
            course.id,
            "Course deleted",
            (f"The user with id '{ADMIN}' deleted the course with id '{course.id}'."),
        )

    def issue(self, user: User, course: Course, code: str, *, at: int | None = None) -> Issue:
        """Issue the certificate of a course, by whichever plugin the course has."""
        instance = course.customcert or course.template
        if instance is None:
            raise ValueError(f"course {course.id} has no certificate")
        kind = "customcert_issue" if course.customcert else "tool_issue"
        issues = self.customcerts if course.customcert else self.tool_certificates
        made = Issue(
            self._next(kind, 1), user.id, instance, code, self.now if at is None else at, course.id
        )
        issues[made.id] = made
        if course.customcert:
            self._log(
                "c",
                course.id,
                "Custom certificate issued",
                (
                    f"The user with id '{ADMIN}' was issued a custom certificate with issue id "
                    f"'{made.id}'."
                ),
            )
        return made

    def delete_certificate(self, issue: Issue) -> None:
        """Delete a customcert issue, or revoke one of tool_certificate."""
        if self.customcerts.get(issue.id) is issue:
            del self.customcerts[issue.id]
            self._log(
                "d",
                issue.course,
                "Custom certificate issue deleted",
                (
                    f"The user with id '{ADMIN}' deleted the custom certificate issue with id "
                    f"'{issue.id}'."
                ),
            )
        else:
            del self.tool_certificates[issue.id]

    def _updated(self, user: User) -> None:
        self._log(
            "u",
            None,
            "User updated",
            (f"The user with id '{ADMIN}' updated the profile for the user with id '{user.id}'."),
        )

    def _log(
        self, action: str, course: int | None, name: str, description: str, *, actor: int = ADMIN
    ) -> None:
        self.events.append(Event(self.now, actor, action, course, name, description))

    def _next(self, kind: str, first: int) -> int:
        self._last_id[kind] = self._last_id.get(kind, first - 1) + 1
        return self._last_id[kind]
