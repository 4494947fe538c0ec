"""The connector `moodle` on a wire in trouble, with the answers of the fake site."""

from urllib.parse import parse_qsl, urlsplit

import pytest

from connectors.moodle.connector import MoodleConnector
from connectors.moodle.options import MoodleOptions
from connectors.testing.http_suite import HttpConnectorSuite
from connectors.testing.moodle import exchange
from connectors.testing.moodle.invented import (
    FULL_TOKEN,
    MOBILE_TOKEN,
    NO_REPORTS_TOKEN,
    NOW,
    invented_site,
)
from connectors.testing.moodle.server import Site
from connectors.testing.wire import Reply, Request, head
from connectors.testing.wired import WiredSource

COMPLETIONS = 15


def wired_with(token: str) -> WiredSource:
    invented = invented_site(seed=9, learners=6, courses=4, completions=COMPLETIONS)
    site = Site(invented.world)

    def connect(base_url: str) -> MoodleConnector:
        options = {"base_url": base_url, "token": token, "private_network": True}
        return MoodleConnector(MoodleOptions.model_validate(options), clock=lambda: NOW)

    return WiredSource(
        connect,
        lambda request: on_the_wire(site.reply(as_asked(request))),
        records=COMPLETIONS,
        secrets=(token,),
    )


def as_asked(request: Request) -> exchange.Request:
    parts = urlsplit(request.target)
    return exchange.Request(
        method=request.method,
        path=parts.path,
        query=tuple(parse_qsl(parts.query, keep_blank_values=True)),
        form=tuple(parse_qsl(request.body.decode(), keep_blank_values=True)),
        body=request.body,
        cookies={},
        base=f"http://{request.headers['host']}",
    )


def on_the_wire(reply: exchange.Reply) -> Reply:
    told = {"content-type": reply.media_type, "content-length": str(len(reply.body))}
    return head(reply.status, told | dict(reply.headers), reply.body)


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
