"""Whole runs on real files: what comes twice, split or in another order counts once."""

from datetime import timedelta
from itertools import permutations

import pytest
from sqlalchemy import select

from models import schema
from models.values import Outcome
from tests.builders import nip_of
from tests.sync.house import BANTEN, LAN, House, Row, counts, row, staff

A_FILE = [
    row(1, number="LAN-1"),
    row(2, jp="12,5"),
    row(3, jp="8", result="Tidak Lulus"),
    row(4, title="Kepemimpinan", start_on="2025-12-29", end_on="2026-01-03"),
    row(5, jp="minus"),
    row(999, name="Orang Lain"),
]


def test_every_row_ends_in_exactly_one_place(house: House) -> None:
    result = house.bring("a.csv", A_FILE)

    assert counts(result) == {
        "read": 6, "counted": 3, "not_completed": 1, "quarantined": 1, "in_review": 1,
    }  # fmt: skip
    assert house.totals() == {
        (nip_of(1), 2026): 2000, (nip_of(2), 2026): 1250, (nip_of(4), 2026): 2000,
    }  # fmt: skip


def test_the_same_file_again_changes_nothing(house: House) -> None:
    house.bring("a.csv", A_FILE)
    before = house.digest()

    again = house.sync()
    full = house.sync(full=True)

    assert counts(again) == {}
    assert counts(full) == {
        "read": 6, "unchanged": 3, "not_completed": 1, "quarantined": 1, "in_review": 1,
    }  # fmt: skip
    assert house.digest() == before


def test_a_full_run_without_news_writes_nothing_but_itself(house: House) -> None:
    house.bring("a.csv", A_FILE)
    house.bring("b.csv", [row(5, title="Kearsipan")])
    before = kept(house)

    full = house.sync(full=True)

    assert counts(full)["unchanged"] == 4
    assert kept(house) == before
    house.check()


def test_a_full_run_with_some_news_keeps_only_what_is_new(house: House) -> None:
    house.bring("a.csv", A_FILE)
    before = len(kept(house)["landed_page"])
    house.drop("b.csv", [row(5, title="Kearsipan")])

    house.sync(full=True)

    assert len(kept(house)["landed_page"]) == before + 1
    house.check()


def test_a_row_that_waited_for_its_day_is_read_by_a_full_run(house: House) -> None:
    house.bring("a.csv", [row(1, start_on="2026-12-10", end_on="2026-12-12")])
    house.now += timedelta(days=20)

    waiting = [q.reason for q in house.quarantine()]
    house.sync(full=True)

    assert waiting == ["date_future"]
    assert house.quarantine() == []
    assert house.jp(1) == 2000
    house.check()


def kept(house: House) -> dict[str, list[str]]:
    """All that the store holds, but what runs say of themselves."""
    with house.store.read() as connection:
        return {
            table.name: sorted(map(repr, connection.execute(select(table))))
            for table in schema.META.sorted_tables
            if table.name not in {"run", "source_state"}
        }


def test_a_touched_file_is_nothing_new(house: House) -> None:
    house.bring("a.csv", A_FILE)
    before = house.digest()

    again = house.bring("a.csv", A_FILE)

    assert again.outcome is Outcome.OK
    assert counts(again) == {}
    assert house.digest() == before


def test_a_file_doubled_under_another_name_joins(house: House) -> None:
    house.bring("a.csv", A_FILE)
    before = house.totals()

    result = house.bring("salinan.csv", A_FILE)

    assert counts(result)["joined"] == 3
    assert house.totals() == before
    assert len(house.records()) == 4


def test_a_line_doubled_in_one_file_joins(house: House) -> None:
    result = house.bring("a.csv", [row(1), row(1)])

    assert counts(result) == {"read": 2, "counted": 1, "joined": 1}
    assert house.jp() == 2000


def test_a_file_split_in_two_gives_the_same_records(house: House) -> None:
    house.bring("a.csv", A_FILE)
    before = house.totals()
    house.drop("b.csv", A_FILE[:3])
    house.drop("c.csv", A_FILE[3:])

    house.sync()

    assert house.totals() == before


FILES = {
    "a.csv": [row(1, number="X-1"), row(2, jp="8")],
    "b.csv": [row(1, number="X-1", jp="24"), row(3, title="Arsip", jp="6")],
    "c.csv": [row(1, title="pelayanan  publik", jp="16"), row(2, jp="8", number="X-2")],
}


@pytest.mark.parametrize("order", list(permutations(FILES)), ids="".join)
def test_files_in_any_order_give_the_same_records(house: House, order: tuple[str, ...]) -> None:
    for name in order:
        house.bring(name, FILES[name])

    assert house.totals() == {
        (nip_of(1), 2026): 2000, (nip_of(2), 2026): 800, (nip_of(3), 2026): 600,
    }  # fmt: skip
    (first,) = [r for r in house.records() if r["nip"] == nip_of(1)]
    assert first["flags"] == {"jp_differs"}
    assert first["certificate_number"] == "X-1"


@pytest.mark.parametrize("order", [(LAN, BANTEN), (BANTEN, LAN)])
def test_of_two_sources_the_preferred_one_speaks(house: House, order: tuple[str, str]) -> None:
    rows = {LAN: [row(1, jp="18", provider="LAN")], BANTEN: [row(1, jp="20", provider="BPSDM")]}
    for source in order:
        house.bring("a.csv", rows[source], source)

    assert house.jp() == 1800
    assert house.record()["provider"] == "LAN"
    assert house.record()["flags"] == {"jp_differs"}


def test_another_source_that_lowers_a_total_by_precedence_is_not_held(house: House) -> None:
    house.bring("a.csv", [row(1, jp="20")], BANTEN)

    result = house.bring("a.csv", [row(1, jp="18")], LAN)

    assert result.held == 0
    assert house.jp() == 1800


def test_a_training_counts_in_the_year_of_its_last_day(house: House) -> None:
    house.bring("a.csv", [row(1, start_on="2025-12-29", end_on="2026-01-03"),
                          row(2, start_on="", end_on="", year="2024")])  # fmt: skip

    assert house.totals() == {(nip_of(1), 2026): 2000, (nip_of(2), 2024): 2000}


def test_a_new_employee_resolves_what_was_in_review(house: House) -> None:
    house.bring("a.csv", [row(77)])
    assert [q.reason for q in house.review()] == ["nip_unknown"]

    house.hire([staff(n) for n in [*range(1, 41), 77]])
    result = house.sync()

    assert counts(result) == {"read": 1, "counted": 1}
    assert house.review() == []
    assert house.jp(77) == 2000


def test_a_repeated_file_makes_no_list_grow(house: House) -> None:
    wrong = [row(1, jp="x"), row(500)]
    house.bring("a.csv", wrong)
    house.sync(full=True)
    house.bring("a.csv", [*wrong, row(2)])

    assert len(house.quarantine()) == 1
    assert len(house.review()) == 1


def test_a_row_that_is_repaired_at_its_source_leaves_quarantine(house: House) -> None:
    house.bring("a.csv", [row(1, jp="x")])

    house.bring("a.csv", [row(1, jp="20")])

    assert house.quarantine() == []
    assert house.jp() == 2000


def test_a_deleted_file_takes_nothing_away(house: House) -> None:
    file = house.drop("a.csv", A_FILE)
    house.sync()
    before = house.digest()

    file.unlink()
    house.sync()

    assert house.digest() == before


def test_no_event_gets_more_than_one_evidence_says(house: House) -> None:
    stated = [row(1, jp=jp, number="N-7") for jp in ("5", "7", "6")]
    for name, line in zip("abc", stated, strict=True):
        house.bring(f"{name}.csv", [line])

    assert house.jp() == 500


def test_overlapping_trainings_of_different_titles_both_count(house: House) -> None:
    house.bring("a.csv", [row(1), row(1, title="Arsip", jp="4")])

    assert house.jp() == 2400
    assert [r["flags"] for r in house.records()] == [{"overlap"}, {"overlap"}]


def test_with_the_setting_only_the_larger_of_two_overlapping_counts(house: House) -> None:
    house.counting_as(larger_of_overlap=True)
    house.bring("a.csv", [row(1), row(1, title="Arsip", jp="4")])

    assert house.jp() == 2000
    assert {r["reason"] for r in house.records()} == {None, "overlap"}


def test_a_changed_setting_reads_unchanged_files_again(house: House) -> None:
    house.bring("a.csv", [row(1), row(1, title="Arsip", jp="4")])

    house.counting_as(larger_of_overlap=True)
    result = house.sync()

    assert counts(result)["read"] == 2


def test_a_name_that_differs_is_a_question(house: House) -> None:
    house.bring("a.csv", [Row(nip_of(1), name="Wulan Prabowo")])

    (question,) = house.review()
    assert question.reason == "name_differs"
    assert house.totals() == {}
