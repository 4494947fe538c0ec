"""What tells at one small request whether a listing has changed."""

from collections.abc import Container, Mapping

from connectors.moodle.certificates import newest_customcert
from connectors.moodle.cursor import Pair
from connectors.moodle.enrolled import anybody_new
from connectors.moodle.report import count_issues, count_rows
from connectors.moodle.service import WebService
from connectors.moodle.site import read_courses

NOBODY_NEW = "none"


async def signs_now(
    service: WebService, signs: Mapping[str, str], listed: Container[Pair]
) -> dict[str, str]:
    """Ask each listing for its sign; of completions that are `listed` nobody is asked.

    Raises:
        MoodleError: a listing is not there any more.

    """
    now: dict[str, str] = {}
    for name in signs:
        kind, _, number = name.partition(":")
        if kind == "report":
            now[name] = str(await count_rows(service, int(number)))
        elif kind == "template":
            now[name] = str(await count_issues(service, int(number)))
        elif kind == "customcert":
            now[name] = await newest_customcert(service)
        elif kind == "enrolled":
            courses = await read_courses(service)
            now[name] = "new" if await anybody_new(service, courses, listed) else NOBODY_NEW
    return now
