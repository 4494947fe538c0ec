"""What the suite needs to know of a source to try a connector on it."""

from collections.abc import Callable
from dataclasses import dataclass

from connectors.contract import Connector


@dataclass(frozen=True, slots=True)
class Source:
    """A fake source with a handle for each thing that may happen to it.

    It has at least three items at the start, so that a fetch has a middle.
    """

    connect: Callable[[], Connector]
    """Make a connector that knows nothing of earlier ones."""
    add_item: Callable[[], None]
    """One more item is there."""
    go_down: Callable[[], None]
    """Nothing can be fetched until further notice."""
    spoil_item: Callable[[], None]
    """One more item is there, or one changes, in a way that its row cannot be counted."""
