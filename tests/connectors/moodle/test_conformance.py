import pytest

from connectors.moodle.connector import MoodleConnector
from connectors.moodle.options import MoodleOptions
from connectors.testing.moodle.invented import (
    FULL_TOKEN,
    MOBILE_TOKEN,
    NO_REPORTS_TOKEN,
    NOW,
    Invented,
    invented_site,
)
from connectors.testing.moodle.server import Site
from connectors.testing.source import Source
from connectors.testing.suite import ConnectorSuite

FAR_AHEAD = 4_102_444_800


@pytest.fixture
def invented() -> Invented:
    return invented_site(seed=9, learners=12, courses=6, completions=25)


def connect(site: Site, token: str, **options: object) -> MoodleConnector:
    checked = MoodleOptions.model_validate(
        {"base_url": site.base_url, "token": token, "private_network": True,
         "requests_per_second": 200} | options
    )  # fmt: skip
    return MoodleConnector(checked, clock=lambda: NOW)


def source_of(site: Site, invented: Invented, token: str) -> Source:
    world = site.world

    def complete_another() -> None:
        one = invented.truth[0]
        free = next(c for c in world.courses if (one.user, c) not in world.completions)
        world.enrol(world.users[one.user], world.courses[free])
        world.complete(world.users[one.user], world.courses[free])

    def spoil() -> None:
        one = invented.truth[1]
        world.backdate(world.users[one.user], world.courses[one.course], FAR_AHEAD)

    return Source(
        connect=lambda: connect(site, token),
        add_item=complete_another,
        go_down=lambda: site.maintenance(on=True),
        spoil_item=spoil,
    )


class TestMoodleWithAReport(ConnectorSuite):
    @pytest.fixture
    def source(self, site: Site, invented: Invented) -> Source:
        return source_of(site, invented, FULL_TOKEN)


class TestMoodleWithTheMobileApp(ConnectorSuite):
    @pytest.fixture
    def source(self, site: Site, invented: Invented) -> Source:
        return source_of(site, invented, MOBILE_TOKEN)


class TestMoodlePersonByPerson(ConnectorSuite):
    @pytest.fixture
    def source(self, site: Site, invented: Invented) -> Source:
        return source_of(site, invented, NO_REPORTS_TOKEN)
