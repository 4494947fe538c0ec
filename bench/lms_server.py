"""Serve a big invented Moodle in a process of its own; each answer is put into bytes but once.

Prints its address, then serves until its standard input ends. GET /bench/requests lists what was
asked since the last look, one JSON a line.
"""

import json
import sys
from dataclasses import dataclass, field
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from connectors.testing.moodle.exchange import Reply, Request
from connectors.testing.moodle.invented import big_site
from connectors.testing.moodle.server import Site, moodle_site

LOOK = "/bench/requests"


@dataclass
class Frozen(Site):
    """A site in which nothing happens: what was answered once is answered so again."""

    answers: dict[tuple[str, tuple[tuple[str, str], ...]], Reply] = field(default_factory=dict)
    asked: list[Request] = field(default_factory=list)

    def reply(self, request: Request) -> Reply:
        """Answer from memory; only the first time by work."""
        if request.path == LOOK:
            lines = [json.dumps({"path": one.path, "form": one.form}) for one in self.asked]
            self.asked.clear()
            return Reply(200, "\n".join(lines).encode())
        self.asked.append(request)
        key = request.path, request.form
        if key not in self.answers:
            self.answers[key] = super().reply(request)
        return self.answers[key]


def main() -> None:
    """Serve."""
    with moodle_site(big_site(seed=1).world, kind=Frozen) as site:
        print(site.base_url, flush=True)
        sys.stdin.read()


if __name__ == "__main__":
    main()
