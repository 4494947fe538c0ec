"""Drop what is old and what nothing rests on: pages that count nowhere, old mail, old steps.

A page that the journal, a row, a question, a held change or a merged listing names is never old:
without it nothing could be explained or replayed (docs/adr/0014-retention.md).
"""

import json
from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, Select, and_, delete, or_, select, update

from models.schema import (
    admin_mail,
    alert,
    alert_event,
    digest,
    evidence,
    held_change,
    journal,
    landed_page,
    merged_listing,
    page_body,
    page_reading,
    quarantine,
    review,
    roster_snapshot,
    run,
    service_alert,
)
from models.store import Store
from models.values import Outcome

COUNTS_NOWHERE = (
    Outcome.REJECTED, Outcome.REPLACED, Outcome.JOINED, Outcome.INTERRUPTED, Outcome.FAILED,
    Outcome.PAUSED,
)  # fmt: skip
"""Runs that merged nothing and never will; one that is held still waits for a person."""
SETTLED = ("accepted", "suppressed", "failed")
MOST_AT_ONCE = 50
"""Bodies or mails of one transaction: others write in between."""


def idle_runs(store: Store, *, before: datetime) -> list[int]:
    """Return runs that ended before then, still have pages, and on which nothing rests."""
    with store.read() as connection:
        query = (
            select(run.c.id)
            .where(run.c.id.in_(select(landed_page.c.run_id)), _is_idle(before))
            .order_by(run.c.id)
        )
        idle = list(connection.execute(query).scalars())
        named = _named_in_the_journal(connection) if idle else set()
        return [one for one in idle if named.isdisjoint(_pages(connection, one))]


def drop_pages(store: Store, run_id: int, *, before: datetime) -> int:
    """Drop the pages of such a run, if it still is one; the run itself is kept."""
    with store.write() as connection:
        still = select(run.c.id).where(run.c.id == run_id, _is_idle(before))
        if connection.execute(still).first() is None:
            return 0
        theirs = select(landed_page.c.id).where(landed_page.c.run_id == run_id)
        connection.execute(delete(page_reading).where(page_reading.c.page_id.in_(theirs)))
        gone = delete(landed_page).where(landed_page.c.run_id == run_id)
        return connection.execute(gone).rowcount


def drop_bodies(store: Store) -> int:
    """Drop some contents that no page has any more; 0 when there are none left.

    Whoever lands the same content at this moment holds its row, and it is passed over.
    """
    unused = page_body.c.sha256.not_in(select(landed_page.c.sha256))
    query = select(page_body.c.sha256).where(unused).limit(MOST_AT_ONCE)
    with store.write() as connection:
        found = list(connection.execute(query.with_for_update(skip_locked=True)).scalars())
        # Asked again: on PostgreSQL a page may have been landed since the first question began.
        gone = delete(page_body).where(page_body.c.sha256.in_(found), unused)
        return connection.execute(gone).rowcount


def drop_mail_texts(store: Store, *, before: datetime) -> int:
    """Drop what settled digests said, some at a time; their rows and facts stay in the ledger."""
    query = select(digest.c.id).where(
        digest.c.state.in_(SETTLED), digest.c.made_at < before, digest.c.content.is_not(None)
    )
    with store.write() as connection:
        ids = _some(connection, query)
        return connection.execute(
            update(digest).where(digest.c.id.in_(ids)).values(content=None)
        ).rowcount


def drop_service_news(store: Store, *, before: datetime) -> int:
    """Drop some cleared alerts about the service, then some mails to admins that none names."""
    cleared = select(service_alert.c.id).where(service_alert.c.cleared_at < before)
    with store.write() as connection:
        ids = _some(connection, cleared)
        if ids:
            gone = delete(service_alert).where(service_alert.c.id.in_(ids))
            return connection.execute(gone).rowcount
        ids = _some(connection, select(admin_mail.c.id).where(_is_old_mail(before)))
        return connection.execute(delete(admin_mail).where(admin_mail.c.id.in_(ids))).rowcount


def drop_alert_steps(store: Store, *, before: datetime) -> int:
    """Drop the steps of some alerts of people and years of which nothing has moved since then.

    That they were raised and cleared, and when, stays with the alerts themselves.
    """
    later = alert.alias("later")
    moved = (
        select(later.c.id)
        .where(later.c.person_id == alert.c.person_id, later.c.year == alert.c.year)
        .where(or_(later.c.cleared_at.is_(None), later.c.cleared_at >= before))
        .exists()
    )
    has_steps = select(alert_event.c.id).where(alert_event.c.alert_id == alert.c.id).exists()
    query = select(alert.c.id).where(alert.c.cleared_at < before, has_steps, ~moved)
    with store.write() as connection:
        ids = _some(connection, query)
        gone = delete(alert_event).where(alert_event.c.alert_id.in_(ids))
        return connection.execute(gone).rowcount


def _is_idle(before: datetime) -> ColumnElement[bool]:
    """Whether a run ended, long ago, without a trace in what counts, waits or explains."""
    of_run = [
        select(table.c.run_id).where(table.c.run_id == run.c.id).exists()
        for table in (journal, merged_listing, held_change, roster_snapshot)
    ]
    of_page = [
        select(table.c.page_id)
        .where(table.c.page_id == landed_page.c.id, landed_page.c.run_id == run.c.id)
        .correlate(run)
        .exists()
        for table in (evidence, quarantine, review)
    ]
    rests: Sequence[ColumnElement[bool]] = [*of_run, *of_page]
    nothing = and_(run.c.outcome == Outcome.UNAVAILABLE, run.c.counts == "{}")
    ended = and_(or_(run.c.outcome.in_(COUNTS_NOWHERE), nothing), run.c.finished_at < before)
    return and_(ended, ~or_(*rests))


def _named_in_the_journal(connection: Connection) -> set[int]:
    return {
        page
        for kind, detail in connection.execute(select(journal.c.kind, journal.c.detail))
        for page in _page_ids(kind, json.loads(detail))
    }


def _page_ids(kind: str, detail: Any) -> Iterator[int]:
    """Give the pages that a line of the journal names: as sync/replay.py reads it."""
    match kind:
        case "roster":
            yield from detail
        case "merge":
            for _listing, ids in detail[1]:
                yield from ids
        case _:
            return


def _pages(connection: Connection, run_id: int) -> list[int]:
    query = select(landed_page.c.id).where(landed_page.c.run_id == run_id)
    return list(connection.execute(query).scalars())


def _is_old_mail(before: datetime) -> ColumnElement[bool]:
    named = [
        select(service_alert.c.id).where(column == admin_mail.c.id).exists()
        for column in (service_alert.c.told_in, service_alert.c.cleared_told_in)
    ]
    ended = admin_mail.c.state.in_(("sent", "failed"))
    return and_(ended, admin_mail.c.made_at < before, ~or_(*named))


def _some(connection: Connection, query: Select[int]) -> list[int]:
    return list(connection.execute(query.limit(MOST_AT_ONCE)).scalars())
