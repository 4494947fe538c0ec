"""A page of a login: rows of downloads as they came, with what belongs to them."""

import json
from dataclasses import asdict, dataclass

from connectors.moodle.bundle import CoursePage, as_bytes, in_order, shared_of

MEDIA_TYPE = "application/vnd.jampel.moodle-web+json"
VERSION = 1


@dataclass(slots=True)
class Told(CoursePage):
    """What downloads said of one course: who completed, and who had and has not any more."""

    zone: str = "UTC"
    """In which the times of the rows are."""

    def write(self) -> bytes:
        """Write it so that equal facts are equal bytes."""
        return as_bytes({
            "moodle_web": VERSION,
            **self.shared(),
            "zone": self.zone,
            "rows": in_order([user, *row] for user, row in self.rows),
            "certificates": in_order(asdict(one) for one in self.certificates),
        })  # fmt: skip


def read_told(body: bytes) -> Told:
    """Read what was written."""
    facts = json.loads(body)
    return Told(**shared_of(facts), zone=facts["zone"])
