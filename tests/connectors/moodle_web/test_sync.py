"""`jampel sync` by a manager's login from a site whose truth is known, on each database."""

from collections.abc import Iterable
from datetime import date

import pytest
from sqlalchemy import func, select

from connectors.testing.moodle.invented import PASSWORD, Invented, Truth, invented_site
from connectors.testing.moodle.server import Site
from models import schema
from tests.cli.conftest import Program
from tests.connectors.moodle.office import records, roster_of

CONFIG = """
[sources.banten-ceria]
connector = "moodle_web"
base_url = "{url}"
username = "manajer"
password = {{ env = "BANTEN_CERIA_PASSWORD" }}
private_network = true
requests_per_second = 200
{more}
[roster]
path = "roster/*"
settle = 0
"""
Fact = tuple[str, str, date, str, str]


@pytest.fixture
def office(
    program: Program, site: Site, invented: Invented, monkeypatch: pytest.MonkeyPatch
) -> Program:
    monkeypatch.setenv("BANTEN_CERIA_PASSWORD", PASSWORD)
    settle(program, site, invented)
    return program


def settle(office: Program, site: Site, invented: Invented, more: str = "") -> None:
    path = office.folder / "jampel.toml"
    head = path.read_text(encoding="utf-8").partition("\n[sources.banten-ceria]")[0]
    path.write_text(head + CONFIG.format(url=site.base_url, more=more), encoding="utf-8")
    roster = office.folder / "roster" / "pegawai.csv"
    roster.parent.mkdir(exist_ok=True)
    roster.write_text(roster_of(invented), encoding="utf-8")


def facts(office: Program) -> set[Fact]:
    return {
        (one["nip"], one["title"], date.fromisoformat(one["end_on"]), one["jp"],
         one["certificate_number"] or "")
        for one in records(office) if one["counted"]
    }  # fmt: skip


def true_facts(truth: Iterable[Truth]) -> set[Fact]:
    return {(one.nip, one.title, one.completed_on, f"{one.jp}.00", one.code) for one in truth}


def pages_kept(office: Program) -> int:
    with office.store.read() as connection:
        return connection.execute(select(func.count()).select_from(schema.landed_page)).scalar_one()


def test_every_completion_comes_as_it_is(office: Program, invented: Invented) -> None:
    answer = office("sync", "banten-ceria")

    assert answer.code == 0, answer.err
    assert facts(office) == true_facts(invented.truth)


def test_a_custom_report_says_the_same(office: Program, site: Site, invented: Invented) -> None:
    settle(office, site, invented, more=f"report = {invented.report}")

    answer = office("sync", "banten-ceria")

    assert answer.code == 0, answer.err
    assert facts(office) == true_facts(invented.truth)


def test_a_site_of_the_usual_size_is_read_whole(office: Program, site: Site) -> None:
    usual = invented_site(seed=4)
    site.world = usual.world
    settle(office, site, usual)

    office("sync", "banten-ceria")

    assert len(usual.truth) == 1_139
    assert facts(office) == true_facts(usual.truth)


def test_without_news_only_the_run_is_written(office: Program, site: Site) -> None:
    office("sync", "banten-ceria")
    before = pages_kept(office)
    site.expire_sessions()

    answer = office("sync", "banten-ceria")

    assert answer.code == 0
    assert pages_kept(office) == before


def test_a_completion_that_is_undone_waits_for_a_person_and_counts_on(
    office: Program, site: Site, invented: Invented
) -> None:
    office("sync", "banten-ceria")
    one = invented.truth[0]
    site.world.undo(site.world.users[one.user], site.world.courses[one.course])

    answer = office("sync", "banten-ceria")

    held = next(r for r in records(office) if (r["nip"], r["title"]) == (one.nip, one.title))
    assert answer.code == 3
    assert held["counted"]
    assert "held" in held["flags"]
    assert facts(office) == true_facts(invented.truth)


def test_an_account_that_disappears_takes_no_hour_along(
    office: Program, site: Site, invented: Invented
) -> None:
    office("sync", "banten-ceria")
    one = invented.truth[0]
    site.world.delete_user(site.world.users[one.user])

    office("sync", "banten-ceria")

    mine = [r for r in records(office) if r["nip"] == one.nip]
    assert mine
    assert all(r["counted"] for r in mine)
    assert any("unlisted" in r["flags"] for r in mine)
