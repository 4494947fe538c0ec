"""All beside its pages that decides what a source's rows mean, and how they count, as digests."""

import hashlib
import json

from models.runs import get_fact
from models.store import Transaction
from sync.counting import Counting
from sync.source import Source

JOIN = "+"
"""Between what rows mean and how they are counted."""


def context_of(connection: Transaction, source: Source, counting: Counting) -> str:
    """Digest roster, aliases, options and reader; then precedence, rules and settings."""
    facts = [
        get_fact(connection, "roster_digest"), get_fact(connection, "alias_digest"),
        get_fact(connection, "link_digest"),
        source.version, source.connector.capabilities.reader_version,
    ]  # fmt: skip
    counted = [source.priority, counting.digest]
    return JOIN.join(
        hashlib.sha256(json.dumps(part).encode()).hexdigest() for part in (facts, counted)
    )


def counts_otherwise(before: str | None, now: str) -> bool:
    """Whether unchanged rows must be counted again: rules, settings or priority changed."""
    return before is None or before.partition(JOIN)[2] != now.partition(JOIN)[2]
