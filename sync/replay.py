"""Make the derived tables again from landed pages and decisions, in the order in which they came.

The store is a function of what was landed, of the roster, the rules and people's decisions: so a
replay gives the same hash, or something is wrong and a person must know.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

from connectors.troubles import REPLACED
from models.decisions import get_decision
from models.digest import store_digest, wipe_derived
from models.pages import page
from models.people import set_exemption
from models.runs import Entry, read_journal
from models.store import Transaction
from sync.belonging import is_replaced
from sync.decide import name_as_decided, regroup
from sync.engine import Engine
from sync.roster_merge import set_decided_head
from sync.roster_taking import read_lists, take
from sync.source import ROSTER


class ReplayError(Exception):
    """The store cannot be made again; the message says what is missing."""


@dataclass(frozen=True, slots=True)
class Replayed:
    """What a replay found."""

    before: str
    after: str
    steps: int

    @property
    def agrees(self) -> bool:
        """Whether the store was what its pages and decisions say."""
        return self.before == self.after


def verify(engine: Engine, seen: Callable[[int, int], None] = lambda _done, _all: None) -> Replayed:
    """Replay in a rehearsal and compare; nothing stays."""
    with engine.store.rehearse() as store, store.write() as connection:
        return _replay(engine.rehearsing(store), connection, seen)


def rebuild(
    engine: Engine, seen: Callable[[int, int], None] = lambda _done, _all: None
) -> Replayed:
    """Replay for good, in one transaction: readers see the old tables until it ends."""
    with engine.store.write() as connection:
        return _replay(engine, connection, seen)


def _replay(engine: Engine, connection: Transaction, seen: Callable[[int, int], None]) -> Replayed:
    before = store_digest(connection)
    wipe_derived(connection)
    steps = read_journal(connection)
    decided = 0
    for number, step in enumerate(steps, start=1):
        decided = step.decision_id or decided
        _again(replace(engine, decided_until=decided), connection, step)
        seen(number, len(steps))
    return Replayed(before, store_digest(connection), len(steps))


def _again(engine: Engine, connection: Transaction, step: Entry) -> None:
    detail: Any = step.detail
    match step.kind:
        case "roster":
            if ROSTER not in engine.sources:
                raise ReplayError("Bagian [roster] tidak ada lagi di konfigurasi.")
            pages = [page(connection, number) for number in detail]
            lists, readings, problems = read_lists(connection, engine.sources[ROSTER], pages)
            take(connection, step.run_id or 0, pages, lists, readings=readings, problems=problems,
                 decided_until=engine.decided_until)  # fmt: skip
        case "merge":
            name, listings, also = detail
            if name not in engine.known:
                raise ReplayError(
                    f"Sumber {name} tidak ada lagi di konfigurasi. Kembalikan bagiannya, boleh "
                    "dengan enabled = false: yang pernah dibawanya tetap dihitung."
                )
            if is_replaced(connection, engine.known[name]):
                raise ReplayError(f"{name}: {REPLACED.what} {REPLACED.do}")
            versions = {n: [page(connection, number) for number in ids] for n, ids in listings}
            engine.merge_versions(connection, engine.known[name], step.run_id or 0, versions,
                                  also=frozenset(also))  # fmt: skip
        case _:
            _decide_again(engine, connection, step.decision_id or 0)


def _decide_again(engine: Engine, connection: Transaction, number: int) -> None:
    """Decisions about rows work through the merges that follow them; these work by themselves."""
    made = get_decision(connection, number)
    match made.kind:
        case "link":
            regroup(engine, connection, list(made.detail["nips"]))
        case "split":
            regroup(engine, connection, [made.detail["nip"], *made.detail.get("from", [])])
        case "exempt":
            set_exemption(connection, made)
        case "opd_head":
            set_decided_head(connection, made)
        case "opd_alias":
            name_as_decided(engine, connection, made)
        case _:
            pass
