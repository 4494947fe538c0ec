"""Employees by NIP, persons who own several, and people's exemptions."""

from collections.abc import Iterable
from datetime import date

from sqlalchemy import Connection, delete, select

from models.decisions import Decision
from models.schema import employee, exemption


def employee_of_nip(connection: Connection, nip: str) -> int | None:
    """Id of the employee with this NIP, present or former."""
    return connection.execute(select(employee.c.id).where(employee.c.nip == nip)).scalar()


def persons_with_nips(connection: Connection, nips: Iterable[str]) -> set[int]:
    """Persons who own any of these NIPs."""
    query = select(employee.c.person_id).where(employee.c.nip.in_(list(nips)))
    return set(connection.execute(query).scalars())


def set_exemption(connection: Connection, made: Decision) -> None:
    """Write what a decision says about a person's exemption."""
    owner = persons_with_nips(connection, [made.detail["nip"]])
    until = made.detail["until_on"]
    for person_id in owner:
        connection.execute(delete(exemption).where(exemption.c.decision_id == made.id))
        connection.execute(
            exemption.insert().values(
                decision_id=made.id, person_id=person_id, document=made.detail["document"],
                from_on=date.fromisoformat(made.detail["from_on"]),
                until_on=date.fromisoformat(until) if until else None,
            )
        )  # fmt: skip


def namesakes(connection: Connection) -> list[tuple[str, str, str]]:
    """Pairs of NIPs with one name and birth date, not linked: (NIP, NIP, name); to be proposed."""
    seen: dict[tuple[str, str], list[tuple[str, int]]] = {}
    for row in connection.execute(select(employee).order_by(employee.c.nip)):
        seen.setdefault((row.name_folded, row.nip[:8]), []).append((row.nip, row.person_id))
    query = select(employee.c.nip, employee.c.name)
    names = {row.nip: row.name for row in connection.execute(query)}
    return [
        (one[0], other[0], names[other[0]])
        for group in seen.values()
        for place, one in enumerate(group)
        for other in group[place + 1 :]
        if one[1] != other[1]
    ]
