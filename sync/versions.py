"""Which landed pages stand for a source, and which runs brought the same."""

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from models.pages import Landed, merged_listings, pages_of_run
from models.runs import list_runs
from models.store import Transaction
from models.values import Outcome

MERGED = [Outcome.OK, Outcome.UNAVAILABLE]
"""Outcomes of runs that merged what they brought, or may have."""


def versions_of(
    connection: Transaction, source: str, listings: Iterable[str]
) -> dict[str, Sequence[Landed]]:
    """Give the pages for which the store stands now, by listing."""
    merged = merged_listings(connection, source)
    found: dict[str, Sequence[Landed]] = {}
    for name in sorted(set(listings) & merged.keys()):
        parts = pages_of_run(connection, merged[name].run_id, [name])
        if not all(p.complete for p in parts):
            parts = _since_complete(connection, source, name)
        found[name] = parts
    return found


def _since_complete(connection: Transaction, source: str, name: str) -> list[Landed]:
    """An incremental listing: the last complete version and all that came after it."""
    pages: list[Landed] = []
    for run in list_runs(connection, source=source, outcomes=MERGED):
        if not run.counts:  # it merged nothing
            continue
        parts = pages_of_run(connection, run.id, [name])
        if not any(part.final for part in parts):
            continue  # the source broke off in this listing: it was not merged
        pages = parts + pages
        if all(p.complete for p in parts):
            break
    return pages


def twin_of(connection: Transaction, name: str, content: str) -> tuple[int, Outcome] | None:
    """Give a run of the same content that is held, or was rejected."""
    for run in list_runs(connection, source=name, outcomes=[Outcome.HELD, Outcome.REJECTED]):
        if run.content == content:
            return run.id, run.outcome
    return None


def named(versions: Mapping[str, Sequence[Landed]]) -> list[list[Any]]:
    """Say which pages a merge read, for the journal."""
    return [[name, [p.id for p in parts]] for name, parts in sorted(versions.items())]


def together(content: Mapping[str, str], listings: set[str]) -> str:
    """Give one digest of the contents of several listings."""
    facts = sorted((name, content[name]) for name in listings)
    return hashlib.sha256(json.dumps(facts).encode()).hexdigest()
