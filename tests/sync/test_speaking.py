"""Which evidence speaks for an event, and what its record then says."""

from datetime import date
from itertools import permutations
from typing import Any

import pytest

from models.values import Listed
from sync.evidence import Evidence
from sync.speaking import Record, records_of, totals_by_year
from tests.sync.pieces import piece


def only(*pieces: Evidence) -> Record:
    """The one record of one event, the same in any order of arrival."""
    found = [records_of(order) for order in permutations(pieces)]
    assert all(records == found[0] for records in found)
    (record,) = found[0]
    return record


def test_printed_jp_speak_before_converted_ones() -> None:
    record = only(
        piece("a", source="lan", jp=500, conversion="seminar"), piece("b", source="lms", jp=900)
    )

    assert record.jp == 900
    assert record.flags == {"jp_differs"}


def test_then_the_lower_priority_speaks() -> None:
    record = only(piece("a", source="lan", jp=900), piece("b", source="banten", jp=500))

    assert record.jp == 900


def test_then_one_with_a_certificate_number_speaks() -> None:
    assert only(piece("a", jp=500), piece("b", jp=900, number="N1")).jp == 900


def test_then_the_lower_jp_speaks() -> None:
    assert only(piece("a", jp=900), piece("b", jp=500)).jp == 500


def test_then_the_key_decides() -> None:
    assert only(piece("a", provider="A"), piece("b", provider="B")).provider == "A"


def test_what_the_speaker_lacks_comes_from_the_next() -> None:
    record = only(
        piece("a", source="lan", start_on=None, end_on=None, jp=None),
        piece("b", source="lms", number="N1", provider="BPSDM", form="seminar", jp=700),
    )

    assert record.title == "Pelayanan Publik"
    assert (record.start_on, record.end_on) == (date(2026, 3, 10), date(2026, 3, 12))
    assert record.certificate_number == "N1"
    assert (record.provider, record.form, record.jp) == ("BPSDM", "seminar", 700)


def test_the_sum_is_never_taken() -> None:
    assert only(piece("a"), piece("b"), piece("c")).jp == 2000


def test_of_a_retaken_course_the_first_completion_speaks() -> None:
    later = date(2026, 8, 1)
    record = only(
        piece("a", course_id="7", start_on=later, end_on=later, jp=400),
        piece("b", course_id="7", jp=900),
    )

    assert record.end_on == date(2026, 3, 12)
    assert record.jp == 900


@pytest.mark.parametrize(
    ("facts", "flag"),
    [
        ({"conversion": "seminar"}, "converted"),
        ({"listed": Listed.UNLISTED}, "unlisted"),
        ({"held": True}, "held"),
        ({"flags": frozenset({"nip_repaired"})}, "nip_repaired"),
        ({"flags": frozenset({"corrected"})}, "corrected"),
    ],
)
def test_an_evidence_flags_its_record(facts: dict[str, Any], flag: str) -> None:
    assert only(piece("a", **facts)).flags == {flag}


def test_one_that_only_joined_by_title_is_flagged() -> None:
    record = only(
        piece("a", source="lan"),
        piece("b", source="lms", start_on=date(2026, 3, 20), end_on=date(2026, 3, 20)),
    )

    assert record.flags == {"merged_by_title"}


@pytest.mark.parametrize(
    ("facts", "reason"),
    [({"completed": False}, "not_completed"), ({"listed": Listed.WITHDRAWN}, "withdrawn")],
)
def test_what_cannot_count_is_kept_and_says_why(facts: dict[str, Any], reason: str) -> None:
    record = only(piece("a", **facts))

    assert (record.counted, record.reason) == (False, reason)
    assert totals_by_year([record]) == {}


def test_overlapping_events_of_different_titles_are_flagged() -> None:
    records = records_of([piece("a"), piece("b", title="Arsip"),
                          piece("c", title="Kearsipan", start_on=date(2026, 5, 1),
                                end_on=date(2026, 5, 1))])  # fmt: skip

    assert {r.title: set(r.flags) for r in records} == {
        "Pelayanan Publik": {"overlap"}, "Arsip": {"overlap"}, "Kearsipan": set(),
    }  # fmt: skip


def test_only_counted_events_overlap() -> None:
    records = records_of([piece("a"), piece("b", title="Arsip", completed=False)])

    assert [set(r.flags) for r in records] == [set(), set()]


def test_totals_are_kept_by_year() -> None:
    records = records_of([
        piece("a"),
        piece("b", title="Arsip", jp=300, start_on=date(2025, 12, 30), end_on=date(2026, 1, 1)),
        piece("c", title="Hukum", jp=100, start_on=date(2025, 12, 1), end_on=date(2025, 12, 31)),
    ])  # fmt: skip

    assert totals_by_year(records) == {2026: 2300, 2025: 100}
