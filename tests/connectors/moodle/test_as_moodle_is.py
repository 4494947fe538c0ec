"""What the source of Moodle and its plugins says that an answer may hold, and is easily misread."""

import json
from dataclasses import replace
from typing import Any

import pytest

from connectors.moodle.certificates import read_customcerts
from connectors.moodle.connector import MoodleConnector
from connectors.moodle.customfields import field_text
from connectors.moodle.display import is_archived, words
from connectors.moodle.enrolled import completed_at, read_statuses
from connectors.moodle.options import MoodleOptions
from connectors.moodle.report import leaves_out
from connectors.moodle.service import MoodleError, WebService
from connectors.moodle_web.connector import MoodleWebConnector
from connectors.moodle_web.options import MoodleWebOptions
from connectors.testing.moodle.invented import (
    FULL_TOKEN,
    NO_REPORTS_TOKEN,
    PASSWORD,
    Invented,
    invented_site,
)
from connectors.testing.moodle.server import Site
from connectors.testing.suite import rows_of

Facts = list[dict[str, str]]
TEMPLATE = "https://lms.example/user/profile.php?id=43"


@pytest.fixture
def anyio_backend() -> str:
    return "asyncio"


@pytest.fixture
def invented() -> Invented:
    return invented_site(seed=2, learners=12, courses=4, completions=30)


def by_token(site: Site, token: str = FULL_TOKEN, **options: object) -> MoodleConnector:
    whole = {"base_url": site.base_url, "token": token, "private_network": True} | options
    return MoodleConnector(MoodleOptions.model_validate(whole))


def by_login(site: Site) -> MoodleWebConnector:
    whole = {
        "base_url": site.base_url, "username": "manajer", "password": PASSWORD,
        "private_network": True, "requests_per_second": 200,
    }  # fmt: skip
    return MoodleWebConnector(MoodleWebOptions.model_validate(whole))


@pytest.mark.parametrize(
    ("kind", "raw", "shown", "read"),
    [
        ("text", "20", "20", "20"),
        ("text", "", None, ""),
        ("select", 3, "20", "20"),  # raw is its place in the list
        ("select", 0, None, ""),
        ("number", "20.00000", "20 JP", "20"),
        ("number", "12.50000", "12,5", "12.5"),
        ("number", 8, "8", "8"),
        ("number", None, None, ""),
        ("textarea", "<p>20 <b>JP</b></p>", "20 JP", "20 JP"),
    ],
)
def test_a_field_says_what_a_person_reads_there(
    kind: str, raw: object, shown: str | None, read: str
) -> None:
    assert field_text({"type": kind, "valueraw": raw, "value": shown}) == read


@pytest.mark.anyio
@pytest.mark.parametrize("kind", ["select", "number"])
@pytest.mark.parametrize("door", [by_token, by_login])
async def test_jp_of_a_list_or_a_number_are_those_of_its_text(
    site: Site, kind: str, door: Any
) -> None:
    for course in site.world.courses.values():
        course.jp = "20"
    whole = [row["jp"] for row in await told_by(door(site))]
    for course in site.world.courses.values():
        course.jp_kind = kind

    assert [row["jp"] for row in await told_by(door(site))] == whole
    assert set(whole) == {"20"}


async def told_by(connector: MoodleConnector | MoodleWebConnector) -> Facts:
    rows = [dict(row) for row in await rows_of(connector)]
    return [row for row in rows if not row.get("ignored")]


def criterion(kind: int, at: int | None) -> dict[str, object]:
    return {"type": kind, "complete": at is not None, "timecompleted": at}


@pytest.mark.parametrize(
    ("aggregation", "criteria", "second"),
    [
        (1, [criterion(4, 10), criterion(4, 20)], 20),
        (1, [criterion(4, 10), criterion(6, 30)], 30),
        (1, [criterion(4, 10), criterion(4, None), criterion(6, 5)], 10),
        (2, [criterion(4, 10), criterion(6, 30)], 10),
        (2, [criterion(4, None), criterion(6, 30)], 30),
        (1, [criterion(4, 10), criterion(4, 20), criterion(4, None)], 10),
    ],
)
def test_a_course_is_completed_when_enough_of_its_criteria_are(
    aggregation: int, criteria: list[dict[str, object]], second: int
) -> None:
    status = {"completed": True, "aggregation": aggregation, "completions": criteria}

    assert completed_at(status) == f"1970-01-01T00:00:{second}Z"


class Groups(WebService):
    """A site with separate groups: of some people it may not tell us anything."""

    def __init__(self) -> None:
        pass

    async def try_call(self, function: str, params: Any = None) -> Any:
        """Tell of one account only."""
        if params["userid"] == 1:
            raise MoodleError("accessdenied", function)
        return {"completionstatus": {"completed": True, "aggregation": 1, "completions": []}}


@pytest.mark.anyio
async def test_a_person_of_another_group_takes_no_other_along() -> None:
    assert list(await read_statuses(Groups(), [(1, 5), (2, 5)])) == [(2, 5)]


class Issues(WebService):
    """Certificates of which many were issued within one second; those have no order."""

    def __init__(self, codes: int) -> None:
        self.codes = codes

    async def try_call(self, function: str, params: Any = None) -> Any:
        """Give a page; around the end of the first, each request has another order."""
        del function
        ids = list(range(self.codes))
        if params["offset"]:
            ids[460:540] = ids[460:540][::-1]
        return [one_issue(one) for one in ids[params["offset"] :][: params["limit"]]]


def one_issue(number: int) -> dict[str, object]:
    issue = {"id": number, "customcertid": 1, "code": f"K{number}", "timecreated": 1_700_000_000}
    return {"issue": issue, "user": {"id": number}, "template": {}}


@pytest.mark.anyio
async def test_certificates_of_one_second_are_all_found_where_two_pages_meet() -> None:
    assert len(await read_customcerts(Issues(778))) == 778


def test_a_badge_behind_a_name_is_no_part_of_it() -> None:
    picture = '<span class="userinitials size-35" title="Ayu &amp; Co">AC</span>'
    badge = '<span class="ms-1 badge rounded-pill bg-secondary text-dark">Archived</span>'
    cell = f'<a href="{TEMPLATE}">{picture}Ayu &amp; Co</a>'

    assert (words(cell), is_archived(cell)) == ("Ayu & Co", False)
    assert (words(cell + badge), is_archived(cell + badge)) == ("Ayu & Co", True)


@pytest.mark.anyio
@pytest.mark.parametrize("door", [by_token, by_login])
async def test_of_two_certificates_the_one_that_is_not_archived_speaks(
    site: Site, invented: Invented, door: Any
) -> None:
    world = site.world
    world.reports = {n: r for n, r in world.reports.items() if r.source != "certificates"}
    old = next(one for one in world.tool_certificates.values())
    world.tool_certificates[old.id] = replace(old, archived=True)
    user, course = world.users[old.user], world.courses[old.course]
    world.issue(user, course, "BARU-1", at=old.timecreated - 60)

    rows = await told_by(door(site))

    mine = [r for r in rows if r["account"] == str(user.id) and r["course_id"] == str(course.id)]
    assert [r["certificate_number"] for r in mine] == ["BARU-1"]
    assert invented.truth


@pytest.mark.parametrize(
    ("conditions", "cuts"),
    [
        (None, False),
        ({}, False),
        ({"completion:timecompleted_operator": 1, "completion:timecompleted_value": 1}, False),
        ({"completion:completed_operator": 1, "user:suspended_operator": 0}, False),
        ({"user:suspended_operator": 2}, True),
        ({"completion:timecompleted_operator": 4, "completion:timecompleted_value": 1}, True),
        ({"course:courseselector_values": ["7"]}, True),
    ],
)
def test_conditions_that_leave_people_out_are_told_from_those_that_do_not(
    conditions: dict[str, object] | None,
    cuts: bool,  # noqa: FBT001 - one of the cases
) -> None:
    assert leaves_out(None if conditions is None else json.dumps(conditions)) is cuts


@pytest.mark.anyio
async def test_a_report_of_some_people_is_not_taken_where_there_is_one_of_all(site: Site) -> None:
    whole = await told_by(by_token(site))
    first = min(site.world.reports)
    some = replace(site.world.reports[first], id=0, conditions='{"user:suspended_operator":2}')
    site.world.reports[0] = some
    site.forget_requests()

    assert await told_by(by_token(site)) == whole
    asked = [one.params for one in site.requests if one.function.endswith("retrieve_report")]
    assert "0" not in {one["reportid"] for one in asked}


@pytest.mark.anyio
@pytest.mark.parametrize("token", [FULL_TOKEN, NO_REPORTS_TOKEN, None])
async def test_a_course_without_anybody_takes_no_other_along(site: Site, token: str | None) -> None:
    door = by_login(site) if token is None else by_token(site, token)
    whole = await told_by(door)
    site.world.add_course("KOSONG", "Kursus Baru (4 JP)")

    assert await told_by(door) == whole
