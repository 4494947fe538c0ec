"""One person with two accounts: both are matched, an hour that both tell of counts once."""

from connectors.testing.moodle.invented import Invented
from connectors.testing.moodle.server import Site
from tests.cli.conftest import Program
from tests.connectors.moodle.office import records

DAY = 86_400


def test_what_both_accounts_of_a_person_completed_counts_once(
    office: Program, site: Site, invented: Invented
) -> None:
    """The second account writes the NIP elsewhere, and the name with a degree."""
    world, one = site.world, invented.truth[0]
    own = {told.course for told in invented.truth if told.nip == one.nip}
    user, both = world.users[one.user], world.courses[one.course]
    alone = next(course for course in world.courses.values() if course.id not in own)
    twin = world.add_user("lama.sekali", f"{user.fullname}, S.Sos.", fields={"nip": one.nip})
    for course, days in ((both, 2), (alone, 1)):
        world.now -= days * DAY
        world.enrol(twin, course)
        world.complete(twin, course)
        world.now += days * DAY

    assert office("sync", "banten-ceria").code == 0
    found = {r["title"]: r for r in records(office) if r["nip"] == one.nip}
    totals = {t["nip"]: t["jp"] for t in office("export", "totals", "--format", "json").json()}

    assert office("review", "list", "--json").json() == []
    assert len(found[both.fullname]["sources"]) == 2
    assert len(found[alone.fullname]["sources"]) == 1
    counted = [r for r in records(office) if r["nip"] == one.nip and r["counted"]]
    assert len(counted) == len(own) + 1 == len(found)
    this_year = [r for r in counted if r["year"] == 2026]
    assert float(totals[one.nip]) == sum(float(r["jp"]) for r in this_year)
