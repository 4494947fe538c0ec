"""Make digests from the settings: the composition of digest/."""

from collections.abc import Mapping
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from daemon.scheduler import next_time
from daemon.watching import watched_of
from daemon.wiring import Workshop
from digest.compose import compose
from digest.freshness import Overdue
from digest.render import render
from digest.values import Digest, Month, Previous, Rendered, Silence, month_of
from digest.verdict import verdict
from models.store import Transaction
from models.views.opds import OpdRow

A_YEAR = timedelta(days=366)


def digest_of(
    workshop: Workshop,
    connection: Transaction,
    opd: OpdRow,
    month: Month,
    previous: Previous | None,
) -> Digest:
    """Compose the digest of an OPD by the rules and settings of the workshop."""
    return compose(
        connection,
        opd,
        month,
        previous,
        rules=workshop.rules,
        new_joiner=workshop.settings.counting.new_joiner,
        sources=overdue_of(workshop),
        now=workshop.clock(),
    )


def mail_of(workshop: Workshop, digest: Digest) -> Rendered:
    """Render a digest in the name of the organisation."""
    settings = workshop.settings
    return render(digest, settings.organisation.name, most_people=settings.digest.most_people)


def silence_of(workshop: Workshop, digest: Digest) -> Silence | None:
    """Return why a digest should not be sent."""
    return verdict(digest, when_stale=workshop.settings.digest.when_stale)


def mailed_until(workshop: Workshop, day: date) -> list[Month]:
    """Return the months whose digests were due in the year that ends with this day."""
    zone = ZoneInfo(workshop.settings.organisation.timezone)
    end = datetime.combine(day + timedelta(days=1), time(), zone)
    at, found = end - A_YEAR, []
    while (coming := next_time(workshop.settings.digest.schedule, at, zone)) and coming < end:
        found.append(month_of(coming.date()))
        at = coming + timedelta(minutes=1)
    return list(dict.fromkeys(found))


def overdue_of(workshop: Workshop) -> Mapping[str, Overdue]:
    """Return each enabled source, and the roster, with how to tell that it is overdue."""
    return {one.name: one.is_overdue for one in watched_of(workshop)}
