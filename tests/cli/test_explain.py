"""Explain leads from the total to the row, the heading, the match and the rule."""

import json
from datetime import date
from typing import Any

from tests.builders import Regency, nip_of
from tests.cli.conftest import Program

NIP = nip_of(1)
SHEETS = json.dumps(
    [{"name": "Mei", "heading_at": "Mei!4", "note": None, "dialect": "xlsx", "columns": [
        {"heading": "NIP / NI PPPK", "field": "nip", "reason": "synonym"},
        {"heading": "Nama Pelatihan", "field": "title", "reason": "synonym"},
        {"heading": "No", "field": None, "reason": "not used"},
    ]}]
)  # fmt: skip


def put(regency: Regency) -> Any:
    siti = regency.employee(nip=NIP, opd="Dinas Sosial")
    regency.page("lan-ri", "mei.xlsx", sheets=SHEETS)
    printed = json.dumps({"nip": f"'{NIP}", "title": "Bimtek Arsip", "jp": "2 hari"})
    regency.training(siti, 800, title="Seminar Arsip", form="Seminar", flags="converted",
                     evidence=[{"page": "mei.xlsx", "locator": "Mei!7", "printed": printed,
                                "conversion": "B6", "matched_by": "nip"}])  # fmt: skip
    regency.training(siti, 300, title="Gagal", counted=False, reason="not_completed")
    regency.training(siti, 300, title="Kelak", end_on=date(2026, 11, 30))
    regency.training(siti, 400, title="Dulu", year=2025, end_on=date(2025, 2, 1))
    return siti


def test_a_program_gets_the_whole_way(program: Program) -> None:
    program.fill(put)

    found = program("explain", NIP, "--json").json()

    assert (found["nip"], found["opd"], found["year"]) == (NIP, "Dinas Sosial", 2026)
    assert found["total"]["jp"] == "8.00"
    assert found["total"]["level"] == "critical"
    assert "PP 11/2017" in found["total"]["citation"]
    assert found["other_years"] == {"2025": 1}
    first = next(r for r in found["records"] if r["title"] == "Seminar Arsip")
    (told,) = first["evidence"]
    assert (told["page"], told["locator"], told["heading_at"]) == ("mei.xlsx", "Mei!7", "Mei!4")
    assert [(c["field"], c["heading"]) for c in told["mapping"]] == [
        ("nip", "NIP / NI PPPK"), ("title", "Nama Pelatihan"),
    ]  # fmt: skip
    assert told["printed"]["jp"] == "2 hari"
    assert (told["conversion"]["code"], told["conversion"]["jp"]) == ("B6", "4.00")
    assert told["conversion"]["citation"]


def test_a_person_reads_why_each_record_counts_or_not(program: Program) -> None:
    program.fill(put)

    answer = program("explain", NIP)

    assert answer.code == 0
    for said in (
        "Siti Rahayu", "8,00 JP dari minimal 20,00 · kritis", "mei.xlsx, Mei!7",
        "pada tahun hari terakhirnya", "(kolom “NIP / NI PPPK”)", "NIP ada di data induk",
        "4,00 JP per hari",
        "TIDAK DIHITUNG: belum selesai", "belum dihitung pada hari yang diminta",
        "Catatan di tahun lain: 2025 (1)",
    ):  # fmt: skip
        assert said in answer.out


def test_what_waits_for_a_decision_is_shown(program: Program) -> None:
    def more(regency: Regency) -> None:
        siti = regency.employee(nip=NIP)
        regency.held(regency.training(siti))
        spaced = f"{NIP[:8]} {NIP[8:14]} {NIP[14]} {NIP[15:]}"
        regency.quarantined(id="q1", printed=json.dumps({"nip": spaced}))
        regency.quarantined(id="q2", printed=json.dumps({"nip": nip_of(5)}))
        regency.in_review(id="r1", candidates=json.dumps([{"nip": NIP}]))
        regency.in_review(id="r2", nip_text=nip_of(5))

    program.fill(more)

    found = program("explain", NIP, "--json").json()
    text = program("explain", NIP).out

    assert [(h["jp_before"], h["jp_after"]) for h in found["held"]] == [("20.00", "10.00")]
    assert [q["id"] for q in found["quarantine"]] == ["q1"]
    assert [r["id"] for r in found["review"]] == ["r1"]
    assert "20,00 → 10,00 JP ditahan" in text
    assert "karantina q1 (JP tidak terbaca; jp = " in text
    assert "verifikasi r1 (" in text
    assert "name_differs" not in text
    assert "nip_unknown" not in text


def test_a_former_number_leads_to_the_same_person(program: Program) -> None:
    def two(regency: Regency) -> None:
        old = regency.employee(nip=nip_of(1), until_on=date(2026, 3, 1))
        new = regency.employee(nip=nip_of(2), from_on=date(2026, 3, 1), same_person_as=old)
        regency.training(new, 500)

    program.fill(two)

    by_old, by_new = (program("explain", n, "--json").json() for n in (nip_of(1), nip_of(2)))

    assert by_old == by_new
    assert (by_old["nip"], by_old["total"]["jp"]) == (nip_of(2), "5.00")


def test_an_unknown_number_is_told_with_those_like_it(program: Program) -> None:
    program.fill(lambda r: r.employee(nip=NIP))

    answer = program("explain", NIP[:-1] + "9")

    assert answer.code == 1
    assert answer.out == ""
    assert NIP in answer.err
    assert "17" in program("explain", NIP[:-1]).err


def test_foreign_text_cannot_steer_the_terminal(program: Program) -> None:
    program.fill(lambda r: r.training(r.employee(nip=NIP), title="a\x1b[2Jb\u202ec\nd"))

    out = program("explain", NIP).out

    assert "a\\x1b[2Jb\\u202ec\\nd" in out
    assert "\x1b" not in out


def test_somebody_who_was_not_in_the_roster_that_year_has_no_level(program: Program) -> None:
    program.fill(lambda r: r.employee(nip=NIP, from_on=date(2026, 2, 1)))

    answer = program("explain", NIP, "--year", "2025")

    assert answer.code == 0
    assert "Tidak tercatat di data induk pada tahun 2025" in answer.out
