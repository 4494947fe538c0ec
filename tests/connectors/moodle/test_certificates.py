"""Certificates without a completion: a person decides, and no hour is counted twice by it."""

from typing import Any

from connectors.testing.moodle.invented import Invented
from connectors.testing.moodle.parts import Issue
from connectors.testing.moodle.server import Site
from tests.cli.conftest import Program
from tests.connectors.moodle.office import records

ELSEWHERE = 77
"""A template that no course of the site uses."""


def questions(office: Program, kind: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = office(kind, "list", "--json").json()
    return found


def test_one_of_no_known_course_asks_first_whether_and_then_how_much(
    office: Program, site: Site, invented: Invented
) -> None:
    one, world = invented.truth[0], site.world
    world.tool_certificates[900] = Issue(900, one.user, ELSEWHERE, "LUAR-1", world.now - 86_400, 0)
    office("sync", "banten-ceria")

    (asked,) = questions(office, "review")
    assert (asked["reason"], questions(office, "quarantine")) == ("certificate_only", [])
    assert office("review", "accept", asked["id"], one.nip).code == 0
    (missing,) = questions(office, "quarantine")
    assert missing["reason"] == "jp_missing"
    assert office("quarantine", "fix", missing["id"], "jp=4").code == 0

    mine = [r for r in records(office) if r["certificate_number"] == "LUAR-1"]
    assert [(r["jp"], r["counted"], r["nip"]) for r in mine] == [("4.00", True, one.nip)]
    assert len(records(office)) == len(invented.truth) + 1
    assert office("replay", "--verify").code == 0


def test_one_of_an_undone_completion_adds_no_hour_to_what_counts_on(
    office: Program, site: Site, invented: Invented
) -> None:
    office("sync", "banten-ceria")
    one = next(t for t in invented.truth if site.world.courses[t.course].customcert)
    site.world.undo(site.world.users[one.user], site.world.courses[one.course])
    assert office("sync", "banten-ceria", "--full").code == 3

    (asked,) = questions(office, "review")
    assert asked["reason"] == "certificate_only"
    assert office("review", "accept", asked["id"], one.nip).code == 0

    assert sum(r["counted"] for r in records(office)) == len(invented.truth)
    assert office("replay", "--verify").code == 0


def test_one_that_comes_before_its_completion_joins_it_later(
    office: Program, site: Site, invented: Invented
) -> None:
    one, world = invented.truth[0], site.world
    user = world.users[one.user]
    course = next(
        c for c in world.courses.values()
        if c.customcert and (one.user, c.id) not in world.completions
    )  # fmt: skip
    world.enrol(user, course)
    world.issue(user, course, "AWAL-1", at=world.now - 86_400)
    office("sync", "banten-ceria")
    assert [q["reason"] for q in questions(office, "review")] == ["certificate_only"]

    world.complete(user, course, at=world.now)
    office("sync", "banten-ceria")

    (mine,) = [r for r in records(office) if r["certificate_number"] == "AWAL-1"]
    assert (mine["title"], mine["counted"]) == (course.fullname, True)
    assert questions(office, "review") == []
