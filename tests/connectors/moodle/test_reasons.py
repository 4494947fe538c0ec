"""What a person reads of a run that failed: what happened and what to do, in Indonesian."""

import pytest

from connectors.testing.moodle.server import Site
from tests.cli.conftest import Program
from tests.connectors.moodle.office import BY_LOGIN, BY_TOKEN


@pytest.fixture(params=[BY_TOKEN, BY_LOGIN], ids=["token", "login"])
def reader(
    office: Program, request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch
) -> Program:
    monkeypatch.setenv("BANTEN_CERIA_PASSWORD", "rahasia-uji-coba")
    path = office.folder / "jampel.toml"
    path.write_text(path.read_text(encoding="utf-8").replace(BY_TOKEN, request.param), "utf-8")
    return office


def note(office: Program) -> str:
    return str(office("sync", "banten-ceria", "--json").json()["runs"][-1]["note"])


def test_an_outage_says_to_wait(reader: Program, site: Site) -> None:
    site.fail_next(100, 502)

    said = note(reader)

    assert said.startswith("Server sumber menolak sementara")
    assert "Tunggu: jampel mencoba lagi sendiri" in said
    assert "502" in said


def test_a_refusal_says_what_to_ask_for(reader: Program, site: Site) -> None:
    site.expire_tokens()
    for user in site.world.users.values():
        user.password = ""

    said = note(reader)

    assert said.startswith(("LMS menolak akses token ini", "LMS menolak nama pengguna"))
    assert "dmin LMS" in said or "kata sandi" in said
