"""What a year came to: the store and the mails it sent, held against the truth and each other."""

import hashlib
import json
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby, pairwise
from pathlib import Path

from sqlalchemy import select

from alerts.levels import AT_RISK
from alerts.telling import SAME_AGAIN
from digest.masking import masked
from models.alert_events import Step, history
from models.outbox import Entry, entries
from models.schema import admin_mail, alert, digest, employee, service_alert
from models.soundness import (
    pages_without_body,
    records_against_evidence,
    runs_that_do_not_add_up,
)
from models.store import Transaction, open_store
from models.totals import totals
from tests.smtp import Taken

NEWS = "BARU BERISIKO SEJAK REKAP TERAKHIR"
REPEAT = "X-Jampel-Repeat"
ENDS = {"accepted", "suppressed", "failed"}


@dataclass(frozen=True, slots=True)
class State:
    """What must not depend on troubles."""

    totals: Mapping[str, int]
    """Hundredths of JP by NIP."""
    alerts: frozenset[tuple[str, int, str]]
    """NIP, year and level of what is open."""

    @property
    def totals_hash(self) -> str:
        """One word for all totals."""
        return _hash(sorted(self.totals.items()))

    @property
    def alerts_hash(self) -> str:
        """One word for all open alerts."""
        return _hash(sorted(self.alerts))


@dataclass(frozen=True, slots=True)
class Verdict:
    """How a year ended, and what is wrong with it."""

    state: State
    ledger: Mapping[tuple[str, str | None], int]
    """Digests by state and reason."""
    repeated: int
    """Copies more than one, each of them marked."""
    admin_mails: int
    told_as_new: int
    """How often a digest called somebody newly at risk."""
    wrong: Sequence[str]


def judge(store_url: str, folder: Path, taken: Sequence[Taken], *, months: Sequence[str],
          opds: int, year: int) -> Verdict:  # fmt: skip
    """Read a store and the mails that arrived."""
    store = open_store(store_url, base_dir=folder)
    try:
        with store.read() as connection:
            ledger = entries(connection)
            wrong = [*_unsound(connection), *_ledger(ledger, months, opds), *_alerts(connection),
                     *_service_alerts(connection), *_told_as_new(connection, taken)]  # fmt: skip
            state = state_of(connection, year)
    finally:
        store.close()
    digests = {str(row.message_id): row for row in ledger if row.message_id}
    copies = Counter(_number(one) for one in taken)
    return Verdict(
        state=state,
        ledger=Counter((row.state, row.reason) for row in ledger),
        repeated=sum(number - 1 for number in copies.values()),
        told_as_new=sum(len(_news(_text(one))) for one in taken),
        admin_mails=len(copies.keys() - digests.keys()),
        wrong=[*wrong, *_copies(taken, digests)],
    )


def state_of(connection: Transaction, year: int) -> State:
    """Read the totals of a year, and the alerts that are open, whatever their year."""
    found = totals(connection, year=year, as_of=date(year, 12, 31))
    open_ones = (
        select(employee.c.nip, alert.c.year, alert.c.level)
        .join_from(alert, employee, employee.c.id == alert.c.person_id)
        .where(alert.c.cleared_at.is_(None))
    )
    return State(
        {total.nip: total.jp for total in found},
        frozenset((row.nip, row.year, row.level) for row in connection.execute(open_ones)),
    )


def _unsound(connection: Transaction) -> Iterator[str]:
    if runs := runs_that_do_not_add_up(connection):
        yield f"runs that do not add up: {runs}"
    if any(records_against_evidence(connection)):
        yield "events without evidence, or evidence without its event"
    if pages_without_body(connection):
        yield "landed pages without their content"


def _ledger(ledger: Sequence[Entry], months: Sequence[str], opds: int) -> Iterator[str]:
    """Each OPD and month has one row, which has ended, with a reason where nothing was sent."""
    rows = Counter((row.opd, row.period) for row in ledger)
    if set(rows.values()) - {1}:
        yield "an OPD and month with two rows"
    by_month = Counter(row.period for row in ledger)
    if by_month != Counter(dict.fromkeys(months, opds)):
        yield f"rows by month: {dict(by_month)}"
    for row in ledger:
        if row.state not in ENDS or (row.state == "accepted") != (row.reason is None):
            yield f"{row.opd} {row.period}: {row.state} {row.reason}"


def _copies(taken: Sequence[Taken], digests: Mapping[str, Entry]) -> Iterator[str]:
    """What is accepted arrived; a mail arrived twice at most, and then one of the two says so."""
    copies = Counter(_number(one) for one in taken)
    marked = Counter(_number(one) for one in taken if one.mail[REPEAT])
    for number, many in copies.items():
        if many > 2 or marked[number] < many - 1:
            yield f"{number}: {many} copies, {marked[number]} marked"
    for number, row in digests.items():
        if row.state == "accepted" and not copies[number]:
            yield f"{row.opd} {row.period}: accepted, and never arrived"
        if row.state == "suppressed" and copies[number]:
            yield f"{row.opd} {row.period}: suppressed, and arrived"


def _alerts(connection: Transaction) -> Iterator[str]:
    """An alert of a person and year is raised once, until it is cleared."""
    standing: dict[tuple[int, int], str] = {}
    for told in reversed(history(connection)):
        whose, event = (told.person_id, told.year), told.event
        before = standing.get(whose)
        fits = {
            Step.RAISED: before is None,
            Step.CHANGED: before == event.level_before != event.level,
            Step.CLEARED: before is not None,
        }
        if not fits[event.kind]:
            yield f"person {whose}: {event.kind} to {event.level} after {before}"
        if event.kind is Step.CLEARED:
            standing.pop(whose, None)
        else:
            standing[whose] = event.level


def _service_alerts(connection: Transaction) -> Iterator[str]:
    """The same trouble is told again a day later at the soonest."""
    query = (
        select(service_alert.c.kind, service_alert.c.subject, admin_mail.c.made_at)
        .join_from(service_alert, admin_mail, service_alert.c.told_in == admin_mail.c.id)
        .order_by(service_alert.c.kind, service_alert.c.subject, admin_mail.c.made_at)
    )
    for what, some in groupby(connection.execute(query), key=lambda row: (row.kind, row.subject)):
        for one, next_one in pairwise([row.made_at for row in some]):
            if next_one - one < SAME_AGAIN:
                yield f"{what}: told {one}, and again {next_one}"


def _told_as_new(connection: Transaction, taken: Sequence[Taken]) -> Iterator[str]:
    """Nobody is news to the head of an OPD who was at risk in the digest before."""
    query = (
        select(digest.c.opd, digest.c.message_id, digest.c.facts)
        .where(digest.c.state == "accepted")
        .order_by(digest.c.opd, digest.c.period)
    )
    texts = {_number(one): _text(one) for one in taken}
    names = {
        row.nip: row.name for row in connection.execute(select(employee.c.nip, employee.c.name))
    }
    for opd, some in groupby(connection.execute(query), key=lambda row: str(row.opd)):
        for before, now in pairwise(some):
            known = defaultdict(set)  # namesakes of one year look alike where NIPs are masked
            for nip, one in json.loads(before.facts)["people"].items():
                known[names[nip], masked(nip)].add(one["level"] in AT_RISK)
            again = [who for who in _news(texts[now.message_id]) if known.get(who) == {True}]
            if again:
                yield f"{opd}: told as new again: {len(again)}"


def _news(text: str) -> set[tuple[str, str]]:
    """Names and masked NIPs of those whom a digest calls newly at risk."""
    found = re.search(rf"{NEWS} [^\n]*\n-+\n(.*?)(?:\n-----|\Z)", text, re.DOTALL)
    people = re.findall(r"^- ([^(]+) \((\d{4}•+\d{4})\)", found[1], re.MULTILINE) if found else []
    return {(" ".join(name.split()), nip) for name, nip in people}


def _text(one: Taken) -> str:
    body = one.mail.get_body(("plain",))
    return "" if body is None else str(body.get_content()).replace("\r\n", "\n")


def _number(one: Taken) -> str:
    return str(one.mail["Message-ID"])


def _hash(facts: Iterable[object]) -> str:
    return hashlib.sha256(json.dumps(list(facts)).encode()).hexdigest()[:16]
