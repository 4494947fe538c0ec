"""Another connector under a source's old name: what the first one brought stays whole."""

from collections.abc import Iterator

import pytest

from connectors.testing.moodle.invented import Invented
from tests.cli.conftest import Program
from tests.connectors.moodle.office import records

HEADING = "NIP;Nama;Nama Pelatihan;Tanggal Selesai;Jumlah JP"
FILES = 'connector = "files"\npath = "ekspor/*"\nsettle = 0\n'
OLD, NEW = "[sources.banten-ceria]\n", "[sources.banten-moodle]\n"
SAID = "Sumber ini dahulu memakai konektor lain. Kembalikan isian sumber ini di jampel.toml"


@pytest.fixture
def settings(office: Program) -> str:
    """What the configuration says once a token was given."""
    (office.folder / "inbox").mkdir()
    return (office.folder / "jampel.toml").read_text(encoding="utf-8")


@pytest.fixture
def exported(office: Program, invented: Invented, settings: str) -> Iterator[Program]:
    """An office that read two rows of exports before it was given a token."""
    path = office.folder / "jampel.toml"
    before, _, behind = settings.partition(OLD)
    path.write_text(f"{before}{OLD}{FILES}[roster]{behind.partition('[roster]')[2]}", "utf-8")
    someone = invented.truth[0]
    name = invented.world.users[someone.user].fullname
    (office.folder / "ekspor").mkdir()
    (office.folder / "ekspor" / "lama.csv").write_text(
        f"{HEADING}\n{someone.nip};{name};Pelatihan Lama;02/02/2026;9\n"
        f"{someone.nip};{name};Pelatihan Tanpa JP;02/03/2026;?\n",
        encoding="utf-8",
    )
    assert "1 dihitung + 1 karantina" in office("sync").out
    path.write_text(settings, encoding="utf-8")
    yield office
    assert [r["jp"] for r in records(office) if r["title"] == "Pelatihan Lama"] == ["9.00"]


def test_nothing_is_fetched_and_the_person_is_told_how_to_have_both(exported: Program) -> None:
    said = exported("sync", "banten-ceria", "--json").json()["runs"][-1]

    assert said["outcome"] == "paused"
    assert said["note"].startswith(SAID)
    exported("source", "resume", "banten-ceria")
    assert exported("sync", "banten-ceria", "--full").code == 3
    assert len(records(exported)) == 1


def test_a_replay_loses_nothing(exported: Program) -> None:
    for options in (["--verify"], []):
        refused = exported("replay", *options)

        assert refused.code == 1
        assert f"banten-ceria: {SAID}" in refused.err
    assert SAID.partition(".")[0] in exported("doctor").out


def test_a_decision_on_an_old_row_waits_for_the_old_settings(exported: Program) -> None:
    (waiting,) = exported("quarantine", "list", "--json").json()

    refused = exported("quarantine", "fix", waiting["id"], "jp=12")

    assert refused.code != 0
    assert SAID in refused.err


def test_under_a_name_of_its_own_both_are_counted(exported: Program, settings: str) -> None:
    old = f"{OLD}{FILES}enabled = false\n"
    path = exported.folder / "jampel.toml"
    path.write_text(settings.replace(OLD, old + NEW), encoding="utf-8")

    assert exported("sync", "banten-moodle").code in {0, 3}

    assert len(records(exported)) > 1
    assert exported("replay", "--verify").code == 0
