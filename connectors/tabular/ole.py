"""The streams of an OLE compound file, the house in which an old `.xls` lives."""

import struct
from collections.abc import Iterator

from connectors.tabular.grid import FileUnreadableError

_END = 0xFFFFFFFE
_FREE = 0xFFFFFFFF
_HEADER_FATS = 109
_ENTRY_BYTES = 128
_STREAM, _ROOT = 2, 5


def ole_streams(body: bytes) -> dict[str, bytes]:
    """Read all streams and storages (these as empty) by their own names.

    Raises:
        FileUnreadableError: cut off, or its chains of sectors run in circles.

    """
    try:
        return _Compound(body).streams()
    except (struct.error, IndexError, ValueError) as error:
        raise FileUnreadableError(
            "damaged", "Berkas XLS rusak atau terpotong. Minta dikirim ulang sebagai XLSX."
        ) from error


class _Compound:
    def __init__(self, body: bytes) -> None:
        self.body = body
        shift, self.mini_shift = struct.unpack_from("<HH", body, 30)
        if shift not in (9, 12):
            raise ValueError(shift)
        self.sector = 1 << shift
        (self.directory_at,) = struct.unpack_from("<I", body, 48)
        self.cutoff, mini_fat_at = struct.unpack_from("<II", body, 56)
        self.fat = self._table(b"".join(self._sector(at) for at in self._fat_sectors()))
        self.mini_fat = self._table(self._chain(mini_fat_at))
        self.mini = b""

    def streams(self) -> dict[str, bytes]:
        directory = self._chain(self.directory_at)
        found: dict[str, bytes] = {}
        for at in range(0, len(directory) - _ENTRY_BYTES + 1, _ENTRY_BYTES):
            length, kind = struct.unpack_from("<HB", directory, at + 64)
            start, size = struct.unpack_from("<II", directory, at + 116)
            name = directory[at : at + max(length - 2, 0)].decode("utf-16-le", "replace")
            if kind == _ROOT:
                self.mini = self._chain(start)[:size]
            elif kind == _STREAM:
                found[name] = self._stream(start, size)
            elif kind:
                found.setdefault(name, b"")
        return found

    def _stream(self, start: int, size: int) -> bytes:
        if size >= self.cutoff:
            return self._chain(start)[:size]
        width = 1 << self.mini_shift
        pieces = (self.mini[at * width :][:width] for at in self._follow(start, self.mini_fat))
        return b"".join(pieces)[:size]

    def _fat_sectors(self) -> list[int]:
        sectors = list(struct.unpack_from(f"<{_HEADER_FATS}I", self.body, 76))
        more, count = struct.unpack_from("<II", self.body, 68)
        for _ in range(min(count, len(self.body) // self.sector)):
            table = self._table(self._sector(more))
            sectors += table[:-1]
            more = table[-1]
        return [at for at in sectors if at < _END]

    def _sector(self, at: int) -> bytes:
        begin = (at + 1) * self.sector
        if begin >= len(self.body):
            raise ValueError(at)
        return self.body[begin : begin + self.sector]

    @staticmethod
    def _table(content: bytes) -> list[int]:
        return list(struct.unpack_from(f"<{len(content) // 4}I", content))

    def _chain(self, start: int) -> bytes:
        return b"".join(self._sector(at) for at in self._follow(start, self.fat))

    @staticmethod
    def _follow(start: int, table: list[int]) -> Iterator[int]:
        left = len(table)
        at = start
        while at not in (_END, _FREE):
            if left == 0:
                raise ValueError(start)
            left -= 1
            yield at
            at = table[at]
