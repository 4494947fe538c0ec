"""Gather all that a site shows to a manager, divided by course."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from connectors.errors import SourceRefusedError
from connectors.moodle.certificates import lone_holders
from connectors.moodle.columns import columns_of
from connectors.moodle.cursor import Pair, Seen
from connectors.moodle.display import words
from connectors.moodle.report import RESET, Listing
from connectors.moodle.times import in_utc
from connectors.moodle.told import Told
from connectors.moodle_web.ajax import Ajax
from connectors.moodle_web.certificates import certificates_of
from connectors.moodle_web.courses import read_courses
from connectors.moodle_web.downloads import Shut, completions, report
from connectors.moodle_web.options import MoodleWebOptions
from connectors.moodle_web.people import by_username, people_by
from connectors.moodle_web.session import WebSession

Courses = Mapping[int, Mapping[str, Any]]


@dataclass(slots=True)
class Gathered:
    """A whole site."""

    told: dict[int | None, Told] = field(default_factory=dict)
    completed: dict[Pair, str] = field(default_factory=dict)
    """Every completion that is listed, with its time in UTC."""
    people: dict[int, dict[str, Any]] = field(default_factory=dict)


async def gather(session: WebSession, options: MoodleWebOptions, before: Seen) -> Gathered:
    """Read everything; of `before`, completions that were there once, what became of them."""
    await session.enter()
    ajax = Ajax(session)
    courses = await read_courses(session, ajax, options.courses)
    if isinstance(options.report, int):
        found = await _by_report(session, ajax, options.report, courses, before)
        await _add_undone(session, found, courses, before)
    else:
        found = await _by_course(session, courses, before)
    await _add_people(ajax, found)
    gone = before.keys() - found.completed.keys()
    placed = await certificates_of(
        session,
        ajax,
        options,
        courses=courses,
        completed={**before, **found.completed},  # who had completed still tells whose it is
        accounts=_accounts(found),
        gone={user for user, _ in gone},
    )
    for number, issued in placed.items():
        raw = None if number is None else courses.get(number, {"id": number})
        told = found.told.setdefault(number, Told(raw, zone=session.zone))
        told.certificates += issued
        told.once += sorted({user for one in issued if (user := one.user) is not None
                             and (user, number) in gone})  # fmt: skip
    await _add_holders(ajax, found)
    return found


async def _add_holders(ajax: Ajax, found: Gathered) -> None:
    """Say who holds a certificate without a completion, where listings of them lack the NIP."""
    by_course: dict[int | None, set[int]] = defaultdict(set)
    for user, course in found.completed:
        by_course[course].add(user)
    lone = {
        number: lone_holders(
            told.certificates, by_course[number] | set(told.once) - told.undone.keys()
        )
        for number, told in found.told.items()
    }
    unknown = set().union(*lone.values()) - found.people.keys()
    found.people |= await people_by(ajax, "id", {str(user) for user in unknown})
    for number, users in lone.items():
        known = users & found.people.keys()
        found.told[number].holders = [found.people[user] for user in sorted(known)]


async def _by_course(session: WebSession, courses: Courses, before: Seen) -> Gathered:
    found = Gathered()
    for number, course in sorted(courses.items()):
        if course.get("enablecompletion") == 0:
            continue
        listing = await completions(session, number)
        if isinstance(listing, Shut):
            continue
        told = Told(course, listing.headers, zone=session.zone)
        for row in listing.rows:
            user = int(row[0]) if row[0].isdecimal() else None
            if row[-1].strip() and user is not None:
                found.completed[user, number] = in_utc(row[-1], session.zone)
            elif user is not None and (user, number) in before:
                told.undone[user] = before[user, number]
            if row[-1].strip() or user is None or user in told.undone:
                told.rows.append((user, row))
        found.told[number] = told
    if not found.told:  # never "0 rows, fine": a right that was taken away looks just like this
        raise SourceRefusedError(
            f"LMS tidak memberi laporan penyelesaian satu pun dari {len(courses)} kursus; minta "
            "peran manajer (report/completion:view) untuk akun ini"
        )
    return found


async def _by_report(
    session: WebSession, ajax: Ajax, number: int, courses: Courses, before: Seen
) -> Gathered:
    await ajax.call_if_open(RESET, {"reportid": number})  # a filter left behind shortens it
    listing = await report(session, number)
    columns = listing.columns
    names = {words(columns.cell(row, "username")) for row in listing.rows} - {""}
    found = Gathered(people=await people_by(ajax, "username", names))
    accounts = by_username(found.people)
    numbers = _numbers_of(courses)
    for row in listing.rows:
        user = accounts.get(words(columns.cell(row, "username")).lower())
        course = _course_of(row, listing, numbers)
        raw = courses[course] if course is not None else None
        told = found.told.setdefault(course, Told(raw, listing.headers, zone=session.zone))
        at = columns.cell(row, "completed").strip()
        if user is None or course is None:
            told.rows += [(user, row)] if at else []
            continue
        if at:
            found.completed[user, course] = in_utc(at, session.zone)
        elif (user, course) in before:
            told.undone[user] = before[user, course]
        if at or user in told.undone:
            told.rows.append((user, row))
    return found


async def _add_undone(session: WebSession, found: Gathered, courses: Courses, before: Seen) -> None:
    """Ask the course of what vanished from a report: it still lists who has not completed."""
    gone = before.keys() - found.completed.keys()
    for number in sorted({course for _, course in gone} & courses.keys()):
        listing = await completions(session, number)
        if isinstance(listing, Shut):
            continue
        told = found.told.setdefault(number, Told(courses[number], zone=session.zone))
        for row in listing.rows:
            user = int(row[0]) if row[0].isdecimal() else None
            if user is not None and (user, number) in gone and not row[-1].strip():
                told.undone[user] = before[user, number]


def _numbers_of(courses: Courses) -> dict[tuple[str, str], int]:
    """Give courses by what a report may call them; a name that two of them have says nothing."""
    found: dict[tuple[str, str], list[int]] = defaultdict(list)
    kinds = (("shortname", "shortname"), ("idnumber", "course_idnumber"), ("fullname", "name"))
    for number, course in courses.items():
        for field_name, column in kinds:
            if text := words(str(course.get(field_name) or "")):
                found[column, text].append(number)
    return {name: numbers[0] for name, numbers in found.items() if len(numbers) == 1}


def _course_of(
    row: list[str], listing: Listing, numbers: Mapping[tuple[str, str], int]
) -> int | None:
    for column, kind in (
        ("shortname", "shortname"),
        ("course_idnumber", "course_idnumber"),
        ("course_name", "name"),
        ("course", "name"),
    ):
        if found := numbers.get((kind, words(listing.columns.cell(row, column)))):
            return found
    return None


def _accounts(found: Gathered) -> dict[str, int]:
    """Give accounts by their names, as the rows and the accounts themselves say."""
    named = by_username(found.people)
    for told in found.told.values():
        columns = columns_of(told.headers, ())
        for user, row in told.rows:
            if user is not None and (name := words(columns.cell(row, "username")).lower()):
                named.setdefault(name, user)
    return named


async def _add_people(ajax: Ajax, found: Gathered) -> None:
    users = {number: _users_of(told) for number, told in found.told.items()}
    missing = set().union(*users.values()) - found.people.keys()
    found.people |= await people_by(ajax, "id", {str(user) for user in missing})
    for number, told in found.told.items():
        known = users[number] & found.people.keys()
        told.users = [found.people[user] for user in sorted(known)]


def _users_of(told: Told) -> set[int]:
    return {user for user, _ in told.rows if user is not None} | told.undone.keys()
