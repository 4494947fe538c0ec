"""Which courses there are, as the account sees them."""

from collections.abc import Collection, Mapping
from typing import Any

from connectors.errors import SourceRefusedError
from connectors.http.statuses import NotThereError
from connectors.moodle.site import FRONT_PAGE
from connectors.moodle.troubles import NO_RIGHT
from connectors.moodle_web.ajax import Ajax
from connectors.moodle_web.pages import categories, course_boxes, stored_name
from connectors.moodle_web.session import WebSession

COURSES = "core_course_get_courses"
LIST = "course/index.php"
FORM = "course/edit.php"
ALL_ON_ONE_PAGE = 5000

_KEPT = ("id", "shortname", "fullname", "idnumber", "customfields", "enablecompletion")
"""Of a course only what a row may need: counters and dates change without any news."""


async def read_courses(
    session: WebSession, ajax: Ajax, wanted: Collection[int]
) -> dict[int, dict[str, Any]]:
    """Give the courses by id: by AJAX, else from the list that everybody sees.

    Raises:
        SourceRefusedError: the account sees none.

    """
    courses = await list_courses(session, ajax, wanted)
    for number, course in courses.items():
        if name := await stored_name_of(session, number):
            course["fullname"] = name
    return courses


async def list_courses(
    session: WebSession, ajax: Ajax, wanted: Collection[int]
) -> dict[int, dict[str, Any]]:
    """Give the courses by id, with their names as they are shown.

    Raises:
        SourceRefusedError: the account sees none.

    """
    asked = {"options": {"ids": sorted(wanted)}} if wanted else {}
    found = await ajax.call_if_open(COURSES, asked)
    if found is None:
        courses = await _listed(session)
    else:
        courses = {int(one["id"]): _kept(one) for one in found}
    courses = {
        number: course
        for number, course in courses.items()
        if number != FRONT_PAGE and (not wanted or number in wanted)
    }
    if not courses:
        raise SourceRefusedError(
            "LMS tidak memperlihatkan satu kursus pun kepada akun ini; minta peran manajer "
            "(atau periksa pilihan courses)",
            trouble=NO_RIGHT,
        )
    return courses


async def _listed(session: WebSession) -> dict[int, dict[str, Any]]:
    """Read the list of courses, then that of each category which it shows."""
    first = await session.page(LIST)
    found = course_boxes(first)
    for category in categories(first):
        page = await session.page(LIST, {"categoryid": category, "perpage": ALL_ON_ONE_PAGE})
        found |= course_boxes(page)
    return found


async def stored_name_of(session: WebSession, course: int) -> str | None:
    """Read the name from the form of the course: anywhere else it is cut at a `<`."""
    try:
        page = await session.page(FORM, {"id": course})
    except NotThereError:  # only who may edit the course sees it
        return None
    return stored_name(page)


def _kept(course: Mapping[str, Any]) -> dict[str, Any]:
    return {name: course[name] for name in _KEPT if name in course}
