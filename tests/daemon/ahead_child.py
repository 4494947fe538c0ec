"""A process of its own that reads ahead: that of the tests has threads, so it never does.

Prints, as JSON, how many rows were taken of each source that it is asked for.
"""

import json
import multiprocessing
import os
import resource
import signal
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from daemon.ahead import reading_ahead
from daemon.wiring import Workshop, open_workshop

if TYPE_CHECKING:
    from sync.beforehand import Beforehand


def main(config: Path, what: str, names: list[str]) -> None:
    """Read ahead, and ask for these sources."""
    if what == "threads":
        import polars as pl  # noqa: F401, PLC0415 - its threads would be missing in a copy
    with open_workshop(config, os.environ) as workshop:
        if what == "no room":
            forbid_more_files()
        told = taken(workshop, what, names)
    sys.stdout.write(json.dumps(told))


def taken(workshop: Workshop, what: str, names: list[str]) -> dict[str, int | None]:
    """Ask another process for these sources."""
    with reading_ahead(workshop) as beforehand:
        if what == "killed":
            for child in multiprocessing.active_children():
                child.kill()
        if what == "abandoned":
            (child,) = multiprocessing.active_children()
            sys.stdout.write(str(child.pid))
            sys.stdout.flush()
            os.kill(os.getpid(), signal.SIGKILL)
        found = {name: _rows(beforehand(name)) for name in names}
    return found | {"left": len(multiprocessing.active_children())}


def _rows(done: "Beforehand | None") -> int | None:
    return None if done is None else len(done.rows)


def forbid_more_files() -> None:
    """Let this process open nothing more."""
    highest = max(int(number.name) for number in Path("/proc/self/fd").iterdir())
    resource.setrlimit(resource.RLIMIT_NOFILE, (highest, highest))


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2], sys.argv[3:])
