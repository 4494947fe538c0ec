"""The slow way: who is in each course, and how the completion of each of them stands."""

import asyncio
from collections import defaultdict
from collections.abc import Container, Iterable, Mapping
from typing import Any

from connectors.errors import SourceRefusedError
from connectors.moodle.bundle import Bundle, Raw
from connectors.moodle.cursor import Pair
from connectors.moodle.display import moment
from connectors.moodle.service import MoodleError, WebService, refuse

ENROLLED = "core_enrol_get_enrolled_users"
STATUS = "core_completion_get_course_completion_status"
FIELDS = "id,username,idnumber,fullname,email,department,customfields"
AT_ONCE = 8
"""Askers side by side; the client lets fewer through."""

CLOSED = frozenset({"errorcoursecontextnotvalid", "requireloginerror", "notenrolled",
                    "nopermissions", "invalidrecord"})  # fmt: skip
"""The account may not look into this course."""
NOBODY = frozenset({"usernotenroled", "userdeleted", "notenrolled", "accessdenied",
                    "invaliduser"})  # fmt: skip
"""The completion of this account cannot be told; that says nothing of whether there is one."""
ANY = 2
"""How criteria are added up: one kind of them is enough; 1 is all."""
NOTHING = frozenset({"nocriteriaset", "cannotviewreport"})
"""Nothing is completed in this course, or it is not for us to see."""


async def read_by_course(
    service: WebService, courses: Mapping[int, Mapping[str, Any]]
) -> dict[int, Bundle]:
    """Ask for everybody in every course that has completion."""
    bundles: dict[int, Bundle] = {}
    unseen = 0
    for number, course in sorted(courses.items()):
        if course.get("enablecompletion") == 0:
            continue
        try:
            people = await _members(service, number, FIELDS)
            ids = sorted({int(one["id"]) for one in people})
            statuses = await read_statuses(service, [(user, number) for user in ids])
        except MoodleError as error:
            if error.errorcode not in CLOSED | NOTHING:
                refuse(error)
            unseen += 1
            continue
        done = {user: one for (user, _), one in statuses.items() if is_completed(one)}
        enrolled: list[Raw] = [one for one in people if int(one["id"]) in done]
        bundles[number] = Bundle(course, enrolled=enrolled, statuses=done)
    if not bundles:  # never "0 rows, fine": a right that was taken away looks just like this
        raise SourceRefusedError(
            "LMS menolak: akun token ini tidak dapat melihat penyelesaian di kursus mana pun "
            f"({len(courses)} kursus terlihat, {unseen} tertutup); minta hak "
            "moodle/course:view dan report/completion:view [cannotviewreport]"
        )
    return bundles


async def anybody_new(
    service: WebService, courses: Mapping[int, Mapping[str, Any]], seen: Container[Pair]
) -> bool:
    """Whether anybody completed a course since: only those who had not are asked for."""
    for number, course in sorted(courses.items()):
        if course.get("enablecompletion") == 0:
            continue
        try:
            people = await _members(service, number, "id")
            pairs = sorted({(int(one["id"]), number) for one in people})
            statuses = await read_statuses(service, [one for one in pairs if one not in seen])
        except MoodleError as error:
            if error.errorcode not in CLOSED | NOTHING:
                refuse(error)
            continue
        if any(is_completed(one) for one in statuses.values()):
            return True
    return False


async def _members(service: WebService, course: int, fields: str) -> list[dict[str, Any]]:
    asked = {"courseid": course, "options": [{"name": "userfields", "value": fields}]}
    return list(await service.try_call(ENROLLED, asked))


async def read_statuses(
    service: WebService, pairs: Iterable[Pair]
) -> dict[Pair, Mapping[str, Any]]:
    """Ask how completions stand; of whom it cannot be told nothing is said.

    Raises:
        MoodleError: something else is wrong.

    """
    waiting = list(pairs)[::-1]
    found: dict[Pair, Mapping[str, Any]] = {}

    async def ask() -> None:
        while waiting:
            user, course = waiting.pop()
            try:
                answer = await service.try_call(STATUS, {"courseid": course, "userid": user})
            except MoodleError as error:
                if error.errorcode not in NOBODY:
                    waiting.clear()
                    raise
            else:
                found[user, course] = answer["completionstatus"]

    askers = [asyncio.ensure_future(ask()) for _ in range(AT_ONCE)]
    try:
        await asyncio.gather(*askers)
    finally:
        for asker in askers:
            asker.cancel()
        await asyncio.gather(*askers, return_exceptions=True)
    return found


def is_completed(status: Mapping[str, Any]) -> bool:
    """Whether a status says that the course is completed."""
    return bool(status.get("completed"))


def completed_at(status: Mapping[str, Any]) -> str | None:
    """Give when: the answer has no time of the course, so it is told by its criteria.

    The last of them, or the first kind of them that was met where any kind is enough. Of a kind
    with criteria that are open still, one must have been enough: what is met later moves nothing.
    """
    kinds: dict[Any, list[Mapping[str, Any]]] = defaultdict(list)
    for one in status.get("completions", ()):
        kinds[one.get("type")].append(one)
    times = [at for criteria in kinds.values() if (at := _met_at(criteria)) is not None]
    if not times:
        return None
    return moment(min(times) if status.get("aggregation") == ANY else max(times))


def _met_at(criteria: Iterable[Mapping[str, Any]]) -> int | None:
    open_still = False
    times = []
    for one in criteria:
        open_still |= not one.get("complete")
        if one.get("complete") and one.get("timecompleted"):
            times.append(int(one["timecompleted"]))
    if not times:
        return None
    return min(times) if open_still else max(times)
