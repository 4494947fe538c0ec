"""Who is in the roster, past and present, as the matching of rows needs it."""

from typing import NamedTuple

from sqlalchemy import Connection, select

from models.schema import employee, opd, opd_alias, service


class Entry(NamedTuple):
    """One NIP of the roster, present or former."""

    employee_id: int
    person_id: int
    nip: str
    name: str
    name_folded: str
    email: str | None
    opd_id: int | None
    opd: str | None
    """Name of the OPD of the latest spell."""


def entries(connection: Connection) -> list[Entry]:
    """Everybody who ever stood in a roster, by NIP."""
    spells = (
        select(employee.c.id, employee.c.person_id, employee.c.nip, employee.c.name,
               employee.c.name_folded, employee.c.email, opd.c.id, opd.c.name)
        .outerjoin(service, service.c.employee_id == employee.c.id)
        .outerjoin(opd, opd.c.id == service.c.opd_id)
        .order_by(employee.c.id, service.c.from_on)
    )  # fmt: skip
    latest = {row[0]: Entry(*row) for row in connection.execute(spells).all()}
    return sorted(latest.values(), key=lambda e: e.nip)


def opds_by_folded_name(connection: Connection) -> dict[str, int]:
    """Ids of OPDs by every folded name, abbreviation and alias that the roster or a person gave.

    A person's word stands above the roster's, also for what the roster takes for an OPD's name.
    """
    aliases = list(connection.execute(select(opd_alias)))
    names = {row.folded: row.id for row in connection.execute(select(opd))}
    decided = {row.folded: row.opd_id for row in aliases if row.origin == "decision"}
    return {row.folded: row.opd_id for row in aliases} | names | decided


def persons_of(connection: Connection) -> dict[int, int]:
    """Person of every employee."""
    query = select(employee.c.id, employee.c.person_id)
    return {number: person for number, person in connection.execute(query)}  # noqa: C416 - rows
