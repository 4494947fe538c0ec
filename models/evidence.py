"""Evidence, records and held changes as the merge reads and writes them."""

import json
from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy import Connection, Row, Select, case, delete, extract, func, select, update

from models.bulk import delete_many, indexed_after, insert_as_made, insert_many, update_many
from models.schema import employee, evidence, held_change, record

FEW = 500
"""Up to this many people are asked for by name; of more, everybody is read."""

EVIDENCE_COLUMNS = (
    "id", "source", "key", "listing", "page_id", "locator", "hash", "listed", "employee_id",
    "record_id", "completed", "title", "provider", "form", "start_on", "end_on", "year", "jp",
    "conversion", "certificate_number", "course_id", "flags", "matched_by", "printed",
)  # fmt: skip
RECORD_COLUMNS = (
    "id", "person_id", "employee_id", "year", "start_on", "end_on", "title", "provider", "form",
    "jp", "certificate_number", "counted", "reason", "flags",
)  # fmt: skip


def evidence_of_listings(connection: Connection, source: str,
                         listings: Iterable[str]) -> list[Row[Any]]:  # fmt: skip
    """What the store has of these listings of a source."""
    query = select(
        evidence.c.id, evidence.c.key, evidence.c.listing, evidence.c.hash, evidence.c.listed,
        evidence.c.employee_id, evidence.c.page_id, evidence.c.locator, evidence.c.completed,
    ).where(evidence.c.source == source, evidence.c.listing.in_(list(listings)))  # fmt: skip
    return list(connection.execute(query))


def evidence_of_people(connection: Connection, people: set[int]) -> list[Row[Any]]:
    """All evidence of these persons, with the person of each."""
    query = select(evidence, employee.c.person_id).join(
        employee, employee.c.id == evidence.c.employee_id
    )
    return _of_people(connection, query, employee.c.person_id, people)


def people_of(connection: Connection, source: str) -> frozenset[int]:
    """Persons of whom this source says anything."""
    query = (
        select(employee.c.person_id)
        .join(evidence, evidence.c.employee_id == employee.c.id)
        .where(evidence.c.source == source)
    )
    return frozenset(connection.execute(query.distinct()).scalars())


def records_of_people(connection: Connection, people: set[int]) -> list[Row[Any]]:
    """All records of these persons."""
    return _of_people(connection, select(record), record.c.person_id, people)


def _of_people(connection: Connection, query: Select[Any], column: Any,
               people: set[int]) -> list[Row[Any]]:  # fmt: skip
    if len(people) <= FEW:
        return list(connection.execute(query.where(column.in_(people))))
    return [row for row in connection.execute(query) if row.person_id in people]


def insert_evidence(connection: Connection, rows: Iterable[Sequence[Any]]) -> None:
    """Add evidence; values in the order of EVIDENCE_COLUMNS."""
    insert_many(connection, evidence, EVIDENCE_COLUMNS, rows)


def insert_each_alone(connection: Connection, columns: Sequence[str],
                      rows: Iterable[Sequence[Any]], *, first: int, otherwise: str
                      ) -> None:  # fmt: skip
    """Add evidence from the id `first` on, each piece with a record that says what it says.

    `columns` are those of EVIDENCE_COLUMNS that hold anything; `otherwise` is why a piece that
    was not completed counts for nothing.
    """
    with indexed_after(connection, evidence, record):
        insert_as_made(connection, evidence, columns, rows)
        _record_each_alone(connection, first, otherwise)


def rewrite_evidence(connection: Connection, rows: Iterable[Sequence[Any]]) -> None:
    """Give evidence its new version; values in the order of EVIDENCE_COLUMNS."""
    update_many(connection, evidence, EVIDENCE_COLUMNS[1:], rows)


def move_evidence(connection: Connection, rows: Iterable[Sequence[Any]]) -> None:
    """Say where unchanged rows stand now: (id, page, locator, printed)."""
    update_many(connection, evidence, ["page_id", "locator", "printed"], rows)


def mark_listed(connection: Connection, rows: Iterable[Sequence[Any]]) -> None:
    """Say what its source says of evidence now: (id, listed)."""
    update_many(connection, evidence, ["listed"], rows)


def assign_evidence(connection: Connection, rows: Iterable[Sequence[Any]]) -> None:
    """Put evidence into its event: (id, record)."""
    update_many(connection, evidence, ["record_id"], rows)


def drop_evidence(connection: Connection, ids: Iterable[int]) -> None:
    """Remove evidence that a newer version has replaced; its page stays landed."""
    delete_many(connection, evidence, ids)


def write_records(connection: Connection, *, new: Iterable[Sequence[Any]],
                  changed: Iterable[Sequence[Any]], gone: Iterable[int]) -> None:  # fmt: skip
    """Bring the records of people up to date; values in the order of RECORD_COLUMNS."""
    delete_many(connection, record, gone)
    update_many(connection, record, RECORD_COLUMNS[1:], changed)
    insert_many(connection, record, RECORD_COLUMNS, new)


def _record_each_alone(connection: Connection, first: int, otherwise: str) -> None:
    alone = select(
        evidence.c.id, employee.c.person_id, evidence.c.employee_id,
        func.coalesce(extract("year", evidence.c.end_on), evidence.c.year),
        case((evidence.c.end_on.is_not(None), evidence.c.start_on)), evidence.c.end_on,
        evidence.c.title, evidence.c.provider, evidence.c.form, evidence.c.jp,
        evidence.c.certificate_number, evidence.c.completed,
        case((evidence.c.completed, None), else_=otherwise), evidence.c.flags,
    )  # fmt: skip
    alone = alone.join(employee, employee.c.id == evidence.c.employee_id)
    alone = alone.where(evidence.c.id >= first).order_by(evidence.c.id)
    connection.execute(record.insert().from_select(RECORD_COLUMNS, alone))


def flag_records(connection: Connection, ids: Iterable[int], flag: str) -> None:
    """Add a flag to records; it comes after those that they have."""
    ready = list(ids)
    for start in range(0, len(ready), FEW):
        connection.execute(
            update(record)
            .where(record.c.id.in_(ready[start : start + FEW]))
            .values(flags=func.trim(record.c.flags + f" {flag}"))
        )


def held_changes(connection: Connection, *, source: str | None = None,
                 run_id: int | None = None) -> list[Row[Any]]:  # fmt: skip
    """Changes that wait for a person, oldest first."""
    query = select(held_change).order_by(held_change.c.id)
    if source is not None:
        query = query.where(held_change.c.source == source)
    if run_id is not None:
        query = query.where(held_change.c.run_id == run_id)
    return list(connection.execute(query))


def hold_change(connection: Connection, **values: Any) -> None:
    """Let a change wait; one that waits already on the same evidence is replaced."""
    values["proposal"] = json.dumps(values["proposal"], sort_keys=True, ensure_ascii=False,
                                    default=str)  # fmt: skip
    release_changes(connection, values["source"], [values["key"]])
    connection.execute(held_change.insert().values(values))


def release_changes(connection: Connection, source: str, keys: Iterable[str]) -> None:
    """These changes wait no longer."""
    ready = list(keys)
    for start in range(0, len(ready), FEW):
        connection.execute(
            delete(held_change).where(
                held_change.c.source == source,
                held_change.c.key.in_(ready[start : start + FEW]),
            )
        )


def standing_of(connection: Connection, source: str, key: str) -> tuple[str, str]:
    """The listing that a piece of evidence stands in, and the hash of what counts of it."""
    query = select(evidence.c.listing, evidence.c.hash)
    listing, hash_now = connection.execute(
        query.where(evidence.c.source == source, evidence.c.key == key)
    ).one()
    return str(listing), str(hash_now)


def hashes_of(connection: Connection, source: str, keys: Iterable[str]) -> dict[str, str]:
    """The hash of what counts, by key; what is no evidence (any more) is left out."""
    query = select(evidence.c.key, evidence.c.hash).where(evidence.c.source == source)
    ready = sorted(set(keys))
    return {
        row.key: row.hash
        for start in range(0, len(ready), FEW)
        for row in connection.execute(query.where(evidence.c.key.in_(ready[start : start + FEW])))
    }


def held_changes_in_words(connection: Connection, *, run_id: int | None = None) -> list[Row[Any]]:
    """Waiting changes with whose they are, what they are about, and the JP of the year."""
    query = (
        select(
            held_change.c.run_id, held_change.c.source, held_change.c.kind, employee.c.nip,
            employee.c.name, evidence.c.title, held_change.c.year, held_change.c.jp_before,
            held_change.c.jp_after,
        )
        .join(evidence, (evidence.c.source == held_change.c.source)
              & (evidence.c.key == held_change.c.key))
        .join(employee, employee.c.id == evidence.c.employee_id)
        .order_by(held_change.c.run_id, employee.c.nip, evidence.c.title)
    )  # fmt: skip
    if run_id is not None:
        query = query.where(held_change.c.run_id == run_id)
    return list(connection.execute(query))
