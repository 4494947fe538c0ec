"""Files that the pages of Moodle hand out: completion per course, reports, certificates, log."""

import json
import re
from collections.abc import Iterable, Sequence
from urllib.parse import quote

from connectors.testing.moodle import reports
from connectors.testing.moodle.about_reports import system_headings
from connectors.testing.moodle.display import View
from connectors.testing.moodle.exchange import Reply
from connectors.testing.moodle.parts import Course, Report, Role, User
from connectors.testing.moodle.world import World

BOM = "\ufeff"
SYSTEM_REPORT = 9_000
"""Id under which the issues of tool_certificate are downloaded."""
_DAY = 86_400
_QUOTED = re.compile(r'[\s,"\\]')
_IDENTITY = (
    ("Alamat surel", "Email address"),
    ("Nomor ID", "ID number"),
    ("Nama pengguna", "Username"),
    ("Departemen", "Department"),
)
_LOG = (
    ("Waktu", "Time"),
    ("Nama lengkap", "User full name"),
    ("Pengguna yang terpengaruh", "Affected user"),
    ("Konteks acara", "Event context"),
    ("Komponen", "Component"),
    ("Nama acara", "Event name"),
    ("Deskripsi", "Description"),
    ("Asal", "Origin"),
    ("Alamat IP", "IP address"),
)


def completion(world: World, course: Course, view: View, account: int, *, bom: bool) -> Reply:
    """Give who completed a course: only learners of an active enrolment, id and all."""
    lesson = f"Materi {course.shortname}"
    date = view.heading(("Tanggal penyelesaian", "Completion date"))
    head = ["ID", view.heading(("Nama", "Name")), *(view.heading(one) for one in _IDENTITY)]
    head += [lesson, f"{lesson} - {date}", view.heading(("Kursus selesai", "Course complete"))]
    rows = [head]
    for user in learners(world, course, account):
        at = _to_second(view, world.completions.get((user.id, course.id)))
        state = view.word("Completed" if at else "Not completed")
        rows.append([str(user.id), user.fullname, *_identity(user), state, at, at])
    stamp = view.local(world.now).strftime("%Y%m%d_%H%M")
    name = f"completion-{course.shortname.lower()}-{stamp}-comma_separated.csv"
    return Reply(
        body=((BOM if bom else "") + _csv(rows)).encode(),
        media_type="application/download",
        headers=(("Content-Disposition", f'attachment; filename="{name}"'),),
    )


def learners(world: World, course: Course, account: int) -> list[User]:
    """Give the learners that a report of this account shows, by surname.

    The letters that the account once clicked cut the list, ever after.
    """
    first, last = world.initials.get(account, ("", ""))
    return sorted(
        (
            one
            for one in _tracked(world, course)
            if one.firstname.upper().startswith(first) and one.lastname.upper().startswith(last)
        ),
        key=lambda one: (one.lastname, one.firstname, one.id),
    )


def anybody_in(world: World, course: Course) -> bool:
    """Whether a course has learners: without any Moodle hands no file out."""
    return bool(_tracked(world, course))


def _tracked(world: World, course: Course) -> list[User]:
    found = [
        world.users[user]
        for (user, where), ways in world.enrolments.items()
        if where == course.id and not all(way.suspended for way in ways)
    ]
    return [one for one in found if one.role is Role.LEARNER]


def report(
    world: World, wanted: Report, view: View, account: int, *, base: str, form: str
) -> Reply | None:
    """Give a custom report as CSV or JSON; the fake has no other forms."""
    rows = reports.table(world, wanted, view, account=account, base=base, links=False)
    heads = reports.headings(wanted, view)
    if form == "json":
        keys = [re.sub(r"[^a-z]", "", one.lower()) for one in heads]
        # Equal headings overwrite each other, as in the real one.
        listed = [dict(zip(keys, row, strict=True)) for row in rows]
        return _json(f"{wanted.name}.json", listed)
    return _spreadsheet(f"{wanted.name}.csv", [heads, *rows]) if form == "csv" else None


def tool_certificates(world: World, template: int, view: View) -> Reply:
    """Give the issues of a template; the names have the initials of the picture glued on."""
    rows = [system_headings(view)]
    for issue in world.tool_certificates.values():
        if issue.instance == template:
            user = world.users[issue.user]
            name = user.firstname[:1] + user.lastname[:1] + user.fullname
            said = ["Valid", "Never", view.long(issue.timecreated), issue.code]
            badge = "Archived" if issue.archived else ""
            rows.append([name + badge, *_identity(user), *said])
    return _spreadsheet("Issues.csv", rows)


def customcerts(world: World, course: Course, view: View) -> Reply:
    """Give the customcert issues of a course: no deleted accounts, days without leading zero."""
    head = [view.heading(one) for one in (("Nama lengkap", "Full name"), *_IDENTITY)]
    rows = []
    for issue in world.customcerts.values():
        user = world.users[issue.user]
        if issue.instance == course.customcert and not user.deleted:
            at = view.local(issue.timecreated)
            awarded = f"{at:%Y-%m}-{at.day} {at:%H:%M}"
            rows.append([user.fullname, *_identity(user), awarded, issue.code])
    return _spreadsheet("customcert-report.csv", [[*head, "Awarded on", "Code"], *sorted(rows)])


def log(world: World, view: View, *, midnight: int, action: str) -> Reply:
    """Give the events of one day, newest first; descriptions are English in every language."""
    rows = [[view.heading(one) for one in _LOG]]
    shown = [
        one
        for one in world.events
        if midnight <= one.time < midnight + _DAY and (not action or one.action == action)
    ]
    for one in sorted(shown, key=lambda one: one.time, reverse=True):
        at = view.local(one.time).strftime("%d/%m/%y, %H:%M:%S")
        who = world.users[one.actor].fullname
        rows.append([at, who, "-", "-", "-", one.name, one.description, "web", "127.0.0.1"])
    return _spreadsheet(f"logs_{midnight}.csv", rows)


def _identity(user: User) -> list[str]:
    return [user.email, user.idnumber, user.username, user.department]


def _to_second(view: View, epoch: int | None) -> str:
    return "" if epoch is None else view.local(epoch).strftime("%Y-%m-%d %H:%M:%S")


def _csv(rows: Iterable[Sequence[str]]) -> str:
    """Write CSV as PHP does: a space is reason enough for quotes."""
    return "".join(",".join(_cell(cell) for cell in row) + "\n" for row in rows)


def _cell(text: str) -> str:
    if not _QUOTED.search(text):
        return text
    doubled = text.replace('"', '""')
    return f'"{doubled}"'


def _spreadsheet(name: str, rows: Iterable[Sequence[str]]) -> Reply:
    whole = quote(name)
    said = f"attachment; filename=\"{whole}\"; filename*=UTF-8''{whole}"
    return Reply(
        body=(BOM + _csv(rows)).encode(),
        media_type="text/csv; charset=UTF-8",
        headers=(("Content-Disposition", said),),
    )


def _json(name: str, rows: Iterable[object]) -> Reply:
    # Moodle puts its tables in a list, without a line break between the brackets.
    text = ",\n".join(json.dumps(row, indent=4) for row in rows)
    return Reply(
        body=f"[[{text}]]".encode(),
        media_type="application/json",
        headers=(("Content-Disposition", f'attachment; filename="{name}"'),),
    )
