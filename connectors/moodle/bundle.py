"""A page of either connector: what answers said of one course, in an order that does not move.

Rows of answers stand in it unchanged; which belong together was decided by `fetch`.
"""

import json
from abc import ABC, abstractmethod
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, TypeVar

from connectors.contract import Cursor, Page

LISTING = "completions"
MEDIA_TYPE = "application/vnd.jampel.moodle+json"
PAGES = "moodle"
"""What both connectors of a Moodle site call the form of their pages: each reads the other's."""
VERSION = 1
Raw = Mapping[str, Any]
T = TypeVar("T")
_AS_WRITTEN = json.JSONEncoder(sort_keys=True).encode


@dataclass(frozen=True, slots=True)
class Issued:
    """A certificate that was issued, and how it was told."""

    plugin: str
    """`customcert` or `tool_certificate`."""
    code: str
    template: str
    """Which certificate it is an issue of, for a person."""
    issued_at: str
    """ISO in UTC; as shown where that was not understood."""
    user: int | None
    raw: Raw
    """As it came."""
    archived: bool = False


@dataclass(slots=True)
class CoursePage(ABC):
    """What both connectors keep of one course; `course` is null for what has no course."""

    course: Raw | None
    headers: list[str] = field(default_factory=list)
    rows: list[tuple[int | None, list[str]]] = field(default_factory=list)
    """Rows of a report or a download, each with the account whose it is."""
    undone: dict[int, str] = field(default_factory=dict)
    """Accounts whose completion was listed once and is undone now → when they had completed."""
    once: list[int] = field(default_factory=list)
    """Accounts whose completion was listed once, of those with a certificate."""
    users: list[Raw] = field(default_factory=list)
    """Accounts that no row tells of, or not enough."""
    certificates: list[Issued] = field(default_factory=list)
    holders: list[Raw] = field(default_factory=list)
    """Accounts that hold a certificate and have no completion."""

    def shared(self) -> dict[str, object]:
        """Give these facts, but for rows and certificates, whose order each connector knows."""
        return {
            "course": self.course,
            "headers": self.headers,
            "undone": {str(user): at for user, at in sorted(self.undone.items())},
            "once": sorted(self.once),
            "users": in_order(self.users),
            "holders": in_order(self.holders),
        }

    def says_something(self) -> bool:
        """Whether it is worth a page."""
        return bool(self.rows or self.undone or self.certificates)

    @abstractmethod
    def write(self) -> bytes:
        """Write it so that equal facts are equal bytes."""


def shared_of(facts: Mapping[str, Any]) -> dict[str, Any]:
    """Read what is in every page, by the names of `CoursePage`."""
    return {
        "course": facts["course"],
        "headers": facts["headers"],
        "rows": [(row[0], row[1:]) for row in facts["rows"]],
        "undone": {int(user): at for user, at in facts.get("undone", {}).items()},
        "once": facts.get("once", []),
        "users": facts["users"],
        "certificates": [Issued(**one) for one in facts["certificates"]],
        "holders": facts.get("holders", []),
    }


@dataclass(slots=True)
class Bundle(CoursePage):
    """What answers to a token said of one course."""

    enrolled: list[Raw] = field(default_factory=list)
    statuses: dict[int, Raw] = field(default_factory=dict)
    """Account → how its completion stands, where it was asked for."""

    def says_something(self) -> bool:
        """Whether it is worth a page."""
        return bool(self.rows or self.statuses or self.certificates)

    def ordered(self) -> "Bundle":
        """Give the same facts in the order in which they are written."""
        return replace(
            self,
            rows=sorted(self.rows, key=_by_account),
            enrolled=in_order(self.enrolled),
            statuses=dict(sorted(self.statuses.items())),
            users=in_order(self.users),
            certificates=sorted(self.certificates, key=_by_code),
        )

    def write(self) -> bytes:
        """Write it so that equal facts are equal bytes."""
        one = self.ordered()
        return as_bytes({
            "moodle": VERSION,
            **one.shared(),
            "rows": [[user, *row] for user, row in one.rows],
            "enrolled": one.enrolled,
            "statuses": {str(user): status for user, status in one.statuses.items()},
            "certificates": [_facts_of(certificate) for certificate in one.certificates],
        })  # fmt: skip


def _facts_of(one: Issued) -> dict[str, object]:
    """Name its fields; `asdict` would copy what came, cell by cell."""
    return {name: getattr(one, name) for name in Issued.__slots__}


def read_bundle(body: bytes) -> Bundle:
    """Read what was written."""
    facts = json.loads(body)
    statuses = {int(user): status for user, status in facts["statuses"].items()}
    return Bundle(**shared_of(facts), enrolled=facts["enrolled"], statuses=statuses)


def pages_of(
    courses: Mapping[int | None, CoursePage], *, empty: CoursePage, media_type: str, cursor: Cursor
) -> Iterator[Page]:
    """Give one listing: a part for each course of which something is known, what has none last."""
    parts = [(course, one) for course, one in courses.items() if one.says_something()]
    parts.sort(key=lambda part: (part[0] is None, part[0] or 0))
    parts = parts or [(None, empty)]
    for part, (course, one) in enumerate(parts):
        final = part == len(parts) - 1
        yield Page(
            name=f"{LISTING}/{'lain' if course is None else course}",
            listing=LISTING,
            body=one.write(),
            media_type=media_type,
            part=part,
            final=final,
            cursor=cursor if final else None,
        )


def _by_account(row: tuple[int | None, list[str]]) -> tuple[int, list[str]]:
    user, cells = row
    return -1 if user is None else user, cells


def _by_code(one: Issued) -> tuple[str, str, str, str, int]:
    user = -1 if one.user is None else one.user
    return one.plugin, one.code, one.template, one.issued_at, user


def in_order(things: Iterable[T]) -> list[T]:
    """Order what has no order of its own by how it is written."""
    return sorted(things, key=_AS_WRITTEN)


def as_bytes(facts: Mapping[str, object]) -> bytes:
    """Write facts so that equal ones are equal bytes."""
    text = json.dumps(facts, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return text.encode()
