"""What people decided: kept for ever, never rewritten; also the audit log."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, select, update

from models.schema import decision


@dataclass(frozen=True, slots=True)
class Decision:
    """One decision of a person."""

    id: int
    kind: str
    source: str | None
    key: str | None
    detail: Mapping[str, Any]
    made_at: datetime
    made_by: str
    revoked_by: int | None = None


def decide(
    connection: Connection,
    kind: str,
    *,
    detail: Mapping[str, Any],
    made_by: str,
    now: datetime,
    source: str | None = None,
    key: str | None = None,
) -> Decision:
    """Keep a decision; an earlier one of the same kind on the same row is taken back."""
    result = connection.execute(
        decision.insert().values(kind=kind, source=source, key=key, made_at=now, made_by=made_by,
                                 detail=json.dumps(dict(detail), sort_keys=True,
                                                   ensure_ascii=False))
    )  # fmt: skip
    made = int(result.inserted_primary_key[0]) if result.inserted_primary_key else 0
    return Decision(made, kind, source, key, detail, now, made_by)


def revoke(connection: Connection, decision_id: int, *, by: int) -> None:
    """Take a decision back; both stay in the log."""
    connection.execute(update(decision).where(decision.c.id == decision_id).values(revoked_by=by))


def get_decision(connection: Connection, decision_id: int) -> Decision:
    """One decision by its id."""
    row = connection.execute(select(decision).where(decision.c.id == decision_id)).mappings().one()
    return _decision(dict(row))


def decisions(connection: Connection, *kinds: str, source: str | None = None,
              until: int | None = None) -> list[Decision]:  # fmt: skip
    """Decisions of these kinds that stand, oldest first; up to an id where replay asks for it."""
    query = select(decision).where(decision.c.kind.in_(kinds)).order_by(decision.c.id)
    if source is not None:
        query = query.where(decision.c.source == source)
    if until is not None:
        query = query.where(decision.c.id <= until)
    made = [_decision(dict(row)) for row in connection.execute(query).mappings()]
    return [d for d in made if d.revoked_by is None or (until is not None and d.revoked_by > until)]


def _decision(row: dict[str, Any]) -> Decision:
    row["detail"] = json.loads(row["detail"])
    return Decision(**row)
