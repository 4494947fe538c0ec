"""A page of this connector: rows of downloads as they came, with what belongs to them."""

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Any

from connectors.moodle.bundle import Issued, as_bytes, in_order

MEDIA_TYPE = "application/vnd.jampel.moodle-web+json"
VERSION = 1
Raw = Mapping[str, Any]


@dataclass(slots=True)
class Told:
    """All that is known of one course; `course` is null for what has no course."""

    course: Raw | None
    zone: str
    """In which the times of the rows are."""
    headers: list[str] = field(default_factory=list)
    rows: list[tuple[int | None, list[str]]] = field(default_factory=list)
    """Those who completed, and those who had and have not any more; each with its account."""
    undone: dict[int, str] = field(default_factory=dict)
    """Accounts of those who have not any more → when they had completed."""
    once: list[int] = field(default_factory=list)
    """Accounts whose completion was listed once, of those with a certificate."""
    users: list[Raw] = field(default_factory=list)
    """Their accounts, where the site shows them."""
    certificates: list[Issued] = field(default_factory=list)
    holders: list[Raw] = field(default_factory=list)
    """Accounts that hold a certificate and have no completion."""

    def write(self) -> bytes:
        """Write it so that equal facts are equal bytes."""
        facts = {
            "moodle_web": VERSION,
            "course": self.course,
            "zone": self.zone,
            "headers": self.headers,
            "rows": in_order([user, *row] for user, row in self.rows),
            "undone": {str(user): at for user, at in sorted(self.undone.items())},
            "once": sorted(self.once),
            "users": in_order(self.users),
            "certificates": in_order(asdict(one) for one in self.certificates),
            "holders": in_order(self.holders),
        }
        return as_bytes(facts)


def read_told(body: bytes) -> Told:
    """Read what was written."""
    facts = json.loads(body)
    return Told(
        course=facts["course"],
        zone=facts["zone"],
        headers=facts["headers"],
        rows=[(row[0], row[1:]) for row in facts["rows"]],
        undone={int(user): at for user, at in facts["undone"].items()},
        once=facts.get("once", []),
        users=facts["users"],
        certificates=[Issued(**one) for one in facts["certificates"]],
        holders=facts.get("holders", []),
    )
