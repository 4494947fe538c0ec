"""The rules of counting: pure look-ups in the dated tables, each answer with its citation."""

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Generic, Literal, TypeVar

from config.rule_files import Tables, read_tables, words_of
from config.rule_tables import ExemptionRow, FormRow, Row
from config.words import readings

T = TypeVar("T")
R = TypeVar("R", bound=Row)
W = TypeVar("W", bound=FormRow | ExemptionRow)


@dataclass(frozen=True, slots=True)
class Dated(Generic[T]):
    """What a rule says, and where it is written."""

    value: T
    citation: str


@dataclass(frozen=True, slots=True)
class Form:
    """A form of training and what it is worth where no JP are printed."""

    code: str
    name: str
    unit: Literal["programme", "day", "time", "semester"]
    jp: Decimal | None
    """JP of one unit; null where the JP of the programme count and nothing is converted."""
    cap_per_day: Decimal | None
    cap_per_month: int | None
    """Times a month that count."""
    citation: str


@dataclass(frozen=True, slots=True)
class Exemption:
    """Why an employee need not reach the minimum."""

    code: str
    reason: str
    citation: str


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """JP that are expected at the end of a day, for a minimum of `RiskLimits.full_jp`."""

    month: int
    day: int
    jp: Decimal


@dataclass(frozen=True, slots=True)
class RiskLimits:
    """When a shortfall is critical."""

    zero_after_month: int
    zero_after_day: int
    """0 JP after this day is critical."""
    most_jp_per_month: Decimal
    """A shortfall that asks for more than this a month is critical."""
    month_days: Decimal
    least_months: Decimal
    full_jp: Decimal
    """The minimum that the checkpoints are written for."""
    citation: str


@dataclass(frozen=True, slots=True)
class Rules:
    """All rules of counting."""

    tables: Tables
    digest: str
    """Changes whenever anything changes that could make a row count otherwise."""
    form_words: Mapping[str, tuple[FormRow, ...]]
    exemption_words: Mapping[str, tuple[ExemptionRow, ...]]
    pppk_cap_jp: int | None = None
    """The most JP of a year that a PPPK is credited with, where BKPSDM set one."""

    def minimum(self, employment: str, year: int) -> Dated[Decimal] | None:
        """Return the JP to reach in a year: the rule in force on its last day decides."""
        rows = (row for row in self.tables.minimum if row.employment == employment)
        row = _in_force(rows, date(year, 12, 31))
        return None if row is None else Dated(row.jp, row.citation)

    def form(self, text: str, on: date) -> Form | None:
        """Return the form that a text names, or nothing where it names none or several."""
        row = _named(text, on, self.form_words)
        if row is None:
            return None
        return Form(
            row.code, row.name, row.unit, row.jp, row.cap_per_day, row.cap_per_month, row.citation
        )

    def exemption(self, legal_position: str | None, on: date) -> Exemption | None:
        """Return why a legal position (kedudukan hukum) frees from the minimum, if it does."""
        row = _named(legal_position or "", on, self.exemption_words)
        return None if row is None else Exemption(row.code, row.reason, row.citation)

    def checkpoints(self, year: int) -> tuple[Checkpoint, ...]:
        """Return the days of a year by which so many JP are expected."""
        points = _of_year(self.tables.plans, year).points
        return tuple(Checkpoint(point.month, point.day, point.jp) for point in points)

    def risk(self, year: int) -> RiskLimits:
        """Return the limits beyond which a shortfall is critical."""
        row = _of_year(self.tables.risks, year)
        return RiskLimits(
            zero_after_month=row.zero_after.month,
            zero_after_day=row.zero_after.day,
            most_jp_per_month=row.most_jp_per_month,
            month_days=row.month_days,
            least_months=row.least_months,
            full_jp=_of_year(self.tables.plans, year).full_jp,
            citation=row.citation,
        )


def load_rules(folder: Path | None) -> Rules:
    """Load the rules, each table from `folder` if it stands there, else our own.

    Raises:
        ConfigError: a table is not what it should be; it names everything that is wrong.

    """
    tables = read_tables(folder)
    return Rules(
        tables=tables,
        digest=_digest(tables),
        form_words=_index(tables.forms),
        exemption_words=_index(tables.exemptions),
    )


def _digest(tables: Tables) -> str:
    """Hash what counts: words for people and the levels of risk change no JP."""
    said = [
        sorted(row.model_dump_json(exclude={"citation", "note"}) for row in rows)
        for rows in (tables.minimum, tables.forms, tables.exemptions)
    ]
    return hashlib.sha256(json.dumps(said).encode()).hexdigest()


def _index(rows: Iterable[W]) -> dict[str, tuple[W, ...]]:
    index: dict[str, tuple[W, ...]] = {}
    for row in rows:
        for word in words_of(row):
            index[word] = (*index.get(word, ()), row)
    return index


def _named(text: str, on: date, words: Mapping[str, tuple[W, ...]]) -> W | None:
    """Return the one row that the coarsest reading names; two of them would be a guess."""
    for parts in readings(text):
        rows = (_in_force(words.get(part, ()), on) for part in parts)
        found = {row.code: row for row in rows if row is not None}
        if found:
            return next(iter(found.values())) if len(found) == 1 else None
    return None


def _in_force(rows: Iterable[R], on: date) -> R | None:
    return next((row for row in rows if row.holds(on)), None)


def _of_year(rows: tuple[R, ...], year: int) -> R:
    """Return the rule of a year; years before the first or after the last take the nearest."""
    row = _in_force(rows, date(year, 12, 31))
    if row is not None:
        return row
    ordered = sorted(rows, key=lambda r: r.since)
    return ordered[0] if date(year, 12, 31) < ordered[0].since else ordered[-1]
