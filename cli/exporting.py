"""The rows of each export, with exactly the fields that programs outside rely on (design.md §6)."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import date, datetime
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from alerts.evaluate import AtRisk, at_risk, evaluate, standings
from models.values import jp_text
from models.views.problems import in_review, quarantined
from models.views.records import records
from models.views.runs import RunRow, runs

if TYPE_CHECKING:
    from alerts.period import Period
    from daemon.wiring import Workshop

Row = Mapping[str, Any]


class What(StrEnum):
    """What can be exported."""

    TOTALS = "totals"
    RECORDS = "records"
    QUARANTINE = "quarantine"
    REVIEW = "review"
    ALERTS = "alerts"
    RUNS = "runs"


FIELDS: Mapping[What, tuple[str, ...]] = {
    What.TOTALS: (
        "nip", "name", "opd", "employment", "year", "jp", "minimum_jp", "shortfall_jp", "level",
    ),
    What.RECORDS: (
        "nip", "name", "opd", "title", "provider", "form", "start_on", "end_on", "year", "jp",
        "certificate_number", "counted", "reason", "sources", "flags",
    ),
    What.QUARANTINE: (
        "id", "source", "run_id", "page", "locator", "field", "reason", "value",
    ),
    What.REVIEW: (
        "id", "source", "run_id", "page", "locator", "reason", "nip_text", "name_text",
        "opd_text", "candidates",
    ),
    What.ALERTS: ("nip", "name", "opd", "year", "level", "reason", "raised_at"),
    What.RUNS: ("id", "source", "started_at", "finished_at", "outcome", "counts"),
}  # fmt: skip


@contextmanager
def rows_of(
    what: What, workshop: "Workshop", period: "Period", *, until: date | None = None
) -> Iterator[Iterator[Row]]:
    """Open the rows of an export.

    `records` lists all records of the year; with a day asked for, those whose last day is not
    after it. A record without a year belongs to the year in which its page landed.
    """
    match what:
        case What.TOTALS:
            yield _totals(workshop, period)
            return
        case What.ALERTS:
            yield map(alert_row, alerts_of(workshop, period))
            return
        case _:
            pass
    with workshop.store.read() as connection:
        match what:
            case What.RECORDS:
                found = records(connection, year=period.year, member_on=period.as_of, until=until)
                yield map(_plain, found)
            case What.QUARANTINE:
                yield map(_plain, quarantined(connection))
            case What.REVIEW:
                yield map(_plain, in_review(connection))
            case What.RUNS:
                yield map(run_row, runs(connection))


def alerts_of(workshop: "Workshop", period: "Period") -> list[AtRisk]:
    """Return those at risk; what holds today is brought up to date in the store first."""
    new_joiner = workshop.settings.counting.new_joiner
    if period.current:
        evaluate(
            workshop.store,
            workshop.rules,
            new_joiner,
            year=period.year,
            on=period.on,
            now=workshop.clock(),
        )
    return at_risk(workshop.store, workshop.rules, new_joiner, period)


def alert_row(found: AtRisk) -> Row:
    """One row of `alerts`."""
    return {
        "nip": found.total.nip,
        "name": found.total.name,
        "opd": found.total.opd,
        "year": found.total.year,
        "level": found.standing.level.value,
        "reason": found.standing.reason,
        "raised_at": _iso(found.raised_at),
    }


def run_row(found: RunRow) -> Row:
    """One row of `runs`."""
    return {
        "id": found.id,
        "source": found.source,
        "started_at": _iso(found.started_at),
        "finished_at": _iso(found.finished_at),
        "outcome": found.outcome,
        "counts": found.counts,
    }


def _totals(workshop: "Workshop", period: "Period") -> Iterator[Row]:
    new_joiner = workshop.settings.counting.new_joiner
    for total, standing in standings(workshop.store, workshop.rules, new_joiner, period):
        yield {
            "nip": total.nip,
            "name": total.name,
            "opd": total.opd,
            "employment": total.employment,
            "year": total.year,
            "jp": f"{standing.jp:.2f}",
            "minimum_jp": f"{standing.minimum_jp:.2f}",
            "shortfall_jp": f"{standing.shortfall_jp:.2f}",
            "level": standing.level.value,
        }


def _plain(row: Any) -> Row:
    """A row of a view as JSON holds it."""
    facts: dict[str, Any] = {}
    for name in row.__slots__:
        value = getattr(row, name)
        if name == "jp":
            facts[name] = jp_text(value)
        elif isinstance(value, date):
            facts[name] = value.isoformat()
        elif name == "sources":
            facts[name] = [
                {"source": place.source, "page": place.page, "locator": place.locator}
                for place in value
            ]
        else:
            facts[name] = list(value) if isinstance(value, tuple) else value
    return facts


def _iso(at: datetime | None) -> str | None:
    return None if at is None else at.isoformat(timespec="seconds")
