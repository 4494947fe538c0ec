"""Gather all that a site says, divided by course."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field

from connectors.moodle.accounts import Accounts, people_by, read_accounts
from connectors.moodle.bundle import Bundle, Raw
from connectors.moodle.certificates import lone_holders, place
from connectors.moodle.columns import Columns
from connectors.moodle.cursor import Pair, Remembered
from connectors.moodle.display import course_in, shown_moment, user_in, words
from connectors.moodle.enrolled import completed_at, read_by_course
from connectors.moodle.issued import read_issued
from connectors.moodle.options import SiteOptions
from connectors.moodle.report import Listing
from connectors.moodle.service import NO_RIGHT, MoodleError, WebService, refuse
from connectors.moodle.signs import NOBODY_NEW
from connectors.moodle.site import CONTENTS, USERS_BY_FIELD, SiteInfo, read_courses, read_site
from connectors.moodle.undone import Asked, read_undone
from connectors.moodle.way import Chosen, choose


@dataclass(slots=True)
class Gathered:
    """A whole site."""

    site: SiteInfo
    chosen: Chosen
    courses: Mapping[int, Raw]
    bundles: dict[int | None, Bundle] = field(default_factory=dict)
    completed: dict[Pair, str] = field(default_factory=dict)
    """Every completion that is listed, with its time."""
    accounts: Accounts = field(default_factory=Accounts)
    signs: dict[str, str] = field(default_factory=dict)
    undone: frozenset[Pair] = frozenset()
    """Completions that were listed once, and of which the site now says: not completed."""

    def bundle_of(self, course: int | None, said: Raw | None = None) -> Bundle:
        """Give the bundle of a course; of one that the site does not show, what is `said` of it."""
        unknown = None if course is None else said or {"id": course}
        raw = unknown if course is None else self.courses.get(course, unknown)
        return self.bundles.setdefault(course, Bundle(raw))


async def gather(
    service: WebService, options: SiteOptions, before: Remembered, *, thorough: bool
) -> Gathered:
    """Read everything; of completions that were there `before` ask why they are not.

    A thorough one asks again of those, too, that were gone the last time already.
    """
    site = await read_site(service)
    chosen = await choose(service, site, options)
    found = Gathered(site, chosen, await read_courses(service))
    if chosen.listing is not None:
        await _by_report(service, found, chosen.listing)
        found.signs[f"report:{chosen.report}"] = str(len(chosen.listing.rows))
    else:
        await _by_status(service, found)
        found.signs["enrolled:"] = NOBODY_NEW
    await _add_undone(service, found, before, thorough=thorough)
    await _add_certificates(service, found, before, options)
    return found


async def _by_report(service: WebService, found: Gathered, listing: Listing) -> None:
    columns = listing.columns
    if not columns.has("user"):
        names = {words(columns.cell(row, "username")) for row in listing.rows} - {""}
        found.accounts = await read_accounts(service, found.site, names)
    by_name = found.accounts.by_name
    numbers = course_numbers(found.courses)
    for row in listing.rows:
        username = words(columns.cell(row, "username")).lower()
        user = user_in(columns.cell(row, "user"))
        user = user if user is not None else by_name.get(username)
        course = course_of(row, columns, numbers)
        bundle = found.bundles.get(course)
        if bundle is None:
            said = {"id": course, "fullname": words(columns.cell(row, "course"))}
            bundle = found.bundle_of(course, said)
        bundle.headers = listing.headers
        bundle.rows.append((user, row))
        if user is None or course is None:
            continue
        if username:
            by_name.setdefault(username, user)
        if at := shown_moment(columns.cell(row, "completed")):
            found.completed[user, course] = at


def course_numbers(courses: Mapping[int, Raw]) -> dict[tuple[str, str], int]:
    """Give courses by what a report without links calls them."""
    found: dict[tuple[str, str], int] = {}
    for number, course in courses.items():
        for field_name, column in (("shortname", "shortname"), ("idnumber", "course_idnumber")):
            if text := words(str(course.get(field_name) or "")):
                found[column, text] = number
    return found


def course_of(
    row: list[str], columns: Columns, numbers: Mapping[tuple[str, str], int]
) -> int | None:
    """Give the course that a row tells of."""
    linked = course_in(columns.cell(row, "course"))
    if linked is not None:
        return linked
    for name in ("shortname", "course_idnumber"):
        if found := numbers.get((name, words(columns.cell(row, name)))):
            return found
    return None


async def _by_status(service: WebService, found: Gathered) -> None:
    by_course = await read_by_course(service, found.courses)
    found.bundles.update(by_course.items())
    for course, bundle in by_course.items():
        for user, status in bundle.statuses.items():
            found.completed[user, course] = completed_at(status) or ""
        for one in bundle.enrolled:
            if one.get("username"):
                found.accounts.by_name[str(one["username"]).lower()] = int(one["id"])


async def _add_undone(
    service: WebService, found: Gathered, before: Remembered, *, thorough: bool
) -> None:
    asked = Asked(before, found.completed.keys(), found.courses.keys(), thorough=thorough)
    undone = await read_undone(service, found.site, asked)
    for one in undone:
        bundle = found.bundle_of(one.course)
        bundle.statuses[one.user] = one.status
        bundle.undone[one.user] = before.seen[one.user, one.course]
        bundle.users.append(one.account)
    found.undone = frozenset((one.user, one.course) for one in undone)


async def _add_certificates(
    service: WebService, found: Gathered, before: Remembered, options: SiteOptions
) -> None:
    issued, signs = await read_issued(service, found.site, found.chosen, found.accounts.by_name)
    found.signs |= signs
    # Who completed before still tells whose a certificate is, when he is not listed any more.
    placed = await place(
        service,
        issued,
        {**before.seen, **found.completed},
        told=options.certificate_courses,
        courses=sorted(found.courses),
        may_look=found.site.has(CONTENTS),
    )
    gone = before.seen.keys() - found.completed.keys()
    for course, some in placed.items():
        bundle = found.bundle_of(course)
        bundle.certificates += some
        users = {one.user for one in some if one.user is not None}
        bundle.once += sorted(user for user in users if (user, course) in gone)
    await _add_holders(service, found)


async def _add_holders(service: WebService, found: Gathered) -> None:
    """Say who holds a certificate without a completion: listings of certificates lack the NIP."""
    by_course: dict[int | None, set[int]] = defaultdict(set)
    for user, course in found.completed:
        by_course[course].add(user)
    lone = {
        number: lone_holders(
            bundle.certificates, by_course[number] | set(bundle.once) - bundle.undone.keys()
        )
        for number, bundle in found.bundles.items()
    }
    await _ask_for(service, found, set().union(*lone.values()) - found.accounts.known.keys())
    known = found.accounts.known
    for number, users in lone.items():
        found.bundles[number].holders = [known[user] for user in sorted(users & known.keys())]


async def _ask_for(service: WebService, found: Gathered, unknown: set[int]) -> None:
    if not unknown or found.accounts.everybody or not found.site.has(USERS_BY_FIELD):
        return
    try:
        found.accounts.add(await people_by(service, "id", sorted(unknown)))
    except MoodleError as error:
        if error.errorcode not in NO_RIGHT:
            refuse(error)
