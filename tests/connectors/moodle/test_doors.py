"""One site by two doors, in a folder; a NIK as the name of an account; a site that is gone."""

from collections.abc import Iterator
from typing import Any

import pytest
from sqlalchemy import select

from connectors.testing.moodle.invented import FULL_TOKEN, PASSWORD, Invented
from connectors.testing.moodle.server import Site, moodle_site
from models import schema
from models.pages import body_of
from tests.cli.conftest import Program
from tests.connectors.moodle.office import BY_LOGIN, BY_TOKEN, CONFIG, records, roster_of

NIK = "3604011203900001"
BESIDE = """
[sources.banten-ceria-web]
{way}
base_url = "{url}"
private_network = true
requests_per_second = 200
"""


@pytest.fixture
def site(invented: Invented) -> Iterator[Site]:
    with moodle_site(invented.world, folder="/diklat/lms") as running:
        yield running


@pytest.fixture
def desk(program: Program, invented: Invented, monkeypatch: pytest.MonkeyPatch) -> Program:
    """An office with a roster and no source yet."""
    monkeypatch.setenv("BANTEN_CERIA_TOKEN", FULL_TOKEN)
    monkeypatch.setenv("BANTEN_CERIA_PASSWORD", PASSWORD)
    roster = program.folder / "roster" / "pegawai.csv"
    roster.parent.mkdir()
    roster.write_text(roster_of(invented), encoding="utf-8")
    return program


def open_door(office: Program, site: Site, way: str, more: str = "") -> None:
    """Write into the configuration by which way the site is read."""
    path = office.folder / "jampel.toml"
    head = path.read_text(encoding="utf-8").partition("\n[sources.banten-ceria]")[0]
    settings = CONFIG.format(url=f"{site.base_url}/", way=way)
    path.write_text(head + settings + more, encoding="utf-8")


def said(office: Program) -> list[tuple[str, ...]]:
    return sorted(
        (one["nip"], one["title"], one["end_on"], one["jp"], one["certificate_number"] or "")
        for one in records(office)
        if one["counted"]
    )


def flagged(office: Program, flag: str) -> set[tuple[str, str]]:
    return {(one["nip"], one["title"]) for one in records(office) if flag in one["flags"]}


@pytest.mark.parametrize(
    ("first", "then"), [(BY_TOKEN, BY_LOGIN), (BY_LOGIN, BY_TOKEN)], ids=["to login", "to token"]
)
def test_another_door_to_the_same_site_doubles_and_loses_nothing(
    desk: Program, site: Site, invented: Invented, first: str, then: str
) -> None:
    open_door(desk, site, first)
    assert desk("sync", "banten-ceria").code == 0
    before = said(desk)
    undone = invented.truth[0]
    gone = next(one for one in invented.truth if one.user != undone.user)
    site.world.undo(site.world.users[undone.user], site.world.courses[undone.course])
    site.world.delete_user(site.world.users[gone.user])

    open_door(desk, site, then)
    answer = desk("sync", "banten-ceria")

    assert answer.code == 3, answer.err
    assert said(desk) == before
    assert len(before) == len(invented.truth)
    assert flagged(desk, "held") == {(undone.nip, undone.title)}
    mine = {(one.nip, one.title) for one in invented.truth if one.user == gone.user}
    assert flagged(desk, "unlisted") == mine
    assert desk("replay", "--verify").code == 0


def test_both_doors_side_by_side_count_each_hour_once(
    desk: Program, site: Site, invented: Invented
) -> None:
    open_door(desk, site, BY_TOKEN, BESIDE.format(way=BY_LOGIN, url=site.base_url))

    assert desk("sync", "banten-ceria", "banten-ceria-web").code == 0

    found = records(desk)
    assert len(said(desk)) == len(invented.truth)
    assert {len(one["sources"]) for one in found} == {2}
    assert {one["jp"] for one in found if "jp_differs" in one["flags"]} == set()


@pytest.mark.parametrize("way", [BY_TOKEN, BY_LOGIN], ids=["token", "login"])
def test_a_nik_as_the_name_of_an_account_is_nowhere_but_in_what_was_landed(
    desk: Program, site: Site, invented: Invented, way: str
) -> None:
    one = next(t for t in invented.truth if site.world.users[t.user].idnumber)
    stranger = site.world.add_user(NIK, "Tanpa NIP")
    site.world.users[one.user].username = NIK.replace("3604", "3605")
    site.world.users[one.user].email = f"{site.world.users[one.user].username}@contoh.invalid"
    course = next(c for c in site.world.courses.values() if c.customcert)
    site.world.enrol(stranger, course)
    site.world.complete(stranger, course)
    site.world.issue(stranger, course, "KODE-NIK-1")
    open_door(desk, site, way)

    desk("sync", "banten-ceria")

    assert len(said(desk)) == len(invented.truth)
    reviewed = desk("export", "review", "--format", "json").json()
    assert [(r["reason"], r["nip_text"]) for r in reviewed] == [("no_nip", None)]
    assert not [name for name, text in kept(desk).items() if "0112039000" in text]


@pytest.mark.parametrize("way", [BY_TOKEN, BY_LOGIN], ids=["token", "login"])
def test_all_is_made_again_without_the_site(
    desk: Program, site: Site, invented: Invented, way: str
) -> None:
    open_door(desk, site, way)
    desk("sync", "banten-ceria")
    before = said(desk)
    site.maintenance(on=True, by_cli=True)
    site.forget_requests()

    assert desk("replay").code == 0

    assert said(desk) == before
    assert len(before) == len(invented.truth)
    assert site.requests == []


def test_neither_token_nor_password_is_landed(desk: Program, site: Site) -> None:
    for way in (BY_TOKEN, BY_LOGIN):
        open_door(desk, site, way)
        desk("sync", "banten-ceria")

    with desk.store.read() as connection:
        hashes = connection.execute(select(schema.page_body.c.sha256)).scalars()
        bodies = [body_of(connection, one).decode() for one in hashes]
    assert not [body for body in bodies if FULL_TOKEN in body or PASSWORD in body]


def kept(office: Program) -> dict[str, str]:
    """All that the store holds as text, but for the landed bytes."""
    tables: dict[str, Any] = schema.META.tables
    with office.store.read() as connection:
        return {
            name: repr(connection.execute(select(table)).all())
            for name, table in tables.items()
            if name != "page_body"
        }
