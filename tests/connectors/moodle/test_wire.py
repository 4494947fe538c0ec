"""The connector `moodle` on a wire in trouble, with the answers of the fake site."""

import pytest

from connectors.moodle.connector import MoodleConnector
from connectors.moodle.options import MoodleOptions
from connectors.testing.http_suite import HttpConnectorSuite
from connectors.testing.moodle.invented import (
    FULL_TOKEN,
    MOBILE_TOKEN,
    NO_REPORTS_TOKEN,
    NOW,
    invented_site,
)
from connectors.testing.moodle.server import Site
from connectors.testing.wired import WiredSource
from tests.connectors.moodle.wired_site import answers_of

COMPLETIONS = 15


def wired_with(token: str) -> WiredSource:
    invented = invented_site(seed=9, learners=6, courses=4, completions=COMPLETIONS)

    def connect(base_url: str) -> MoodleConnector:
        options = {"base_url": base_url, "token": token, "private_network": True}
        return MoodleConnector(MoodleOptions.model_validate(options), clock=lambda: NOW)

    return WiredSource(
        connect,
        answers_of(Site(invented.world)),
        records=COMPLETIONS,
        secrets=(token,),
    )


class TestMoodleWithAReport(HttpConnectorSuite):
    @pytest.fixture
    def wired(self) -> WiredSource:
        return wired_with(FULL_TOKEN)


class TestMoodleWithTheMobileApp(HttpConnectorSuite):
    @pytest.fixture
    def wired(self) -> WiredSource:
        return wired_with(MOBILE_TOKEN)


class TestMoodlePersonByPerson(HttpConnectorSuite):
    @pytest.fixture
    def wired(self) -> WiredSource:
        return wired_with(NO_REPORTS_TOKEN)
