"""What an admin sets for a source of files."""

from collections.abc import Mapping
from difflib import get_close_matches
from typing import Annotated

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, ValidationInfo, field_validator

from connectors.contract import FIELDS, ROSTER_FIELDS, Kind
from connectors.tabular.grid import MEGABYTE, Limits
from connectors.tabular.options import TableOptions


def _as_tuple(value: object) -> object:
    return (value,) if isinstance(value, str) else value


Headings = Annotated[tuple[str, ...], BeforeValidator(_as_tuple)]


class FilesOptions(BaseModel):
    """Options of the connector `files`; validate with the kind of its rows as context."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    path: str = Field(min_length=1)
    """A folder, a file, or a pattern such as `inbox/lan/*.xlsx`; relative to the settings file."""
    settle: float = Field(default=5, ge=0, le=3600)
    """Seconds for which a file must be unchanged before it is read."""
    columns: Mapping[str, Headings] = Field(default_factory=dict)
    """Canonical field → heading or headings that mean it here."""
    defaults: Mapping[str, str] = Field(default_factory=dict)
    """Canonical field → text where a sheet has no such column."""
    fill_down: frozenset[str] = frozenset()
    """Fields whose blank cells repeat the row above."""
    max_bytes: int = Field(default=256 * MEGABYTE, gt=0)
    """Largest workbook."""
    max_text_bytes: int = Field(default=2048 * MEGABYTE, gt=0)
    """Largest text file."""
    allow_macros: bool = False
    """Read workbooks with macros (these are never run)."""

    @field_validator("columns", "defaults", "fill_down")
    @classmethod
    def _knows_its_fields(
        cls, value: Mapping[str, object] | frozenset[str], info: ValidationInfo
    ) -> Mapping[str, object] | frozenset[str]:
        kind = (info.context or {}).get("kind", Kind.TRAINING)
        fields = ROSTER_FIELDS if kind is Kind.ROSTER else FIELDS
        for name in value:
            if name not in fields:
                close = get_close_matches(name, fields, n=1)
                meant = f', did you mean "{close[0]}"?' if close else f": {', '.join(fields)}"
                raise ValueError(f'"{name}" is no canonical field{meant}')
        return value

    def for_tables(self) -> TableOptions:
        """Give those of the options that concern the tables in the files."""
        return TableOptions(
            columns=self.columns,
            defaults=self.defaults,
            fill_down=self.fill_down,
            limits=Limits(body_bytes=self.max_bytes, allow_macros=self.allow_macros),
        )
