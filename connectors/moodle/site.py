"""Who we are at a site, which functions our token has, which courses there are."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from connectors.errors import SourceChangedError
from connectors.moodle.service import WebService

INFO = "core_webservice_get_site_info"
COURSES = "core_course_get_courses_by_field"
USERS = "core_user_get_users"
USERS_BY_FIELD = "core_user_get_users_by_field"
CONTENTS = "core_course_get_contents"
FRONT_PAGE = 1
"""Moodle lists the site itself as course 1."""

_KEPT = ("id", "shortname", "fullname", "idnumber", "categoryname", "customfields",
         "enablecompletion")  # fmt: skip
"""Of a course only what a row may need: counters and pictures change without any news."""


@dataclass(frozen=True, slots=True)
class SiteInfo:
    """What a site says of itself and of us."""

    name: str
    username: str
    release: str
    functions: frozenset[str]

    def has(self, *functions: str) -> bool:
        """Whether the service of this token holds all of these functions."""
        return self.functions.issuperset(functions)


async def read_site(service: WebService) -> SiteInfo:
    """Ask who we are: it decides how all else is asked."""
    found = await service.call(INFO)
    try:
        functions = frozenset(str(one["name"]) for one in found["functions"])
        return SiteInfo(found["sitename"], found["username"], found.get("release", ""), functions)
    except (KeyError, TypeError) as error:
        raise SourceChangedError(f"jawaban {INFO} tidak seperti dari Moodle") from error


async def read_courses(service: WebService) -> dict[int, dict[str, Any]]:
    """Give the courses that the account may see, by id."""
    found = (await service.call(COURSES))["courses"]
    return {int(one["id"]): _kept(one) for one in found if int(one["id"]) != FRONT_PAGE}


def _kept(course: Mapping[str, Any]) -> dict[str, Any]:
    return {name: course[name] for name in _KEPT if name in course}
