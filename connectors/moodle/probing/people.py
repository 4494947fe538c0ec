"""What is seen where everybody has to be asked for: each course, and a few of its people."""

import asyncio
from collections.abc import Mapping, Sequence
from typing import Any

from connectors.moodle.enrolled import CLOSED, ENROLLED, FIELDS, NOBODY, NOTHING, STATUS
from connectors.moodle.probing.asking import READ_COMPLETIONS, READ_COURSES, READ_PEOPLE
from connectors.moodle.probing.found import Found
from connectors.moodle.read import nip_of, person_of
from connectors.moodle.report import LIST, RESET, RETRIEVE
from connectors.moodle.service import MoodleError, WebService, refuse
from connectors.moodle.site import SiteInfo
from connectors.moodle.troubles import NO_RIGHT

ASKED_IN_A_COURSE = 5
"""Of so many people it is tried whether their completion may be seen."""
LIMITS = (
    "kelulusan baru dihitung saat tarikan; tidak tampak: akun yang sudah dihapus, dan orang yang "
    "dikeluarkan dari kursus sebelum tarikan pertama"
)
Courses = Mapping[int, Mapping[str, Any]]
Looked = tuple[list[dict[str, Any]], bool]
"""Who is in a course, and whether their completions are told."""


async def look_at_people(
    service: WebService, site: SiteInfo, found: Found, courses: Courses
) -> None:
    """Look into each course that has completion."""
    wanted = [n for n, one in sorted(courses.items()) if one.get("enablecompletion") != 0]
    looked = await _all(service, wanted)
    people: dict[object, bool] = {
        int(one["id"]): nip_of(person_of(one), found.options.nip_fields) is not None
        for members, _ in looked
        for one in members
    }
    calls = len(wanted) + sum(len(members) for members, _ in looked)
    found.way = (
        "orang demi orang: peserta setiap kursus, lalu status kelulusan masing-masing (sekitar "
        f"{f'{calls:,}'.replace(',', '.')} panggilan setiap perbandingan penuh)"
    )
    found.look_for_nips(people)
    _look_for_rights(found, looked)
    _ask_for_a_report(site, found)
    found.notes.append(LIMITS)


def _look_for_rights(found: Found, looked: Sequence[Looked]) -> None:
    shut = sum(not told for _, told in looked)
    if not shut:
        return
    found.needs.rights += [*READ_COURSES, *READ_PEOPLE, *READ_COMPLETIONS]
    if shut == len(looked):
        found.trouble = NO_RIGHT
        found.lack(
            "semua kelulusan",
            f"{shut} kursus terlihat, tetapi tidak satu pun memperlihatkan status kelulusannya "
            "kepada akun ini (report/completion:view)",
        )
        return
    found.lack(
        f"kelulusan di {shut} dari {len(looked)} kursus",
        "kursus itu tertutup bagi akun ini (report/completion:view), atau tidak punya syarat "
        "penyelesaian",
    )


def _ask_for_a_report(site: SiteInfo, found: Found) -> None:
    if found.options.report == "none":
        return
    found.needs.report = True
    found.needs.functions |= {LIST, RETRIEVE, RESET} - site.functions
    found.lack(
        "kelulusan orang yang pendaftarannya dibekukan; tarikannya pun lambat",
        "tidak ada laporan khusus kelulusan yang boleh dibuka akun ini",
    )


async def _all(service: WebService, courses: Sequence[int]) -> list[Looked]:
    try:
        async with asyncio.TaskGroup() as tasks:
            asked = [tasks.create_task(_look_into(service, one)) for one in courses]
    except BaseExceptionGroup as errors:
        raise errors.exceptions[0] from errors
    return [one.result() for one in asked]


async def _look_into(service: WebService, course: int) -> Looked:
    asked = {"courseid": course, "options": [{"name": "userfields", "value": FIELDS}]}
    try:
        members = list(await service.try_call(ENROLLED, asked))
        for one in members[:ASKED_IN_A_COURSE]:
            if await _is_told(service, course, int(one["id"])):
                break
    except MoodleError as error:
        if error.errorcode not in CLOSED | NOTHING:
            refuse(error)
        return [], False
    return members, True


async def _is_told(service: WebService, course: int, user: int) -> bool:
    try:
        await service.try_call(STATUS, {"courseid": course, "userid": user})
    except MoodleError as error:
        if error.errorcode not in NOBODY:
            raise
        return False
    return True
