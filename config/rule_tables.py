"""What may stand in the rule tables: `config/rules/*.toml`, or an admin's own copies of them."""

from datetime import date
from decimal import Decimal
from itertools import pairwise
from typing import Annotated, Literal, Self

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, model_validator

_MOST_JP = Decimal(999)


def _exact(value: object) -> object:
    if isinstance(value, float | bool):
        message = f'must be a whole number, or a fraction in quotes like "4.5", not {value}'
        raise ValueError(message)  # noqa: TRY004 (pydantic reports only a ValueError as a problem)
    return value


Exact = Annotated[Decimal, BeforeValidator(_exact), Field(gt=0)]
"""A number that never was a float: an integer, or text in quotes."""
Jp = Annotated[Exact, Field(le=_MOST_JP, decimal_places=2)]
Word = Annotated[str, Field(min_length=1)]


class Row(BaseModel):
    """A rule with the days on which it holds, both included."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    since: date = Field(alias="from")
    until: date | None = None
    citation: Word
    note: str = ""
    """For the people who edit the table."""

    @model_validator(mode="after")
    def _ends_after_it_begins(self) -> Self:
        if self.until is not None and self.until < self.since:
            raise ValueError(f"ends ({self.until}) before it begins ({self.since})")
        return self

    def holds(self, on: date) -> bool:
        """Whether the rule is in force on a day."""
        return self.since <= on and (self.until is None or on <= self.until)


class MinimumRow(Row):
    """JP that an employee must reach in a year."""

    employment: Literal["pns", "cpns", "pppk", "pppk_paruh_waktu"]
    jp: Jp


class FormRow(Row):
    """What a form of training is worth where no JP are printed."""

    code: Word
    name: Word
    unit: Literal["programme", "day", "time", "semester"]
    jp: Jp | None = None
    cap_per_day: Jp | None = None
    cap_per_month: Annotated[int, Field(ge=1)] | None = None
    """Times a month."""
    synonyms: tuple[Word, ...] = ()


class ExemptionRow(Row):
    """A legal position that frees from the minimum."""

    code: Word
    reason: Word
    synonyms: tuple[Word, ...] = ()


class DayOfYear(BaseModel):
    """A day of every year."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    month: Annotated[int, Field(ge=1, le=12)]
    day: Annotated[int, Field(ge=1, le=31)]

    @model_validator(mode="after")
    def _exists(self) -> Self:
        date(2001, self.month, self.day)  # a common year: 29 February is no day of every year
        return self


class PointRow(DayOfYear):
    """JP that are expected at the end of a day."""

    jp: Jp


class PlanRow(Row):
    """The line of expected JP through the year."""

    full_jp: Jp
    """The minimum that the points are written for; another one scales them."""
    points: tuple[PointRow, ...]

    @model_validator(mode="after")
    def _rises(self) -> Self:
        if not self.points:
            raise ValueError("has no points")
        steps = [(p.month, p.day, p.jp) for p in self.points]
        for (*earlier, less), (*later, more) in pairwise(steps):
            if later <= earlier or more < less:
                raise ValueError("points must go on in time and must not fall")
        return self


class RiskRow(Row):
    """When a shortfall is critical."""

    zero_after: DayOfYear
    most_jp_per_month: Jp
    month_days: Exact
    least_months: Exact


class MinimumFile(BaseModel):
    """annual_minimum.toml."""

    model_config = ConfigDict(frozen=True, extra="forbid")
    minimum: tuple[MinimumRow, ...]


class FormsFile(BaseModel):
    """jp_forms.toml."""

    model_config = ConfigDict(frozen=True, extra="forbid")
    form: tuple[FormRow, ...]


class ExemptionsFile(BaseModel):
    """exemptions.toml."""

    model_config = ConfigDict(frozen=True, extra="forbid")
    exemption: tuple[ExemptionRow, ...] = ()


class CheckpointsFile(BaseModel):
    """checkpoints.toml."""

    model_config = ConfigDict(frozen=True, extra="forbid")
    plan: tuple[PlanRow, ...]
    risk: tuple[RiskRow, ...]
