"""How hours are counted: the rules in force and the settings that hold for all sources."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from config.rules import Rules
from models.values import to_hundredths
from sync.caps import Cap, Limits, limit
from sync.evidence import Evidence
from sync.speaking import Record, records_of


@dataclass(frozen=True, slots=True)
class Counting:
    """Rules and settings that hold for all sources."""

    rules: Rules
    government: tuple[str, ...] = ()
    accept_name_and_opd: bool = False
    cap_printed: bool = False
    larger_of_overlap: bool = False

    @property
    def digest(self) -> str:
        """Changes whenever rows would be understood or counted otherwise."""
        return repr((self.rules.digest, self.government, self.accept_name_and_opd,
                     self.cap_printed, self.larger_of_overlap))  # fmt: skip

    @property
    def plain(self) -> bool:
        """Whether what is printed always counts in full."""
        return not (self.cap_printed or self.larger_of_overlap)

    def records_of(self, evidence: Sequence[Evidence]) -> list[Record]:
        """One person's records with the caps that are in force."""
        records = records_of(evidence)
        if len(records) == 1 and records[0].conversion is None and not self.cap_printed:
            return records
        limits = Limits(self._cap_of, self.cap_printed, self.larger_of_overlap)
        return limit(records, limits)

    def _cap_of(self, record: Record) -> Cap | None:
        text = record.conversion or record.form
        form = self.rules.form(text, on=record.end_on or date.max) if text else None
        if form is None or (form.cap_per_day is None and form.cap_per_month is None):
            return None
        times = form.cap_per_month
        return Cap(
            form.code,
            None if form.cap_per_day is None else to_hundredths(form.cap_per_day),
            None if times is None or form.jp is None else to_hundredths(form.jp * times),
        )
