"""Gather what decides how a source's rows are understood: roster, rules, settings, decisions."""

from collections import defaultdict
from collections.abc import Sequence

from models.decisions import Decision, decisions
from models.directory import entries, opds_by_folded_name
from models.evidence import hashes_of
from models.store import Transaction
from sync.agencies import Agencies
from sync.counting import Counting
from sync.match import Decided, Directory, MatchSettings
from sync.normalise import Manner
from sync.prepare import Decisions, Desk
from sync.source import Source

KINDS = ("match", "reject_match", "fix", "discard", "approve_change", "reject_change")


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
        decisions=_decisions(_applying(connection, source.name, until)),
    )


def _applying(connection: Transaction, source: str, until: int | None) -> list[Decision]:
    """All decisions, without those on a change of what no longer counts: that is another change."""
    made = decisions(connection, *KINDS, source=source, until=until)
    changed = [d.key or "" for d in made if "before" in d.detail]
    now = hashes_of(connection, source, changed)
    return [d for d in made if d.detail.get("before") in (None, now.get(d.key or ""))]


def _decisions(made: Sequence[Decision]) -> Decisions:
    """The latest decision on a row stands; an account's holds for all its rows."""
    nip_of_key: dict[str, str] = {}
    nip_of_account: dict[str, str] = {}
    rejected: set[str] = set()
    fixes: dict[str, dict[str, str]] = defaultdict(dict)
    printed_then: dict[str, dict[str, str | None]] = defaultdict(dict)
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
                printed_then[key] |= {f: detail["printed"].get(f) for f in detail["fields"]}
                discarded.discard(key)
            case "discard":
                discarded.add(key)
            case _:
                changes[key, detail["hash"]] = decision.kind == "approve_change"
    return Decisions(
        matching=Decided(nip_of_key, nip_of_account, frozenset(rejected)),
        fixes=fixes,
        printed_then=printed_then,
        discarded=frozenset(discarded),
        approved=frozenset(change for change, yes in changes.items() if yes),
        refused=frozenset(change for change, yes in changes.items() if not yes),
    )
