"""A page of this connector: what answers said of one course, in an order that does not move.

Rows of answers stand in it unchanged; which belong together was decided by `fetch`.
"""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, TypeVar

MEDIA_TYPE = "application/vnd.jampel.moodle+json"
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
class Bundle:
    """All that is known of one course; `course` is null for what has no course."""

    course: Raw | None
    headers: list[str] = field(default_factory=list)
    rows: list[tuple[int | None, list[str]]] = field(default_factory=list)
    """Rows of the report, each with the account whose it is."""
    enrolled: list[Raw] = field(default_factory=list)
    statuses: dict[int, Raw] = field(default_factory=dict)
    """Account → how its completion stands, where it was asked for."""
    undone: dict[int, str] = field(default_factory=dict)
    """Accounts whose completion was listed once and is undone now → when they had completed."""
    once: list[int] = field(default_factory=list)
    """Accounts whose completion was listed once, of those with a certificate."""
    users: list[Raw] = field(default_factory=list)
    """Accounts that no row tells of."""
    certificates: list[Issued] = field(default_factory=list)
    holders: list[Raw] = field(default_factory=list)
    """Accounts that hold a certificate and have no completion."""

    def write(self) -> bytes:
        """Write it so that equal facts are equal bytes."""
        facts = {
            "moodle": VERSION,
            "course": self.course,
            "headers": self.headers,
            "rows": [[user, *row] for user, row in sorted(self.rows, key=_by_account)],
            "enrolled": in_order(self.enrolled),
            "statuses": {str(user): self.statuses[user] for user in sorted(self.statuses)},
            "undone": {str(user): at for user, at in sorted(self.undone.items())},
            "once": sorted(self.once),
            "users": in_order(self.users),
            "certificates": [_facts_of(one) for one in sorted(self.certificates, key=_by_code)],
            "holders": in_order(self.holders),
        }
        return as_bytes(facts)


def _facts_of(one: Issued) -> dict[str, object]:
    """Name its fields; `asdict` would copy what came, cell by cell."""
    return {name: getattr(one, name) for name in Issued.__slots__}


def read_bundle(body: bytes) -> Bundle:
    """Read what was written."""
    facts = json.loads(body)
    return Bundle(
        course=facts["course"],
        headers=facts["headers"],
        rows=[(row[0], row[1:]) for row in facts["rows"]],
        enrolled=facts["enrolled"],
        statuses={int(user): status for user, status in facts["statuses"].items()},
        undone={int(user): at for user, at in facts.get("undone", {}).items()},
        once=facts.get("once", []),
        users=facts["users"],
        certificates=[Issued(**one) for one in facts["certificates"]],
        holders=facts.get("holders", []),
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
