"""The connector `moodle_web` on a wire in trouble, with the pages of the fake site."""

import pytest

from connectors.moodle_web.connector import MoodleWebConnector
from connectors.moodle_web.options import MoodleWebOptions
from connectors.testing.http_suite import HttpConnectorSuite
from connectors.testing.moodle.invented import PASSWORD, invented_site
from connectors.testing.moodle.server import Site
from connectors.testing.wired import WiredSource
from tests.connectors.moodle.wired_site import answers_of

COMPLETIONS = 15


def wired_with(*, report: bool) -> WiredSource:
    invented = invented_site(seed=9, learners=6, courses=4, completions=COMPLETIONS)

    def connect(base_url: str) -> MoodleWebConnector:
        options = {
            "base_url": base_url,
            "username": "manajer",
            "password": PASSWORD,
            "report": invented.report if report else "auto",
            "private_network": True,
        }
        return MoodleWebConnector(MoodleWebOptions.model_validate(options))

    return WiredSource(
        connect, answers_of(Site(invented.world)), records=COMPLETIONS, secrets=(PASSWORD,)
    )


class TestMoodleWebCourseByCourse(HttpConnectorSuite):
    @pytest.fixture
    def wired(self) -> WiredSource:
        return wired_with(report=False)


class TestMoodleWebWithAReport(HttpConnectorSuite):
    @pytest.fixture
    def wired(self) -> WiredSource:
        return wired_with(report=True)
