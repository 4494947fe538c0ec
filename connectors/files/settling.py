"""Wait for files that are masih ditulis, but not for ever."""

import os
from collections.abc import Callable
from datetime import timedelta

import anyio

from connectors.errors import SourceUnavailableError
from connectors.files.folder import Entry, Place, Stamp, refusal_of, stamp_of
from connectors.files.troubles import why

PATIENCE = 12
"""A fetch waits for restless files at most so many times `settle`."""
MOST_TRIES = 3
"""A file that is touched while it is read is read so many times."""

_NANOSECONDS = 1e9


class Settling:
    """Hands out files by name: first those at rest, then those that come to rest."""

    def __init__(
        self, entries: list[Entry], place: Place, settle: float, clock: Callable[[], float]
    ) -> None:
        self._waiting = {entry.path: entry for entry in entries}
        self._place = place
        self._settle = settle
        self._clock = clock
        self._waited = 0.0
        self._seen: dict[str, tuple[Stamp, float]] = {}
        self._tries: dict[str, int] = {}
        self._ready: list[Entry] = []
        self._left: dict[str, OSError | None] = {}
        self._take_rested()

    async def next(self) -> Entry | None:
        """Give the next file at rest; none when there is none left, or patience has ended."""
        while not self._ready and self._waiting:
            if self._waited >= PATIENCE * self._settle:
                self._left |= dict.fromkeys(entry.name for entry in self._waiting.values())
                return None
            pause = max(self._settle / 10, min(self._remaining(e) for e in self._waiting.values()))
            await anyio.sleep(pause)
            self._waited += pause
            self._look_again()
            self._take_rested()
        return self._ready.pop(0) if self._ready else None

    def again(self, entry: Entry) -> None:
        """Take back a file that was touched while it was read."""
        self._tries[entry.path] = self._tries.get(entry.path, 0) + 1
        if self._tries[entry.path] >= MOST_TRIES:
            self._left[entry.name] = None
        else:
            self._waiting[entry.path] = entry
            self._look_again()

    def give_up(self, entry: Entry, error: OSError) -> None:
        """Leave out a file that cannot be read."""
        self._left[entry.name] = error

    def raise_if_any_left(self) -> None:
        """Tell which files could not be read this time.

        Raises:
            SourceUnavailableError: there are some; the others were yielded.

        """
        if not self._left:
            return
        told = ", ".join(
            f"{name} ({why(error) if error else 'masih ditulis'})"
            for name, error in sorted(self._left.items())
        )
        cause = next((error for error in self._left.values() if error), None)
        raise SourceUnavailableError(
            f"belum dapat dibaca: {told}",
            retry_after=timedelta(seconds=self._settle),
        ) from cause

    def _remaining(self, entry: Entry) -> float:
        """Seconds until a file counts as settled; zero or less where it is."""
        if entry.refused:
            return 0
        age = self._clock() - entry.stamp[1] / _NANOSECONDS
        first = self._seen.setdefault(entry.path, (entry.stamp, self._waited))
        if first[0] != entry.stamp:
            first = self._seen[entry.path] = (entry.stamp, self._waited)
        # a clock that is behind the file's makes it look young for ever: what we saw counts too
        return self._settle - max(age, self._waited - first[1])

    def _take_rested(self) -> None:
        rested = [entry for entry in self._waiting.values() if self._remaining(entry) <= 0]
        for entry in rested:
            del self._waiting[entry.path]
        self._ready += sorted(rested, key=lambda entry: entry.path)

    def _look_again(self) -> None:
        for entry in list(self._waiting.values()):
            try:
                status = os.lstat(self._place.folder / entry.path)
            except FileNotFoundError:
                del self._waiting[entry.path]
                continue
            self._waiting[entry.path] = Entry(
                entry.path, entry.name, stamp_of(status), refusal_of(status)
            )
