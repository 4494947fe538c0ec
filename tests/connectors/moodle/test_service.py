"""Errors that come as HTTP 200 mean what their code says, and never show the token."""

from typing import Any

import pytest

from connectors.errors import SourceChangedError, SourceRefusedError, SourceUnavailableError
from connectors.moodle.connector import MoodleConnector
from connectors.moodle.options import MoodleOptions
from connectors.moodle.service import MoodleError, flat, refuse
from connectors.testing.moodle.invented import BARE_TOKEN, FULL_TOKEN, Invented, invented_site
from connectors.testing.moodle.parts import Token
from connectors.testing.moodle.server import Site
from connectors.testing.suite import fetch


@pytest.fixture
def anyio_backend() -> str:
    return "asyncio"


@pytest.fixture
def invented() -> Invented:
    return invented_site(seed=2, learners=6, courses=3, completions=9)


def connect(site: Site, token: str = FULL_TOKEN, **options: object) -> MoodleConnector:
    whole = {"base_url": site.base_url, "token": token, "private_network": True} | options
    return MoodleConnector(MoodleOptions.model_validate(whole))


@pytest.mark.parametrize(
    ("errorcode", "meaning"),
    [
        ("invalidtoken", SourceRefusedError),
        ("accessexception", SourceRefusedError),
        ("wsaccessusersuspended", SourceRefusedError),
        ("nopermissions", SourceRefusedError),
        ("sitemaintenance", SourceUnavailableError),
        ("upgraderunning", SourceUnavailableError),
        ("invalidparameter", SourceChangedError),
        ("never_seen_before", SourceChangedError),
    ],
)
def test_an_errorcode_says_what_happens_next(errorcode: str, meaning: type[Exception]) -> None:
    with pytest.raises(meaning, match=errorcode):
        refuse(MoodleError(errorcode, "core_course_get_courses"))


@pytest.mark.anyio
async def test_an_expired_token_is_refused_and_not_shown(site: Site) -> None:
    site.expire_tokens()

    for errorcode in ("accessexception", "invalidtoken"):
        with pytest.raises(SourceRefusedError, match=errorcode) as raised:
            await fetch(connect(site))
        assert FULL_TOKEN not in str(raised.value)


class TokensThatExpire(dict[str, Token]):
    """Good for a few calls, then too old: as in the middle of a fetch."""

    left = 5

    def get(self, key: str, default: Any = None) -> Any:
        self.left -= 1
        if self.left < 0:
            self[key].expired = True
        return super().get(key, default)


@pytest.mark.anyio
async def test_a_token_that_expires_in_the_middle_yields_nothing_half(site: Site) -> None:
    site.world.tokens = TokensThatExpire(site.world.tokens)
    pages = []

    with pytest.raises(SourceRefusedError, match="accessexception"):
        pages += await fetch(connect(site))

    assert pages == []
    assert len(site.requests) > TokensThatExpire.left


@pytest.mark.anyio
async def test_an_account_without_rights_is_refused(site: Site) -> None:
    with pytest.raises(SourceRefusedError):
        await fetch(connect(site, BARE_TOKEN))


@pytest.mark.anyio
async def test_where_custom_reports_are_off_everybody_is_asked_for(
    site: Site, invented: Invented
) -> None:
    site.world.custom_reports = False
    connector = connect(site)

    rows = [row for one in await fetch(connector) for row in connector.read(one).rows.to_dicts()]

    assert len([row for row in rows if row["kind"] is None]) == len(invented.truth)


@pytest.mark.anyio
async def test_a_report_that_is_no_list_of_completions_is_told(site: Site) -> None:
    with pytest.raises(SourceChangedError, match="Time completed"):
        await fetch(connect(site, report=3))


@pytest.mark.anyio
async def test_a_filter_that_somebody_left_behind_hides_nothing(
    site: Site, invented: Invented
) -> None:
    account = site.world.tokens[FULL_TOKEN].user
    whole = await fetch(connect(site))
    site.world.filters[account, invented.report] = {
        "completion:timecompleted_operator": 3,
        "completion:timecompleted_from": site.world.now,
        "completion:timecompleted_to": 0,
    }

    again = await fetch(connect(site))

    assert [page.body for page in again] == [page.body for page in whole]


@pytest.mark.anyio
async def test_a_doubled_row_counts_once(site: Site, invented: Invented) -> None:
    one = invented.truth[0]
    world = site.world
    world.enrol(world.users[one.user], world.courses[one.course], method="cohort")
    connector = connect(site)

    keys = [
        row["key"]
        for page in await fetch(connector)
        for row in connector.read(page).rows.to_dicts()
        if row["ignored"] is None and row["kind"] is None
    ]

    assert len(keys) == len(set(keys)) == len(invented.truth)


def test_lists_are_written_as_php_reads_them() -> None:
    assert flat({"options": [{"name": "a", "value": 1}], "n": 2, "yes": True}) == {
        "options[0][name]": "a",
        "options[0][value]": "1",
        "n": "2",
        "yes": "1",
    }
