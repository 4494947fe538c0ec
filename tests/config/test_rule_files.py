"""An admin's own copies of the rule tables."""

from datetime import date
from decimal import Decimal
from importlib.resources import files
from pathlib import Path

import pytest

from config.problems import ConfigError
from config.rules import load_rules

MINIMUM = """\
[[minimum]]
employment = "pns"
jp = 20
from = 2017-04-07
until = {until}
citation = "PP 11/2017"
[[minimum]]
employment = "pns"
jp = "24.5"
from = 2024-01-01
citation = "PP baru"
"""


def problems(folder: Path, name: str, text: str) -> list[str]:
    (folder / name).write_text(text, "utf-8")
    with pytest.raises(ConfigError) as caught:
        load_rules(folder)
    return [str(problem).replace(f"{folder}/", "") for problem in caught.value.problems]


def ours(name: str) -> str:
    return (files("config") / "rules" / name).read_text("utf-8")


def test_a_copy_replaces_its_table_and_no_other(tmp_path: Path) -> None:
    text = MINIMUM.format(until="2023-12-31")
    (tmp_path / "annual_minimum.toml").write_text(text, "utf-8")

    rules = load_rules(tmp_path)

    years = {year: rules.minimum("pns", year) for year in (2023, 2024)}
    assert {y: m and m.value for y, m in years.items()} == {
        2023: Decimal(20),
        2024: Decimal("24.5"),
    }
    assert rules.minimum("pppk", 2024) is None
    assert rules.form("Seminar", date(2022, 1, 1)) is not None


def test_days_without_a_rule_are_refused(tmp_path: Path) -> None:
    assert problems(tmp_path, "annual_minimum.toml", MINIMUM.format(until="2023-11-30")) == [
        (
            "annual_minimum.toml:10 minimum.1.from: leaves pns without a rule"
            " from 2023-12-01 to 2023-12-31"
        )
    ]


def test_two_rules_on_one_day_are_refused(tmp_path: Path) -> None:
    assert problems(tmp_path, "annual_minimum.toml", MINIMUM.format(until="2024-01-01")) == [
        (
            "annual_minimum.toml:10 minimum.1.from: overlaps the rule for pns"
            " of 2017-04-07 to 2024-01-01"
        )
    ]


def test_a_rule_without_an_end_leaves_no_room_for_the_next(tmp_path: Path) -> None:
    text = MINIMUM.replace("until = {until}\n", "")

    (found,) = problems(tmp_path, "annual_minimum.toml", text)
    assert found.startswith("annual_minimum.toml:9 minimum.1.from: overlaps")
    assert found.endswith("to for ever")


@pytest.mark.parametrize(
    ("name", "old", "new", "expected"),
    [
        ("jp_forms.toml", "jp = 4\n", "jp = 4.5\n", 'a fraction in quotes like "4.5", not 4.5'),
        ("jp_forms.toml", "jp = 4\n", "jp = 0\n", "must be greater than 0"),
        ("jp_forms.toml", "jp = 4\n", 'jp = "1.234"\n', "no more than 2 decimal places"),
        ("jp_forms.toml", "jp = 4\n", "jpp = 4\n", 'unknown key, did you mean "jp"?'),
        ("jp_forms.toml", 'unit = "day"', 'unit = "dy"', 'did you mean "day"?'),
        ("jp_forms.toml", '"KL07"', '"kl-06", "KL06"', '"kl06" means B6 already, not B7'),
        ("exemptions.toml", '"BUP"', '"pensiun"', '"pensiun" means 98 already, not 99'),
        ("checkpoints.toml", "jp = 14", "jp = 7", "points must go on in time and must not fall"),
        ("checkpoints.toml", "month = 9, day = 30", "month = 2, day = 29", "day is out of range"),
        ("annual_minimum.toml", "from = 2017-04-07", "until = 2017-04-07", "from: is missing"),
        (
            "annual_minimum.toml",
            "from = 2017-04-07",
            "from = 2017-04-07\nuntil = 2016-01-01",
            "ends (2016-01-01) before it begins (2017-04-07)",
        ),
    ],
)
def test_a_mistake_in_a_table_is_named(
    tmp_path: Path, name: str, old: str, new: str, expected: str
) -> None:
    text = ours(name)
    line = text.count("\n", 0, text.index(old)) + 1

    found = problems(tmp_path, name, text.replace(old, new, 1))

    assert expected in found[0]
    assert abs(int(found[0].split(":")[1].split()[0]) - line) <= 7


def test_a_misspelt_file_does_not_leave_our_table_in_force_unseen(tmp_path: Path) -> None:
    assert problems(tmp_path, "jp_form.toml", "") == [
        'jp_form.toml: is no table of rules, did you mean "jp_forms.toml"?'
    ]


def test_risk_needs_a_rule(tmp_path: Path) -> None:
    assert problems(tmp_path, "checkpoints.toml", "plan = []\nrisk = []\n") == [
        "checkpoints.toml:1 plan: has no rule",
        "checkpoints.toml:2 risk: has no rule",
    ]


@pytest.mark.parametrize(
    ("name", "old", "new", "changes"),
    [
        ("jp_forms.toml", "jp = 4\n", "jp = 5\n", True),
        ("jp_forms.toml", '"Sarasehan"', '"Sarasehan", "Webinar"', True),
        ("annual_minimum.toml", "jp = 20", "jp = 24", True),
        ("exemptions.toml", '"Tubel"', '"Tubel", "TB"', True),
        ("exemptions.toml", "SIASN 02;", "SIASN dua;", False),
        ("jp_forms.toml", "internasional 6 JP", "lain", False),
        ("checkpoints.toml", "jp = 14", "jp = 15", False),
    ],
)
def test_the_digest_changes_with_what_counts(
    tmp_path: Path, name: str, old: str, new: str, *, changes: bool
) -> None:
    (tmp_path / name).write_text(ours(name).replace(old, new, 1), "utf-8")
    assert old in ours(name)

    assert (load_rules(tmp_path).digest != load_rules(None).digest) is changes


def test_a_copy_that_says_the_same_has_the_same_digest(tmp_path: Path) -> None:
    for name in ("jp_forms.toml", "annual_minimum.toml"):
        (tmp_path / name).write_text(f"# a note\n{ours(name)}", "utf-8")

    assert load_rules(tmp_path).digest == load_rules(None).digest
