"""The invented regency: who works there and what they did."""

from collections import Counter
from datetime import date
from decimal import Decimal

import pytest

from daemon.demo.people import ACTIVE, HEADS, Employment
from daemon.demo.regency import Regency, invent

YEAR = 2024
CHECKPOINTS = ((date(YEAR, 6, 30), 8), (date(YEAR, 9, 30), 14), (date(YEAR, 11, 30), 20))


@pytest.fixture(scope="module")
def regency() -> Regency:
    return invent(7, year=YEAR)


def test_the_same_seed_invents_the_same_regency() -> None:
    assert invent(3, year=YEAR, employees=200) == invent(3, year=YEAR, employees=200)


def test_another_seed_or_year_invents_another() -> None:
    one = invent(3, year=YEAR, employees=200)

    assert one.employees != invent(4, year=YEAR, employees=200).employees
    assert one.employees != invent(3, year=YEAR + 1, employees=200).employees


def test_fewer_employees_than_opds_are_refused() -> None:
    with pytest.raises(ValueError, match="59 OPDs"):
        invent(1, year=YEAR, employees=HEADS - 1)


def test_all_nips_are_unique_and_valid(regency: Regency) -> None:
    nips = [employee.nip for employee in regency.employees]

    assert len(set(nips)) == len(nips) == 12_000
    for nip in nips:
        born = date(int(nip[:4]), int(nip[4:6]), int(nip[6:8]))
        assert 18 <= YEAR - born.year <= 65
        assert born.year + 15 <= int(nip[8:12]) <= YEAR
        assert 1 <= int(nip[12:14]) <= 12 or int(nip[12:14]) >= 21
        assert nip[14] in "12"
        assert nip[15:] != "000"


def test_a_contract_shows_in_the_nip(regency: Regency) -> None:
    contracts = {Employment.PPPK, Employment.PART_TIME}

    for employee in regency.employees:
        assert (int(employee.nip[12:14]) > 20) == (employee.employment in contracts)


def test_some_nips_share_all_but_their_serial(regency: Regency) -> None:
    shared = Counter(employee.nip[:15] for employee in regency.employees)

    assert 200 < sum(owners for owners in shared.values() if owners > 1) < 1_200
    assert {"001", "002"} <= {employee.nip[15:] for employee in regency.employees}


def test_every_opd_has_a_head_who_works_there(regency: Regency) -> None:
    assert len({opd.name for opd in regency.opds}) == len(regency.opds) == 59
    assert len({opd.abbreviation for opd in regency.opds}) == 59
    staff = {(employee.opd, employee.name.full) for employee in regency.employees}
    for opd in regency.opds:
        assert (opd.name, opd.head_name) in staff


def test_opds_have_the_sizes_of_real_ones(regency: Regency) -> None:
    sizes = Counter(employee.abbreviation for employee in regency.employees)

    assert [name for name, _ in sizes.most_common(2)] == ["Dindikbud", "Dinkes"]
    assert sizes["Dindikbud"] > 4_500
    assert 1_500 < sizes["Dinkes"] < 2_600
    assert min(sizes.values()) >= 10


def test_no_address_can_reach_anybody(regency: Regency) -> None:
    addresses = [employee.email for employee in regency.employees]
    addresses += [opd.head_email for opd in regency.opds]

    assert len(set(addresses)) == len(addresses)
    assert all(address.endswith("@serang.example") for address in addresses)


def test_few_are_away_and_some_retire_within_the_year(regency: Regency) -> None:
    positions = Counter(employee.legal_position for employee in regency.employees)
    retiring = [e for e in regency.employees if e.end_on and e.end_on.year == YEAR]

    assert set(positions) == {ACTIVE, "CLTN", "Tugas Belajar", "MPP"}
    assert positions[ACTIVE] > 11_700
    assert 20 < len(retiring) < 400


def test_nobody_learns_before_the_first_day_or_after_the_last(regency: Regency) -> None:
    for training in regency.trainings:
        employee = regency.employees[training.person]
        assert employee.start_on <= training.start_on <= training.end_on
        assert employee.end_on is None or training.end_on < employee.end_on
        assert training.end_on.year == YEAR


def test_nobody_attends_one_title_twice_in_the_year(regency: Regency) -> None:
    attended = Counter((training.person, training.title) for training in regency.trainings)

    assert max(attended.values()) == 1


def test_bkpsdm_sends_between_fifty_and_a_hundred_to_a_course(regency: Regency) -> None:
    classes = Counter((t.title, t.start_on) for t in regency.trainings if t.track == "pelatihan")

    assert len(classes) >= 12
    assert all(40 <= size <= 101 for size in classes.values())


def test_lan_trains_a_batch_of_new_pppk_from_the_first_of_november(regency: Regency) -> None:
    batch = [t for t in regency.trainings if t.track == "orientasi-pppk"]

    assert 1_700 < len(batch) <= 1_861
    assert {t.start_on for t in batch} == {date(YEAR, 11, 1)}
    kinds = {regency.employees[t.person].employment for t in batch}
    assert kinds == {Employment.PPPK}


@pytest.mark.parametrize(("day", "expected_jp"), CHECKPOINTS)
def test_most_are_on_track_and_some_are_not(regency: Regency, day: date, expected_jp: int) -> None:
    totals = regency.truth(day).totals
    there = [
        employee
        for employee in regency.employees
        if employee.legal_position == ACTIVE
        and employee.start_on <= day
        and (employee.end_on is None or employee.end_on > day)
    ]
    short = sum(totals[employee.nip] < expected_jp for employee in there)

    assert 0.08 < short / len(there) < 0.20


def test_samples_are_people_worth_explaining(regency: Regency) -> None:
    day = date(YEAR, 11, 24)
    samples = regency.sample_nips(day)
    totals = regency.truth(day).totals

    assert set(samples) == {"two_sources", "repaired", "dropped_twice", "nothing_yet"}
    assert totals[samples["nothing_yet"]] == Decimal(0)
    assert all(totals[samples[why]] > 0 for why in samples if why != "nothing_yet")
