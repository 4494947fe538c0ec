"""A process of its own that reads ahead: that of the tests has threads, so it never does.

Prints, as JSON, how many rows were taken of each source that it is asked for.
"""

import json
import multiprocessing
import os
import signal
import sys
from pathlib import Path

from daemon.ahead import reading_ahead
from daemon.wiring import open_workshop


def main(config: Path, what: str, names: list[str]) -> None:
    """Read ahead, and ask for these sources."""
    if what == "threads":
        import polars as pl  # noqa: F401, PLC0415 - its threads would be missing in a copy
    with open_workshop(config, os.environ) as workshop, reading_ahead(workshop) as beforehand:
        if what == "killed":
            for child in multiprocessing.active_children():
                child.kill()
        if what == "abandoned":
            (child,) = multiprocessing.active_children()
            sys.stdout.write(str(child.pid))
            sys.stdout.flush()
            os.kill(os.getpid(), signal.SIGKILL)
        told = {name: done and len(done.rows) for name in names for done in [beforehand(name)]}
    told["left"] = len(multiprocessing.active_children())
    sys.stdout.write(json.dumps(told))


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2], sys.argv[3:])
