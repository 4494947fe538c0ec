import pytest

from connectors.moodle_web.connector import MoodleWebConnector
from connectors.moodle_web.options import MoodleWebOptions
from connectors.testing.moodle.invented import PASSWORD, Invented, invented_site
from connectors.testing.moodle.server import Site
from connectors.testing.source import Source
from connectors.testing.suite import ConnectorSuite

FAR_AHEAD = 4_102_444_800


@pytest.fixture
def invented() -> Invented:
    return invented_site(seed=9, learners=12, courses=6, completions=25)


def source_of(site: Site, invented: Invented, report: int | str) -> Source:
    world = site.world
    options = MoodleWebOptions.model_validate(
        {"base_url": site.base_url, "username": "manajer", "password": PASSWORD,
         "report": report, "private_network": True, "requests_per_second": 200}
    )  # fmt: skip

    def complete_another() -> None:
        one = invented.truth[0]
        free = next(c for c in world.courses if (one.user, c) not in world.completions)
        world.enrol(world.users[one.user], world.courses[free])
        world.complete(world.users[one.user], world.courses[free])

    def spoil() -> None:
        one = invented.truth[1]
        world.backdate(world.users[one.user], world.courses[one.course], FAR_AHEAD)

    return Source(
        connect=lambda: MoodleWebConnector(options),
        add_item=complete_another,
        go_down=lambda: site.maintenance(on=True, by_cli=True),
        spoil_item=spoil,
    )


class TestMoodleWebCourseByCourse(ConnectorSuite):
    @pytest.fixture
    def source(self, site: Site, invented: Invented) -> Source:
        return source_of(site, invented, "auto")


class TestMoodleWebWithAReport(ConnectorSuite):
    @pytest.fixture
    def source(self, site: Site, invented: Invented) -> Source:
        return source_of(site, invented, invented.report)
