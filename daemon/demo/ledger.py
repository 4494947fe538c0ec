"""Prove what became of every digest: the rows of the ledger against the mails that arrived."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from daemon.demo.mailroom import Letter
from models.outbox import OPEN, Entry, entries
from models.store import Store


@dataclass(frozen=True, slots=True)
class Ledger:
    """Each OPD and month, and how it ended."""

    opds: int
    months: int
    ends: Mapping[tuple[str, str | None], int]
    """Rows by state and reason."""
    missing: Sequence[tuple[str, str]]
    """OPD and month without a row."""
    doubled: Sequence[str]
    """Message-IDs that arrived more than once."""
    lost: Sequence[str]
    """Message-IDs that are noted as accepted and did not arrive."""
    astray: Sequence[str]
    """Message-IDs of digests that arrived and are not noted as accepted."""

    @property
    def rows(self) -> int:
        """How many there are."""
        return sum(self.ends.values())

    @property
    def is_whole(self) -> bool:
        """Whether each OPD and month has one row that has ended, and each mail arrived once."""
        waiting = sum(n for (state, _), n in self.ends.items() if state in OPEN)
        wrong = (self.missing, self.doubled, self.lost, self.astray)
        return self.rows == self.opds * self.months and not waiting and not any(wrong)


def read_ledger(
    store: Store, letters: Sequence[Letter], *, opds: Sequence[str], months: Sequence[str]
) -> Ledger:
    """Hold the digests of some months, such as 2026-03, against what arrived."""
    with store.read() as connection:
        everything = entries(connection)
    rows = [row for row in everything if row.period in months]
    arrived = Counter(letter.message_id for letter in letters)
    digests = {letter.message_id for letter in letters if letter.opd is not None}
    accepted = {row.message_id for row in everything if row.state == "accepted"}
    due = {row.message_id for row in rows if row.state == "accepted" and row.message_id}
    there = {(row.opd_name, row.period) for row in rows}
    return Ledger(
        opds=len(opds),
        months=len(months),
        ends=_ends(rows),
        missing=[(opd, month) for month in months for opd in opds if (opd, month) not in there],
        doubled=sorted(number for number, times in arrived.items() if times > 1),
        lost=sorted(due - digests),
        astray=sorted(digests - accepted),
    )


def _ends(rows: Sequence[Entry]) -> Mapping[tuple[str, str | None], int]:
    return dict(Counter((row.state, row.reason) for row in rows).most_common())
