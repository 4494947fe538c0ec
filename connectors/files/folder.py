"""Find files by a pattern: what is there, what is refused, and what to call it."""

import os
import stat
import unicodedata
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from fnmatch import fnmatchcase
from hashlib import blake2s
from pathlib import Path

Stamp = tuple[int, int, int, int]
"""Size, time of change of content and of the entry in nanoseconds, inode: equal while untouched."""

_MAGIC = frozenset("*?[")
_UNFINISHED = (".part", ".tmp", ".crdownload", ".partial", ".download")
_OF_THE_SYSTEM = frozenset({"thumbs.db", "desktop.ini"})
_TABLES = frozenset({".csv", ".tsv", ".txt", ".xlsx", ".xlsm", ".xls", ".ods", ".htm", ".html"})
_HIDDEN_CATEGORIES = frozenset({"Cc", "Cf", "Cs", "Co", "Zl", "Zp"})

_REFUSED = {
    stat.S_IFLNK: "Tautan (symlink) tidak dibaca. Salin berkasnya ke folder ini.",
    stat.S_IFDIR: "Ini folder, bukan berkas, walau namanya seperti berkas tabel.",
    stat.S_IFIFO: "Pipa bernama (FIFO) tidak dibaca.",
    stat.S_IFSOCK: "Soket tidak dibaca.",
    stat.S_IFCHR: "Perangkat tidak dibaca.",
    stat.S_IFBLK: "Perangkat tidak dibaca.",
}


@dataclass(frozen=True, slots=True)
class Entry:
    """One file of the folder, or what looks like one."""

    path: str
    """Relative to the folder, as the file system spells it."""
    name: str
    """The path as a person may see it: unique, one line, no invisible characters."""
    stamp: Stamp
    refused: str | None = None
    """Why it is not opened."""


@dataclass(frozen=True, slots=True)
class Place:
    """A folder and the pattern of what is wanted in it."""

    folder: Path
    pattern: tuple[str, ...]
    """One glob for each step of the path; `**` is any number of folders."""

    @staticmethod
    def of(path: Path) -> "Place":
        """Split a path at its first wildcard; a folder means all files in it."""
        steps = path.parts
        for at, step in enumerate(steps):
            if _MAGIC & set(step) and not path.exists():
                return Place(Path(*steps[:at]), steps[at:])
        if path.is_dir():
            return Place(path, ("*",))
        return Place(path.parent, (path.name,))

    def entries(self) -> list[Entry]:
        """List what matches, by name.

        Raises:
            OSError: the folder cannot be read.

        """
        found = sorted(dict(_walk(os.fspath(self.folder), "", self.pattern)).items())
        shown = {path: _shown(path) for path, _ in found}
        times = Counter(shown.values())
        return [
            Entry(path, _distinct(path, shown[path], times), stamp_of(status), refusal_of(status))
            for path, status in found
        ]


def stamp_of(status: os.stat_result) -> Stamp:
    """Give what tells whether a file was touched."""
    return status.st_size, status.st_mtime_ns, status.st_ctime_ns, status.st_ino


def _walk(
    folder: str, prefix: str, pattern: tuple[str, ...]
) -> Iterator[tuple[str, os.stat_result]]:
    """Yield what matches below a folder; links to folders are not followed."""
    step, *rest = pattern
    any_depth = step == "**" and bool(rest)
    if any_depth:
        yield from _walk(folder, prefix, tuple(rest))
    with os.scandir(os.path.join(folder, prefix)) as found:  # noqa: PTH118  # names as they are
        entries = list(found)
    for entry in entries:
        is_wanted = _matches(entry.name, step)
        if rest:
            if is_wanted and entry.is_dir(follow_symlinks=False):
                below = pattern if any_depth else tuple(rest)
                yield from _walk(folder, f"{prefix}{entry.name}/", below)
        elif is_wanted:
            yield from _status(entry, prefix + entry.name)


def _status(entry: os.DirEntry[str], path: str) -> Iterator[tuple[str, os.stat_result]]:
    if _is_passing(entry.name):
        return
    try:
        status = entry.stat(follow_symlinks=False)
    except FileNotFoundError:
        return
    if not stat.S_ISDIR(status.st_mode) or Path(path).suffix.lower() in _TABLES:
        yield path, status


def _matches(name: str, pattern: str) -> bool:
    """Compare without case: on the sender's Windows `DATA.XLSX` is `*.xlsx`."""
    if name.startswith(".") and not pattern.startswith("."):
        return False
    return name == pattern or fnmatchcase(name.casefold(), pattern.casefold())


def _is_passing(name: str) -> bool:
    """Say whether a name is of a lock, of a file still being written, or of the system's."""
    low = name.casefold()
    return low.startswith((".", "~$")) or low.endswith(_UNFINISHED) or low in _OF_THE_SYSTEM


def refusal_of(status: os.stat_result) -> str | None:
    """Say why something that is no regular file is not opened."""
    if stat.S_ISREG(status.st_mode):
        return None
    return _REFUSED.get(stat.S_IFMT(status.st_mode), "Bukan berkas biasa.")


def _shown(path: str) -> str:
    """Spell a path so that it can be read, printed and logged."""
    composed = unicodedata.normalize("NFC", path).replace("\\", "\\\\")
    return "".join(
        f"\\u{ord(c):04x}" if unicodedata.category(c) in _HIDDEN_CATEGORIES else c for c in composed
    )


def _distinct(path: str, shown: str, times: Counter[str]) -> str:
    """Tell twins apart that look the same; the plainly spelt one keeps its name."""
    if times[shown] == 1 or shown == path:
        return shown
    return f"{shown}#{blake2s(os.fsencode(path), digest_size=4).hexdigest()}"
