"""From lists of employees to spells of service."""

from datetime import date
from typing import Any

import pytest

from models.values import Employment
from sync.snapshots import Entry, Snapshot, Spell, employment_of, spells, start_of
from tests.builders import nip_of

JANUARY, MARCH, JUNE = date(2026, 1, 31), date(2026, 3, 31), date(2026, 6, 30)
BEGUN = date(2010, 1, 1)


def entry(number: int = 1, **facts: Any) -> Entry:
    """An employee as one list has it."""
    told: dict[str, Any] = {
        "nip": nip_of(number), "name": "Siti", "opd": "Dinas Sosial", "unit": None,
        "employment": Employment.PNS, "legal_position": None, "start_on": BEGUN, "end_on": None,
        "email": None,
    }  # fmt: skip
    return Entry(**(told | facts))


def served(*lists: Snapshot, number: int = 1) -> list[tuple[date, date | None, str | None]]:
    """From, until and OPD of each spell of one employee."""
    return [(s.from_on, s.until_on, s.opd) for s in spells(lists) if s.nip == nip_of(number)]


def test_who_appears_first_served_since_the_start_of_employment() -> None:
    assert served(Snapshot(JANUARY, (entry(),))) == [(BEGUN, None, "Dinas Sosial")]


def test_a_change_holds_from_the_day_of_its_list() -> None:
    lists = [Snapshot(JANUARY, (entry(),)), Snapshot(MARCH, (entry(opd="Dinas Kesehatan"),))]

    expected = [(BEGUN, MARCH, "Dinas Sosial"), (MARCH, None, "Dinas Kesehatan")]
    assert served(*lists) == expected
    assert served(*reversed(lists)) == expected


def test_who_is_absent_left_and_who_comes_back_begins_anew() -> None:
    lists = [
        Snapshot(JANUARY, (entry(), entry(2))),
        Snapshot(MARCH, (entry(2),)),
        Snapshot(JUNE, (entry(), entry(2))),
    ]

    assert served(*lists) == [(BEGUN, MARCH, "Dinas Sosial"), (JUNE, None, "Dinas Sosial")]
    assert served(*lists, number=2) == [(BEGUN, None, "Dinas Sosial")]


def test_a_list_without_employees_is_no_list() -> None:
    assert served(Snapshot(JANUARY, (entry(),)), Snapshot(MARCH)) == [
        (BEGUN, None, "Dinas Sosial")
    ]  # fmt: skip


def test_a_retirement_that_is_stated_ends_the_service() -> None:
    lists = [Snapshot(JANUARY, (entry(),)), Snapshot(MARCH, (entry(end_on=JUNE),))]

    assert served(*lists) == [(BEGUN, JUNE, "Dinas Sosial")]


def test_who_retired_before_the_list_that_lacks_them_left_then() -> None:
    lists = [Snapshot(JANUARY, (entry(end_on=MARCH), entry(2))), Snapshot(JUNE, (entry(2),))]

    assert served(*lists) == [(BEGUN, MARCH, "Dinas Sosial")]


def test_a_new_employment_is_a_new_spell() -> None:
    lists = [Snapshot(JANUARY, (entry(employment=Employment.CPNS),)), Snapshot(MARCH, (entry(),))]

    assert [s.employment for s in spells(lists)] == [Employment.CPNS, Employment.PNS]
    assert all(isinstance(s, Spell) for s in spells(lists))


@pytest.mark.parametrize(("nip", "start"), [
    ("198501012010031001", date(2010, 3, 1)), ("198501012024211001", date(2024, 1, 1)),
])  # fmt: skip
def test_the_number_tells_the_start_of_employment(nip: str, start: date) -> None:
    assert start_of(nip) == start


@pytest.mark.parametrize(("text", "nip", "employment"), [
    ("PNS", "198501012010031001", Employment.PNS),
    ("CPNS", "198501012010031001", Employment.CPNS),
    ("PPPK Paruh Waktu", "198501012024211001", Employment.PPPK_PART_TIME),
    ("P3K", "198501012024211001", Employment.PPPK),
    (None, "198501012024211001", Employment.PPPK),
    (None, "198501012010031001", Employment.PNS),
    ("?", "198501012010031001", Employment.PNS),
])  # fmt: skip
def test_employment_is_as_printed_else_as_the_number_tells(
    text: str | None, nip: str, employment: Employment
) -> None:
    assert employment_of(text, nip) is employment
