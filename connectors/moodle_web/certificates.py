"""Certificates that a manager sees, sorted by the course of each."""

from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import replace
from typing import Any

from connectors.http.statuses import NotThereError
from connectors.moodle.bundle import Issued
from connectors.moodle.certificates import from_listing, place, read_customcerts
from connectors.moodle.cursor import Pair
from connectors.moodle.display import words
from connectors.moodle.report import Listing
from connectors.moodle.service import MoodleError, refuse
from connectors.moodle.times import in_utc
from connectors.moodle_web.ajax import SHUT, Ajax
from connectors.moodle_web.downloads import issues, template
from connectors.moodle_web.options import MoodleWebOptions
from connectors.moodle_web.pages import customcert_pages
from connectors.moodle_web.people import by_username, people_by
from connectors.moodle_web.session import WebSession

EMPTY_TEMPLATES = 3
"""After so many template numbers without issues no more are tried."""
INDEX = "mod/customcert/index.php"
Courses = Mapping[int, Mapping[str, Any]]
Accounts = Mapping[str, int]
"""Name of an account in lower case → its id."""


async def certificates_of(
    session: WebSession,
    ajax: Ajax,
    options: MoodleWebOptions,
    *,
    courses: Courses,
    completed: Mapping[Pair, str],
    accounts: Accounts,
    gone: Collection[int],
) -> dict[int | None, list[Issued]]:
    """Give certificates by course; those of which nothing is certain stand under null.

    `gone` are accounts of which a completion is not listed any more.
    """
    customcerts = await _customcerts(ajax)
    issued = customcerts or []
    issued += await _by_template(session, ajax, accounts, gone)
    placed = await place(
        ajax,
        issued,
        completed,
        told=options.certificate_courses,
        courses=(),
        may_look=False,  # the contents of a course are not for AJAX: their pages are looked at here
    )
    unsure = placed.pop(None, [])
    codes = {one.code for one in unsure if one.plugin == "customcert"}
    if codes or customcerts is None:
        looked = await _by_page(session, courses, accounts)
        for course, some in looked.items():
            placed.setdefault(course, []).extend(
                one for one in some if customcerts is None or one.code in codes
            )
        found = {one.code for some in looked.values() for one in some}
        unsure = [one for one in unsure if one.plugin != "customcert" or one.code not in found]
    placed[None] = unsure
    return {number: some for number, some in placed.items() if some}


async def _customcerts(ajax: Ajax) -> list[Issued] | None:
    try:
        return await read_customcerts(ajax)
    except MoodleError as error:
        if error.errorcode in SHUT:  # before 4.4.7 there is no such function
            return None
        refuse(error)


async def _by_page(
    session: WebSession, courses: Courses, accounts: Accounts
) -> dict[int, list[Issued]]:
    """Look at the certificates of each course, at two requests for each course that has some."""
    found: dict[int, list[Issued]] = defaultdict(list)
    for course in sorted(courses):
        try:
            page = await session.page(INDEX, {"id": course})
        except NotThereError:  # the plugin is not there
            break
        for number in customcert_pages(page):
            listing = await issues(session, number)
            found[course] += [_issued(row, listing, accounts, session) for row in listing.rows]
    return found


def _issued(
    row: list[str], listing: Listing, accounts: Mapping[str, int], session: WebSession
) -> Issued:
    columns = listing.columns
    username = words(columns.cell(row, "username")).lower()
    return Issued(
        plugin="customcert",
        code=words(columns.cell(row, "code")),
        template="",
        issued_at=in_utc(row[columns.others["awarded on"]], session.zone),
        user=accounts.get(username),
        raw={"headers": listing.headers, "columns": row},
    )


async def _by_template(
    session: WebSession, ajax: Ajax, accounts: Accounts, gone: Collection[int]
) -> list[Issued]:
    """No page names the templates for a program: their numbers are tried from 1."""
    listings: list[tuple[int, Listing]] = []
    number = empty = 0
    while empty < EMPTY_TEMPLATES:
        number += 1
        listing = await template(session, number)
        empty = 0 if listing is not None and listing.rows else empty + 1
        if listing is not None:
            listings.append((number, listing))
    known = await _accounts(ajax, accounts, [listing for _, listing in listings], gone)
    return [
        replace(one, issued_at=in_utc(one.issued_at.removesuffix("Z"), session.zone))
        for at, listing in listings
        for one in from_listing(listing, known, str(at))
    ]


async def _accounts(
    ajax: Ajax, accounts: Accounts, listings: Collection[Listing], gone: Collection[int]
) -> dict[str, int]:
    """Give the account of each name that listings tell; of deleted ones those that we knew."""
    names = {
        words(listing.columns.cell(row, "username")).lower()
        for listing in listings
        for row in listing.rows
    }
    unknown = names - accounts.keys() - {""}
    found = by_username(await people_by(ajax, "username", unknown))
    if unknown - found.keys():  # by its number alone a deleted account tells its new name
        numbers = {str(user) for user in gone}
        found = {**by_username(await people_by(ajax, "id", numbers)), **found}
    return {**accounts, **found}
