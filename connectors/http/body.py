"""Read a body to its end: unpacked by us, within limits, and refused when it is cut.

httpx takes a cut gzip body for a whole one and unpacks a bomb to the last byte; so it is never
asked to.
"""

import zlib
from collections.abc import AsyncIterator

from connectors.errors import SourceChangedError, SourceUnavailableError
from connectors.http.settings import MEGABYTE, HttpSettings

GZIP = b"\x1f\x8b"
WBITS_GZIP = 31
STEP = 1 << 20


async def read_body(
    parts: AsyncIterator[bytes], encoding: str, media_type: str, limits: HttpSettings
) -> bytes:
    """Collect a body, unpacked; an incomplete or oversized one raises."""
    unpack = _unpacker(encoding, limits)
    raw = 0
    whole = bytearray()
    async for part in parts:
        raw += len(part)
        if raw > limits.max_raw_bytes:
            raise SourceChangedError(f"jawaban lebih besar daripada {limits.max_raw_bytes} bita")
        if unpack is None:
            whole += part
        else:
            unpack.feed(part, whole, raw)
    if unpack is not None and raw:
        unpack.finish()
    if len(whole) > limits.max_decoded_bytes:
        raise SourceChangedError(f"jawaban lebih besar daripada {limits.max_decoded_bytes} bita")
    if whole.startswith(GZIP) and (unpack is not None or _is_text(media_type)):
        raise SourceUnavailableError("jawaban dimampatkan dua kali, atau diam-diam")
    return bytes(whole)


def _unpacker(encoding: str, limits: HttpSettings) -> "_Gzip | None":
    match [name.strip().lower() for name in encoding.split(",") if name.strip()]:
        case [] | ["identity"]:
            return None
        case ["gzip"] | ["x-gzip"]:
            return _Gzip(limits)
        case _:
            raise SourceChangedError(
                f"jawaban dimampatkan dengan {encoding!r}, yang tidak pernah diminta"
            )


def _is_text(media_type: str) -> bool:
    return media_type.startswith("text/") or media_type.endswith(("json", "xml", "html"))


class _Gzip:
    """One or more gzip members, unpacked step by step."""

    def __init__(self, limits: HttpSettings) -> None:
        self._limits = limits
        self._member = zlib.decompressobj(WBITS_GZIP)

    def feed(self, part: bytes, whole: bytearray, raw: int) -> None:
        while part:
            if self._member.eof:
                self._member = zlib.decompressobj(WBITS_GZIP)
            try:
                whole += self._member.decompress(part, STEP)
            except zlib.error as error:
                raise SourceUnavailableError("jawaban yang dimampatkan rusak") from error
            self._check(len(whole), raw)
            part = self._member.unused_data if self._member.eof else self._member.unconsumed_tail

    def finish(self) -> None:
        if not self._member.eof:
            raise SourceUnavailableError("jawaban yang dimampatkan terpotong")

    def _check(self, size: int, raw: int) -> None:
        too_dense = size > MEGABYTE and size > raw * self._limits.max_ratio
        if too_dense or size > self._limits.max_decoded_bytes:
            raise SourceChangedError(f"{raw} bita mengembang menjadi lebih dari {size}: bom")
