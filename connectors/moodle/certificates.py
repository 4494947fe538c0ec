"""Certificates of mod_customcert and tool_certificate: read them, find the course of each."""

from collections import Counter, defaultdict
from collections.abc import Container, Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from connectors.errors import SourceUnavailableError
from connectors.moodle.bundle import Issued
from connectors.moodle.cursor import Pair
from connectors.moodle.display import is_archived, moment, shown_moment, user_in, words
from connectors.moodle.enrolled import CLOSED
from connectors.moodle.report import PASSES, Listing
from connectors.moodle.service import MoodleError, WebService, refuse
from connectors.moodle.site import CONTENTS

CUSTOMCERT = "mod_customcert_list_issues"
MOST = 500
"""More than this are cut in silence."""
OVERLAP = 100
"""So many may be issued within one second, as when a whole class is."""
ENOUGH_VOTES = 10
CLEAR, RUNNER_UP = 0.9, 0.7
MOSTLY, RARELY = 0.7, 0.3
"""Of few holders so many must have completed the course on the day of issue, another so few."""
DAY_SECONDS = 86_400


async def read_customcerts(service: WebService) -> list[Issued]:
    """Read all issues of mod_customcert, newest first.

    They are ordered by the second only: of those of one second each request may have another
    order, so pages overlap by as many. Where the last row is not found again, more than those came
    or went, and all are read once more.
    """
    for _ in range(PASSES):
        found: dict[int, Any] = {}
        last: int | None = None
        while True:
            offset = max(len(found) - OVERLAP, 0)
            page = await service.try_call(CUSTOMCERT, {"limit": MOST, "offset": offset})
            ids = [int(one["issue"]["id"]) for one in page]
            if last is not None and last not in ids:
                break
            before = len(found)
            found |= dict(zip(ids, page, strict=True))
            if len(page) < MOST:
                return [_customcert(one) for one in found.values()]
            if len(found) == before:
                break
            last = ids[-1]
    raise SourceUnavailableError("daftar sertifikat terus berubah selama dibaca; dicoba lagi nanti")


async def newest_customcert(service: WebService) -> str:
    """Ask for the newest issue: it tells at one request whether there are new ones."""
    page = await service.try_call(CUSTOMCERT, {"limit": 1, "offset": 0})
    return str(page[0]["issue"]["id"]) if page else ""


def from_listing(listing: Listing, accounts: Mapping[str, int], template: str = "") -> list[Issued]:
    """Take the certificates of tool_certificate out of a report."""
    columns = listing.columns
    found = []
    for row in listing.rows:
        user = user_in(columns.cell(row, "user"))
        username = words(columns.cell(row, "username")).lower()
        found.append(
            Issued(
                plugin="tool_certificate",
                code=words(columns.cell(row, "code")),
                template=words(columns.cell(row, "template")) or template,
                issued_at=shown_moment(columns.cell(row, "issued")) or "",
                user=user if user is not None else accounts.get(username),
                raw={"headers": listing.headers, "columns": row},
                archived=is_archived(columns.cell(row, "user")),
            )
        )
    return [one for one in found if one.code]


def _customcert(one: Mapping[str, Any]) -> Issued:
    issue, user, template = one["issue"], one["user"], one["template"]
    raw = {"issue": issue, "user": user, "template": template}  # the PDF is never asked for
    return Issued(
        plugin="customcert",
        code=str(issue["code"]),
        template=str(issue["customcertid"]),
        issued_at=moment(int(issue["timecreated"])),
        user=int(user["id"]),
        raw=raw,
    )


async def place(
    service: WebService,
    certificates: Iterable[Issued],
    completed: Mapping[Pair, str],
    *,
    told: Mapping[str, int],
    courses: Iterable[int],
    may_look: bool,
) -> dict[int | None, list[Issued]]:
    """Sort certificates by course; those of which nothing is certain stand under null.

    No function says of which course a certificate is. A page of contents does for customcert, at a
    call for each course; the completions do where nearly all who hold it completed one course, and
    no other course comes near.
    """
    grouped: dict[tuple[str, str], list[Issued]] = defaultdict(list)
    for one in certificates:
        grouped[one.plugin, one.template].append(one)
    by_user: dict[int | None, list[tuple[int, str]]] = defaultdict(list)
    for (user, done), at in completed.items():
        by_user[user].append((done, at))
    placed: dict[int | None, list[Issued]] = defaultdict(list)
    unsure: dict[int, list[Issued]] = {}
    for (plugin, template), issued in sorted(grouped.items()):
        course = told.get(template) or voted(issued, by_user)
        if course is None and plugin == "customcert" and may_look:
            unsure[int(template)] = issued
        else:
            placed[course] += issued
    looked = await _look(service, set(unsure), courses) if unsure else {}
    for instance, issued in unsure.items():
        placed[looked.get(instance)] += issued
    return placed


def lone_holders(issued: Iterable[Issued], counted: Container[int]) -> set[int]:
    """Give who holds one of these and has no completion that counts."""
    holders = {one.user for one in issued if one.user is not None}
    return {user for user in holders if user not in counted}


def voted(
    issued: Iterable[Issued], by_user: Mapping[int | None, Sequence[tuple[int, str]]]
) -> int | None:
    """Give the course that the holders of a certificate completed, where that is beyond doubt.

    Args:
        issued: the certificates of one template.
        by_user: what each account completed: the course, and when.

    """
    votes = [(one, by_user[one.user]) for one in issued if one.user in by_user]
    voters = len(votes)
    if not voters:
        return None
    hits = Counter(course for _, mine in votes for course, _ in mine)
    (best, most), *rest = hits.most_common(2)
    second = rest[0][1] if rest else 0
    if voters >= ENOUGH_VOTES and most >= CLEAR * voters and second <= RUNNER_UP * most:
        return best
    near = Counter(
        course for one, mine in votes for course, at in mine if _close(at, one.issued_at)
    )
    closest = near.most_common(2)
    if not closest or closest[0][1] < MOSTLY * voters:
        return None
    other = closest[1][1] if len(closest) > 1 else 0
    return closest[0][0] if other <= RARELY * closest[0][1] else None


def _close(one: str, other: str) -> bool:
    try:
        apart = datetime.fromisoformat(one) - datetime.fromisoformat(other)
    except ValueError:
        return False
    return abs(apart.total_seconds()) <= DAY_SECONDS


async def _look(service: WebService, wanted: set[int], courses: Iterable[int]) -> dict[int, int]:
    """Look into courses until each of these instances of customcert is found."""
    found: dict[int, int] = {}
    for course in courses:
        if wanted <= found.keys():
            break
        try:
            sections = await service.try_call(CONTENTS, {"courseid": course})
        except MoodleError as error:
            if error.errorcode not in CLOSED:
                refuse(error)
            continue  # this course is closed to us: its certificates stay without
        for section in sections:
            for module in section.get("modules", ()):
                if module.get("modname") == "customcert":
                    found[int(module["instance"])] = course
    return found
