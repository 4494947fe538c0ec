"""One hash of all that is derived: equal stores are equal hashes, whatever their row ids."""

import hashlib
from collections.abc import Iterator
from typing import Any

from sqlalchemy import Connection, Select, delete, select, update

from models.schema import (
    DERIVED,
    employee,
    evidence,
    exemption,
    fact,
    held_change,
    landed_page,
    merged_listing,
    opd,
    opd_alias,
    opd_head,
    page_body,
    quarantine,
    record,
    review,
    service,
)


def store_digest(connection: Connection) -> str:
    """SHA-256 over the derived tables, by names and keys instead of ids."""
    total = hashlib.sha256()
    for name, query in _queries():
        rows = sorted(repr(tuple(row)) for row in connection.execute(query))
        total.update(f"{name}:{len(rows)}\n".encode())
        for row in rows:
            total.update(row.encode())
            total.update(b"\n")
    return total.hexdigest()


def _queries() -> Iterator[tuple[str, Select[Any]]]:
    person = employee.alias("person")
    leader = evidence.alias("leader")
    hidden = {
        "id",
        "page_id",
        "record_id",
        "employee_id",
        "person_id",
        "run_id",
        "opd_id",
        "proposal",
    }

    def facts(table: Any) -> list[Any]:
        return [c for c in table.c if c.name not in hidden]

    of_employee = employee.c.id == evidence.c.employee_id
    yield (
        "employee",
        select(*facts(employee), person.c.nip).join(person, person.c.id == employee.c.person_id),
    )
    yield "service", select(employee.c.nip, opd.c.folded, *facts(service)).select_from(
        service.join(employee, employee.c.id == service.c.employee_id)
        .outerjoin(opd, opd.c.id == service.c.opd_id)
    )  # fmt: skip
    yield "opd", select(opd.c.name, opd.c.folded, opd.c.abbreviation)
    yield (
        "alias",
        select(opd_alias.c.folded, opd.c.folded).join(opd, opd.c.id == opd_alias.c.opd_id),
    )
    yield (
        "head",
        select(opd.c.folded, opd_head.c.from_on, opd_head.c.name, opd_head.c.email).join(
            opd, opd.c.id == opd_head.c.opd_id
        ),
    )
    yield (
        "exemption",
        select(person.c.nip, *facts(exemption)).select_from(
            exemption.join(person, person.c.id == exemption.c.person_id)
        ),
    )
    yield "evidence", select(
        *facts(evidence), employee.c.nip, leader.c.source, leader.c.key, page_body.c.sha256
    ).select_from(
        evidence.join(employee, of_employee).join(leader, leader.c.id == evidence.c.record_id)
        .join(landed_page, landed_page.c.id == evidence.c.page_id)
        .join(page_body, page_body.c.sha256 == landed_page.c.sha256)
    )  # fmt: skip
    yield "record", select(*facts(record), person.c.nip, leader.c.source, leader.c.key).select_from(
        record.join(person, person.c.id == record.c.person_id)
        .join(leader, leader.c.id == record.c.id)
    )  # fmt: skip
    for table in (quarantine, review, held_change, merged_listing):
        yield table.name, select(*facts(table))


def wipe_derived(connection: Connection) -> None:
    """Empty what replay makes again; landed pages, decisions, runs and alerts stay."""
    for table in DERIVED:
        connection.execute(delete(table))
    connection.execute(update(fact).where(fact.c.name == "next_evidence_id").values(value="1"))
    connection.execute(
        delete(fact).where(fact.c.name.in_(("roster_digest", "alias_digest", "link_digest")))
    )
