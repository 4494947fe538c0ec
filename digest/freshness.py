"""How old the data of each source are, and which source's rows do not add up."""

from collections.abc import Callable, Collection, Mapping
from datetime import datetime

from digest.values import Freshness
from models.values import Outcome
from models.views.runs import RunRow, SourceHealth, never_heard_of

Overdue = Callable[[datetime, datetime], bool]
"""Whether a source has been silent for too long, by its last answer and this instant."""


def freshness(
    health: Mapping[str, SourceHealth], limits: Mapping[str, Overdue], now: datetime
) -> tuple[Freshness, ...]:
    """Return how old the data of each source of the settings are; one never read is stale."""
    found = []
    for source, overdue in sorted(limits.items()):
        one = health.get(source) or never_heard_of(source)
        at = one.last_ok_at
        stale = at is None or overdue(at, now)
        found.append(Freshness(source, at, stale=stale, held=bool(one.held_runs)))
    return tuple(found)


def not_reconciled(last: Mapping[str, RunRow], sources: Collection[str]) -> tuple[str, ...]:
    """Return the sources whose last run failed, or counted its rows otherwise than it read them."""
    return tuple(source for source in sorted(sources) if source in last and _is_off(last[source]))


def _is_off(last: RunRow) -> bool:
    rows = {name: int(number) for name, number in last.counts.items()}
    read = rows.pop("read", None)
    return last.outcome == Outcome.FAILED or (
        last.outcome == Outcome.OK and read is not None and read != sum(rows.values())
    )
