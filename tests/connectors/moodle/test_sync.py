"""`jampel sync` from a site whose truth is known, by each kind of token, on each database."""

from collections.abc import Iterable
from datetime import date, timedelta

import pytest
import time_machine
from sqlalchemy import func, select

from connectors.testing.moodle.call import Call
from connectors.testing.moodle.invented import (
    FULL_TOKEN,
    MOBILE_TOKEN,
    NO_REPORTS_TOKEN,
    Invented,
    Truth,
    invented_site,
)
from connectors.testing.moodle.server import Site
from models import schema
from tests.cli.conftest import NOW, Program
from tests.connectors.moodle.office import records, roster_of

Fact = tuple[str, str, date, str, str]


def facts(office: Program) -> set[Fact]:
    return {
        (one["nip"], one["title"], date.fromisoformat(one["end_on"]), one["jp"],
         one["certificate_number"] or "")
        for one in records(office) if one["counted"]
    }  # fmt: skip


def true_facts(truth: Iterable[Truth], without: frozenset[int] = frozenset()) -> set[Fact]:
    """What has to be counted; `without`: courses whose certificates this token cannot see."""
    return {
        (one.nip, one.title, one.completed_on, f"{one.jp}.00",
         "" if one.course in without else one.code)
        for one in truth
    }  # fmt: skip


def unseen_by(token: str, invented: Invented) -> frozenset[int]:
    courses = invented.world.courses.values()
    if token == MOBILE_TOKEN:  # the app's service has no function for these
        return frozenset(one.id for one in courses if one.customcert)
    if token == NO_REPORTS_TOKEN:  # these are read by a report only
        return frozenset(one.id for one in courses if one.template)
    return frozenset()


@pytest.mark.parametrize("token", [FULL_TOKEN, MOBILE_TOKEN, NO_REPORTS_TOKEN])
def test_every_completion_comes_as_it_is(
    office: Program, invented: Invented, token: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("BANTEN_CERIA_TOKEN", token)

    answer = office("sync", "banten-ceria")

    assert answer.code == 0, answer.err
    assert facts(office) == true_facts(invented.truth, unseen_by(token, invented))


def test_a_site_of_the_usual_size_takes_ten_calls(office: Program, site: Site) -> None:
    usual = invented_site(seed=4)
    site.world = usual.world
    (office.folder / "roster" / "pegawai.csv").write_text(roster_of(usual), encoding="utf-8")

    office("sync", "banten-ceria")

    assert len(site.requests) <= 10
    assert facts(office) == true_facts(usual.truth)


def test_the_nightly_comparison_without_news_writes_only_its_run(
    office: Program, site: Site
) -> None:
    office("sync", "banten-ceria")
    before = pages_kept(office)
    site.forget_requests()

    with time_machine.travel(NOW + timedelta(hours=21), tick=False):
        answer = office._run(
            ["--config", str(office.folder / "jampel.toml"), "sync", "banten-ceria"]
        )

    assert answer.code == 0
    assert site.count("core_webservice_get_site_info") == 1
    assert pages_kept(office) == before


def test_without_news_each_listing_is_asked_once(office: Program, site: Site) -> None:
    office("sync", "banten-ceria")
    site.forget_requests()

    office("sync", "banten-ceria")

    assert sorted(one.function for one in site.requests) == [
        "core_reportbuilder_retrieve_report",
        "core_reportbuilder_retrieve_report",
        "mod_customcert_list_issues",
    ]


def pages_kept(office: Program) -> int:
    with office.store.read() as connection:
        return connection.execute(select(func.count()).select_from(schema.landed_page)).scalar_one()


def test_a_course_that_is_hidden_from_the_token_counts_by_what_the_report_says(
    office: Program, invented: Invented, monkeypatch: pytest.MonkeyPatch
) -> None:
    hidden = next(c for c in invented.world.courses.values() if not c.jp)  # its name says the JP
    may_see = Call.may_see
    monkeypatch.setattr(
        Call, "may_see", lambda self, course: course.id != hidden.id and may_see(self, course)
    )

    assert office("sync", "banten-ceria").code == 0

    assert facts(office) == true_facts(invented.truth)


def test_who_completes_again_what_was_undone_is_seen_at_once(
    office: Program, site: Site, invented: Invented, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("BANTEN_CERIA_TOKEN", NO_REPORTS_TOKEN)
    office("sync", "banten-ceria")
    one, world = invented.truth[0], site.world
    user, course = world.users[one.user], world.courses[one.course]
    world.undo(user, course)
    assert office("sync", "banten-ceria", "--full").code == 3

    world.complete(user, course, at=world.now - 86_400)
    answer = office("sync", "banten-ceria")

    mine = next(r for r in records(office) if (r["nip"], r["title"]) == (one.nip, one.title))
    assert answer.code == 0
    assert "held" not in mine["flags"]
    assert mine["end_on"] > one.completed_on.isoformat()


def test_a_new_certificate_of_a_template_is_seen_by_one_small_request_each(
    office: Program, site: Site, invented: Invented, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("BANTEN_CERIA_TOKEN", MOBILE_TOKEN)
    site.world.reports = {invented.report: site.world.reports[invented.report]}
    office("sync", "banten-ceria")
    site.forget_requests()
    office("sync", "banten-ceria")
    asked = [one.params["perpage"] for one in site.requests]
    templates = {one.template for one in site.world.courses.values()} - {None}

    one = next(t for t in invented.truth if site.world.courses[t.course].template)
    site.world.issue(site.world.users[one.user], site.world.courses[one.course], "BARU-1")
    office("sync", "banten-ceria")

    assert asked == ["1"] * (1 + len(templates))
    assert "BARU-1" in {r["certificate_number"] for r in records(office)}
