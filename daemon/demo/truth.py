"""What the exports must add up to, where nobody has to be asked."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import Enum, auto

from daemon.demo.courses import Source
from daemon.demo.layouts import layout_of
from daemon.demo.people import Employee
from daemon.demo.telling import NipState, Telling

NOTHING = Decimal("0.00")


@dataclass(frozen=True, slots=True)
class Truth:
    """Totals to expect on a day, from the rows told up to then."""

    totals: dict[str, Decimal]
    """JP by NIP, for every employee of the roster."""
    uncertain: frozenset[str]
    """NIPs whose total hangs on how a damaged number is resolved."""
    rows: dict[Source, int]
    """Rows of the exports; a file dropped twice and the hidden sheets come on top."""


class Outcome(Enum):
    """What becomes of one row."""

    COUNTS = auto()
    COUNTS_NOT = auto()
    UNCERTAIN = auto()


def outcome_of(row: Telling, twins: frozenset[str]) -> Outcome:
    """Judge a row by domain.md A2; `twins` are the first 15 digits that several NIPs share."""
    if row.training is None or not row.passed or row.fault is not None:
        return Outcome.COUNTS_NOT
    match row.nip_state:
        case NipState.MISSING:
            return Outcome.COUNTS if row.email and _shows_email(row) else Outcome.COUNTS_NOT
        case NipState.SCIENTIFIC:
            return Outcome.COUNTS_NOT
        case NipState.NUMBER if row.nip[:15] in twins:
            return Outcome.UNCERTAIN
        case _:
            return Outcome.COUNTS


def _shows_email(row: Telling) -> bool:
    return row.source is Source.LMS or layout_of(row.track, row.month).shows("email")


def twins_among(people: Iterable[Employee]) -> frozenset[str]:
    """The first 15 digits that more than one NIP has."""
    shared = Counter(person.nip[:15] for person in people)
    return frozenset(digits for digits, owners in shared.items() if owners > 1)


def truth_of(people: list[Employee], tellings: list[Telling], up_to: date) -> Truth:
    """Add up, once each training, what is told of it by LAN before all others."""
    twins = twins_among(people)
    speaks: dict[int, Telling] = {}
    uncertain: set[str] = set()
    rows: Counter[Source] = Counter()
    for row in tellings:
        if row.end_on > up_to:
            continue
        rows[row.source] += 1
        match outcome_of(row, twins):
            case Outcome.COUNTS if row.training is not None:
                other = speaks.get(row.training)
                if other is None or (row.source is Source.LAN and other.source is not Source.LAN):
                    speaks[row.training] = row
            case Outcome.UNCERTAIN:
                uncertain.add(row.nip)
            case _:
                pass
    totals = {person.nip: NOTHING for person in people}
    for row in speaks.values():
        totals[row.nip] += row.jp
    return Truth(totals, frozenset(uncertain), dict(rows))
