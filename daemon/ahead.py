"""A second process that reads new sources while this one takes the roster (ADR 16).

It is a copy of this process from before anything had a thread; it touches neither store nor
terminal, and whatever it cannot do, the run does itself.
"""

import os
import signal
import sys
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass, field, replace
from datetime import date
from typing import TYPE_CHECKING

from config.rules import Rules
from daemon.wiring import Workshop
from models.runs import get_state

if TYPE_CHECKING:
    from multiprocessing.connection import Connection

    from sync.beforehand import Beforehand
    from sync.source import Source

PATIENCE_SECONDS = 120.0
"""A process that has told nothing for so long tells nothing any more."""


@contextmanager
def reading_ahead(
    workshop: Workshop, asked: Sequence[str] = ()
) -> Iterator[Callable[[str], "Beforehand | None"]]:
    """Begin to read the sources that were never fetched; what is given tells what was read."""
    names = _never_fetched(workshop, asked) if _is_possible() else []
    with ExitStack() as ending:
        taking = None
        if names:
            with suppress(OSError):  # no room for another process: the run reads for itself
                taking = _begin(workshop, names, ending)
        yield taking or (lambda _name: None)


def _begin(workshop: Workshop, names: Sequence[str], ending: ExitStack) -> "_Taking":
    from multiprocessing import get_context  # noqa: PLC0415 - only a first fetch needs it

    processes = get_context("fork")
    shelves: dict[str, int] = {}
    for name in names:
        shelves[name] = os.memfd_create("jampel")
        ending.callback(os.close, shelves[name])
    receiver, sender = processes.Pipe(duplex=False)
    ending.enter_context(receiver)
    with sender:
        child = processes.Process(
            target=_work, args=(workshop, workshop.today(), shelves, receiver, sender), daemon=True
        )
        child.start()
    ending.callback(child.join)
    ending.callback(child.kill)
    return _Taking(receiver, shelves)


def _is_possible() -> bool:
    """Whether there is a second core, and no thread that a copy of this process would lack."""
    return (
        sys.platform == "linux"
        and len(os.sched_getaffinity(0)) > 1
        and threading.active_count() == 1
        and "polars" not in sys.modules  # its threads are not Python's
    )


def _never_fetched(workshop: Workshop, asked: Sequence[str]) -> list[str]:
    sources = workshop.settings.sources
    wanted = [name for name, source in sources.items()
              if source.enabled and (not asked or name in asked)]  # fmt: skip
    with workshop.store.read() as connection:
        states = {name: get_state(connection, name) for name in wanted}
    new = [name for name in wanted if states[name].cursor is None and not states[name].paused_at]
    return sorted(new, key=lambda name: (sources[name].priority, name))


@dataclass(slots=True)
class _Taking:
    """Takes what the other process tells, in the order in which it tells it."""

    _receiver: "Connection"
    _shelves: dict[str, int]
    _told: dict[str, "Beforehand | None"] = field(default_factory=dict)

    def __call__(self, name: str) -> "Beforehand | None":
        """Wait for what was read of a source; nothing where that is nothing."""
        if name not in self._shelves:
            return None
        with suppress(EOFError, OSError):
            while name not in self._told and self._receiver.poll(PATIENCE_SECONDS):
                whose, told = self._receiver.recv()
                self._told = {whose: told and _from_shelf(told, self._shelves[whose])}
        return self._told.get(name)


def _work(workshop: Workshop, day: date, shelves: dict[str, int], receiver: "Connection",
          sender: "Connection") -> None:  # fmt: skip
    """Read source by source, in a process of its own."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)  # ends without a word: the other one speaks
    receiver.close()  # so that this process ends, too, where the other one is killed
    nowhere = os.open(os.devnull, os.O_RDWR)
    for stream in range(3):
        os.dup2(nowhere, stream)
    from daemon.sources import sources_of  # noqa: PLC0415 - meanwhile, not before

    sources = sources_of(workshop.settings)
    for name, shelf in shelves.items():
        told = None
        with suppress(Exception):  # the run meets the same, and has somebody to say it to
            read = _read(sources[name], day, workshop.rules)
            told = read and _on_shelf(read, shelf)
        sender.send((name, told))


def _read(source: "Source", day: date, rules: Rules) -> "Beforehand | None":
    from sync.beforehand import read_beforehand  # noqa: PLC0415 - polars
    from sync.normalise import Manner  # noqa: PLC0415

    if not source.connector.capabilities.local:
        return None
    return read_beforehand(source, day=day, manner=Manner(source.jam, rules))


def _on_shelf(told: "Beforehand", shelf: int) -> "Beforehand":
    """Put the rows where the other process finds them: memory that both have open, no file."""
    told.rows.write_ipc(_path(shelf))
    return replace(told, rows=told.rows.clear())


def _from_shelf(told: "Beforehand", shelf: int) -> "Beforehand":
    import polars as pl  # noqa: PLC0415 - only news pay for it

    return replace(told, rows=pl.read_ipc(_path(shelf)))


def _path(shelf: int) -> str:
    return f"/proc/self/fd/{shelf}"
