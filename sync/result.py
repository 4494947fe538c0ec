"""How a run ended."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from models.evidence import held_changes
from models.runs import Run
from models.store import Transaction
from models.values import Outcome


@dataclass(frozen=True, slots=True)
class Result:
    """How a run ended, for whoever asked for it."""

    source: str
    run_id: int | None
    outcome: Outcome
    counts: Mapping[str, int] = field(default_factory=dict)
    note: str | None = None
    people: frozenset[int] | None = frozenset()
    """Whose standing may differ; null is everybody's."""
    held: int = 0
    """Changes that wait for a person."""
    waits_in: int | None = None
    """The held run that brought the same before, and is the one to decide on."""

    @property
    def needs_person(self) -> bool:
        """Finished, but something waits."""
        stopped = self.outcome in {Outcome.HELD, Outcome.PAUSED}
        return stopped or self.held > 0 or self.waits_in is not None


def as_kept(connection: Transaction, run: Run) -> Result:
    """Return how a run ended whose commit arrived, although its answer was lost on the way."""
    held = len(held_changes(connection, run_id=run.id))
    return Result(run.source, run.id, run.outcome, run.counts, run.note, people=None, held=held)
