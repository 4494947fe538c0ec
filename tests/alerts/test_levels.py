"""Levels: exactly what domain.md A1 and A4 say, with the rules that are shipped."""

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from alerts.levels import Level, NewJoiner, expected_jp, level_of, prorated
from config.rules import load_rules
from models.totals import Total

RULES = load_rules(None)
SITI = Total(
    person_id=1, year=2026, nip="198501012010012001", name="Siti Rahayu", opd_id=1,
    opd="Dinas Kesehatan", employment="pns", legal_position=None, in_service=True,
    joined_on=date(2010, 1, 1), left_on=None, exemption=None, jp=0, records=0,
)  # fmt: skip
DAYS = st.dates(date(2026, 1, 1), date(2027, 3, 1))
HUNDREDTHS = st.integers(0, 6000)


def level(jp: int, on: date, new_joiner: NewJoiner = "full", **facts: object) -> Level:
    total = SITI._replace(jp=jp, **facts)  # type: ignore[arg-type]  # invented facts by name
    return level_of(total, on=on, rules=RULES, new_joiner=new_joiner).level


@pytest.mark.parametrize(
    ("jp", "on", "expected"),
    [
        (2000, date(2026, 3, 1), Level.MET),
        (2000, date(2027, 1, 1), Level.MET),
        (1999, date(2027, 1, 1), Level.MISSED),
        (1999, date(2026, 12, 31), Level.BEHIND),
        (800, date(2026, 6, 30), Level.ON_TRACK),
        (799, date(2026, 6, 30), Level.BEHIND),
        (0, date(2026, 6, 30), Level.BEHIND),
        (0, date(2026, 7, 1), Level.CRITICAL),
        (1, date(2026, 7, 1), Level.BEHIND),
        (1400, date(2026, 9, 30), Level.ON_TRACK),
        (1399, date(2026, 9, 30), Level.BEHIND),
        (0, date(2026, 1, 1), Level.BEHIND),
        (5, date(2026, 1, 1), Level.ON_TRACK),
    ],
)
def test_the_level_of_a_day(jp: int, on: date, expected: Level) -> None:
    assert level(jp, on) == expected


def test_critical_begins_above_eight_a_month() -> None:
    on = date(2026, 11, 1)  # 60 days, 1.97125... months: 8 a month are 15.77 JP

    assert level(423, on) == Level.BEHIND
    assert level(422, on) == Level.CRITICAL


def test_the_last_days_count_as_a_tenth_of_a_month() -> None:
    assert level(1920, date(2026, 12, 31)) == Level.BEHIND
    assert level(1919, date(2026, 12, 31)) == Level.CRITICAL


def test_expected_hours_follow_the_line_and_are_not_rounded() -> None:
    points = RULES.checkpoints(2026)

    found = {d: expected_jp(points, year=2026, on=d) for d in (
        date(2025, 12, 31), date(2026, 1, 1), date(2026, 6, 30), date(2026, 11, 24),
        date(2026, 11, 30), date(2026, 12, 31))}  # fmt: skip

    assert list(found.values()) == [
        0, Fraction(8, 181), 8, 14 + Fraction(6 * 55, 61), 20, 20,
    ]  # fmt: skip


def test_a_leap_year_has_a_day_more_before_june() -> None:
    assert expected_jp(RULES.checkpoints(2028), year=2028, on=date(2028, 1, 1)) == Fraction(8, 182)


@pytest.mark.parametrize("position", ["02", "CLTN", "Tugas Belajar", "20", "52", "66"])
def test_a_legal_position_exempts(position: str) -> None:
    standing = level_of(SITI._replace(legal_position=position), on=date(2026, 11, 24), rules=RULES)

    assert (standing.level, standing.minimum_jp, standing.shortfall_jp) == (
        Level.EXEMPT, Decimal("0.00"), Decimal("0.00"),
    )  # fmt: skip
    assert standing.citation


def test_active_people_are_not_exempt() -> None:
    assert level(0, date(2026, 11, 24), legal_position="01") == Level.CRITICAL


def test_a_decision_and_having_left_exempt() -> None:
    on = date(2026, 11, 24)

    assert level(0, on, exemption="SK 800/12/2026") == Level.EXEMPT
    assert level(0, on, in_service=False, left_on=date(2026, 7, 1)) == Level.EXEMPT
    assert level(2500, on, exemption="SK 800/12/2026") == Level.EXEMPT


@pytest.mark.parametrize(
    ("new_joiner", "jp", "expected"),
    [
        ("full", 334, Level.CRITICAL),
        ("exempt", 0, Level.EXEMPT),
        ("prorated", 333, Level.MET),
        ("prorated", 332, Level.BEHIND),
    ],
)
def test_who_joined_within_the_year(new_joiner: NewJoiner, jp: int, expected: Level) -> None:
    joined = date(2026, 11, 3)

    assert level(jp, date(2026, 12, 1), new_joiner, joined_on=joined) == expected


def test_who_joined_earlier_is_no_new_joiner() -> None:
    assert level(0, date(2026, 12, 1), "exempt", joined_on=date(2025, 12, 31)) == Level.CRITICAL


def test_a_prorated_minimum_counts_the_month_of_joining() -> None:
    found = [prorated(Decimal(20), date(2026, month, 28)) for month in (1, 7, 11, 12)]

    assert found == [Decimal("20.00"), Decimal("10.00"), Decimal("3.33"), Decimal("1.66")]


def test_nobody_is_held_to_a_minimum_that_no_rule_names() -> None:
    standing = level_of(SITI._replace(employment="honorer"), on=date(2026, 11, 24), rules=RULES)

    assert standing.level == Level.EXEMPT


@pytest.mark.parametrize(
    ("jp", "on", "reason"),
    [
        (800, date(2026, 8, 1),
         "Baru 8,00 dari 20,00 JP; pada 1 Agustus 2026 seharusnya sudah 10,09 JP."),
        (0, date(2026, 11, 24),
         "Belum ada JP padahal sudah lewat 30 Juni 2026; kurang 20,00 JP."),
        (800, date(2026, 11, 24),
         ("Baru 8,00 dari 20,00 JP; kurang 12,00 JP sampai 31 Desember 2026, "
          "berarti 9,88 JP per bulan (batas 8,00).")),
        (800, date(2027, 1, 1),
         "Tahun 2026 berakhir dengan 8,00 dari 20,00 JP; kurang 12,00 JP."),
        (2000, date(2026, 8, 1), "20,00 dari 20,00 JP: batas minimal tahun 2026 terpenuhi."),
        (1500, date(2026, 9, 30),
         "15,00 dari 20,00 JP; pada 30 September 2026 seharusnya sudah 14,00 JP: sesuai jadwal."),
    ],
)  # fmt: skip
def test_the_reason_holds_the_numbers(jp: int, on: date, reason: str) -> None:
    assert level_of(SITI._replace(jp=jp), on=on, rules=RULES).reason == reason


ORDER = [Level.MISSED, Level.CRITICAL, Level.BEHIND, Level.ON_TRACK, Level.MET]


@given(HUNDREDTHS, st.integers(0, 1000), DAYS)
def test_more_hours_never_make_it_worse(jp: int, more: int, on: date) -> None:
    assert ORDER.index(level(jp + more, on)) >= ORDER.index(level(jp, on))


@given(HUNDREDTHS, DAYS, st.sampled_from(["pns", "cpns", "pppk", "pppk_paruh_waktu", "?"]),
       st.sampled_from(["full", "prorated", "exempt"]), st.dates(date(2025, 1, 1)))  # fmt: skip
def test_everybody_stands_somewhere_and_the_numbers_agree(
    jp: int, on: date, employment: str, new_joiner: NewJoiner, joined_on: date
) -> None:
    total = SITI._replace(jp=jp, employment=employment, joined_on=joined_on)

    standing = level_of(total, on=on, rules=RULES, new_joiner=new_joiner)

    assert standing.shortfall_jp == max(standing.minimum_jp - standing.jp, Decimal(0))
    assert (standing.level in {Level.MET, Level.EXEMPT}) == (standing.shortfall_jp == 0)
    assert standing.reason.endswith(".")


@given(st.dates(date(2025, 12, 31), date(2026, 12, 30)))
def test_what_is_expected_never_falls(on: date) -> None:
    points = RULES.checkpoints(2026)

    today = expected_jp(points, year=2026, on=on)

    assert today <= expected_jp(points, year=2026, on=on + timedelta(days=1)) <= 20


@pytest.mark.parametrize(
    ("employment", "jp", "credited"),
    [("pppk", 3000, "24.00"), ("pppk_paruh_waktu", 2401, "24.00"), ("pppk", 2400, "24.00"),
     ("pppk", 2399, "23.99"), ("pns", 3000, "30.00"), ("cpns", 3000, "30.00")],
)  # fmt: skip
def test_a_cap_for_pppk_is_never_silent(employment: str, jp: int, credited: str) -> None:
    capped = replace(RULES, pppk_cap_jp=24)
    total = SITI._replace(jp=jp, employment=employment)
    on = date(2026, 11, 24)

    found = level_of(total, on=on, rules=capped)
    free = level_of(total, on=on, rules=RULES)

    said = f"seluruhnya {jp // 100},{jp % 100:02d} JP"
    assert (str(found.jp), said in found.reason) == (credited, found.jp != free.jp)
    assert str(free.jp) == f"{jp // 100}.{jp % 100:02d}"


def test_a_cap_below_the_minimum_lets_nobody_reach_it() -> None:
    total = SITI._replace(jp=3000, employment="pppk")

    found = level_of(total, on=date(2027, 1, 1), rules=replace(RULES, pppk_cap_jp=12))

    assert (found.level, str(found.shortfall_jp)) == (Level.MISSED, "8.00")
