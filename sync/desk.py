"""Gather what decides how a source's rows are understood: roster, rules, settings, decisions."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from config.rules import Rules
from models.decisions import Decision, decisions
from models.directory import entries, opds_by_folded_name
from models.store import Transaction
from models.values import to_hundredths
from sync.agencies import Agencies
from sync.caps import Cap, Limits, limit
from sync.evidence import Evidence
from sync.match import Decided, Directory, MatchSettings
from sync.normalise import Manner
from sync.prepare import Decisions, Desk
from sync.source import Source
from sync.speaking import Record, records_of

KINDS = ("match", "reject_match", "fix", "discard", "approve_change", "reject_change")


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

    def records_of(self, evidence: Sequence[Evidence]) -> list[Record]:
        """One person's records with the caps that are in force."""
        records = records_of(evidence)
        if len(records) < 2 and not self.cap_printed:  # noqa: PLR2004 - two can exceed a cap
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


def desk_for(connection: Transaction, source: Source, counting: Counting, *,
             until: int | None = None) -> Desk:  # fmt: skip
    """All that reading this source's rows depends on, as of now."""
    return Desk(
        manner=Manner(jam=source.jam, rules=counting.rules),
        directory=Directory(entries(connection), opds_by_folded_name(connection)),
        matching=MatchSettings(
            agencies=Agencies(counting.government),
            accept_name_and_opd=counting.accept_name_and_opd,
            ignore_unknown_people=source.ignore_unknown_people,
        ),
        decisions=_decisions(decisions(connection, *KINDS, source=source.name, until=until)),
    )


def _decisions(made: Sequence[Decision]) -> Decisions:
    """The latest decision on a row stands; an account's holds for all its rows."""
    nip_of_key: dict[str, str] = {}
    nip_of_account: dict[str, str] = {}
    rejected: set[str] = set()
    fixes: dict[str, dict[str, str]] = defaultdict(dict)
    discarded: set[str] = set()
    changes: dict[tuple[str, str], bool] = {}
    for decision in made:
        key, detail = decision.key or "", decision.detail
        match decision.kind:
            case "match":
                nip_of_key[key] = detail["nip"]
                rejected.discard(key)
                if detail.get("account"):
                    nip_of_account[detail["account"]] = detail["nip"]
            case "reject_match":
                rejected.add(key)
                nip_of_key.pop(key, None)
            case "fix":
                fixes[key] |= detail["fields"]
                discarded.discard(key)
            case "discard":
                discarded.add(key)
            case _:
                changes[key, detail["hash"]] = decision.kind == "approve_change"
    return Decisions(
        matching=Decided(nip_of_key, nip_of_account, frozenset(rejected)),
        fixes=fixes,
        discarded=frozenset(discarded),
        approved=frozenset(change for change, yes in changes.items() if yes),
        refused=frozenset(change for change, yes in changes.items() if not yes),
    )
