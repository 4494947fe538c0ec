"""What a custom report of completions tells, and what it does not."""

from collections.abc import Mapping
from typing import Any

from connectors.moodle.columns import Columns
from connectors.moodle.display import shown_moment, user_in, words
from connectors.moodle.enrolled import STATUS
from connectors.moodle.gather import course_numbers, course_of
from connectors.moodle.options import SiteOptions
from connectors.moodle.probing.asking import profile_column
from connectors.moodle.probing.found import Found
from connectors.moodle.read import nip_of, people_in, person_in
from connectors.moodle.report import RESET, Listing
from connectors.moodle.service import WebService
from connectors.moodle.site import USERS, USERS_BY_FIELD, SiteInfo
from connectors.moodle.troubles import NO_WAY
from connectors.moodle.way import Chosen, open_reports

NAMED = 5
LIMITS = (
    "waktu selesai dibaca sampai menit; tidak tampak: akun yang sudah dihapus, dan orang yang "
    "dikeluarkan dari kursus sebelum tarikan pertama"
)
_TOLD = (
    ("email", "Email address", "surel: orang tanpa NIP tidak dapat dicocokkan lewat surelnya"),
    ("department", "Department", "perangkat daerah: orang tanpa NIP lebih sulit dicocokkan"),
)
Courses = Mapping[int, Mapping[str, Any]]
_HEADINGS = {"idnumber": "ID number", "username": "Username", "email": "Email address"}


async def look_at_report(
    service: WebService, site: SiteInfo, found: Found, chosen: Chosen, courses: Courses
) -> None:
    """Look at the report that was chosen."""
    if chosen.listing is None:  # pragma: no cover - the caller has seen to it
        raise AssertionError
    names = {int(one["id"]): str(one.get("name") or "") for one in await open_reports(service)}
    found.needs.report_name = name = words(names.get(chosen.report or 0) or str(chosen.report))
    how = "ditemukan dari kolomnya" if found.options.report == "auto" else "disebut di konfigurasi"
    found.way = f'laporan khusus nomor {chosen.report} "{name}", {how}'
    people, completions = _seen(chosen.listing, found.options, courses)
    _look_for_nips(found, chosen.listing.columns, people)
    found.counts["completions"] = completions
    _look_for_columns(site, found, chosen.listing.columns)
    _look_for_functions(site, found)
    _look_for_courses(found, chosen.listing, courses)
    found.notes.append(LIMITS)


def _seen(
    listing: Listing, options: SiteOptions, courses: Courses
) -> tuple[dict[object, bool], int]:
    """Give who completed something, and whether the row tells the NIP; and how much in all.

    A person who is in a course in two ways has two rows there.
    """
    columns, numbers = listing.columns, course_numbers(courses)
    told, nip_fields = people_in(columns, options.nip_fields), options.nip_fields
    people: dict[object, bool] = {}
    completions: set[tuple[object, int | None]] = set()
    for row in listing.rows:
        user = user_in(columns.cell(row, "user"))
        who = user if user is not None else words(columns.cell(row, "username")).lower()
        if who and shown_moment(columns.cell(row, "completed")):
            people[who] = nip_of(person_in(user, told(row), nip_fields), nip_fields) is not None
            completions.add((who, course_of(row, columns, numbers)))
    return people, len(completions)


def _look_for_nips(found: Found, columns: Columns, people: dict[object, bool]) -> None:
    wanted = found.options.nip_fields
    absent = [one for one in wanted if not columns.has(one) and one.lower() not in columns.others]
    found.look_for_nips(people)
    if found.needs.nips:
        found.needs.columns += [_HEADINGS.get(one) or profile_column(one) for one in absent]
    if len(absent) == len(wanted):  # nobody has to be asked to fill in what is not shown
        found.needs.nips = 0


def _look_for_columns(site: SiteInfo, found: Found, columns: Columns) -> None:
    for column, heading, what in _TOLD:
        if not columns.has(column):
            found.lack(what, f"laporan itu tidak memuat kolom {heading}")
            found.needs.columns.append(heading)
    if not columns.has("user") and not site.functions & {USERS, USERS_BY_FIELD}:
        found.trouble = NO_WAY
        found.needs.functions.add(USERS)
        found.needs.columns.append("Full name with link")
        found.lack(
            "semua kelulusan: pemilik barisnya tidak dapat dikenali",
            f"laporan itu tidak memuat kolom Full name with link, dan fungsi {USERS} tidak ada "
            "dalam layanan token ini",
        )


def _look_for_courses(found: Found, listing: Listing, courses: Courses) -> None:
    """A condition of the report may leave courses out, and then nobody would miss them."""
    columns, numbers = listing.columns, course_numbers(courses)
    told = {course_of(row, columns, numbers) for row in listing.rows}
    absent = [words(str(one.get("fullname") or number)) for number, one in courses.items()
              if number not in told and one.get("enablecompletion") != 0]  # fmt: skip
    if absent:
        named = ", ".join([*absent[:NAMED], *(["..."] if len(absent) > NAMED else [])])
        found.notes.append(
            f"{len(absent)} dari {len(courses)} kursus tidak ada dalam laporan itu: belum ada yang "
            f"lulus, atau syarat laporannya menyaringnya ({named})"
        )


def _look_for_functions(site: SiteInfo, found: Found) -> None:
    if not site.has(RESET):
        found.needs.functions.add(RESET)
        found.lack(
            "baris yang disembunyikan saringan, bila akun ini pernah menyaring laporan itu",
            f"fungsi {RESET} tidak ada dalam layanan token ini",
        )
    if missing := {STATUS, USERS_BY_FIELD} - site.functions:
        found.needs.functions |= missing
        found.lack(
            "pembatalan: kelulusan yang dibatalkan di LMS tetap dihitung, karena tampak sama "
            "dengan orang yang dikeluarkan dari kursus",
            f"fungsi {' dan '.join(sorted(missing))} tidak ada dalam layanan token ini",
        )
