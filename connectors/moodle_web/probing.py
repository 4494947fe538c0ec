"""What a login sees of a Moodle site, and what will be missing."""

from collections.abc import Mapping, Sequence
from typing import Any

from connectors.errors import SourceChangedError, SourceError, SourceRefusedError
from connectors.http.statuses import NotThereError
from connectors.moodle.display import words
from connectors.moodle.probing.asking import READ_COMPLETIONS, READ_COURSES, READ_PEOPLE
from connectors.moodle.probing.found import Found
from connectors.moodle.read import jp_of, nip_of, person_of
from connectors.moodle.read_told import account_of
from connectors.moodle.report import Listing
from connectors.moodle.site import USERS_BY_FIELD
from connectors.moodle.troubles import NO_RIGHT, NOT_MOODLE, REPORT
from connectors.moodle_web.ajax import Ajax
from connectors.moodle_web.courses import COURSES, list_courses, stored_name_of
from connectors.moodle_web.downloads import Shut, completions, report, template
from connectors.moodle_web.options import MoodleWebOptions
from connectors.moodle_web.pages import ChangedAnswerError
from connectors.moodle_web.people import by_username, people_by
from connectors.moodle_web.session import WebSession
from connectors.moodle_web.troubles import OUT_AGAIN, PASSWORD
from connectors.probe import Probe

MOST_LOOKED = 40
"""Into so many courses it is looked; the others are of the same kind."""
LIMITS = (
    "tidak tampak: akun yang sudah dihapus, orang yang dikeluarkan dari kursus sebelum tarikan "
    "pertama{}"
)
Courses = dict[int, dict[str, Any]]


async def probe(session: WebSession, options: MoodleWebOptions) -> Probe:
    """Look at a site as a fetch would, but into the first courses only."""
    found = Found(options)
    found.needs.links = False
    try:
        await _enter(session)
        await _look(session, options, found)
    except SourceRefusedError as error:
        _refused(found, error)
    else:
        found.notes.append(f"waktu dibaca menurut zona akun ini, {session.zone}")
    return found.as_probe(site="", release="", username=options.username)


async def _enter(session: WebSession) -> None:
    try:
        await session.enter()
    except NotThereError as error:
        raise SourceChangedError(str(error), trouble=NOT_MOODLE) from error


async def _look(session: WebSession, options: MoodleWebOptions, found: Found) -> None:
    ajax = Ajax(session)
    courses = await list_courses(session, ajax, options.courses)
    found.counts["courses"] = len(courses)
    if isinstance(options.report, int):
        await _by_report(session, ajax, options.report, found)
    else:
        await _by_course(session, ajax, courses, found)
    if found.trouble is not None:
        return
    await _whole_names(session, courses, found)
    found.look_for_jp(courses.values())
    await _look_for_functions(ajax, courses, found)
    if await template(session, 1) is None:
        found.notes.append("kode tool_certificate: halaman templatnya tidak terbuka; plugin itu "
                           "tidak dipakai di LMS ini, atau akun ini tidak berhak")  # fmt: skip


async def _by_report(session: WebSession, ajax: Ajax, number: int, found: Found) -> None:
    found.way = f"unduhan laporan khusus nomor {number}, disebut di konfigurasi"
    try:
        listing = await report(session, number)
    except (NotThereError, ChangedAnswerError) as error:
        found.trouble, found.detail = REPORT, str(error)
        found.needs.report = True
        found.lack("semua kelulusan", "laporan itu tidak dapat dibuka akun ini, atau tidak memuat "
                   "kolom yang perlu")  # fmt: skip
        return
    columns = listing.columns
    names = {words(columns.cell(row, "username")) for row in listing.rows} - {""}
    known = await people_by(ajax, "username", names)
    ids = by_username(known)
    rows = [(ids.get(words(columns.cell(row, "username")).lower()), row) for row in listing.rows]
    _count(found, [(listing, rows)], known)
    found.notes.append(LIMITS.format("; waktu selesai dibaca sampai menit"))


async def _by_course(session: WebSession, ajax: Ajax, courses: Courses, found: Found) -> None:
    found.way = "laporan penyelesaian (CSV) setiap kursus, tepat sampai detik"
    wanted = [n for n, one in sorted(courses.items()) if one.get("enablecompletion") != 0]
    looked = wanted[:MOST_LOOKED]
    listings = [await completions(session, number) for number in looked]
    told = [one for one in listings if not isinstance(one, Shut)]
    _look_for_rights(found, listings)
    if found.trouble is not None:
        return
    parts = [(one, [(int(row[0]) if row[0].isdecimal() else None, row) for row in one.rows])
             for one in told]  # fmt: skip
    users = {str(user) for _, rows in parts for user, _ in rows if user is not None}
    _count(found, parts, await people_by(ajax, "id", users))
    if len(looked) < len(wanted):
        found.notes.append(f"yang dilihat: {len(looked)} dari {len(wanted)} kursus")
    found.notes.append(LIMITS.format(", dan orang yang pendaftarannya dibekukan"))


def _look_for_rights(found: Found, listings: Sequence[Listing | Shut]) -> None:
    shut = [one for one in listings if isinstance(one, Shut)]
    lacking = sum(one.lacks_right for one in shut)
    if lacking:
        found.needs.rights += [*READ_COURSES, *READ_PEOPLE, *READ_COMPLETIONS]
    if len(shut) == len(listings):
        found.trouble = NO_RIGHT
        found.needs.rights += [*READ_COURSES, *READ_PEOPLE, *READ_COMPLETIONS]
        found.lack("semua kelulusan", f"dari {len(listings)} kursus tidak satu pun memberi laporan "
                   "penyelesaiannya kepada akun ini (report/completion:view)")  # fmt: skip
        return
    if lacking:
        found.lack(f"kelulusan di {lacking} dari {len(listings)} kursus",
                   "kursus itu tertutup bagi akun ini (report/completion:view)")  # fmt: skip
    if silent := len(shut) - lacking:
        found.notes.append(f"{silent} kursus tidak punya syarat penyelesaian")


def _count(
    found: Found,
    parts: Sequence[tuple[Listing, Sequence[tuple[int | None, list[str]]]]],
    known: Mapping[int, Mapping[str, Any]],
) -> None:
    """Count completions, those who completed something, and whose NIP is told."""
    people: dict[object, bool] = {}
    completions: set[tuple[object, ...]] = set()
    for listing, rows in parts:
        columns = listing.columns
        for user, row in rows:
            done = columns.cell(row, "completed") if columns.has("completed") else row[-1]
            if not done.strip():
                continue
            who = user if user is not None else words(columns.cell(row, "username")).lower()
            completions.add((id(listing), who, *row))  # in a course in two ways: two equal rows
            account = account_of(user or 0, row, columns, known.get(user or 0, {}))
            people[who] = nip_of(person_of(account), found.options.nip_fields) is not None
    found.look_for_nips(people)
    found.counts["completions"] = len(completions)


async def _whole_names(session: WebSession, courses: Courses, found: Found) -> None:
    """Only its form shows the whole name of a course, and some say their JP at the end of it."""
    silent = [n for n, one in sorted(courses.items()) if jp_of(one, found.options) is None]
    for number in silent[:MOST_LOOKED]:
        if name := await stored_name_of(session, number):
            courses[number]["fullname"] = name


async def _look_for_functions(ajax: Ajax, courses: Courses, found: Found) -> None:
    if not any("shortname" in one for one in courses.values()):  # a list of links tells no more
        found.needs.courses = ()
        found.needs.rights += READ_COURSES
        found.lack("JP dari isian khusus kursus: hanya dari nama kursus",
                   f"fungsi AJAX {COURSES} tertutup bagi akun ini")  # fmt: skip
    if await ajax.call_if_open(USERS_BY_FIELD, {"field": "id", "values": ["1"]}) is None:
        found.lack("NIP dari isian profil: hanya dari kolom laporan",
                   f"fungsi AJAX {USERS_BY_FIELD} tertutup bagi akun ini")  # fmt: skip


def _refused(found: Found, error: SourceError) -> None:
    found.trouble, found.detail = error.trouble, str(error)
    if error.trouble in {PASSWORD, OUT_AGAIN}:
        found.needs.login = True
    if error.trouble in {PASSWORD, OUT_AGAIN, NO_RIGHT}:
        found.needs.rights += [*READ_COURSES, *READ_PEOPLE, *READ_COMPLETIONS]
