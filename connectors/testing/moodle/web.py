"""The pages of the fake Moodle, for who has a login and no token."""

import json
from collections.abc import Callable
from dataclasses import dataclass
from html import escape

from connectors.testing.moodle import ajax, downloads, sessions
from connectors.testing.moodle.display import View
from connectors.testing.moodle.exchange import Reply, Request, page, redirect
from connectors.testing.moodle.parts import Course, Role, User
from connectors.testing.moodle.sessions import Session, Sessions
from connectors.testing.moodle.world import World

_ROWS = 25
_NOBODY = (
    b'<div class="errorbox errorboxcontent">There are no users currently on this course with these '
    b"groups or roles</div>"
)
"""A fragment and no page, whatever form was asked for."""


@dataclass(frozen=True, slots=True)
class Visit:
    """One request of somebody who is logged in."""

    world: World
    session: Session
    user: User
    request: Request

    @property
    def view(self) -> View:
        """Give the language and zone of the visitor."""
        return View(self.session.lang or self.user.lang, self.world.timezone)

    def number(self, name: str) -> int:
        """Give a number of the address; 0 when it is none."""
        text = self.request.params.get(name, "")
        return int(text) if text.isdecimal() else 0

    def page(self, body: str) -> Reply:
        """Answer a page with M.cfg."""
        return sessions.landing(self.world, self.session, self.user, self.request.base, body=body)


def answer(world: World, known: Sessions, request: Request, *, maintenance: bool) -> Reply:
    """Answer a request for a page, a download or the AJAX service."""
    session = known.of(request.cookies)
    if request.path == ajax.AJAX:
        return ajax.answer(world, session, request)
    if request.path == sessions.LOGIN:
        if maintenance:
            return page("Sedang dalam perbaikan", "<h1>Sedang dalam perbaikan</h1>")
        return sessions.login(world, known, request)
    if session is None or session.user is None:
        return sessions.to_login(known, request.base)
    if maintenance:
        return page("Sedang dalam perbaikan", "<h1>Sedang dalam perbaikan</h1>")
    session.lang = request.params.get("lang", session.lang)
    show = _PAGES.get(request.path, _not_found)
    return show(Visit(world, session, world.users[session.user], request))


def _not_found(visit: Visit) -> Reply:
    del visit
    return page("Galat", '<p class="errormessage">Tidak ditemukan</p>', status=404)


def _refused(visit: Visit) -> Reply:
    del visit
    text = '<p class="errormessage">Anda tidak dapat melihat laporan ini</p>'
    return page("Galat", text, status=404)


def _home(visit: Visit) -> Reply:
    return visit.page("")


def _courses(visit: Visit) -> Reply:
    sees_all = visit.user.role is Role.MANAGER
    boxes = [
        f'<div class="coursebox clearfix" data-courseid="{one.id}" data-type="1">'
        f'<div class="info"><h3 class="coursename"><a class="aalink" '
        f'href="{visit.request.base}/course/view.php?id={one.id}">{escape(one.fullname)}</a></h3>'
        "</div></div>"
        for one in visit.world.courses.values()
        if one.visible or sees_all
    ]
    return visit.page("\n".join(boxes))


def _completion(visit: Visit) -> Reply:
    course = visit.world.courses.get(visit.number("course"))
    if course is None:
        return _not_found(visit)
    if not _may_report(visit, course):
        return redirect(f"{visit.request.base}/enrol/index.php?id={course.id}")
    if not (course.enablecompletion and course.criteria):
        return _not_found(visit)
    _remember_initials(visit)
    form = visit.request.params.get("format", "")
    if not downloads.anybody_in(visit.world, course):
        return Reply(body=_NOBODY)
    if form in {"csv", "excelcsv"}:
        return downloads.completion(
            visit.world, course, visit.view, visit.user.id, bom=form == "excelcsv"
        )
    return _completion_table(visit, course)


def _may_report(visit: Visit, course: Course) -> bool:
    if visit.user.role is Role.MANAGER:
        return True
    is_there = (visit.user.id, course.id) in visit.world.enrolments
    return visit.user.role is Role.TEACHER and is_there


def _remember_initials(visit: Visit) -> None:
    """Keep the letters of the address for this account: only an empty one undoes them."""
    first, last = visit.world.initials.get(visit.user.id, ("", ""))
    asked = visit.request.params
    first = first if asked.get("sifirst", "all") == "all" else asked["sifirst"].upper()
    last = last if asked.get("silast", "all") == "all" else asked["silast"].upper()
    visit.world.initials[visit.user.id] = (first, last)


def _completion_table(visit: Visit, course: Course) -> Reply:
    people = downloads.learners(visit.world, course, visit.user.id)
    start = visit.number("start")
    rows = [_completion_row(visit, course, one) for one in people[start : start + _ROWS]]
    heading = visit.view.heading(("Semua peserta", "All participants"))
    return visit.page(
        f'<h3>{heading}: {len(people)}</h3>\n<table id="completion-progress" '
        f'class="table generaltable">\n<tbody>\n{"".join(rows)}</tbody></table>'
    )


def _completion_row(visit: Visit, course: Course, user: User) -> str:
    done = visit.world.completions.get((user.id, course.id))
    at = "" if done is None else visit.view.local(done).strftime("%d/%m/%y, %H:%M")
    state = visit.view.word("Not completed" if done is None else "Completed")
    cells = "".join(
        f"<td>{escape(one)}</td>"
        for one in (user.email, user.idnumber, user.username, user.department)
    )
    title = escape(f"{user.fullname}, {course.fullname}: {state} {at}")
    return (
        f'<tr id="user-{user.id}"><th scope="row">{escape(user.fullname)}</th>{cells}'
        f'<td class="completion-progresscell"><img class="icon " title="{title}"></td></tr>\n'
    )


def _report(visit: Visit) -> Reply:
    report = visit.world.reports.get(visit.number("id"))
    if report is None or visit.user.role is not Role.MANAGER:
        return _refused(visit)
    return visit.page(f"<h2>{escape(report.name)}</h2>{_download_form(visit, report.id, '')}")


def _templates(visit: Visit) -> Reply:
    if visit.user.role is not Role.MANAGER:
        return _refused(visit)
    parameters = json.dumps({"templateid": visit.number("templateid")}, separators=(",", ":"))
    return visit.page(_download_form(visit, downloads.SYSTEM_REPORT, parameters))


def _download_form(visit: Visit, report: int, parameters: str) -> str:
    fields = {"sesskey": visit.session.sesskey, "id": str(report), "parameters": parameters}
    hidden = "".join(
        f' <input type="hidden" name="{name}" value="{escape(value)}">\n'
        for name, value in fields.items()
    )
    action = f"{visit.request.base}/reportbuilder/download.php"
    return f'<form method="get" action="{action}" class="dataformatselector m-1">\n{hidden}</form>'


def _download(visit: Visit) -> Reply:
    """Hand a report out; a wrong sesskey is accepted, as by the real one."""
    if visit.user.role is not Role.MANAGER:
        return _refused(visit)
    if visit.number("id") == downloads.SYSTEM_REPORT:
        asked = json.loads(visit.request.params.get("parameters") or "{}")
        return downloads.tool_certificates(visit.world, int(asked.get("templateid", 0)), visit.view)
    report = visit.world.reports.get(visit.number("id"))
    if report is None:
        return _not_found(visit)
    made = downloads.report(
        visit.world,
        report,
        visit.view,
        visit.user.id,
        base=visit.request.base,
        form=visit.request.params.get("download", ""),
    )
    return made or _not_found(visit)


def _customcert(visit: Visit) -> Reply:
    for course in visit.world.courses.values():
        if course.customcert and course.customcert_cmid == visit.number("id"):
            if not _may_report(visit, course):
                return redirect(f"{visit.request.base}/enrol/index.php?id={course.id}")
            if visit.request.params.get("download") == "csv":
                return downloads.customcerts(visit.world, course, visit.view)
            return visit.page(f"<h2>Sertifikat {escape(course.shortname)}</h2>")
    return _not_found(visit)


def _customcert_index(visit: Visit) -> Reply:
    course = visit.world.courses.get(visit.number("id"))
    if course is None:
        return _not_found(visit)
    row = (
        f'<tr><td class="cell c0">General</td><td class="cell c1"><a href="view.php?id='
        f'{course.customcert_cmid}">Sertifikat {escape(course.shortname)}</a></td></tr>'
    )
    rows = row if course.customcert else ""
    return visit.page(f'<table class="generaltable"><tbody>{rows}</tbody></table>')


def _course_form(visit: Visit) -> Reply:
    """Show the form of a course: the one page with its name as it is stored."""
    course = visit.world.courses.get(visit.number("id"))
    if course is None or visit.user.role is not Role.MANAGER:
        return _refused(visit)
    name = escape(course.fullname)
    return visit.page(f'<form><input type="text" name="fullname" value="{name}"></form>')


def _log(visit: Visit) -> Reply:
    if visit.user.role is not Role.MANAGER:
        return _refused(visit)
    if visit.request.params.get("download") != "csv":
        return visit.page("<h2>Log</h2>")
    return downloads.log(
        visit.world,
        visit.view,
        midnight=visit.number("date"),
        action=visit.request.params.get("modaction", ""),
    )


_PAGES: dict[str, Callable[[Visit], Reply]] = {
    "/": _home,
    "/my/": _home,
    "/enrol/index.php": _home,
    "/course/index.php": _courses,
    "/course/edit.php": _course_form,
    "/report/completion/index.php": _completion,
    "/reportbuilder/view.php": _report,
    "/reportbuilder/download.php": _download,
    "/admin/tool/certificate/certificates.php": _templates,
    "/mod/customcert/index.php": _customcert_index,
    "/mod/customcert/view.php": _customcert,
    "/report/log/index.php": _log,
}
