"""The rule tables that we ship."""

from datetime import date
from decimal import Decimal

import pytest

from config.rules import Rules, load_rules

ON = date(2022, 11, 3)


@pytest.fixture(scope="module")
def rules() -> Rules:
    return load_rules(None)


@pytest.mark.parametrize("employment", ["pns", "cpns", "pppk", "pppk_paruh_waktu"])
def test_everybody_must_reach_20_jp_from_2017_on(rules: Rules, employment: str) -> None:
    minimum = rules.minimum(employment, 2017)

    assert minimum is not None
    assert minimum.value == Decimal(20)
    assert "203" in minimum.citation
    assert rules.minimum(employment, 2016) is None


def test_an_unknown_employment_has_no_minimum(rules: Rules) -> None:
    assert rules.minimum("honorer", 2022) is None


@pytest.mark.parametrize(
    ("text", "code", "unit", "jp"),
    [
        ("Seminar", "B6", "day", 4),
        ("SEMINAR / KONFERENSI / SARASEHAN", "B6", "day", 4),
        ("KL06", "B6", "day", 4),
        ("Klasikal - Seminar", "B6", "day", 4),
        ("KL07-Lokakarya", "B7", "day", 5),
        ("Sosialisasi", "B11", "day", 4),
        ("  e-Learning ", "C3", "day", 3),
        ("Non Klasikal / E-learning", "C3", "day", 3),
        ("Coaching", "C1", "time", 2),
        ("mentoring", "C2", "time", 2),
        ("Detasering", "C5", "time", 20),
        ("Benchmarking", "C7", "time", 10),
        ("Pertukaran PNS–swasta", "C8", "time", 20),
        ("Belajar Mandiri", "C9", "day", 2),
        ("Komunitas Belajar", "C10", "day", 2),
        ("NKL12", "C11", "time", 20),
        ("C11", "C11", "time", 20),
        ("Magang", "C11", "time", 20),
        ("NKL11", "NKL11", "time", 2),
        ("Bimbingan di Tempat Kerja", "NKL11", "time", 2),
        ("Tugas belajar", "A1", "semester", 20),
        ("Izin Belajar", "A2", "semester", 20),
        ("Bimtek", "B10", "programme", None),
        ("Bimbingan Teknis (Bimtek)", "B10", "programme", None),
        ("Outbond", "C6", "programme", None),
        ("Pelatihan Jarak Jauh", "C4", "programme", None),
    ],
)
def test_a_form_is_known_by_code_name_and_synonym(
    rules: Rules, text: str, code: str, unit: str, jp: int | None
) -> None:
    form = rules.form(text, ON)

    assert form is not None
    assert (form.code, form.unit, form.jp) == (code, unit, None if jp is None else Decimal(jp))
    assert "PerLAN 10/2018" in form.citation


SIASN = [
    *("Diklat Struktural", "Diklat Fungsional", "Diklat Teknis", "Workshop", "Seminar"),
    *("Pelatihan Manajerial", "Pelatihan Sosial Kultural", "Sosialisasi", "Bimbingan Teknis"),
    *("Magang", "Kursus", "Penataran", "Klasikal lainnya", "Coaching", "Mentoring", "E-Learning"),
    *("Pelatihan Jarak Jauh", "Detasering", "Outbond", "Benchmarking", "Pertukaran PNS–swasta"),
    *("Belajar Mandiri", "Komunitas Belajar", "Bimbingan di Tempat Kerja", "Non-klasikal lainnya"),
]
CODES = [f"KL{n:02}" for n in range(1, 13)] + [f"NKL{n:02}" for n in range(1, 14)]


@pytest.mark.parametrize("text", [*SIASN, *CODES])
def test_every_code_and_every_name_of_siasn_is_a_form(rules: Rules, text: str) -> None:
    assert rules.form(text, ON) is not None


@pytest.mark.parametrize(
    "text",
    ["Webinar", "Zoom", "Dialog kerja", "Induksi", "Konseling", "Seminar/Workshop", "seminars", ""],
)
def test_what_is_not_settled_is_not_guessed(rules: Rules, text: str) -> None:
    assert rules.form(text, ON) is None


def test_a_form_converts_only_while_its_rule_holds(rules: Rules) -> None:
    assert rules.form("Seminar", date(2017, 12, 31)) is None
    assert rules.form("Seminar", date(2018, 1, 1)) is not None


def test_day_and_month_caps_are_told(rules: Rules) -> None:
    caps = {
        code: (form.cap_per_day, form.cap_per_month)
        for code in ("C1", "C2", "C3", "C9", "C10", "NKL11", "B6")
        if (form := rules.form(code, ON))
    }

    assert caps == {
        "C1": (None, 2),
        "C2": (None, 2),
        "C3": (Decimal(3), None),
        "C9": (Decimal(2), None),
        "C10": (Decimal(2), None),
        "NKL11": (None, 2),
        "B6": (None, None),
    }


@pytest.mark.parametrize(
    ("position", "code"),
    [
        ("02", "02"),
        ("2", "02"),
        ("CLTN", "02"),
        ("03 - Tugas Belajar", "03"),
        ("tugas  belajar", "03"),
        ("Pemberhentian sementara", "04"),
        ("Masa Persiapan Pensiun (MPP)", "20"),
        ("Tidak Aktif", "52"),
        ("66", "66"),
        ("BUP", "98"),
        ("Pensiun", "99"),
    ],
)
def test_a_legal_position_frees_from_the_minimum(rules: Rules, position: str, code: str) -> None:
    exemption = rules.exemption(position, ON)

    assert exemption is not None
    assert exemption.code == code
    assert exemption.reason
    assert exemption.citation


@pytest.mark.parametrize("position", [None, "", "01", "Aktif", "01 - Aktif", "Cuti Besar"])
def test_all_others_must_reach_it(rules: Rules, position: str | None) -> None:
    assert rules.exemption(position, ON) is None


def test_the_year_has_its_checkpoints_and_limits(rules: Rules) -> None:
    limits = rules.risk(2022)

    assert [(c.month, c.day, c.jp) for c in rules.checkpoints(2022)] == [
        (6, 30, Decimal(8)),
        (9, 30, Decimal(14)),
        (11, 30, Decimal(20)),
    ]
    assert (limits.zero_after_month, limits.zero_after_day) == (6, 30)
    assert limits.most_jp_per_month == Decimal(8)
    assert limits.month_days == Decimal("30.4375")
    assert limits.least_months == Decimal("0.1")
    assert limits.full_jp == Decimal(20)


def test_a_year_before_all_rules_takes_the_first(rules: Rules) -> None:
    assert rules.checkpoints(2001) == rules.checkpoints(2022)
    assert rules.risk(2001) == rules.risk(2022)
