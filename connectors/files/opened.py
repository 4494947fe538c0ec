"""Read a file as it was at one moment, or know that it was touched meanwhile."""

import hashlib
import os
import stat
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import BinaryIO

from connectors.files.folder import Entry, stamp_of
from connectors.tabular.parts import PART_BYTES, split_text
from connectors.tabular.sniff import holds_text

_HEAD = 64 * 1024


class TouchedError(Exception):
    """The file is not what it was when the folder was listed."""


@dataclass(frozen=True, slots=True)
class Part:
    """A file, or one part of a large text file."""

    body: bytes
    number: int = 0
    final: bool = True
    context: dict[str, str] = field(default_factory=dict)
    sha256: str = ""
    """Of the whole file; known with the final part."""


@dataclass(frozen=True, slots=True)
class Sizes:
    """When a file is too large, and when it is cut."""

    workbook: int
    text: int
    part: int = PART_BYTES


class TooLargeError(Exception):
    """The file is larger than the source allows."""


def parts_of(folder: Path, entry: Entry, sizes: Sizes) -> Iterator[Part]:
    """Yield the parts of a file; the final one only if nothing was touched while reading.

    Raises:
        TouchedError: the file changed or went while it was read.
        TooLargeError: it is larger than allowed.

    """
    try:
        # no link is followed, and a FIFO put in its place does not make us wait
        flags = os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC
        number = os.open(folder / entry.path, flags)
    except FileNotFoundError as gone:
        raise TouchedError from gone
    with open(number, "rb") as file:  # noqa: PTH123  # by its descriptor
        status = os.fstat(number)
        if not stat.S_ISREG(status.st_mode) or stamp_of(status) != entry.stamp:
            raise TouchedError
        is_text = holds_text(file.read(_HEAD))
        file.seek(0)
        if status.st_size > (sizes.text if is_text else sizes.workbook):
            raise TooLargeError
        cut = is_text and status.st_size > sizes.part
        for part in _cut(file, sizes.part) if cut else _whole(file):
            if part.final and stamp_of(os.fstat(number)) != entry.stamp:
                raise TouchedError
            yield part


def _whole(file: BinaryIO) -> Iterator[Part]:
    body = file.read()
    yield Part(body, sha256=hashlib.sha256(body).hexdigest())


def _cut(file: BinaryIO, part_bytes: int) -> Iterator[Part]:
    digest = hashlib.sha256()
    held: Part | None = None
    for number, (body, context) in enumerate(split_text(file, part_bytes=part_bytes)):
        if held is not None:
            yield held
        digest.update(body)
        held = Part(body, number, final=False, context=context)
    if held is not None:
        yield Part(held.body, held.number, context=held.context, sha256=digest.hexdigest())
