"""A login that fails, ends or waits; pages that stand where others should be."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from connectors.errors import SourceChangedError, SourceRefusedError, SourceUnavailableError
from connectors.moodle_web.connector import CHANGED, MoodleWebConnector
from connectors.moodle_web.options import MoodleWebOptions
from connectors.testing.moodle.exchange import Reply, page, redirect
from connectors.testing.moodle.invented import PASSWORD, Invented, invented_site
from connectors.testing.moodle.parts import Role
from connectors.testing.moodle.server import Site
from connectors.testing.moodle.sessions import Session, Sessions
from connectors.testing.suite import fetch, rows_of

if TYPE_CHECKING:
    from connectors.contract import Page

LOGIN = "/login/index.php"
COMPLETION = "/report/completion/index.php"


@pytest.fixture
def anyio_backend() -> str:
    return "asyncio"


@pytest.fixture
def invented() -> Invented:
    return invented_site(seed=2, learners=6, courses=3, completions=9)


def connect(site: Site, **options: object) -> MoodleWebConnector:
    whole: dict[str, object] = {
        "base_url": site.base_url, "username": "manajer", "password": PASSWORD,
        "private_network": True, "requests_per_second": 200,
    }  # fmt: skip
    return MoodleWebConnector(MoodleWebOptions.model_validate(whole | options))


def logins(site: Site) -> int:
    return sum(one.method == "POST" and one.path == LOGIN for one in site.requests)


class SessionsThatEnd(Sessions):
    """Good for a few requests, then everybody is out: as after eight hours."""

    def __init__(self, every: int) -> None:
        super().__init__()
        self.every = every
        self.asked = 0

    def of(self, cookies: Mapping[str, str]) -> Session | None:
        """Find a session, unless they all have just ended."""
        found = Sessions.of(self, cookies)
        if found is not None and found.user is not None:
            self.asked += 1
            if self.asked % self.every == 0:
                self.expire()
                return None
        return found


@pytest.mark.anyio
@pytest.mark.parametrize("every", [5, 6, 9])
async def test_a_session_that_ends_in_the_middle_is_renewed_and_the_page_repeated(
    site: Site, every: int
) -> None:
    whole = await fetch(connect(site))
    site.sessions = SessionsThatEnd(every)
    site.forget_requests()

    again = await fetch(connect(site))

    assert [one.body for one in again] == [one.body for one in whole]
    assert logins(site) > 1


@pytest.mark.anyio
async def test_a_session_that_never_holds_is_refused(site: Site) -> None:
    site.sessions = SessionsThatEnd(3)

    with pytest.raises(SourceRefusedError, match="ganti kredensial"):
        await fetch(connect(site))


@pytest.mark.anyio
async def test_a_wrong_password_is_tried_twice_and_never_shown(site: Site) -> None:
    with pytest.raises(SourceRefusedError, match="ganti kredensial") as raised:
        await fetch(connect(site, password="sandi-yang-lama"))

    assert logins(site) == 2
    assert "sandi-yang-lama" not in str(raised.value)


@pytest.mark.anyio
async def test_an_account_without_rights_is_refused_and_not_taken_for_an_empty_site(
    site: Site,
) -> None:
    site.world.add_user("pegawai", "Bukan Manajer", role=Role.BARE, password=PASSWORD)

    with pytest.raises(SourceRefusedError, match="peran manajer"):
        await fetch(connect(site, username="pegawai"))


@pytest.mark.anyio
async def test_a_maintenance_page_that_comes_as_200_is_waited_out(site: Site) -> None:
    site.maintenance(on=True)

    with pytest.raises(SourceUnavailableError):
        await fetch(connect(site))


@pytest.mark.anyio
async def test_letters_and_filters_that_somebody_left_behind_hide_nothing(
    site: Site, invented: Invented
) -> None:
    manager = next(one.id for one in site.world.users.values() if one.username == "manajer")
    for report in ("auto", invented.report):
        whole = await rows_of(connect(site, report=report))
        site.world.initials[manager] = ("A", "Z")
        site.world.filters[manager, invented.report] = {
            "completion:timecompleted_operator": 3,
            "completion:timecompleted_from": site.world.now,
            "completion:timecompleted_to": 0,
        }

        assert await rows_of(connect(site, report=report)) == whole


@pytest.mark.anyio
@pytest.mark.parametrize(
    "alter",
    [
        lambda said: Reply(200, said.body.replace(b"Course complete", b"Done"), said.media_type),
        lambda said: Reply(200, said.body.replace(b"ID,", b"Nr,", 1), said.media_type),
        lambda said: Reply(200, b"", said.media_type),
        lambda said: Reply(200, said.body + b'9,"torn', said.media_type),
        lambda _: page("Laporan baru", "<table><tr><td><table></table></td></tr></table>"),
    ],
)
async def test_another_layout_is_told_and_kept_to_be_looked_at(
    site: Site, alter: Callable[[Reply], Reply], monkeypatch: pytest.MonkeyPatch
) -> None:
    answer = Site.reply
    monkeypatch.setattr(
        Site,
        "reply",
        lambda self, request: (
            alter(answer(self, request)) if request.path == COMPLETION else answer(self, request)
        ),
    )
    connector = connect(site)
    came: list[Page] = []

    async def take_all() -> None:
        async for one in connector.fetch(None):
            came.append(one)  # noqa: PERF401 - what came before the error is the matter

    with pytest.raises(SourceChangedError):
        await take_all()

    kept = came[0]
    assert [kept.listing, kept.complete, len(came)] == [CHANGED, False, 1]
    assert COMPLETION in kept.name
    assert connector.read(kept).rows["ignored"].to_list() == ["changed_answer"]


@pytest.mark.anyio
async def test_the_keys_of_a_session_are_not_kept_with_a_page(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    answer = Site.reply
    home = "/my/"
    monkeypatch.setattr(
        Site,
        "reply",
        lambda self, request: answer(
            self, replace(request, path=home if request.path == COMPLETION else request.path)
        ),
    )
    came: list[Page] = []

    async def take_all() -> None:
        async for one in connect(site).fetch(None):
            came.append(one)  # noqa: PERF401 - what came before the error is the matter

    with pytest.raises(SourceChangedError, match="HTML"):
        await take_all()

    keys = [one.sesskey.encode() for one in site.sessions.known.values()]
    assert b"M.cfg" in came[0].body
    assert not [key for key in keys if key in came[0].body]


@pytest.mark.anyio
async def test_a_password_that_must_be_changed_first_is_told(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    answer = Site.reply
    place = "/login/change_password.php"
    monkeypatch.setattr(
        Site,
        "reply",
        lambda self, request: (
            redirect(self.base_url + place)
            if request.path == "/"
            else page("Ganti sandi", '<input type="password" name="newpassword1">')
            if request.path == place
            else answer(self, request)
        ),
    )

    with pytest.raises(SourceRefusedError, match="mengganti sandinya"):
        await fetch(connect(site))


@pytest.mark.anyio
async def test_without_ajax_the_pages_still_say_who_completed_what(
    invented: Invented, site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("connectors.testing.moodle.ajax._ALLOWED", frozenset())
    connector = connect(site)
    courses = site.world.courses

    rows = [row for one in await fetch(connector) for row in connector.read(one).rows.to_dicts()]

    told = {(r["account"], r["course_id"]): r for r in rows if r["kind"] is None}
    assert told.keys() == {(str(one.user), str(one.course)) for one in invented.truth}
    for one in invented.truth:
        row = told[str(one.user), str(one.course)]
        assert row["title"] == one.title
        if courses[one.course].customcert:
            assert row["certificate_number"] == one.code


@pytest.mark.anyio
async def test_a_name_with_a_less_than_sign_is_whole(site: Site, invented: Invented) -> None:
    course = site.world.courses[invented.truth[0].course]
    course.fullname, course.jp = "Etika <3 & Integritas (3 JP)", ""
    connector = connect(site)

    rows = [row for one in await fetch(connector) for row in connector.read(one).rows.to_dicts()]

    mine = {(r["title"], r["jp"]) for r in rows if r["course_id"] == str(course.id)}
    assert mine == {("Etika <3 & Integritas (3 JP)", "3")}


@pytest.mark.anyio
async def test_a_report_that_lists_open_courses_too_says_what_was_undone(
    site: Site, invented: Invented
) -> None:
    one = invented.truth[0]
    site.world.reports[invented.report].only_completed = False
    site.world.enrol(site.world.add_user("baru", "Belum Selesai"), site.world.courses[one.course])
    connector = connect(site, report=invented.report)
    pages = await fetch(connector)
    site.world.undo(site.world.users[one.user], site.world.courses[one.course])

    later = await fetch(connector, pages[-1].cursor)

    before = [row for one in pages for row in connector.read(one).rows.to_dicts()]
    after = [row for one in later for row in connector.read(one).rows.to_dicts()]
    assert len([row for row in before if row["end_on"]]) == len(invented.truth)
    withdrawn = [(row["key"], bool(row["end_on"])) for row in after if row["withdrawn"]]
    assert withdrawn == [(f"completion:{one.user}:{one.course}", True)]
