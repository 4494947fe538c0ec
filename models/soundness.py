"""Is the store what it says it is: the questions of `jampel doctor`, asked of the tables alone."""

import json
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import Connection, func, select, text
from sqlalchemy.exc import DBAPIError

from models.pages import BodyDamagedError, Landed, body_of, page
from models.passing import is_damage
from models.schema import evidence, landed_page, page_body, record, run
from models.store import Store, StoreDamagedError
from models.values import Category, Outcome

OF_A_NETWORK = ("nfs", "cifs", "smb", "afs", "ceph", "glusterfs", "lustre", "9p", "fuse.sshfs")
"""SQLite's locks do not hold there."""
KIND_AT = 2
CATEGORIES = tuple(str(category) for category in Category)


@dataclass(frozen=True, slots=True)
class Bodies:
    """What became of the landed contents."""

    read: int
    damaged: tuple[str, ...]
    """Hash of each that is not what was landed."""


def runs_that_do_not_add_up(connection: Connection) -> list[int]:
    """Return runs whose rows read are not the sum of their categories (domain.md A2)."""
    query = select(run.c.id, run.c.counts).where(run.c.outcome != Outcome.RUNNING)
    wrong = []
    for number, text_of in connection.execute(query.order_by(run.c.id)):
        counts = json.loads(text_of)
        if counts and counts.get("read", 0) != sum(counts.get(name, 0) for name in CATEGORIES):
            wrong.append(int(number))
    return wrong


def check_bodies(
    connection: Connection, seen: Callable[[int, int], None] = lambda _done, _all: None
) -> Bodies:
    """Read every landed content and compare it with its hash."""
    hashes = list(connection.execute(select(page_body.c.sha256)).scalars())
    damaged = []
    for number, sha256 in enumerate(hashes, start=1):
        try:
            body_of(connection, sha256)
        except BodyDamagedError:
            damaged.append(sha256)
        seen(number, len(hashes))
    return Bodies(len(hashes), tuple(damaged))


def pages_without_body(connection: Connection) -> int:
    """Return how many landed pages have lost their content."""
    missing = ~landed_page.c.sha256.in_(select(page_body.c.sha256))
    query = select(func.count()).select_from(landed_page).where(missing)
    return int(connection.execute(query).scalar_one())


def records_against_evidence(connection: Connection) -> tuple[int, int]:
    """Return (events without any evidence, evidence without its event)."""
    bare = ~record.c.id.in_(select(evidence.c.record_id))
    lost = ~evidence.c.record_id.in_(select(record.c.id))
    return (
        connection.execute(select(func.count()).select_from(record).where(bare)).scalar_one(),
        connection.execute(select(func.count()).select_from(evidence).where(lost)).scalar_one(),
    )


def sampled_pages(connection: Connection, source: str, most: int) -> Iterator[Landed]:
    """Yield pages that evidence rests on, spread over all that the source has landed."""
    rests = select(evidence.c.page_id).where(evidence.c.source == source).distinct()
    ids = sorted(connection.execute(rests).scalars())
    step = max(1, len(ids) // most)
    for page_id in ids[::step][:most]:
        yield page(connection, page_id)


def printed_on(connection: Connection, page_id: int) -> dict[str, dict[str, object]]:
    """Return what the store says that a page prints, by place in it."""
    query = select(evidence.c.locator, evidence.c.printed).where(evidence.c.page_id == page_id)
    return {row.locator: json.loads(row.printed) for row in connection.execute(query)}


def integrity(connection: Connection) -> str | None:
    """Return what SQLite finds wrong in its own file; PostgreSQL sees to itself."""
    if connection.dialect.name != "sqlite":
        return None
    try:
        found = str(connection.execute(text("PRAGMA quick_check")).scalar())
    except DBAPIError as error:
        if not is_damage(error):
            raise
        found = str(error.orig)
    return None if found == "ok" else found


def refuse_damaged(store: Store) -> None:
    """Look through the file of a store as a whole before its numbers are believed.

    Raises:
        StoreDamagedError: SQLite finds it damaged.

    """
    with store.read() as connection:
        trouble = integrity(connection)
    if trouble is not None:
        raise StoreDamagedError(trouble.splitlines()[0][:200])


def network_file_system(file: Path, mounts: str) -> str | None:
    """Return the kind of the file system of a file, where other hosts have a part in it.

    Args:
        file: absolute.
        mounts: as Linux tells them in /proc/mounts.

    """
    lines = (line.split() for line in mounts.splitlines())
    found = [(unescaped, words[2]) for words in lines if len(words) > KIND_AT
             and file.is_relative_to(unescaped := _plain(words[1]))]  # fmt: skip
    kind = max(found, key=lambda one: len(one[0]), default=("", ""))[1]
    return kind if kind.startswith(OF_A_NETWORK) else None


def _plain(told: str) -> str:
    """A path of /proc/mounts, in which blanks and the like are octal."""
    return re.sub(r"\\([0-7]{3})", lambda code: chr(int(code[1], 8)), told)
