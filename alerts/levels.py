"""Where a person stands on a day, and why (domain.md A1, A4); pure."""

from dataclasses import dataclass
from datetime import date
from decimal import ROUND_DOWN, Decimal
from enum import StrEnum
from fractions import Fraction
from typing import Literal

from alerts.words import at_least, day_words, jp_words
from config.rules import Checkpoint, Exemption, RiskLimits, Rules
from models.totals import Total
from models.values import Employment, from_hundredths

NewJoiner = Literal["full", "prorated", "exempt"]
PPPK = frozenset({Employment.PPPK, Employment.PPPK_PART_TIME})
NOTHING = Decimal("0.00")
STEP = Decimal("0.01")


class Level(StrEnum):
    """How near a person is to the yearly minimum."""

    MET = "met"
    ON_TRACK = "on_track"
    BEHIND = "behind"
    CRITICAL = "critical"
    MISSED = "missed"
    EXEMPT = "exempt"


AT_RISK = frozenset({Level.BEHIND, Level.CRITICAL, Level.MISSED})
"""Levels that raise an alert."""


@dataclass(frozen=True, slots=True)
class Standing:
    """A level with all that it rests on."""

    level: Level
    reason: str
    minimum_jp: Decimal
    jp: Decimal
    shortfall_jp: Decimal
    expected_jp: Fraction
    """At the end of the day; not rounded."""
    citation: str


class Ruler:
    """The rules of one year as they stand on one day: made once, held against everybody."""

    def __init__(self, rules: Rules, *, year: int, on: date, new_joiner: NewJoiner) -> None:
        self.year = year
        self.on = on
        self.new_joiner = new_joiner
        self.limits = rules.risk(year)
        self.over = on > date(year, 12, 31)
        self.expected_share = expected_jp(rules.checkpoints(year), year=year, on=on) / Fraction(
            self.limits.full_jp
        )
        """Expected JP for each JP of the minimum."""
        self.months_left = _months_left(self.limits, year, on)
        zero_on = date(year, self.limits.zero_after_month, self.limits.zero_after_day)
        self.zero_is_critical_after = zero_on
        self._rules = rules
        self._minimums: dict[str, tuple[Decimal, str] | None] = {}
        self._positions: dict[str, Exemption | None] = {}
        self._judged: dict[tuple[Decimal, str, Decimal, str], Standing] = {}

    def stand(self, total: Total) -> Standing:
        """Return where a person stands."""
        jp, cut = self._credited(total)
        minimum = self._minimum(total.employment)
        exempt = self._exempt(total, minimum is not None)
        if exempt is not None or minimum is None:
            reason, citation = exempt or ("", "")
            return Standing(Level.EXEMPT, reason + cut, NOTHING, jp, NOTHING, Fraction(0), citation)
        least, citation = minimum
        if self.new_joiner == "prorated" and total.joined_on.year == self.year:
            least = prorated(least, total.joined_on)
        known = (jp, cut, least, citation)
        if known not in self._judged:  # many people have the same hours
            self._judged[known] = self._standing(jp, cut, least, citation)
        return self._judged[known]

    def _credited(self, total: Total) -> tuple[Decimal, str]:
        """Return the JP of the year, and what a cap took from them in words."""
        jp, cap = from_hundredths(total.jp), self._rules.pppk_cap_jp
        if cap is None or jp <= cap or total.employment not in PPPK:
            return jp, ""
        most = Decimal(cap).quantize(STEP)
        return most, (
            f" Dibatasi {jp_words(most)} JP setahun bagi PPPK (counting.pppk_cap_jp); "
            f"seluruhnya {jp_words(jp)} JP."
        )

    def _standing(self, jp: Decimal, cut: str, least: Decimal, citation: str) -> Standing:
        expected = self.expected_share * Fraction(least)
        level, reason = self._judge(jp, least, expected)
        return Standing(
            level, reason + cut, least, jp, max(least - jp, NOTHING), expected, citation
        )

    def _judge(self, jp: Decimal, least: Decimal, expected: Fraction) -> tuple[Level, str]:
        said = f"{jp_words(jp)} dari {jp_words(least)} JP"
        if jp >= least:
            return Level.MET, f"{said}: batas minimal tahun {self.year} terpenuhi."
        lack = f"kurang {jp_words(least - jp)} JP"
        if self.over:
            return Level.MISSED, f"Tahun {self.year} berakhir dengan {said}; {lack}."
        if jp == 0 and self.on > self.zero_is_critical_after:
            day = day_words(self.zero_is_critical_after)
            return Level.CRITICAL, f"Belum ada JP padahal sudah lewat {day}; {lack}."
        pace = Fraction(least - jp) / self.months_left
        if pace > Fraction(self.limits.most_jp_per_month):
            return Level.CRITICAL, (
                f"Baru {said}; {lack} sampai {day_words(date(self.year, 12, 31))}, "
                f"berarti {jp_words(at_least(pace))} JP per bulan "
                f"(batas {jp_words(self.limits.most_jp_per_month)})."
            )
        due = f"pada {day_words(self.on)} seharusnya sudah {jp_words(at_least(expected))} JP"
        if Fraction(jp) < expected:
            return Level.BEHIND, f"Baru {said}; {due}."
        return Level.ON_TRACK, f"{said}; {due}: sesuai jadwal."

    def _minimum(self, employment: str) -> tuple[Decimal, str] | None:
        if employment not in self._minimums:
            found = self._rules.minimum(employment, self.year)
            self._minimums[employment] = (
                None if found is None else (found.value.quantize(STEP), found.citation)
            )
        return self._minimums[employment]

    def _position(self, text: str) -> Exemption | None:
        if text not in self._positions:  # nearly everybody is "Aktif"
            on = min(self.on, self.last_day)
            self._positions[text] = self._rules.exemption(text, on)
        return self._positions[text]

    def _exempt(self, total: Total, has_minimum: bool) -> tuple[str, str] | None:  # noqa: FBT001
        """Return why a person need not reach the minimum, and where that is written."""
        if not total.in_service:
            since = f" sejak {day_words(total.left_on)}" if total.left_on else ""
            return f"Dikecualikan: tidak lagi bekerja{since}.", "Data induk pegawai"
        if total.legal_position:
            found = self._position(total.legal_position)
            if found is not None:
                return f"Dikecualikan: kedudukan hukum {found.reason}.", found.citation
        if total.exemption is not None:
            return f"Dikecualikan dengan dokumen {total.exemption}.", total.exemption
        if self.new_joiner == "exempt" and total.joined_on.year == self.year:
            day = day_words(total.joined_on)
            return f"Dikecualikan: baru masuk pada {day}.", "counting.new_joiner"
        if not has_minimum:
            what = f"{total.employment} pada tahun {self.year}"
            return f"Tidak ada batas minimal untuk {what}.", "annual_minimum.toml"
        return None

    @property
    def last_day(self) -> date:
        """31 December."""
        return date(self.year, 12, 31)


def level_of(total: Total, *, on: date, rules: Rules, new_joiner: NewJoiner = "full") -> Standing:
    """Return where one person stands on a day; for many people make one `Ruler`."""
    return Ruler(rules, year=total.year, on=on, new_joiner=new_joiner).stand(total)


def expected_jp(checkpoints: tuple[Checkpoint, ...], *, year: int, on: date) -> Fraction:
    """JP expected at the end of a day for the full minimum.

    A line from 0 at the end of 31 December through the checkpoints, flat after the last.
    """
    before, jp_before = date(year - 1, 12, 31), Fraction(0)
    if on <= before:
        return Fraction(0)
    for point in sorted(checkpoints, key=lambda p: (p.month, p.day)):
        day, jp = date(year, point.month, point.day), Fraction(point.jp)
        if on <= day:
            return jp_before + (jp - jp_before) * Fraction((on - before).days, (day - before).days)
        before, jp_before = day, jp
    return jp_before


def prorated(minimum: Decimal, joined_on: date) -> Decimal:
    """The minimum for the months that are left, with the month of joining; rounded down."""
    months = 13 - joined_on.month
    return (minimum * months / 12).quantize(STEP, ROUND_DOWN)


def _months_left(limits: RiskLimits, year: int, on: date) -> Fraction:
    days = (date(year, 12, 31) - on).days
    return max(Fraction(days) / Fraction(limits.month_days), Fraction(limits.least_months))
