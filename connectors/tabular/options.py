"""What an admin may tell about the tables of a source."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from connectors.tabular.grid import Limits


@dataclass(frozen=True, slots=True)
class TableOptions:
    """How to read the tables of one source, beside what they tell by themselves."""

    columns: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """Canonical field → headings that mean it here; these win over synonyms."""
    defaults: Mapping[str, str] = field(default_factory=dict)
    """Canonical field → text, where a sheet has no such column."""
    fill_down: frozenset[str] = frozenset()
    """Fields whose blank cells repeat the row above."""
    limits: Limits = field(default_factory=Limits)
    """What a workbook may cost."""
