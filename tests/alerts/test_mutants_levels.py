"""What a standing says beside its level: every reason to be exempt, and what was expected."""

from datetime import date
from decimal import Decimal
from fractions import Fraction

import pytest

from alerts.levels import Level, NewJoiner, Standing, level_of
from config.rules import load_rules
from models.totals import Total

RULES = load_rules(None)
NOTHING = Decimal("0.00")
ON = date(2026, 11, 24)
SITI = Total(
    person_id=1, year=2026, nip="198501012010012001", name="Siti Rahayu", opd_id=1,
    opd="Dinas Kesehatan", employment="pns", legal_position=None, in_service=True,
    joined_on=date(2010, 1, 1), left_on=None, exemption=None, jp=700, records=0,
)  # fmt: skip


def stand(on: date = ON, new_joiner: NewJoiner = "full", **facts: object) -> Standing:
    total = SITI._replace(**facts)  # type: ignore[arg-type]  # invented facts by name
    return level_of(total, on=on, rules=RULES, new_joiner=new_joiner)


@pytest.mark.parametrize(
    ("facts", "new_joiner", "reason", "citation"),
    [
        ({"in_service": False}, "full", "Dikecualikan: tidak lagi bekerja.", "Data induk pegawai"),
        ({"in_service": False, "left_on": date(2026, 7, 1)}, "full",
         "Dikecualikan: tidak lagi bekerja sejak 1 Juli 2026.", "Data induk pegawai"),
        ({"legal_position": "CLTN"}, "full",
         "Dikecualikan: kedudukan hukum cuti di luar tanggungan negara.",
         "Kedudukan hukum SIASN 02; PP 11/2017 pasal 203"),
        ({"exemption": "SK 800/12/2026"}, "full", "Dikecualikan dengan dokumen SK 800/12/2026.",
         "SK 800/12/2026"),
        ({"joined_on": date(2026, 11, 3)}, "exempt",
         "Dikecualikan: baru masuk pada 3 November 2026.", "counting.new_joiner"),
        ({"employment": "honorer"}, "full",
         "Tidak ada batas minimal untuk honorer pada tahun 2026.", "annual_minimum.toml"),
    ],
)  # fmt: skip
def test_an_exemption_says_why_and_where_it_is_written(
    facts: dict[str, object], new_joiner: NewJoiner, reason: str, citation: str
) -> None:
    assert stand(ON, new_joiner, **facts) == Standing(
        Level.EXEMPT, reason, NOTHING, Decimal("7.00"), NOTHING, Fraction(0), citation
    )


def test_a_standing_tells_what_was_expected_and_where_the_minimum_is_written() -> None:
    standing = stand(on=date(2026, 6, 30))

    assert (standing.minimum_jp, standing.jp, standing.shortfall_jp, standing.expected_jp) == (
        Decimal("20.00"), Decimal("7.00"), Decimal("13.00"), Fraction(8),
    )  # fmt: skip
    assert standing.citation == "PP 11/2017 jo. PP 17/2020 pasal 203 ayat (4)"


def test_what_is_expected_shrinks_with_a_prorated_minimum() -> None:
    standing = stand(on=date(2026, 6, 30), new_joiner="prorated", joined_on=date(2026, 7, 1))

    assert (standing.minimum_jp, standing.expected_jp) == (Decimal("10.00"), Fraction(4))


def test_new_joiners_reach_the_whole_minimum_unless_a_setting_says_otherwise() -> None:
    total = SITI._replace(joined_on=date(2026, 11, 3))

    assert level_of(total, on=ON, rules=RULES).minimum_jp == 20
