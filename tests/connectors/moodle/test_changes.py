"""What happens to people and courses in a site, and what the next full comparison makes of it."""

from datetime import date, timedelta
from typing import Any

import pytest
import time_machine

from connectors.testing.moodle.invented import NO_REPORTS_TOKEN, Invented, Truth
from connectors.testing.moodle.parts import Course, User
from connectors.testing.moodle.server import Site
from tests.cli.conftest import NOW, Program
from tests.connectors.moodle.office import records

DAY = 86_400


def compare(office: Program) -> Any:
    """The comparison of the next night."""
    with time_machine.travel(NOW + timedelta(hours=21), tick=False):
        return office._run(["--config", str(office.folder / "jampel.toml"), "sync", "banten-ceria"])


def who(site: Site, one: Truth) -> tuple[User, Course]:
    return site.world.users[one.user], site.world.courses[one.course]


def the_record(office: Program, one: Truth) -> dict[str, Any]:
    found = [r for r in records(office) if r["nip"] == one.nip and r["title"] == one.title]
    assert len(found) == 1
    return found[0]


@pytest.fixture(params=["by report", "person by person"])
def synced(
    office: Program, request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch
) -> Program:
    if request.param == "person by person":
        monkeypatch.setenv("BANTEN_CERIA_TOKEN", NO_REPORTS_TOKEN)
    assert office("sync", "banten-ceria").code == 0
    return office


def test_an_undone_completion_is_held_for_a_person(
    synced: Program, site: Site, invented: Invented
) -> None:
    one = invented.truth[0]
    site.world.undo(*who(site, one))

    answer = compare(synced)

    assert answer.code == 3
    assert the_record(synced, one)["counted"]
    assert "held" in the_record(synced, one)["flags"]


def test_who_is_unenrolled_or_deleted_loses_nothing(
    synced: Program, site: Site, invented: Invented
) -> None:
    gone = invented.truth[0]
    deleted = next(one for one in invented.truth if one.user != gone.user)
    site.world.unenrol(*who(site, gone))
    site.world.delete_user(site.world.users[deleted.user])

    compare(synced)

    for one in (gone, deleted):
        assert the_record(synced, one)["counted"]
        assert "unlisted" in the_record(synced, one)["flags"]


def test_a_suspended_account_and_a_new_name_change_nothing_that_counts(
    synced: Program, site: Site, invented: Invented
) -> None:
    one = invented.truth[0]
    user, _ = who(site, one)
    site.world.suspend(user)
    site.world.rename(user, f"{user.firstname} {user.lastname} M.Si.")

    assert compare(synced).code == 0

    assert the_record(synced, one)["counted"]


def test_a_new_and_a_back_dated_completion_come(
    synced: Program, site: Site, invented: Invented
) -> None:
    world, one = site.world, invented.truth[0]
    user, _ = who(site, one)
    new, back = [c for c in world.courses.values() if (one.user, c.id) not in world.completions][:2]
    for course, at in ((new, world.now - DAY), (back, world.now - 200 * DAY)):
        world.enrol(user, course)
        world.complete(user, course, at=at)

    compare(synced)

    titles = {r["title"]: r["end_on"] for r in records(synced) if r["nip"] == one.nip}
    assert new.fullname in titles
    assert date.fromisoformat(titles[back.fullname]) < date(2026, 5, 20)


def test_a_time_within_the_year_and_a_renamed_course_are_taken_over(
    synced: Program, site: Site, invented: Invented
) -> None:
    one = invented.truth[0]
    user, course = who(site, one)
    site.world.backdate(user, course, site.world.now - 100 * DAY)
    site.world.rename_course(course, f"{course.fullname} Lanjutan")

    compare(synced)

    mine = [r for r in records(synced) if r["nip"] == one.nip and r["title"] == course.fullname]
    assert [r["end_on"] for r in mine] == ["2026-08-16"]
    assert not [r for r in records(synced) if r["nip"] == one.nip and r["title"] == one.title]


def test_a_deleted_course_keeps_its_hours(synced: Program, site: Site, invented: Invented) -> None:
    one = invented.truth[0]
    site.world.delete_course(site.world.courses[one.course])

    compare(synced)

    assert the_record(synced, one)["counted"]
