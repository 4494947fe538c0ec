"""A source as the engine sees it: a connector, and how its rows are to be understood."""

from dataclasses import dataclass

from connectors.contract import Connector
from sync.reading.hours import Unit

ROSTER = "roster"
"""The one source that tells of employees; its name is reserved."""


@dataclass(frozen=True, slots=True)
class Source:
    """One instance of a connector."""

    name: str
    connector: Connector
    version: str
    """Digest of all settings of the source: when it changes, its pages are read again."""
    priority: int = 50
    jam: Unit = Unit.JP
    ignore_unknown_people: bool = False
    pages: str = ""
    """Name of the form of its pages; empty where nobody says."""
