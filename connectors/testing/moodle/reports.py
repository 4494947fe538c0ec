"""Custom reports: their rows as display text, with the filter that an account left behind."""

import html
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from connectors.testing.moodle.display import View
from connectors.testing.moodle.parts import Course, Enrolment, Issue, Report, User
from connectors.testing.moodle.world import World

SOURCES = {
    "participants": ("core_course\\reportbuilder\\datasource\\participants", "Course participants"),
    "certificates": ("tool_certificate\\reportbuilder\\datasource\\issues", "Issued certificates"),
    "users": ("core_user\\reportbuilder\\datasource\\users", "Users"),
}
COMPLETIONS = (
    "course:idnumber", "course:shortname", "course:coursefullnamewithlink", "course:customfield_jp",
    "course_category:name", "user:username", "user:idnumber", "user:fullnamewithlink", "user:email",
    "user:department", "user:profilefield_nip", "user:suspended", "enrolment:method",
    "enrolment:status", "enrolment:timecreated", "completion:completed", "completion:timecompleted",
)  # fmt: skip
"""Columns of the report that docs/connectors/moodle.md asks an admin for, and some more."""
ISSUED = (
    "template:name", "issue:code", "issue:timecreated", "issue:expires", "issue:status",
    "user:username", "user:idnumber", "user:fullnamewithlink", "user:email",
)  # fmt: skip
PEOPLE = (
    "user:username", "user:idnumber", "user:fullname", "user:email", "user:department",
    "user:profilefield_nip", "user:suspended", "user:timecreated",
)  # fmt: skip
_RANGE = 3
_EMPTY = 2
_NOT_EMPTY = 1


@dataclass(frozen=True, slots=True)
class _Row:
    user: User
    course: Course | None = None
    enrolment: Enrolment | None = None
    completed: int | None = None
    issue: Issue | None = None


@dataclass(frozen=True, slots=True)
class _Site:
    """How one answer is to look."""

    view: View
    base: str
    links: bool


_Cell = Callable[[_Row, _Site], str]


def _course_cell(of: Callable[[Course], str]) -> _Cell:
    return lambda row, _: of(row.course) if row.course else ""


def _escaped(text: str, site: _Site) -> str:
    # Only some columns come escaped, and only by the web service: so it is in the real one.
    return html.escape(text, quote=False) if site.links else text


def _linked(text: str, path: str, site: _Site) -> str:
    return f'<a href="{site.base}/{path}">{text}</a>' if site.links else text


def _course_link(row: _Row, site: _Site) -> str:
    if row.course is None:
        return ""
    return _linked(row.course.fullname, f"course/view.php?id={row.course.id}", site)


def _user_link(row: _Row, site: _Site) -> str:
    return _linked(row.user.fullname, f"user/profile.php?id={row.user.id}", site)


def _status(row: _Row, site: _Site) -> str:
    if row.enrolment is None:
        return ""
    return site.view.word("Suspended" if row.enrolment.suspended else "Active")


def _method(row: _Row, site: _Site) -> str:
    if row.enrolment is None:
        return ""
    known = {"manual": "Manual enrolments", "cohort": "Cohort sync"}
    return site.view.word(known.get(row.enrolment.method, row.enrolment.method))


def _yes(truth: bool, site: _Site) -> str:  # noqa: FBT001 - a cell shows just this
    return site.view.word("Yes" if truth else "No")


def _template(row: _Row, site: _Site) -> str:
    del site
    return f"Template {row.issue.instance}" if row.issue else ""


_COLUMNS: dict[str, tuple[tuple[str, str], _Cell]] = {
    "course:idnumber": (
        ("Nomor ID kursus", "Course ID number"), _course_cell(lambda one: one.idnumber),
    ),
    "course:shortname": (
        ("Nama singkat kursus", "Course short name"), _course_cell(lambda one: one.shortname),
    ),
    "course:fullname": (
        ("Nama lengkap kursus", "Course full name"), _course_cell(lambda one: one.fullname),
    ),
    "course:coursefullnamewithlink": (
        ("Nama lengkap kursus dengan tautan", "Course full name with link"), _course_link,
    ),
    "course:customfield_jp": (
        ("Jam Pelajaran (JP)", "Jam Pelajaran (JP)"), _course_cell(lambda one: one.jp),
    ),
    "course_category:name": (
        ("Nama kategori", "Category name"),
        lambda row, site: _escaped(row.course.category, site) if row.course else "",
    ),
    "user:username": (("Nama pengguna", "Username"), lambda row, _: row.user.username),
    "user:idnumber": (("Nomor ID", "ID number"), lambda row, _: row.user.idnumber),
    "user:fullname": (("Nama lengkap", "Full name"), lambda row, _: row.user.fullname),
    "user:fullnamewithlink": (
        ("Nama lengkap dengan tautan", "Full name with link"), _user_link,
    ),
    "user:email": (("Alamat surel", "Email address"), lambda row, _: row.user.email),
    "user:department": (
        ("Departemen", "Department"), lambda row, site: _escaped(row.user.department, site),
    ),
    "user:profilefield_nip": (("NIP", "NIP"), lambda row, _: row.user.fields.get("nip", "")),
    "user:suspended": (
        ("Ditangguhkan", "Suspended"), lambda row, site: _yes(row.user.suspended, site),
    ),
    "user:timecreated": (
        ("Waktu dibuat", "Time created"), lambda row, site: site.view.long(row.user.timecreated),
    ),
    "enrolment:method": (("Nama", "Name"), _method),
    "enrolment:status": (("Status", "Status"), _status),
    "enrolment:timecreated": (
        ("Waktu dibuat", "Time created"),
        lambda row, site: site.view.long(row.enrolment.timecreated if row.enrolment else None),
    ),
    "completion:completed": (
        ("Selesai", "Completed"), lambda row, site: _yes(row.completed is not None, site),
    ),
    "completion:timecompleted": (
        ("Time completed", "Time completed"), lambda row, site: site.view.long(row.completed),
    ),
    "template:name": (("Certificate template", "Certificate template"), _template),
    "issue:code": (("Code", "Code"), lambda row, _: row.issue.code if row.issue else ""),
    "issue:timecreated": (
        ("Date issued", "Date issued"),
        lambda row, site: site.view.long(row.issue.timecreated if row.issue else None),
    ),
    "issue:expires": (("Expiry date", "Expiry date"), lambda _row, _site: "Never"),
    "issue:status": (("Status", "Status"), lambda _row, _site: "Valid"),
}  # fmt: skip


def headings(report: Report, view: View) -> list[str]:
    """Give the headings in the language of the request."""
    return [view.heading(_COLUMNS[column][0]) for column in report.columns]


def table(
    world: World, report: Report, view: View, *, account: int, base: str, links: bool
) -> list[list[str]]:
    """Give all rows of a report as this account sees them.

    Args:
        world: the site.
        report: which.
        view: language and zone.
        account: whose left-behind filter holds.
        base: address of the site, for links.
        links: True in web service answers, False in downloads.

    """
    shown = _texts(report, _filtered(world, report, account), _Site(view, base, links))
    if report.unique_rows:
        return [list(row) for row in dict.fromkeys(tuple(row) for row in shown)]
    return shown


def part(
    world: World, report: Report, view: View, *, account: int, base: str, number: int, size: int
) -> tuple[list[list[str]], int]:
    """Give one page of a report with links, and the number of all its rows."""
    span = slice(number * size, (number + 1) * size)
    if report.unique_rows:
        whole = table(world, report, view, account=account, base=base, links=True)
        return whole[span], len(whole)
    # A big report is put into words for the page that is asked for only.
    rows = _filtered(world, report, account)
    return _texts(report, rows[span], _Site(view, base, links=True)), len(rows)


def _filtered(world: World, report: Report, account: int) -> list[_Row]:
    wanted = world.filters.get((account, report.id), {})
    return [row for row in _rows(world, report) if _passes(wanted, row.completed)]


def _texts(report: Report, rows: list[_Row], site: _Site) -> list[list[str]]:
    cells = [_COLUMNS[column][1] for column in report.columns]
    return [[cell(row, site) for cell in cells] for row in rows]


def _rows(world: World, report: Report) -> Iterator[_Row]:
    if report.source == "participants":
        return (
            row
            for row in _participants(world)
            if row.completed is not None or not report.only_completed
        )
    live = {user.id: user for user in world.users.values() if not user.deleted}
    if report.source == "users":
        return (_Row(user) for user in live.values())
    issues = sorted(world.tool_certificates.values(), key=lambda one: (one.timecreated, one.id))
    return (_Row(live[one.user], issue=one) for one in issues if one.user in live)


def _participants(world: World) -> Iterator[_Row]:
    """Give one row for each way of enrolment: so rows multiply, as in the real one."""
    for (user, course), ways in sorted(world.enrolments.items(), key=lambda one: one[0][::-1]):
        for way in ways:
            yield _Row(
                world.users[user],
                world.courses[course],
                way,
                world.completions.get((user, course)),
            )


def _passes(wanted: dict[str, object], completed: int | None) -> bool:
    name = "completion:timecompleted"
    operator = _number(wanted.get(f"{name}_operator"))
    if operator == _NOT_EMPTY:
        return completed is not None
    if operator == _EMPTY:
        return completed is None
    if operator != _RANGE:
        return True
    start, end = _number(wanted.get(f"{name}_from")), _number(wanted.get(f"{name}_to"))
    return completed is not None and start <= completed and (not end or completed <= end)


def _number(value: object) -> int:
    return int(value) if isinstance(value, int | str) and str(value).isdecimal() else 0
