"""Whose pages a source has: only a connector that knows their form may read them again.

Read by another they would say nothing, and a replay would lose their hours.
"""

from connectors.errors import ConnectorReplacedError
from models.runs import get_fact, set_fact
from models.store import Transaction
from sync.source import Source

FACT = "pages_of "


def is_replaced(connection: Transaction, source: Source) -> bool:
    """Whether what this source has brought so far is of another connector."""
    then = get_fact(connection, FACT + source.name)
    return bool(then and source.pages and then != source.pages)


def refuse_replaced(connection: Transaction, source: Source) -> None:
    """Read nothing of a source whose connector is another one now.

    Raises:
        ConnectorReplacedError: says how to go on with both.

    """
    if is_replaced(connection, source):
        then = get_fact(connection, FACT + source.name)
        raise ConnectorReplacedError(f"dahulu {then}, kini {source.pages}")


def note_pages(connection: Transaction, source: Source) -> None:
    """Remember whose pages were merged."""
    if source.pages:
        set_fact(connection, FACT + source.name, source.pages)
