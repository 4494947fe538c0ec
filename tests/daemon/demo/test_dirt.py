"""What the sources tell: the dirt, at its rates, and what it must add up to."""

from collections import Counter, defaultdict
from datetime import date, timedelta
from decimal import Decimal
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rapidfuzz.fuzz import token_sort_ratio

from daemon.demo.accounts import NipPlace, place_of_nip
from daemon.demo.courses import Source
from daemon.demo.names import invent_name, misspell, respell
from daemon.demo.regency import Regency, invent
from daemon.demo.telling import Fault, NipState, Telling
from daemon.demo.truth import Outcome, outcome_of, twins_among

YEAR = 2024
LAST = date(YEAR, 12, 31)


@pytest.fixture(scope="module")
def regency() -> Regency:
    return invent(11, year=YEAR)


def share(regency: Regency, count: int) -> float:
    """Of the rows in files; accounts of the LMS have troubles of their own."""
    return count / sum(row.source is not Source.LMS for row in regency.tellings)


def test_a_year_is_about_45_000_rows(regency: Regency) -> None:
    assert 41_000 < len(regency.tellings) < 50_000


def test_nips_arrive_damaged_at_the_rates_of_real_files(regency: Regency) -> None:
    states = Counter(row.nip_state for row in regency.tellings if row.source is not Source.LMS)

    assert 0.08 < share(regency, states[NipState.SPACED]) < 0.12
    assert 0.04 < share(regency, states[NipState.QUOTED]) < 0.06
    assert 0.015 < share(regency, states[NipState.MISSING]) < 0.025
    lossy = states[NipState.NUMBER] + states[NipState.SCIENTIFIC]
    assert 0.003 < share(regency, lossy) < 0.007


def test_fewer_than_three_rows_in_a_hundred_are_unreadable(regency: Regency) -> None:
    faults = Counter(row.fault for row in regency.tellings if row.fault)

    assert set(faults) == set(Fault)
    assert 0.01 < share(regency, faults.total()) < 0.03


def test_strangers_and_repeated_rows_are_few(regency: Regency) -> None:
    strangers = [row for row in regency.tellings if row.training is None]
    files = [row for row in strangers if row.source is not Source.LMS]
    others = sum("Kabupaten Serang" not in row.agency for row in strangers)
    repeats = sum(row.repeats for row in regency.tellings if row.source is not Source.LMS)

    assert 0.003 < share(regency, others) < 0.007
    assert 0.0015 < share(regency, len(files) - others) < 0.0045
    assert 0.008 < share(regency, repeats) < 0.02
    known = {employee.nip for employee in regency.employees}
    assert not known & {row.nip for row in strangers}


def test_some_trainings_are_told_by_both_sources(regency: Regency) -> None:
    told: dict[int, dict[Source, Telling]] = defaultdict(dict)
    for row in regency.tellings:
        if row.training is not None:
            told[row.training][row.source] = row
    pairs = [rows for rows in told.values() if len(rows) == 2]

    assert len(pairs) > 300
    assert {source for rows in pairs for source in rows} == set(Source)
    others = [(rows.pop(Source.LAN), *rows.values()) for rows in pairs]
    for lan, other in others:
        gap = other.start_on - lan.end_on
        assert (lan.nip, lan.title) == (other.nip, other.title)
        assert lan.number == other.number or gap <= timedelta(days=14)
    assert any(other.start_on > lan.end_on for lan, other in others)
    assert any(other.jp != lan.jp for lan, other in others)


def test_accounts_of_the_lms_hold_the_nip_elsewhere_or_not_at_all(regency: Regency) -> None:
    rows = [
        row for row in regency.tellings if row.source is Source.LMS and row.training is not None
    ]
    nowhere = {row.nip for row in rows if row.nip_state is NipState.MISSING}
    places = Counter(place_of_nip(row.nip) for row in rows)

    assert set(places) == set(NipPlace)
    assert all(row.nip_state is NipState.PLAIN for row in rows if row.nip not in nowhere)
    assert all(row.nip_state is NipState.MISSING for row in rows if row.nip in nowhere)
    assert 0.01 < len(nowhere) / len({row.nip for row in rows}) < 0.05
    assert not any(row.fault for row in rows)
    assert all(row.passed for row in rows)


def test_truth_counts_each_clean_training_once(regency: Regency) -> None:
    twins = twins_among(regency.employees)
    spoilt = {r.nip for r in regency.tellings if outcome_of(r, twins) is not Outcome.COUNTS}
    attended: dict[str, Decimal] = defaultdict(Decimal)
    for training in regency.trainings:
        attended[regency.employees[training.person].nip] += training.jp * training.passed
    truth = regency.truth(LAST)

    clean = [employee.nip for employee in regency.employees if employee.nip not in spoilt]
    assert len(clean) > 9_000
    assert all(truth.totals[nip] == attended[nip] for nip in clean)
    assert all(total <= attended[nip] for nip, total in truth.totals.items())
    assert truth.totals != attended


def test_truth_is_sure_of_nearly_everybody(regency: Regency) -> None:
    truth = regency.truth(LAST)
    twins = twins_among(regency.employees)

    assert set(truth.totals) == {employee.nip for employee in regency.employees}
    assert len(truth.uncertain) < 30
    assert all(nip[:15] in twins for nip in truth.uncertain)
    assert sum(truth.rows.values()) == len(regency.tellings)


def test_truth_grows_with_the_year(regency: Regency) -> None:
    spring, autumn = (regency.truth(date(YEAR, month, 28)).totals for month in (4, 10))

    assert sum(spring.values()) < sum(autumn.values())
    assert all(spring[nip] <= autumn[nip] for nip in spring)


def row_like(row: Telling, **facts: object) -> Telling:
    values = {name: getattr(row, name) for name in Telling.__slots__}
    return Telling(**{**values, "fault": None, "passed": True, **facts})


@pytest.mark.parametrize(
    ("facts", "outcome"),
    [
        ({"nip_state": NipState.SPACED}, Outcome.COUNTS),
        ({"nip_state": NipState.NUMBER}, Outcome.COUNTS),
        ({"nip_state": NipState.SCIENTIFIC}, Outcome.COUNTS_NOT),
        ({"nip_state": NipState.MISSING, "month": 3}, Outcome.COUNTS_NOT),
        ({"nip_state": NipState.MISSING, "month": 4}, Outcome.COUNTS),
        ({"nip_state": NipState.MISSING, "month": 4, "email": ""}, Outcome.COUNTS_NOT),
        ({"nip_state": NipState.MISSING, "source": Source.LMS}, Outcome.COUNTS),
        ({"nip_state": NipState.MISSING, "source": Source.LMS, "email": ""}, Outcome.COUNTS_NOT),
        ({"fault": Fault.JP}, Outcome.COUNTS_NOT),
        ({"passed": False}, Outcome.COUNTS_NOT),
        ({"training": None}, Outcome.COUNTS_NOT),
    ],
)
def test_a_row_is_judged_by_what_is_wrong_with_it(
    regency: Regency, facts: dict[str, object], outcome: Outcome
) -> None:
    some = next(row for row in regency.tellings if row.track == "webinar" and row.email)

    assert outcome_of(row_like(some, **facts), frozenset()) is outcome


def test_a_lost_serial_of_one_of_two_is_nobodys_for_sure(regency: Regency) -> None:
    row = row_like(regency.tellings[0], nip_state=NipState.NUMBER, training=0)

    assert outcome_of(row, frozenset({row.nip[:15]})) is Outcome.UNCERTAIN


@given(st.integers(), st.booleans(), st.sampled_from(["school", "health", "office"]))
def test_a_slip_leaves_a_name_recognisable(seed: int, female: bool, field: str) -> None:  # noqa: FBT001
    chance = Random(seed)
    bare = invent_name(chance, female=female, field=field, age=50).bare

    assert token_sort_ratio(bare.lower(), misspell(chance, bare).lower()) >= 75


def test_only_muhammad_has_other_spellings() -> None:
    assert respell(Random(1), "Muhammad Basri") != "Muhammad Basri"
    assert respell(Random(1), "Asep Muhammad") == "Asep Muhammad"
