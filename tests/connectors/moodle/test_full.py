"""`jampel sync --full`: everything compared, by who knows what was there before."""

from typing import Any

import pytest
from sqlalchemy import select

from connectors.testing.moodle.invented import MOBILE_TOKEN, NO_REPORTS_TOKEN, Invented
from connectors.testing.moodle.server import Site
from models import schema
from tests.cli.conftest import Program
from tests.connectors.moodle.office import records

OF_THE_RUN = {"run", "source_state", "daily_count"}
"""What a run says of itself: when it was, how it ended, where it stopped."""


@pytest.fixture(params=["by report", "by the mobile app", "person by person"])
def synced(
    office: Program, request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch
) -> Program:
    tokens = {"by the mobile app": MOBILE_TOKEN, "person by person": NO_REPORTS_TOKEN}
    if request.param in tokens:
        monkeypatch.setenv("BANTEN_CERIA_TOKEN", tokens[request.param])
    assert office("sync", "banten-ceria").code == 0
    return office


def kept(office: Program) -> dict[str, list[Any]]:
    """All that the store holds, table by table."""
    with office.store.read() as connection:
        return {
            table.name: sorted(map(repr, connection.execute(select(table))))
            for table in schema.META.sorted_tables
            if table.name not in OF_THE_RUN
        }


def test_what_was_undone_is_held_and_what_vanished_counts_on(
    synced: Program, site: Site, invented: Invented
) -> None:
    undone = invented.truth[0]
    gone = next(one for one in invented.truth if one.user != undone.user)
    world = site.world
    world.undo(world.users[undone.user], world.courses[undone.course])
    world.unenrol(world.users[gone.user], world.courses[gone.course])

    answer = synced("sync", "banten-ceria", "--full")

    flags = {(r["nip"], r["title"]): r["flags"] for r in records(synced) if r["counted"]}
    assert answer.code == 3
    assert "held" in flags[undone.nip, undone.title]
    assert "unlisted" in flags[gone.nip, gone.title]
    assert len(flags) == len(invented.truth)


def test_without_news_nothing_is_written_but_the_run(
    synced: Program, site: Site, invented: Invented
) -> None:
    undone = invented.truth[0]
    site.world.undo(site.world.users[undone.user], site.world.courses[undone.course])
    synced("sync", "banten-ceria", "--full")
    before = kept(synced)

    run = synced("sync", "banten-ceria", "--full", "--json").json()["runs"][-1]

    counts = {name: rows for name, rows in run["counts"].items() if rows}
    assert run["outcome"] == "ok"
    assert counts["not_completed"] == 1  # the one that is undone
    assert counts["read"] == sum(rows for name, rows in counts.items() if name != "read")
    assert set(counts) <= {"read", "unchanged", "not_completed", "in_review"}
    assert kept(synced) == before
