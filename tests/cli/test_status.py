"""Status, runs and alerts: how things are, and what a person can do."""

from datetime import UTC, date, datetime
from typing import Any

import pytest

from models import schema
from tests.builders import Regency
from tests.cli.conftest import Program

AT = datetime(2026, 11, 23, 18, 0, tzinfo=UTC)


def state(regency: Regency, **facts: Any) -> None:
    regency.connection.execute(schema.source_state.insert().values(source="lan-ri", **facts))


def test_a_source_that_never_ran_is_listed_with_what_to_do(program: Program) -> None:
    answer = program("status")

    assert answer.code == 0
    assert "lan-ri belum pernah ditarik: jampel sync lan-ri" in answer.out


def test_a_healthy_source_shows_when_it_last_worked(program: Program) -> None:
    def put(regency: Regency) -> None:
        regency.run("lan-ri")
        state(regency, last_ok_at=AT)

    program.fill(put)

    answer = program("status")

    assert answer.code == 0
    assert "2026-11-24 01:00 WIB" in answer.out
    assert "Berikutnya" not in answer.out


def test_a_paused_source_says_why_and_what_to_do(program: Program) -> None:
    program.fill(lambda r: state(r, paused_at=AT, pause_reason="kolom NIP hilang", failures=2))

    answer = program("status")

    assert answer.code == 3
    assert "kolom NIP hilang" in answer.out
    assert "jampel source resume lan-ri" in answer.out


def test_a_held_run_asks_for_a_decision(program: Program) -> None:
    program.fill(lambda r: r.run("lan-ri", outcome="held", note="hanya 12 dari 100 baris"))

    answer = program("status")

    assert answer.code == 3
    assert "jampel approve 1 atau jampel reject 1" in answer.out


def test_counts_what_waits_by_source(program: Program) -> None:
    def put(regency: Regency) -> None:
        siti = regency.employee()
        regency.held(regency.training(siti, evidence=[{"listed": "unlisted"}, {}]))
        regency.quarantined()
        regency.quarantined(source="lama")
        regency.in_review()

    program.fill(put)

    answer = program("status", "--json")
    found = {s["source"]: s for s in answer.json()["sources"]}

    assert answer.code == 3
    counts = ("quarantine", "review", "held_changes", "unlisted")
    assert [found["lan-ri"][name] for name in counts] == [1, 1, 1, 1]
    assert found["lama"]["quarantine"] == 1
    assert any("jampel review list" in step for step in answer.json()["next"])


def test_runs_are_listed_latest_first(program: Program) -> None:
    def put(regency: Regency) -> None:
        regency.run("lan-ri")
        regency.run("banten-ceria", outcome="unavailable", note="tidak menjawab")

    program.fill(put)

    assert [r["id"] for r in program("runs", "--json").json()] == [2, 1]
    assert "tidak menjawab" in program("runs").out


def test_one_run_is_shown_with_its_pages(program: Program) -> None:
    program.fill(lambda r: r.page("lan-ri", "2026/rekap.csv"))

    assert "2026/rekap.csv" in program("runs", "1").out
    assert program("runs", "1", "--json").json()["pages"][0]["name"] == "2026/rekap.csv"
    assert program("runs", "99").code == 1


def test_alerts_are_listed_by_opd_with_the_reason(program: Program) -> None:
    def put(regency: Regency) -> None:
        regency.training(regency.employee("Siti Rahayu", opd="Dinas Sosial"), 800,
                         end_on=date(2026, 3, 1))  # fmt: skip
        regency.training(regency.employee("Budi Santoso"), 2000, end_on=date(2026, 3, 1))

    program.fill(put)

    answer = program("alerts")

    assert answer.code == 0
    assert "Dinas Sosial" in answer.out
    assert "kurang 12,00 JP" in answer.out
    assert "Budi" not in answer.out


def test_nobody_at_risk_is_said(program: Program) -> None:
    program.fill(lambda r: r.training(r.employee(), 2000, end_on=date(2026, 3, 1)))

    assert "Tidak ada yang berisiko pada tahun 2026." in program("alerts").out


def test_without_employees_nobody_is_said_to_be_safe(program: Program) -> None:
    answer = program("alerts")

    assert "Belum ada pegawai di data induk pada tahun 2026" in answer.out
    assert "Tidak ada yang berisiko" not in answer.out


@pytest.mark.parametrize(
    ("outcome", "step"),
    [
        ("unavailable", "lan-ri tidak terjangkau. Sebabnya: jampel runs 1"),
        ("failed", "lan-ri GAGAL. Sebabnya: jampel runs 1"),
        ("interrupted", "lan-ri terputus di tengah jalan: jampel sync lan-ri"),
    ],
)
def test_after_a_run_that_did_not_end_well_it_says_what_to_do(
    program: Program, outcome: str, step: str
) -> None:
    program.fill(lambda r: r.run("lan-ri", outcome=outcome))

    assert step in program("status").out


def service_alert(regency: Regency, **facts: Any) -> None:
    row = {"kind": "disk_low", "subject": "store", "happened": "Ruang disk tinggal 5 MiB.",
           "meaning": "Bila penuh, penarikan berhenti.", "remedy": "Kosongkan disk.",
           "seen_at": AT, "raised_at": AT, **facts}  # fmt: skip
    regency.connection.execute(schema.service_alert.insert().values(**row))


def test_what_is_wrong_with_the_service_is_told_with_what_to_do(program: Program) -> None:
    program.fill(service_alert)

    out = program("status").out
    (told,) = program("status", "--json").json()["alerts"]

    assert "Ruang disk tinggal 5 MiB. Bila penuh, penarikan berhenti." in out
    assert "  - Kosongkan disk." in out
    assert (told["kind"], told["subject"]) == ("disk_low", "store")


def test_what_is_over_or_not_raised_yet_is_not_told(program: Program) -> None:
    program.fill(lambda r: service_alert(r, cleared_at=AT))
    program.fill(lambda r: service_alert(r, raised_at=None))

    assert program("status", "--json").json()["alerts"] == []


def test_a_mail_that_does_not_leave_is_told(program: Program) -> None:
    def put(regency: Regency) -> None:
        row = {"message_id": "<1@serang.example>", "recipient": "ratna@serang.example",
               "subject": "x", "body": "x", "made_at": AT,
               "state": "queued", "next_attempt_at": AT, "reply": "451 nanti"}  # fmt: skip
        regency.connection.execute(schema.admin_mail.insert().values(**row))

    program.fill(put)

    assert "1 surel kepada admin belum terkirim: 451 nanti" in program("status").out
    assert program("status", "--json").json()["unsent_mails"] == 1
