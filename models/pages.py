"""Landed pages: what sources said, unchanged, each content stored once."""

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

import zstandard
from sqlalchemy import Connection, delete, select

from models.schema import landed_page, merged_listing, page_body, page_reading

MOST_BYTES = 512 * 1024 * 1024
"""No landed body is larger; the files connector cuts large files into parts."""


class BodyDamagedError(Exception):
    """A landed page is not what was landed."""


@dataclass(frozen=True, slots=True)
class Landed:
    """One landed page, without its body."""

    id: int
    run_id: int
    source: str
    listing: str
    name: str
    part: int
    final: bool
    complete: bool
    media_type: str
    context: Mapping[str, str]
    sha256: str
    landed_at: datetime


def upsert_ignore(connection: Connection, table: object) -> object:
    """An INSERT that leaves an existing row alone, in the words of this database."""
    if connection.dialect.name == "sqlite":
        from sqlalchemy.dialects.sqlite import insert  # noqa: PLC0415 - each where it is used

        return insert(table).on_conflict_do_nothing()  # type: ignore[arg-type]
    from sqlalchemy.dialects.postgresql import insert as insert_pg  # noqa: PLC0415

    return insert_pg(table).on_conflict_do_nothing()  # type: ignore[arg-type]


def land(connection: Connection, *, run_id: int, source: str, listing: str, name: str, part: int,
         final: bool, complete: bool, media_type: str, context: Mapping[str, str], body: bytes,
         now: datetime) -> Landed:  # fmt: skip
    """Store one page; its body only where this content is new."""
    sha256 = hashlib.sha256(body).hexdigest()
    known = connection.execute(
        select(page_body.c.sha256)
        .where(page_body.c.sha256 == sha256)
        .with_for_update(read=True, key_share=True)  # housekeeping must not drop it now
    )
    if known.first() is None:
        connection.execute(
            upsert_ignore(connection, page_body).values(  # type: ignore[attr-defined]
                sha256=sha256, size_bytes=len(body), body=zstandard.compress(body, 3)
            )
        )
    values = {
        "run_id": run_id, "source": source, "listing": listing, "name": name, "part": part,
        "final": final, "complete": complete, "media_type": media_type,
        "context": json.dumps(dict(context), sort_keys=True, ensure_ascii=False),
        "sha256": sha256, "landed_at": now,
    }  # fmt: skip
    page_id = connection.execute(landed_page.insert().values(values)).inserted_primary_key
    return _landed({**values, "id": page_id[0] if page_id else 0})


def pages_of_run(connection: Connection, run_id: int,
                 listings: Iterable[str] | None = None) -> list[Landed]:  # fmt: skip
    """The pages that a run landed, in the order in which they came."""
    query = select(landed_page).where(landed_page.c.run_id == run_id).order_by(landed_page.c.id)
    if listings is not None:
        query = query.where(landed_page.c.listing.in_(list(listings)))
    return [_landed(dict(row)) for row in connection.execute(query).mappings()]


def page(connection: Connection, page_id: int) -> Landed:
    """One page by its id."""
    query = select(landed_page).where(landed_page.c.id == page_id)
    return _landed(dict(connection.execute(query).mappings().one()))


def body_of(connection: Connection, sha256: str) -> bytes:
    """The bytes as they were landed; checked against their hash.

    Raises:
        BodyDamagedError: they are missing, too large or not what was landed.

    """
    row = connection.execute(
        select(page_body.c.body, page_body.c.size_bytes).where(page_body.c.sha256 == sha256)
    ).first()
    if row is None:
        raise BodyDamagedError(f"the landed content {sha256[:12]} is missing")
    if row.size_bytes > MOST_BYTES:
        raise BodyDamagedError(f"the landed content {sha256[:12]} says {row.size_bytes} bytes")
    try:
        body = zstandard.ZstdDecompressor().decompressobj().decompress(row.body)
    except zstandard.ZstdError as error:
        raise BodyDamagedError(f"the landed content {sha256[:12]} was altered") from error
    if hashlib.sha256(body).hexdigest() != sha256:
        raise BodyDamagedError(f"the landed content {sha256[:12]} was altered")
    return body


def forget_pages_of_run(connection: Connection, run_id: int,
                        listings: Iterable[str] | None = None) -> None:  # fmt: skip
    """Drop page rows of a run that said nothing new; contents stay with those who had them."""
    mine = landed_page.c.run_id == run_id
    if listings is not None:
        mine &= landed_page.c.listing.in_(list(listings))
    connection.execute(delete(landed_page).where(mine))


def save_reading(connection: Connection, page_id: int, sheets: str) -> None:
    """Keep how a page was read: heading rows and the mapping of columns, as JSON."""
    connection.execute(delete(page_reading).where(page_reading.c.page_id == page_id))
    connection.execute(page_reading.insert().values(page_id=page_id, sheets=sheets))


@dataclass(frozen=True, slots=True)
class Merged:
    """The version of a listing that the store stands for."""

    listing: str
    run_id: int
    content: str
    rows: int


def merged_listings(connection: Connection, source: str) -> dict[str, Merged]:
    """Every listing of a source, by name."""
    query = select(merged_listing).where(merged_listing.c.source == source)
    return {
        row.listing: Merged(row.listing, row.run_id, row.content, row.rows)
        for row in connection.execute(query)
    }


def set_merged_listing(connection: Connection, source: str, merged: Merged) -> None:
    """Say which version of a listing the store now stands for."""
    connection.execute(
        delete(merged_listing).where(
            merged_listing.c.source == source, merged_listing.c.listing == merged.listing
        )
    )
    connection.execute(
        merged_listing.insert().values(
            source=source, listing=merged.listing, run_id=merged.run_id, content=merged.content,
            rows=merged.rows,
        )
    )  # fmt: skip


def _landed(row: dict[str, object]) -> Landed:
    row["context"] = json.loads(str(row["context"]))
    return Landed(**row)  # type: ignore[arg-type]
