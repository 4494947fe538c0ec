"""Quarantine and review: rows that wait for a person, keyed by source and row."""

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from sqlalchemy import Connection, Row, Table, delete, select

from models.bulk import insert_many
from models.schema import quarantine, review

QUARANTINE_COLUMNS = (
    "id", "source", "listing", "key", "run_id", "page_id", "page", "locator", "field", "reason",
    "value", "printed",
)  # fmt: skip
REVIEW_COLUMNS = (
    "id", "source", "listing", "key", "run_id", "page_id", "page", "locator", "reason",
    "nip_text", "name_text", "opd_text", "account", "candidates", "printed",
)  # fmt: skip
RUN = 4
"""Place of the run in both."""


def question_id(letter: str, source: str, key: str) -> str:
    """A short name for a question that stays the same in every run and after a replay."""
    digest = hashlib.blake2b(f"{source}\x1f{key}".encode(), digest_size=5).hexdigest()
    return f"{letter}{digest}"


def replace_quarantine(connection: Connection, source: str, *, listings: Iterable[str] | None,
                       keys: Iterable[str], rows: Iterable[Sequence[Any]]) -> None:  # fmt: skip
    """Bring the quarantine of whole listings, or of single rows, up to date."""
    old = _known(connection, quarantine, QUARANTINE_COLUMNS, source, listings, keys)
    _write_changes(connection, quarantine, QUARANTINE_COLUMNS, old, rows)


def replace_review(connection: Connection, source: str, *, listings: Iterable[str] | None,
                   keys: Iterable[str], rows: Iterable[Sequence[Any]]) -> None:  # fmt: skip
    """Bring the review of whole listings, or of single rows, up to date."""
    old = _known(connection, review, REVIEW_COLUMNS, source, listings, keys)
    _write_changes(connection, review, REVIEW_COLUMNS, old, rows)


def _known(  # noqa: PLR0917 - a query and its scope
    connection: Connection,
    table: Table,
    columns: Sequence[str],
    source: str,
    listings: Iterable[str] | None,
    keys: Iterable[str],
) -> dict[str, tuple[Any, ...]]:
    """What waits now of these listings, or of these rows, by id."""
    mine = table.c.source == source
    if listings is not None:
        mine &= table.c.listing.in_(list(listings))
    wanted = set(keys)
    query = select(*(table.c[name] for name in columns)).where(mine)
    return {
        row.id: tuple(row)
        for row in connection.execute(query)
        if listings is not None or row.key in wanted
    }


def _write_changes(
    connection: Connection,
    table: Table,
    columns: Sequence[str],
    old: Mapping[str, tuple[Any, ...]],
    rows: Iterable[Sequence[Any]],
) -> None:
    """Write only what differs; a question that stays keeps the run that asked it first."""
    new = {row[0]: tuple(row) for row in rows}
    same = {i for i, row in new.items() if i in old and _but_run(row) == _but_run(old[i])}
    gone = [i for i in old if i not in same]
    for start in range(0, len(gone), 500):
        connection.execute(delete(table).where(table.c.id.in_(gone[start : start + 500])))
    insert_many(connection, table, columns, (row for i, row in new.items() if i not in same))


def _but_run(row: tuple[Any, ...]) -> tuple[Any, ...]:
    """Without the run and the page's id, which change with every new copy of the file."""
    return row[:RUN] + row[RUN + 2 :]


def waits_for_its_day(connection: Connection, source: str) -> bool:
    """Whether a row was refused because its day had not come: landed today, it may be read."""
    query = select(quarantine.c.id).where(
        quarantine.c.source == source, quarantine.c.reason == "date_future"
    )
    return connection.execute(query.limit(1)).first() is not None


def open_quarantine(connection: Connection) -> list[Row[Any]]:
    """Every unreadable row that waits."""
    return _in_order(connection, quarantine)


def open_review(connection: Connection) -> list[Row[Any]]:
    """Every row that waits for its person to be named."""
    return _in_order(connection, review)


def _in_order(connection: Connection, table: Table) -> list[Row[Any]]:
    c = table.c
    return list(connection.execute(select(table).order_by(c.source, c.page, c.locator, c.id)))


def find_quarantine(connection: Connection, question: str) -> Row[Any] | None:
    """One unreadable row by its id."""
    return connection.execute(select(quarantine).where(quarantine.c.id == question)).first()


def find_review(connection: Connection, question: str) -> Row[Any] | None:
    """One unmatched row by its id."""
    return connection.execute(select(review).where(review.c.id == question)).first()
