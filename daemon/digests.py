"""Make digests from the settings: the composition of digest/."""

from collections.abc import Mapping

from daemon.watching import watched_of
from daemon.wiring import Workshop
from digest.compose import compose
from digest.freshness import Overdue
from digest.render import render
from digest.values import Digest, Month, Previous, Rendered, Silence
from digest.verdict import verdict
from models.store import Transaction
from models.views.opds import OpdRow


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


def overdue_of(workshop: Workshop) -> Mapping[str, Overdue]:
    """Return each enabled source, and the roster, with how to tell that it is overdue."""
    return {one.name: one.is_overdue for one in watched_of(workshop)}
