"""What waits for a person: quarantine, review and held changes."""

import json
import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, select

from models.schema import evidence, held_change, quarantine, record, review

_NOT_DIGITS = re.compile(r"\D+")


@dataclass(frozen=True, slots=True)
class QuarantineRow:
    """A row that could not be read."""

    id: str
    source: str
    run_id: int
    page: str
    locator: str
    field: str
    reason: str
    value: str | None


@dataclass(frozen=True, slots=True)
class ReviewRow:
    """A row whose employee is not known for sure."""

    id: str
    source: str
    run_id: int
    page: str
    locator: str
    reason: str
    nip_text: str | None
    name_text: str | None
    opd_text: str | None
    candidates: list[Any]


@dataclass(frozen=True, slots=True)
class HeldRow:
    """A fall of somebody's JP that waits for a decision; `run_id` is what to approve or reject."""

    run_id: int
    source: str
    kind: str
    title: str
    year: int | None
    jp_before: int
    jp_after: int


def quarantined(connection: Connection, *, naming: Sequence[str] = ()) -> list[QuarantineRow]:
    """Return what is in quarantine; with NIPs, only rows in which one of them is printed."""
    columns = [quarantine.c[name] for name in QuarantineRow.__slots__]
    query = select(*columns, quarantine.c.printed).order_by(quarantine.c.source, quarantine.c.id)
    return [
        QuarantineRow(**_known(row, QuarantineRow))
        for row in connection.execute(query)
        if not naming or _names(naming, [*_texts(row.printed), row.value])
    ]


def in_review(connection: Connection, *, naming: Sequence[str] = ()) -> list[ReviewRow]:
    """Return what is in review; with NIPs, only rows that print or propose one of them."""
    columns = [review.c[name] for name in ReviewRow.__slots__]
    query = select(*columns, review.c.printed).order_by(review.c.source, review.c.id)
    return [
        ReviewRow(**{**_known(row, ReviewRow), "candidates": json.loads(row.candidates)})
        for row in connection.execute(query)
        if not naming
        or _names(naming, [row.nip_text, *_texts(row.printed), *_texts(row.candidates)])
    ]


def held(connection: Connection, person_id: int) -> list[HeldRow]:
    """Return the held changes of one person."""
    query = (
        select(
            held_change.c.run_id,
            held_change.c.source,
            held_change.c.kind,
            evidence.c.title,
            held_change.c.year,
            held_change.c.jp_before,
            held_change.c.jp_after,
        )
        .join_from(
            held_change,
            evidence,
            (evidence.c.source == held_change.c.source) & (evidence.c.key == held_change.c.key),
        )
        .join(record, record.c.id == evidence.c.record_id)
        .where(record.c.person_id == person_id)
        .order_by(held_change.c.id)
    )
    return [HeldRow(*row) for row in connection.execute(query)]


def _known(row: Any, kind: type[QuarantineRow | ReviewRow]) -> dict[str, Any]:
    return {name: getattr(row, name) for name in kind.__slots__}


def _texts(document: str) -> list[str]:
    """Every text and number anywhere in a JSON document."""
    found: list[str] = []
    open_values: list[Any] = [json.loads(document)]
    while open_values:
        match open_values.pop():
            case dict() as table:
                open_values += table.values()
            case list() as values:
                open_values += values
            case str() | int() as value:
                found.append(str(value))
            case _:
                pass
    return found


def _names(nips: Sequence[str], texts: Sequence[str | None]) -> bool:
    """A NIP is printed with spaces, dots and labels, too."""
    return any(nip in _NOT_DIGITS.sub("", text) for text in texts if text for nip in nips)
