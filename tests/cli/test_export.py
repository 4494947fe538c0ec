"""Exports hold exactly the fields of the contract, with what the store knows."""

import csv
import io
import json
from datetime import UTC, date, datetime

import pytest
from python_calamine import CalamineWorkbook

from cli.exporting import FIELDS, What
from tests.builders import Regency, nip_of
from tests.cli.conftest import Program

MARCH = date(2026, 3, 12)


def test_totals_list_everybody(program: Program) -> None:
    def put(regency: Regency) -> None:
        siti = regency.employee(nip=nip_of(1), opd="Dinas Sosial")
        regency.employee("Budi Santoso", nip=nip_of(2), legal_position="Tugas Belajar")
        regency.training(siti, 1250)

    program.fill(put)

    assert program("export", "totals", "--format", "json").json() == [
        {"nip": nip_of(1), "name": "Siti Rahayu", "opd": "Dinas Sosial", "employment": "pns",
         "year": 2026, "jp": "12.50", "minimum_jp": "20.00", "shortfall_jp": "7.50",
         "level": "behind"},
        {"nip": nip_of(2), "name": "Budi Santoso", "opd": "Dinas Kesehatan", "employment": "pns",
         "year": 2026, "jp": "0.00", "minimum_jp": "0.00", "shortfall_jp": "0.00",
         "level": "exempt"},
    ]  # fmt: skip


def test_a_past_year_is_judged_after_its_end(program: Program) -> None:
    program.fill(lambda r: r.training(r.employee(), 800, year=2025, end_on=date(2025, 5, 1)))

    (found,) = program("export", "totals", "--year", "2025", "--format", "json").json()

    assert (found["year"], found["level"], found["jp"]) == (2025, "missed", "8.00")


def test_a_day_asked_for_leaves_out_later_trainings(program: Program) -> None:
    program.fill(lambda r: r.training(r.employee(), 800, end_on=MARCH))

    def jp(*args: str) -> tuple[str, int]:
        (total,) = program("export", "totals", "--format", "json", *args).json()
        return total["jp"], len(program("export", "records", "--format", "json", *args).json())

    assert jp("--as-of", "2026-03-11") == ("0.00", 0)
    assert jp("--as-of", "2026-03-12") == ("8.00", 1)


def test_records_name_every_place_that_tells_of_them(program: Program) -> None:
    def put(regency: Regency) -> None:
        siti = regency.employee(nip=nip_of(1))
        evidence = [
            {"source": "lan-ri", "page": "2026/rekap.csv", "locator": "line 7"},
            {"source": "banten-ceria", "page": "nilai.xlsx", "locator": "Mei!9"},
        ]
        regency.training(
            siti, 800, title="=Bimtek", provider="LAN RI", form="Bimtek",
            start_on=date(2026, 3, 10), end_on=MARCH, certificate_number="12/LAN/2026",
            flags="overlap jp_differs", evidence=evidence,
        )  # fmt: skip

    program.fill(put)

    assert program("export", "records", "--format", "json").json() == [
        {"nip": nip_of(1), "name": "Siti Rahayu", "opd": "Dinas Kesehatan", "title": "=Bimtek",
         "provider": "LAN RI", "form": "Bimtek", "start_on": "2026-03-10",
         "end_on": "2026-03-12", "year": 2026, "jp": "8.00", "certificate_number": "12/LAN/2026",
         "counted": True, "reason": None,
         "sources": [
             {"source": "banten-ceria", "page": "nilai.xlsx", "locator": "Mei!9"},
             {"source": "lan-ri", "page": "2026/rekap.csv", "locator": "line 7"},
         ],
         "flags": ["jp_differs", "overlap"]},
    ]  # fmt: skip


def test_records_without_a_year_belong_to_the_year_their_page_landed_in(program: Program) -> None:
    def put(regency: Regency) -> None:
        # 31 December in UTC, but New Year in Serang
        regency.page("lan-ri", "lama.csv", landed_at=datetime(2025, 12, 31, 17, 30, tzinfo=UTC))
        regency.training(regency.employee(), None, year=None, end_on=None, counted=False,
                         reason="not_completed", evidence=[{"page": "lama.csv"}])  # fmt: skip

    program.fill(put)

    (found,) = program("export", "records", "--format", "json").json()
    assert (found["jp"], found["counted"], found["reason"]) == (None, False, "not_completed")
    assert program("export", "records", "--year", "2025", "--format", "json").json() == []


def test_records_of_people_who_left_are_listed_too(program: Program) -> None:
    program.fill(lambda r: r.training(r.employee(until_on=date(2024, 1, 1))))

    assert len(program("export", "records", "--format", "json").json()) == 1
    assert program("export", "totals", "--format", "json").json() == []


def test_quarantine_and_review_list_what_is_open(program: Program) -> None:
    candidates = [{"nip": nip_of(1), "name": "Siti Rahayu", "opd": "Dinas Sosial"}]

    def put(regency: Regency) -> None:
        regency.quarantined(id="q1", locator="line 3")
        regency.in_review(id="r1", locator="line 4", nip_text="1985", name_text="Siti",
                          candidates=json.dumps(candidates))  # fmt: skip

    program.fill(put)

    assert program("export", "quarantine", "--format", "json").json() == [
        {"id": "q1", "source": "lan-ri", "run_id": 1, "page": "2026/rekap.csv",
         "locator": "line 3", "field": "jp", "reason": "jp_invalid", "value": "-3"},
    ]  # fmt: skip
    assert program("export", "review", "--format", "json").json() == [
        {"id": "r1", "source": "lan-ri", "run_id": 1, "page": "2026/rekap.csv",
         "locator": "line 4", "reason": "nip_unknown", "nip_text": "1985", "name_text": "Siti",
         "opd_text": None, "candidates": candidates},
    ]  # fmt: skip


def test_alerts_are_stored_for_today_and_only_computed_for_another_day(program: Program) -> None:
    program.fill(lambda r: r.training(r.employee(nip=nip_of(1)), 800, end_on=MARCH))

    (computed,) = program("export", "alerts", "--as-of", "2026-08-01", "--format", "json").json()
    (stored,) = program("export", "alerts", "--format", "json").json()
    (again,) = program("export", "alerts", "--as-of", "2026-11-23", "--format", "json").json()

    assert (computed["level"], computed["raised_at"]) == ("behind", None)
    assert stored == {
        "nip": nip_of(1), "name": "Siti Rahayu", "opd": "Dinas Kesehatan", "year": 2026,
        "level": "critical", "raised_at": "2026-11-24T02:00:00+00:00",
        "reason": "Baru 8,00 dari 20,00 JP; kurang 12,00 JP sampai 31 Desember 2026, "
                  "berarti 9,88 JP per bulan (batas 8,00).",
    }  # fmt: skip
    assert again["raised_at"] == stored["raised_at"]


def test_runs_hold_their_counts(program: Program) -> None:
    program.fill(lambda r: r.run("lan-ri", counts='{"read": 5, "counted": 5}'))

    assert program("export", "runs", "--format", "json").json() == [
        {"id": 1, "source": "lan-ri", "started_at": "2026-11-01T03:00:00+00:00",
         "finished_at": "2026-11-01T03:00:00+00:00", "outcome": "ok",
         "counts": {"read": 5, "counted": 5}},
    ]  # fmt: skip


@pytest.mark.parametrize("what", list(What))
def test_every_export_of_an_empty_store_has_its_headings(program: Program, what: What) -> None:
    answer = program("export", what.value)

    assert answer.code == 0
    assert next(csv.reader(io.StringIO(answer.out))) == list(FIELDS[what])
    assert program("export", what.value, "--format", "json").json() == []


def test_the_name_of_the_file_says_its_format(program: Program) -> None:
    program.fill(lambda r: r.employee(nip=nip_of(1)))
    path = program.folder / "rekap.xlsx"

    assert program("export", "totals", "--output", str(path)).code == 0
    rows = CalamineWorkbook.from_path(path).get_sheet_by_index(0).to_python()
    assert rows[1][0] == nip_of(1)


def test_a_year_that_has_not_begun_is_a_usage_error(program: Program) -> None:
    assert program("export", "totals", "--year", "2027").code == 2
