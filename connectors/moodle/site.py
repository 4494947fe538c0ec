"""Who we are at a site, which functions our token has, which courses there are."""

from collections.abc import Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from typing import Any

from connectors.errors import SourceChangedError
from connectors.moodle.service import NO_RIGHT, MoodleError, WebService, refuse

INFO = "core_webservice_get_site_info"
COURSES = "core_course_get_courses_by_field"
USERS = "core_user_get_users"
USERS_BY_FIELD = "core_user_get_users_by_field"
CONTENTS = "core_course_get_contents"
AT_ONCE = 500
"""Accounts that are asked for in one call."""
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


async def read_accounts(
    service: WebService, site: SiteInfo, names: AbstractSet[str]
) -> dict[str, int]:
    """Give the ids of accounts by their names in lower case.

    Raises:
        SourceRefusedError: this token may not ask for them.

    """
    try:
        people = await _all_accounts(service) if site.has(USERS) else None
    except MoodleError as error:
        if error.errorcode not in NO_RIGHT:
            refuse(error)
        people = None
    if people is None:
        people = await _accounts_of(service, sorted(names))
    return {str(one["username"]).lower(): int(one["id"]) for one in people if "username" in one}


async def _all_accounts(service: WebService) -> list[Mapping[str, Any]]:
    """Give all live accounts: only `email` takes a wildcard."""
    asked = {"criteria": [{"key": "email", "value": "%"}]}
    return list((await service.try_call(USERS, asked))["users"])


async def _accounts_of(service: WebService, names: list[str]) -> list[Mapping[str, Any]]:
    people: list[Mapping[str, Any]] = []
    for start in range(0, len(names), AT_ONCE):
        asked = {"field": "username", "values": names[start : start + AT_ONCE]}
        people += await service.call(USERS_BY_FIELD, asked)
    return people


def _kept(course: Mapping[str, Any]) -> dict[str, Any]:
    return {name: course[name] for name in _KEPT if name in course}
