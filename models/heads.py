"""Who leads an OPD from which day on: what rosters say, and what people decided."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy import Connection, delete, select

from models.directory import opds_by_folded_name
from models.schema import opd, opd_head


@dataclass(frozen=True, slots=True)
class Head:
    """A head, and the first day; without a name and an address nobody leads the OPD."""

    opd: str
    from_on: date
    name: str | None
    email: str | None


def heads_of(connection: Connection, opd_id: int) -> list[Head]:
    """Return the heads of an OPD, oldest first."""
    query = (
        select(opd.c.name, opd_head.c.from_on, opd_head.c.name, opd_head.c.email)
        .join(opd, opd.c.id == opd_head.c.opd_id)
        .where(opd.c.id == opd_id)
        .order_by(opd_head.c.from_on)
    )
    return [Head(*row) for row in connection.execute(query)]


def set_head(connection: Connection, folded: str, *, from_on: date, name: str | None,
             email: str | None) -> None:  # fmt: skip
    """Let somebody, or nobody, lead an OPD from a day on, whatever stood there for that day."""
    opd_id = opds_by_folded_name(connection)[folded]
    same = (opd_head.c.opd_id == opd_id, opd_head.c.from_on == from_on)
    connection.execute(delete(opd_head).where(*same))
    connection.execute(
        opd_head.insert().values(opd_id=opd_id, from_on=from_on, name=name, email=email)
    )
