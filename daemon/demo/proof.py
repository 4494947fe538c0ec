"""Prove that no hour was lost or counted twice: what is counted, against what was told."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from daemon.demo.courses import Source
from daemon.demo.telling import NipState, Telling
from daemon.demo.truth import Truth
from models.store import Store
from models.totals import totals
from models.values import from_hundredths
from models.views.runs import source_health, unlisted_rows


@dataclass(frozen=True, slots=True)
class Proof:
    """The JP of everybody in each year, compared."""

    compared: int
    """Totals of a person in a year that were compared."""
    jp: Decimal
    """Their sum."""
    wrong: Sequence[tuple[str, int]]
    """NIP and year of totals that are not what was told."""
    hidden: int
    """Completions that the LMS does not show any more, because people were unenrolled."""
    revoked: int
    """Completions that the LMS took back."""
    unlisted: int
    """Completions that are kept and count on, though the LMS shows them no more."""
    held: int
    """Changes that wait for a person; until then the old hours count."""

    @property
    def is_whole(self) -> bool:
        """Whether everybody has the hours that were told, whatever the LMS hides or takes back."""
        return not self.wrong and self.unlisted == self.hidden and self.held == self.revoked


def prove(
    store: Store, truths: Iterable[tuple[int, Truth]], *, on: date, hidden: int, revoked: int
) -> Proof:
    """Compare the store with what was told of some years; of who is uncertain nothing is said."""
    compared, jp = 0, Decimal(0)
    wrong: list[tuple[str, int]] = []
    with store.read() as connection:
        for year, truth in truths:
            for one in totals(connection, year=year, as_of=on):
                if one.nip in truth.uncertain or one.nip not in truth.totals:
                    continue
                compared += 1
                jp += from_hundredths(one.jp)
                if from_hundredths(one.jp) != truth.totals[one.nip]:
                    wrong.append((one.nip, year))
        health = source_health(connection).get(Source.LMS.value)
        unlisted = unlisted_rows(connection).get(Source.LMS.value, 0)
    return Proof(
        compared=compared,
        jp=jp,
        wrong=wrong,
        hidden=hidden,
        revoked=revoked,
        unlisted=unlisted,
        held=health.held_changes if health else 0,
    )


def only_in_lms(tellings: Iterable[Telling], up_to: date) -> list[Telling]:
    """Return the completions of which nobody but the LMS tells, once, and surely whose.

    Whoever has a second account there is left out: what one hides, the other may still show.
    """
    told: dict[int, list[Telling]] = {}
    twofold: set[str] = set()
    for row in tellings:
        if row.training is not None and row.end_on <= up_to:
            told.setdefault(row.training, []).append(row)
            if row.repeats and row.source is Source.LMS:
                twofold.add(row.nip)
    alone = [rows[0] for rows in told.values() if len(rows) == 1 and rows[0].nip not in twofold]
    return [row for row in alone if row.source is Source.LMS and row.nip_state is NipState.PLAIN]
