"""An OPD of invented people, and its digest by the rules that come with the program."""

from collections.abc import Mapping
from datetime import UTC, date, datetime, time, timedelta

from config.rules import load_rules
from digest.compose import compose
from digest.freshness import Overdue
from digest.values import Digest, Previous, month_of
from models.store import Store
from models.views.opds import OpdRow, opds_on

NOVEMBER, DECEMBER = date(2026, 11, 2), date(2026, 12, 1)
HEALTH = "Dinas Kesehatan"
RULES = load_rules(None)


def opd_named(store: Store, name: str, day: date = NOVEMBER) -> OpdRow:
    """Find an OPD in which somebody serves."""
    with store.read() as connection:
        return next(opd for opd in opds_on(connection, day) if opd.name == name)


def after(limit: timedelta) -> Overdue:
    """A source is overdue when it has not answered for so long."""
    return lambda answered, now: now - answered >= limit


def digest_of(
    store: Store,
    day: date = NOVEMBER,
    *,
    told: str | None = None,
    opd: str = HEALTH,
    limits: Mapping[str, timedelta] | None = None,
) -> Digest:
    """Compose the digest of an OPD on the morning of a day."""
    place = opd_named(store, opd, day)
    with store.read() as connection:
        return compose(
            connection,
            place,
            month_of(day),
            Previous(told) if told is not None else None,
            rules=RULES,
            new_joiner="full",
            sources={name: after(limit) for name, limit in (limits or {}).items()},
            now=datetime.combine(day, time(0), UTC),
        )
