"""An HR officer's way through the command: files in, hours out, decisions kept."""

import json
from pathlib import Path

import pytest

from tests.cli.conftest import Program

BUDI, SITI, AGUS = "198503102010011001", "198702012012012002", "199001152022211003"
ROSTER = f"""NIP,Nama,Perangkat Daerah,Email
{BUDI},"Budi Santoso, S.Pd.",Dinas Pendidikan,budi@serang.example
{SITI},Siti Aminah,Dinas Kesehatan,
{AGUS},Agus Wijaya,Dinas Kesehatan,
"""
HEAD = "NIP;Nama;Nama Pelatihan;Tanggal Mulai;Tanggal Selesai;JP;No Sertifikat\n"
CONFIG = """
[roster]
path = "roster/*"
settle = 0
"""


@pytest.fixture
def office(program: Program) -> Program:
    """The program with a roster, and a source that does not wait."""
    path = program.folder / "jampel.toml"
    path.write_text(path.read_text() + "settle = 0\n" + CONFIG)
    drop(program, "roster/pegawai.csv", ROSTER)
    return program


def drop(program: Program, name: str, text: str) -> Path:
    path = program.folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return path


def rows(*lines: str) -> str:
    return HEAD + "".join(f"{line}\n" for line in lines)


def test_files_go_in_and_hours_come_out(office: Program) -> None:
    drop(office, "inbox/a.csv", rows(
        f"{BUDI};Budi Santoso;Pelatihan Arsip;01/06/2026;03/06/2026;20 JP;1/LAN/2026",
        f"'{SITI};Siti Aminah;Pelatihan Arsip;01/06/2026;03/06/2026;8,5;2/LAN/2026",
    ))  # fmt: skip

    answer = office("sync")
    totals = {t["nip"]: t for t in office("export", "totals", "--format", "json").json()}

    assert answer.code == 0
    assert "2 baris dibaca = 2 dihitung" in answer.out
    assert (totals[BUDI]["jp"], totals[BUDI]["level"]) == ("20.00", "met")
    assert (totals[SITI]["jp"], totals[SITI]["shortfall_jp"]) == ("8.50", "11.50")
    assert (totals[AGUS]["jp"], totals[AGUS]["level"]) == ("0.00", "critical")
    assert office("replay", "--verify").code == 0


def test_a_full_sync_of_the_same_files_changes_nothing(office: Program) -> None:
    drop(office, "inbox/a.csv", rows(f"{BUDI};Budi Santoso;Arsip;01/06/2026;03/06/2026;20;1"))
    office("sync")
    before = office("export", "records", "--format", "json").out

    run = office("sync", "--full", "--json").json()["runs"][1]

    assert run["counts"]["unchanged"] == run["counts"]["read"] == 1
    assert office("export", "records", "--format", "json").out == before


def test_a_dry_run_says_whose_hours_would_change_and_keeps_nothing(office: Program) -> None:
    drop(office, "inbox/a.csv", rows(f"{BUDI};Budi Santoso;Arsip;01/06/2026;03/06/2026;20;1"))

    answer = office("sync", "--dry-run", "--json").json()

    assert "uji coba" in office("sync", "--dry-run").out
    assert [(c["nip"], c["jp_before"], c["jp_after"]) for c in answer["changes"]] == [
        (BUDI, "0.00", "20.00")
    ]
    assert office("export", "runs", "--format", "json").json() == []


def test_a_shrunken_file_is_held_until_somebody_decides(office: Program) -> None:
    lines = [
        f"{BUDI};Budi Santoso;Kelas {n};0{n % 9 + 1}/0{n // 9 + 1}/2026;;1;{n}/X" for n in range(40)
    ]
    drop(office, "inbox/a.csv", rows(*lines))
    office("sync")
    drop(office, "inbox/a.csv", rows(*lines[:10]))

    held = office("sync")
    again = office("sync")
    run = office("sync", "--json").json()["runs"][1]
    number = run["waits_in"]
    joined = office("approve", str(run["run_id"]), "--yes")

    assert (held.code, again.code) == (3, 3)
    assert "DITAHAN" in held.out
    assert run["outcome"] == "joined"
    assert f"jampel approve {number} " in again.out
    assert (joined.code, f"run {number}" in joined.err) == (1, True)
    assert "tinggal 10 baris" in office("runs", str(number)).out
    assert total(office, BUDI) == "40.00"
    assert office("approve", str(number)).code == 2
    assert office("approve", str(number), "--yes").code == 0
    assert office("sync").code == 0
    records = office("export", "records", "--format", "json").json()
    assert sum("unlisted" in r["flags"] for r in records) == 30
    assert total(office, BUDI) == "40.00"
    assert office("replay", "--verify").code == 0


def test_fewer_hours_for_one_person_wait_for_a_decision(office: Program) -> None:
    line = f"{BUDI};Budi Santoso;Arsip;01/06/2026;03/06/2026;{{}};1/X"
    drop(office, "inbox/a.csv", rows(line.format("20")))
    office("sync")
    drop(office, "inbox/a.csv", rows(line.format("4")))

    answer = office("sync")

    number = office("export", "runs", "--format", "json").json()
    newest = max(r["id"] for r in number)
    assert answer.code == 3
    assert total(office, BUDI) == "20.00"
    assert [c["jp_after"] for c in office("runs", str(newest), "--json").json()["held_changes"]] \
        == ["4.00"]  # fmt: skip
    assert BUDI in office("runs", str(newest)).out
    assert office("export", "records", "--format", "json").json()[0]["flags"] == ["held"]
    assert office("reject", str(newest), "--yes").code == 0
    assert office("sync", "--full").code == 0
    assert total(office, BUDI) == "20.00"
    assert office("export", "records", "--format", "json").json()[0]["flags"] == []
    assert office("replay", "--verify").code == 0


def test_a_decision_about_a_row_is_carried_out_at_once_and_kept(office: Program) -> None:
    drop(office, "inbox/a.csv", rows(
        ";Agus Wijaya;Arsip;01/06/2026;03/06/2026;20;7/X",
        f"{SITI};Siti Aminah;Arsip;01/06/2026;31/06/2026;20;8/X",
    ))  # fmt: skip
    office("sync")
    question = office("review", "list", "--json").json()[0]
    broken = office("quarantine", "list", "--json").json()[0]

    accepted = office("review", "accept", question["id"], AGUS)
    fixed = office("quarantine", "fix", broken["id"], "end_on=30/06/2026")

    assert question["reason"] == "no_nip"
    assert (broken["reason"], broken["field"], broken["locator"]) == (
        "date_invalid", "end_on", "line 3",
    )  # fmt: skip
    assert (accepted.code, fixed.code) == (0, 0)
    assert (total(office, AGUS), total(office, SITI)) == ("20.00", "20.00")
    assert office("sync", "--full").code == 0
    assert (total(office, AGUS), total(office, SITI)) == ("20.00", "20.00")
    assert office("review", "list", "--json").json() == []
    assert office("replay", "--verify").code == 0


def test_a_fix_that_cannot_be_read_either_is_told(office: Program) -> None:
    drop(office, "inbox/a.csv", rows(f"{BUDI};Budi Santoso;Arsip;01/06/2026;03/06/2026;0;1"))
    office("sync")
    question = office("quarantine", "list", "--json").json()[0]["id"]

    wrong = office("quarantine", "fix", question, "jp=abc")

    assert (wrong.code, "jp = abc" in wrong.err) == (3, True)
    assert office("quarantine", "fix", question, "jp=12").code == 0
    assert total(office, BUDI) == "12.00"


def test_a_file_without_known_headings_is_not_passed_over_in_silence(office: Program) -> None:
    drop(office, "inbox/a.csv", "Pegawai;Acara;Kapan\nBudi;Rapat;1/2/2026\n")
    drop(office, "roster/lama.csv", "Pegawai;Kantor\nBudi;Dinas\n")

    told = office("sync").out
    run = office("export", "runs", "--format", "json").json()[0]["id"]

    assert "Tidak ada yang dibaca dari a.csv (judul kolomnya tidak dikenali)" in told
    assert "Tidak ada yang dibaca dari lama.csv" in told
    assert "a.csv (judul" in office("runs", str(run)).out


def test_the_order_of_arrival_leaves_no_trace(office: Program) -> None:
    lines = [f"{BUDI};Budi Santoso;{title};01/06/2026;03/06/2026;2;{title}" for title in "BA"]
    for name, line in zip("ba", lines, strict=True):
        drop(office, f"inbox/{name}.csv", rows(line, lines[0]))
        office("sync")

    found = office("export", "records", "--format", "json").json()

    assert [r["title"] for r in found] == ["A", "B"]
    assert [place["page"] for place in found[1]["sources"]] == ["a.csv", "b.csv", "b.csv"]


def test_two_numbers_of_one_person_are_joined_and_parted_again(office: Program) -> None:
    drop(office, "inbox/a.csv", rows(
        f"{SITI};Siti Aminah;Arsip;01/06/2026;03/06/2026;12;1",
        f"{AGUS};Agus Wijaya;Surat;01/07/2026;03/07/2026;8;2",
    ))  # fmt: skip
    office("sync")

    assert office("people", "link", SITI, SITI).code == 2
    office("people", "link", SITI, AGUS)
    joined = [t for t in office("export", "totals", "--format", "json").json() if t["jp"] != "0.00"]
    office("people", "split", AGUS)

    assert [t["jp"] for t in joined] == ["20.00"]
    assert (total(office, SITI), total(office, AGUS)) == ("12.00", "8.00")
    assert office("replay", "--verify").code == 0


def test_an_unknown_source_or_run_is_told_in_words(office: Program) -> None:
    assert office("sync", "lan").code == 2
    assert 'Sumber "lan" tidak ada' in office("sync", "lan").err
    assert office("approve", "99", "--yes").code == 1
    office("sync")
    nothing = office("approve", "1")
    assert (nothing.code, nothing.out) == (1, "")
    assert "tidak ditahan" in nothing.err
    assert office("review", "accept", "v00", BUDI).code == 1


def test_a_source_that_is_switched_off_still_speaks_as_it_did(office: Program) -> None:
    config = office.folder / "jampel.toml"
    whole = config.read_text()
    other = '\n[sources.lama]\nconnector = "files"\npath = "lama/*"\nsettle = 0\npriority = 1\n'
    line = f"{BUDI};Budi Santoso;Arsip;01/06/2026;03/06/2026;{{}};1"
    config.write_text(whole + other)
    drop(office, "lama/a.csv", rows(line.format("20")))
    office("sync")
    config.write_text(whole + other + "enabled = false\n")
    drop(office, "inbox/b.csv", rows(line.format("8")))

    office("sync")

    assert total(office, BUDI) == "20.00"
    assert office("replay", "--verify").code == 0
    assert "dimatikan" in office("sync", "lama").err


def test_an_exemption_needs_a_document_and_days_in_order(office: Program) -> None:
    office("sync")
    exempt = ("exempt", BUDI, "--from", "2026-05-01", "--document")

    assert office(*exempt, " ").code == 2
    assert office(*exempt, "800/1", "--until", "2026-05-01").code == 2
    assert office(*exempt, "800/1", "--until", "kelak").code == 2
    assert office(*exempt, "800/1", "--until", "2026-05-02").code == 0


def test_no_person_stands_in_the_log(office: Program) -> None:
    drop(office, "inbox/a.csv", rows(f"{BUDI};Budi Santoso;Arsip;01/06/2026;03/06/2026;20;1"))

    answer = office("sync")

    assert BUDI not in answer.err + answer.out
    assert "Budi" not in answer.err + answer.out


def test_preview_shows_columns_rows_and_counts(office: Program) -> None:
    path = drop(office, "rekap.csv", rows(
        f"{BUDI};Budi Santoso;Arsip;01/06/2026;03/06/2026;20;1",
        f"{SITI};Siti Aminah;Arsip;01/06/2026;03/06/2026;dua;1",
    ))  # fmt: skip
    office("sync")

    answer = office("preview", str(path))
    found = office("preview", str(path), "--json").json()

    assert answer.code == 0
    assert "judul kolom di line 1" in answer.out
    assert "1 × JP tidak terbaca" in answer.out
    assert [r["locator"] for r in found["rows"]] == ["line 2", "line 3"]
    assert (found["counts"]["counted"], found["people_changed"]) == (1, 1)
    assert json.loads(office("export", "records", "--format", "json").out) == []


def total(program: Program, nip: str) -> str:
    found = program("export", "totals", "--format", "json").json()
    return next(str(t["jp"]) for t in found if t["nip"] == nip)


def test_a_later_version_makes_a_held_run_moot(office: Program) -> None:
    lines = [
        f"{BUDI};Budi Santoso;Kelas {n};0{n % 9 + 1}/0{n // 9 + 1}/2026;;1;{n}/X" for n in range(40)
    ]
    drop(office, "inbox/a.csv", rows(*lines))
    office("sync")
    drop(office, "inbox/a.csv", rows(*lines[:10]))
    office("sync")
    drop(office, "inbox/a.csv", rows(*lines[:39]))

    answer = office("sync")

    outcomes = [r["outcome"] for r in office("export", "runs", "--format", "json").json()
                if r["source"] == "lan-ri"]  # fmt: skip
    assert answer.code == 0
    assert sorted(outcomes) == ["ok", "ok", "replaced"]


def test_a_rejected_file_is_not_asked_about_again(office: Program) -> None:
    lines = [
        f"{BUDI};Budi Santoso;Kelas {n};0{n % 9 + 1}/0{n // 9 + 1}/2026;;1;{n}/X" for n in range(40)
    ]
    drop(office, "inbox/a.csv", rows(*lines))
    office("sync")
    drop(office, "inbox/a.csv", rows(*lines[:10]))
    held = office("sync", "--json").json()["runs"][1]["run_id"]

    rejected = office("reject", str(held), "--yes")

    assert rejected.code == 0
    assert office("sync").code == 0
    assert total(office, BUDI) == "40.00"


def test_a_correction_is_explained_and_so_is_what_the_source_says_now(office: Program) -> None:
    line = f"{SITI};Siti Aminah;Arsip;01/06/2026;03/06/2026;{{}};8/X"
    drop(office, "inbox/a.csv", rows(line.format("dua puluh satu")))
    office("sync")
    broken = office("quarantine", "list", "--json").json()[0]
    office("quarantine", "fix", broken["id"], "jp=20")
    first = office("explain", SITI).out
    drop(office, "inbox/a.csv", rows(line.format("24")))
    office("sync")

    later = office("explain", SITI).out

    assert "jp = 20 (diperbaiki petugas)" in first
    assert "kini" not in first
    assert "dulu tertulis dua puluh satu, kini 24: perbaikan petugas tetap berlaku" in later
    assert total(office, SITI) == "20.00"
