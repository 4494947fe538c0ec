"""An office that syncs from an invented site, with everybody of the site in its roster."""

import csv
import io
from collections.abc import Iterator
from typing import Any

import pytest

from connectors.testing.moodle.invented import FULL_TOKEN, Invented, invented_site
from connectors.testing.moodle.server import Site, moodle_site
from tests.cli.conftest import Program

CONFIG = """
[sources.banten-ceria]
{way}
base_url = "{url}"
private_network = true
requests_per_second = 200
[roster]
path = "roster/*"
settle = 0
"""
BY_TOKEN = 'connector = "moodle"\ntoken = { env = "BANTEN_CERIA_TOKEN" }'
BY_LOGIN = (
    'connector = "moodle_web"\nusername = "manajer"\npassword = { env = "BANTEN_CERIA_PASSWORD" }'
)


@pytest.fixture
def invented() -> Invented:
    return invented_site(seed=11, learners=40, courses=9, completions=120)


@pytest.fixture
def site(invented: Invented) -> Iterator[Site]:
    with moodle_site(invented.world) as running:
        yield running


@pytest.fixture
def office(
    program: Program, site: Site, invented: Invented, monkeypatch: pytest.MonkeyPatch
) -> Program:
    monkeypatch.setenv("BANTEN_CERIA_TOKEN", FULL_TOKEN)
    path = program.folder / "jampel.toml"
    path.write_text(
        path.read_text() + CONFIG.format(url=site.base_url, way=BY_TOKEN), encoding="utf-8"
    )
    roster = program.folder / "roster" / "pegawai.csv"
    roster.parent.mkdir()
    roster.write_text(roster_of(invented), encoding="utf-8")
    return program


def roster_of(invented: Invented) -> str:
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow(["NIP", "Nama", "Perangkat Daerah"])
    people = {one.nip: invented.world.users[one.user].fullname for one in invented.truth}
    writer.writerows([nip, name, "Dinas Kesehatan"] for nip, name in sorted(people.items()))
    return text.getvalue()


def records(office: Program) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = office("export", "records", "--format", "json").json()
    return found
