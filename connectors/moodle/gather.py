"""Gather all that a site says, divided by course."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from connectors.moodle.bundle import Bundle, Issued
from connectors.moodle.certificates import (
    CUSTOMCERT,
    from_listing,
    newest_customcert,
    place,
    read_customcerts,
)
from connectors.moodle.columns import Columns
from connectors.moodle.cursor import Pair
from connectors.moodle.display import course_in, shown_moment, user_in, words
from connectors.moodle.enrolled import (
    CLOSED,
    NOTHING,
    STATUS,
    anybody_new,
    completed_at,
    is_completed,
    read_by_course,
    read_statuses,
)
from connectors.moodle.options import MoodleOptions
from connectors.moodle.report import (
    RESET,
    SYSTEM,
    Listing,
    count_rows,
    read_report,
    read_template,
)
from connectors.moodle.service import MoodleError, WebService, refuse
from connectors.moodle.site import (
    CONTENTS,
    USERS,
    USERS_BY_FIELD,
    SiteInfo,
    read_courses,
    read_site,
    read_users,
)
from connectors.moodle.way import Chosen, choose

# accessexception is not among these: a function that the service holds answers so when the token
# has just expired, and what it would have told must not be taken for nothing.
NO_RIGHT = frozenset({"nopermissions", "errorreportview", "errorsourceinvalid",
                      "invalidrecord"})  # fmt: skip
MISSING_ASKED = 500
"""Of so many vanished completions it is asked why; of more it is no single decision."""
NOBODY_NEW = "none"
EMPTY_TEMPLATES = 3
"""After so many template numbers without issues no more are tried."""


@dataclass(slots=True)
class Gathered:
    """A whole site."""

    site: SiteInfo
    chosen: Chosen
    bundles: dict[int | None, Bundle]
    completed: dict[Pair, str] = field(default_factory=dict)
    """Every completion that is listed, with its time."""
    signs: dict[str, str] = field(default_factory=dict)


async def gather(service: WebService, options: MoodleOptions, before: Iterable[Pair]) -> Gathered:
    """Read everything; of completions that were there `before` ask why they are not."""
    site = await read_site(service)
    chosen = await choose(service, site, options)
    courses = await read_courses(service)
    if chosen.listing is not None:
        bundles, completed, accounts = await _by_report(service, site, chosen.listing, courses)
    else:
        bundles, completed, accounts = await _by_status(service, courses)
    found = Gathered(site, chosen, bundles, completed)
    if chosen.listing is not None:
        found.signs[f"report:{chosen.report}"] = str(len(chosen.listing.rows))
    else:
        found.signs["enrolled:"] = NOBODY_NEW
    await _add_certificates(service, options, found, courses, accounts)
    await _add_undone(service, found, courses, set(before) - completed.keys())
    return found


async def signs_now(
    service: WebService, signs: Mapping[str, str], seen: frozenset[Pair]
) -> dict[str, str]:
    """Ask each listing for what tells whether it has changed: by one request, where there is one.

    Raises:
        MoodleError: a listing is not there any more.

    """
    now: dict[str, str] = {}
    for name in signs:
        kind, _, number = name.partition(":")
        if kind == "report":
            now[name] = str(await count_rows(service, int(number)))
        elif kind == "customcert":
            now[name] = await newest_customcert(service)
        elif kind == "enrolled":
            courses = await read_courses(service)
            now[name] = "new" if await anybody_new(service, courses, seen) else NOBODY_NEW
    return now


async def _by_report(
    service: WebService, site: SiteInfo, listing: Listing, courses: Mapping[int, Mapping[str, Any]]
) -> tuple[dict[int | None, Bundle], dict[Pair, str], dict[str, int]]:
    columns = listing.columns
    accounts = {}
    if not columns.has("user"):
        if not site.has(USERS):
            refuse(MoodleError("accessexception", USERS))
        try:
            users = await read_users(service)
        except MoodleError as error:
            refuse(error)
        accounts = {str(one.get("username", "")).lower(): int(one["id"]) for one in users}
    numbers = _course_numbers(courses)
    bundles: dict[int | None, Bundle] = {
        number: Bundle(course, headers=listing.headers) for number, course in courses.items()
    }
    completed: dict[Pair, str] = {}
    for row in listing.rows:
        username = words(columns.cell(row, "username")).lower()
        user = user_in(columns.cell(row, "user"))
        user = user if user is not None else accounts.get(username)
        course = _course_of(row, columns, numbers)
        known = course if course in courses else None
        bundle = bundles.setdefault(known, Bundle(None, headers=listing.headers))
        bundle.rows.append((user, row))
        if user is None or known is None:
            continue
        if username:
            accounts.setdefault(username, user)
        if at := shown_moment(columns.cell(row, "completed")):
            completed[user, known] = at
    return bundles, completed, accounts


def _course_numbers(courses: Mapping[int, Mapping[str, Any]]) -> dict[tuple[str, str], int]:
    found: dict[tuple[str, str], int] = {}
    for number, course in courses.items():
        for field_name, column in (("shortname", "shortname"), ("idnumber", "course_idnumber")):
            if text := words(str(course.get(field_name) or "")):
                found[column, text] = number
    return found


def _course_of(
    row: list[str], columns: Columns, numbers: Mapping[tuple[str, str], int]
) -> int | None:
    linked = course_in(columns.cell(row, "course"))
    if linked is not None:
        return linked
    for name in ("shortname", "course_idnumber"):
        if found := numbers.get((name, words(columns.cell(row, name)))):
            return found
    return None


async def _by_status(
    service: WebService, courses: Mapping[int, Mapping[str, Any]]
) -> tuple[dict[int | None, Bundle], dict[Pair, str], dict[str, int]]:
    found = await read_by_course(service, courses)
    bundles: dict[int | None, Bundle] = {}
    bundles.update(found.items())
    completed = {
        (user, course): completed_at(status) or ""
        for course, bundle in found.items()
        for user, status in bundle.statuses.items()
    }
    accounts = {
        str(one["username"]).lower(): int(one["id"])
        for bundle in found.values()
        for one in bundle.enrolled
        if one.get("username")
    }
    return bundles, completed, accounts


async def _add_certificates(
    service: WebService,
    options: MoodleOptions,
    found: Gathered,
    courses: Mapping[int, Mapping[str, Any]],
    accounts: Mapping[str, int],
) -> None:
    issued = await _customcerts(service, found)
    issued += await _tool_certificates(service, found, accounts)
    placed = await place(
        service,
        issued,
        found.completed,
        told=options.certificate_courses,
        courses=sorted(courses),
        may_look=found.site.has(CONTENTS),
    )
    for course, some in placed.items():
        known = course if course in courses else None
        raw = courses[known] if known is not None else None
        found.bundles.setdefault(known, Bundle(raw)).certificates += some


async def _customcerts(service: WebService, found: Gathered) -> list[Issued]:
    if not found.site.has(CUSTOMCERT):
        return []
    try:
        issued = await read_customcerts(service)
    except MoodleError as error:
        if error.errorcode in NO_RIGHT:
            return []
        refuse(error)
    found.signs["customcert:"] = str(issued[0].raw["issue"]["id"]) if issued else ""
    return issued


async def _tool_certificates(
    service: WebService, found: Gathered, accounts: Mapping[str, int]
) -> list[Issued]:
    for report in found.chosen.issued_reports:
        try:
            listing = await read_report(service, report, reset=found.site.has(RESET))
        except MoodleError as error:
            if error.errorcode in NO_RIGHT:
                continue
            refuse(error)
        if listing.columns.tells_certificates:
            found.signs[f"report:{report}"] = str(len(listing.rows))
            return from_listing(listing, accounts)
    return await _by_template(service, found, accounts) if found.site.has(SYSTEM) else []


async def _by_template(
    service: WebService, found: Gathered, accounts: Mapping[str, int]
) -> list[Issued]:
    """No function names the templates: their numbers are tried from 1."""
    del found
    issued: list[Issued] = []
    template = empty = 0
    while empty < EMPTY_TEMPLATES:
        template += 1
        try:
            listing = await read_template(service, template)
        except MoodleError as error:
            if error.errorcode not in NO_RIGHT:
                refuse(error)
            if error.errorcode != "invalidrecord":
                return issued
            empty += 1
            continue
        some = from_listing(listing, accounts, str(template))
        issued += some
        empty = 0 if some else empty + 1
    return issued


async def _add_undone(
    service: WebService,
    found: Gathered,
    courses: Mapping[int, Mapping[str, Any]],
    gone: set[Pair],
) -> None:
    """Ask of what vanished: the site says `not completed`, or it says nothing."""
    askable = [(user, course) for user, course in sorted(gone) if course in courses]
    if not askable or len(askable) > MISSING_ASKED:
        return
    if not found.site.has(STATUS, USERS_BY_FIELD):
        return
    try:
        statuses = await _statuses(service, askable)
        undone = {pair: one for pair, one in statuses.items() if not is_completed(one)}
        if not undone:
            return
        values = sorted({user for user, _ in undone})
        people = await service.try_call(USERS_BY_FIELD, {"field": "id", "values": values})
    except MoodleError as error:
        if error.errorcode in NO_RIGHT:  # what vanished is unlisted, and counts on
            return
        refuse(error)
    known = {int(one["id"]): _slim(one) for one in people}
    for (user, course), status in undone.items():
        if user not in known:
            continue
        bundle = found.bundles.setdefault(course, Bundle(courses[course]))
        bundle.statuses[user] = status
        bundle.users.append(known[user])


async def _statuses(service: WebService, pairs: list[Pair]) -> dict[Pair, Mapping[str, Any]]:
    """Ask course by course: one that is closed says nothing of the others."""
    found: dict[Pair, Mapping[str, Any]] = {}
    for course in sorted({course for _, course in pairs}):
        try:
            found |= await read_statuses(service, [one for one in pairs if one[1] == course])
        except MoodleError as error:
            if error.errorcode not in CLOSED | NOTHING:
                refuse(error)
    return found


def _slim(account: Mapping[str, Any]) -> dict[str, Any]:
    kept = ("id", "username", "fullname", "email", "department", "idnumber", "customfields")
    return {name: account[name] for name in kept if name in account}
