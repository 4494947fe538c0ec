"""What may happen in a site between two looks at it, and what is right afterwards (domain.md A3).

Everything of the table happens at once, each to somebody else, and is looked at by each way that
a site can be read.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
import time_machine

from connectors.testing.moodle.invented import (
    FULL_TOKEN,
    MOBILE_TOKEN,
    NO_REPORTS_TOKEN,
    PASSWORD,
    Invented,
    Truth,
)
from connectors.testing.moodle.parts import Course
from connectors.testing.moodle.server import Site
from connectors.testing.moodle.world import World
from models.questions import open_review
from tests.cli.conftest import NOW, Answer, Program
from tests.connectors.moodle.office import BY_LOGIN, BY_TOKEN, CONFIG, roster_of

DAY = 86_400
STRANGER = "199001012015011777"
"""A well-formed NIP that is nobody's."""
WITHOUT_LINKS = {
    "course:coursefullnamewithlink": "course:fullname", "user:fullnamewithlink": "user:fullname",
}  # fmt: skip
YEARS = ("2025", "2026")
TOLD = frozenset({"held", "unlisted", "corrected", "jp_differs", "merged_by_title"})
"""Flags that say of a record that it is not simply what the source lists."""


@dataclass(frozen=True, slots=True)
class Way:
    """How a site is read, and what cannot be seen so."""

    settings: str = BY_TOKEN
    token: str = FULL_TOKEN
    links: bool = True
    blind_to: str = ""
    """Certificates of this plugin are not to be seen."""
    sees_suspended_enrolments: bool = True


WAYS = {
    "a report": Way(),
    "a report without links": Way(links=False),
    "the mobile app": Way(token=MOBILE_TOKEN, links=False, blind_to="customcert"),
    "person by person": Way(
        token=NO_REPORTS_TOKEN, blind_to="tool", sees_suspended_enrolments=False
    ),
    "a login": Way(BY_LOGIN, sees_suspended_enrolments=False),
    "a login and a report": Way(f"{BY_LOGIN}\nreport = 1"),
}


@dataclass(slots=True)
class Right:
    """What a record has to say."""

    title: str
    on: date
    code: str
    flags: set[str] = field(default_factory=set)


Records = dict[tuple[str, int], Right]
"""NIP and course → what is right."""


@dataclass
class Table:
    """The changes, each made to somebody else, with what is right after all of them."""

    world: World
    way: Way
    truth: list[Truth]
    right: Records = field(default_factory=dict)
    questions: set[tuple[str, str]] = field(default_factory=set)
    """(reason, key of the row) of what a person is asked."""
    taken: set[int] = field(default_factory=set)
    left: list[Truth] = field(default_factory=list)
    """Who was taken out of a course, and may come back."""

    def __post_init__(self) -> None:
        for one in self.truth:
            code = "" if self._plugin(one.course) == self.way.blind_to else one.code
            self.right[one.nip, one.course] = Right(one.title, one.completed_on, code)

    def _plugin(self, course: int) -> str:
        lesson = self.world.courses[course]
        return "customcert" if lesson.customcert else "tool" if lesson.template else "none"

    def somebody(self, plugin: str = "") -> Truth:
        """Give a completion of somebody to whom nothing has happened yet."""
        spared = {self.renamed.id, self.deleted.id}
        found = next(
            one for one in self.truth
            if one.user not in self.taken and one.course not in spared
            and self._plugin(one.course) == (plugin or self._plugin(one.course))
        )  # fmt: skip
        self.taken.add(found.user)
        return found

    @property
    def renamed(self) -> Course:
        return self.world.courses[2]

    @property
    def deleted(self) -> Course:
        return self.world.courses[3]

    def of(self, one: Truth) -> Right:
        return self.right[one.nip, one.course]

    def all_of(self, user: int) -> list[Truth]:
        return [one for one in self.truth if one.user == user]


Happening = Callable[[Table], None]


def who(table: Table, one: Truth) -> tuple[Any, Course]:
    return table.world.users[one.user], table.world.courses[one.course]


def wib(epoch: int) -> date:
    return datetime.fromtimestamp(epoch, ZoneInfo("Asia/Jakarta")).date()


def another_course(table: Table, one: Truth) -> Course:
    spared = {table.renamed.id, table.deleted.id}
    return next(
        c for c in table.world.courses.values()
        if (one.user, c.id) not in table.world.completions and c.id not in spared
    )  # fmt: skip


def new(table: Table) -> None:
    one = table.somebody()
    course = another_course(table, one)
    table.world.enrol(table.world.users[one.user], course)
    table.world.complete(table.world.users[one.user], course, at=table.world.now - DAY)
    table.right[one.nip, course.id] = Right(course.fullname, wib(table.world.now - DAY), "")


def back_dated(table: Table) -> None:
    one = table.somebody()
    course, at = another_course(table, one), table.world.now - 200 * DAY
    table.world.enrol(table.world.users[one.user], course)
    table.world.complete(table.world.users[one.user], course, at=at)
    table.right[one.nip, course.id] = Right(course.fullname, wib(at), "")


def undone(table: Table) -> None:
    one = table.somebody("none")
    table.world.undo(*who(table, one))
    table.of(one).flags |= {"held"}


def undone_with_a_certificate(table: Table) -> None:
    plugin = "tool" if table.way.blind_to == "customcert" else "customcert"
    one = table.somebody(plugin)
    table.world.undo(*who(table, one))
    table.of(one).flags |= {"held"}
    name = "tool_certificate" if plugin == "tool" else plugin
    table.questions.add(("certificate_only", f"certificate:{name}:{one.code}"))


def time_changed(table: Table) -> None:
    one = table.somebody()
    at = table.world.now - 100 * DAY
    table.world.backdate(*who(table, one), at)
    table.of(one).on = wib(at)


def time_changed_into_another_year(table: Table) -> None:
    one = table.somebody()
    table.world.backdate(*who(table, one), table.world.now - 400 * DAY)
    table.of(one).flags |= {"held"}


def renamed_a_little(table: Table) -> None:
    user = table.world.users[table.somebody().user]
    table.world.rename(user, f"{user.firstname} {user.lastname} M.Si.")


def renamed_beyond_recognition(table: Table) -> None:
    one = table.somebody()
    table.world.rename(table.world.users[one.user], "Zulkifli Harahap")
    for each in table.all_of(one.user):
        table.questions.add(("name_differs", f"completion:{each.user}:{each.course}"))


def another_nip(table: Table) -> None:
    one = table.somebody()
    table.world.change_idnumber(table.world.users[one.user], STRANGER)
    for each in table.all_of(one.user):
        table.questions.add(("nip_unknown", f"completion:{each.user}:{each.course}"))


def suspended(table: Table) -> None:
    table.world.suspend(table.world.users[table.somebody().user])


def suspended_in_a_course(table: Table) -> None:
    one = table.somebody()
    table.world.suspend_enrolment(*who(table, one))
    if not table.way.sees_suspended_enrolments:
        table.of(one).flags |= {"unlisted"}


def unenrolled(table: Table) -> None:
    one = table.somebody("customcert")
    table.world.unenrol(*who(table, one))
    table.of(one).flags |= {"unlisted"}
    table.left.append(one)


def enrolled_again(table: Table) -> None:
    for one in table.left:
        table.world.enrol(*who(table, one))
        table.of(one).flags -= {"unlisted"}


def account_deleted(table: Table) -> None:
    one = table.somebody("tool")
    table.world.delete_user(table.world.users[one.user])
    for each in table.all_of(one.user):
        table.of(each).flags |= {"unlisted"}


def certificate_deleted(table: Table) -> None:
    for plugin in ("customcert", "tool"):
        one = table.somebody(plugin)
        issues = [*table.world.customcerts.values(), *table.world.tool_certificates.values()]
        table.world.delete_certificate(next(i for i in issues if i.code == one.code))
        table.of(one).code = ""


def certificate_issued_again(table: Table) -> None:
    for plugin in ("customcert", "tool"):
        one = table.somebody(plugin)
        table.world.issue(*who(table, one), f"BARU{one.code}")
        if plugin != table.way.blind_to:
            table.of(one).code = f"BARU{one.code}"


def completed_by_a_second_account(table: Table) -> None:
    one = table.somebody()
    user, course = who(table, one)
    again = table.world.add_user("kedua", user.fullname, idnumber=one.nip)
    table.world.enrol(again, course)
    table.world.complete(again, course, at=table.world.now)


def course_renamed(table: Table) -> None:
    course = table.renamed
    table.world.rename_course(course, f"Lanjutan {course.fullname}", "LANJUT-1")
    waiting = {key for _, key in table.questions}  # until somebody says whose they are now
    for one in table.truth:
        if one.course == course.id and f"completion:{one.user}:{one.course}" not in waiting:
            table.of(one).title = course.fullname


def course_deleted(table: Table) -> None:
    course = table.deleted
    table.world.delete_course(course)
    for (_, number), right in table.right.items():
        if number == course.id:
            right.flags |= {"unlisted"}
    gone = {q for q in table.questions if q[1].startswith("completion:")
            and q[1].endswith(f":{course.id}")}  # fmt: skip
    table.questions -= gone  # nobody lists these rows any more


HAPPENINGS: tuple[Happening, ...] = (
    new, back_dated, undone, undone_with_a_certificate, time_changed,
    time_changed_into_another_year, renamed_a_little, renamed_beyond_recognition, another_nip,
    suspended, suspended_in_a_course, unenrolled, account_deleted, certificate_deleted,
    certificate_issued_again, completed_by_a_second_account, course_renamed, course_deleted,
)  # fmt: skip


@pytest.fixture(params=WAYS)
def way(request: pytest.FixtureRequest) -> Way:
    return WAYS[request.param]


@pytest.fixture
def reader(
    program: Program, site: Site, invented: Invented, way: Way, monkeypatch: pytest.MonkeyPatch
) -> Program:
    """An office that reads the site in this way, and has read it once."""
    monkeypatch.setenv("BANTEN_CERIA_TOKEN", way.token)
    monkeypatch.setenv("BANTEN_CERIA_PASSWORD", PASSWORD)
    path = program.folder / "jampel.toml"
    settings = CONFIG.format(url=site.base_url, way=way.settings)
    path.write_text(path.read_text(encoding="utf-8") + settings, encoding="utf-8")
    roster = program.folder / "roster" / "pegawai.csv"
    roster.parent.mkdir()
    roster.write_text(roster_of(invented), encoding="utf-8")
    if not way.links:
        report = site.world.reports[invented.report]
        report.columns = tuple(WITHOUT_LINKS.get(one, one) for one in report.columns)
    answer = program("sync", "banten-ceria")
    assert answer.code == 0, answer.err
    return program


def look_again(office: Program, *words: str) -> Answer:
    """The comparison of the next night."""
    with time_machine.travel(NOW + timedelta(hours=21), tick=False):
        return office._run(
            ["--config", str(office.folder / "jampel.toml"), "sync", "banten-ceria", *words]
        )


Told = set[tuple[str, str, str, str, frozenset[str]]]


def told(office: Program) -> Told:
    years = [office("export", "records", "--year", y, "--format", "json").json() for y in YEARS]
    return {
        (one["nip"], one["title"], one["end_on"], one["certificate_number"] or "",
         TOLD & set(one["flags"]))
        for year in years for one in year if one["counted"]
    }  # fmt: skip


def right(table: Table) -> Told:
    return {
        (nip, one.title, one.on.isoformat(), one.code, frozenset(one.flags))
        for (nip, _), one in table.right.items()
    }


def differ(one: Told, other: Told) -> tuple[Told, Told]:
    return one - other, other - one


def asked(office: Program) -> set[tuple[str, str]]:
    rows = office("export", "review", "--format", "json").json()
    with office.store.read() as connection:
        keys = {row.id: row.key for row in open_review(connection)}
    return {(row["reason"], keys[row["id"]]) for row in rows}


@pytest.mark.parametrize("full", [(), ("--full",)], ids=["next night", "full"])
def test_after_all_that_may_happen_each_record_is_right(
    reader: Program, site: Site, invented: Invented, way: Way, full: tuple[str, ...]
) -> None:
    table = Table(site.world, way, list(invented.truth))
    assert differ(told(reader), right(table)) == (set(), set())
    for happening in HAPPENINGS:
        happening(table)

    assert look_again(reader, *full).code == 3
    all_is_right(reader, table)
    enrolled_again(table)
    assert look_again(reader, "--full").code == 3
    all_is_right(reader, table)
    assert reader("replay", "--verify").code == 0


def all_is_right(reader: Program, table: Table) -> None:
    assert differ(told(reader), right(table)) == (set(), set())
    assert asked(reader) == table.questions
    assert reader("export", "quarantine", "--format", "json").json() == []
