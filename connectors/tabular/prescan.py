"""Look through a zip before anything unpacks it: size, names, overlaps, hostile XML.

Sizes are counted while inflating; what the archive says of itself is only compared with that.
"""

import io
import re
import struct
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass

from connectors.tabular.grid import MEGABYTE, FileUnreadableError, Limits

_CHUNK = 4 * MEGABYTE
_LOCAL_HEADER = struct.Struct("<4s5H3I2H")
_ENCRYPTED = 0x1
_FROM_HERE_RATIO_COUNTS = MEGABYTE
_FORBIDDEN_XML = re.compile(rb"<!\s*(?:DOCTYPE|ENTITY)", re.IGNORECASE)
_XML_SUFFIXES = (".xml", ".rels", ".vml")
_LONGEST_MARK = 32


@dataclass(slots=True)
class Archive:
    """A zip whose directory has been checked; counts what is inflated from it."""

    body: bytes
    entries: dict[str, zipfile.ZipInfo]
    starts: dict[str, int]
    limits: Limits
    inflated: int = 0

    def chunks(self, name: str) -> Iterator[bytes]:
        """Inflate an entry piece by piece, never beyond the limits.

        Raises:
            FileUnreadableError: a bomb, a lie about its size, or hostile XML.

        """
        info = self.entries[name]
        size = checksum = 0
        tail = b""
        is_xml = name.lower().endswith(_XML_SUFFIXES)
        for chunk in self._raw(info):
            if is_xml:
                _check_xml(name, tail + chunk, first=size == 0)
                tail = chunk[-_LONGEST_MARK:]
            size += len(chunk)
            checksum = zlib.crc32(chunk, checksum)
            self.inflated += len(chunk)
            _check_size(info, size, self.inflated, self.limits)
            yield chunk
        if size < info.file_size or checksum != info.CRC:
            raise _damaged("isi terpotong atau berubah")

    def read(self, name: str) -> bytes:
        """Inflate a whole entry."""
        return b"".join(self.chunks(name))

    def _raw(self, info: zipfile.ZipInfo) -> Iterator[bytes]:
        start = self.starts[info.filename]
        packed = memoryview(self.body)[start : start + info.compress_size]
        if info.compress_type == zipfile.ZIP_STORED:
            for at in range(0, len(packed), _CHUNK):
                yield bytes(packed[at : at + _CHUNK])
            return
        inflater = zlib.decompressobj(-zlib.MAX_WBITS)
        pending: bytes | memoryview = packed
        try:
            while not inflater.eof and (pending or inflater.unconsumed_tail):
                chunk = inflater.decompress(pending, _CHUNK)
                if not chunk and not inflater.unconsumed_tail:
                    break
                pending = inflater.unconsumed_tail
                yield chunk
        except zlib.error as error:
            raise _damaged("isi tidak dapat dibuka") from error
        if not inflater.eof or inflater.unused_data:
            raise _damaged("isi terpotong")


def open_archive(body: bytes, limits: Limits) -> Archive:
    """Check the directory of a zip.

    Raises:
        FileUnreadableError: no zip, too many entries, unsafe names, overlapping entries.

    """
    try:
        infos = zipfile.ZipFile(io.BytesIO(body)).infolist()
    except (zipfile.BadZipFile, ValueError, NotImplementedError, struct.error) as error:
        raise _damaged("daftar isinya tidak terbaca; mungkin terpotong saat disalin") from error
    if len(infos) > limits.entries:
        raise FileUnreadableError(
            "zip_entries",
            f"Buku kerja berisi {len(infos)} bagian; paling banyak {limits.entries}. "
            "Simpan ulang tanpa gambar, atau ekspor sebagai CSV.",
        )
    names = [info.filename for info in infos]
    if len({name.lower() for name in names}) != len(names):
        raise _hostile("dua bagian bernama sama")
    told = 0
    for info in infos:
        _check_entry(info)
        told += info.file_size
        _check_size(info, info.file_size, told, limits)
    starts = _starts(body, infos)
    return Archive(body, {info.filename: info for info in infos}, starts, limits)


def _check_entry(info: zipfile.ZipInfo) -> None:
    name = info.orig_filename.replace("\\", "/")
    if name.startswith("/") or ".." in name.split("/") or ":" in name or "\0" in name:
        raise _hostile("nama bagian keluar dari berkas")
    if info.flag_bits & _ENCRYPTED:
        raise FileUnreadableError(
            "password", "Berkas dilindungi kata sandi. Minta dikirim ulang tanpa kata sandi."
        )
    if info.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
        raise _hostile("cara pemampatan tidak dikenal")


def _check_size(info: zipfile.ZipInfo, size: int, total: int, limits: Limits) -> None:
    """Check what an entry and the whole archive unpack to: first as told, then as counted."""
    if size > info.file_size:
        raise _damaged("ukuran isinya tidak sesuai dengan daftarnya")
    if total > limits.unpacked_bytes:
        raise FileUnreadableError(
            "zip_bomb",
            f"Isi buku kerja lebih dari {limits.unpacked_bytes // MEGABYTE} MB bila dibuka. "
            "Ekspor ulang sebagai CSV, atau bagi menjadi beberapa berkas.",
        )
    ratio = size / max(info.compress_size, 1)
    if size > _FROM_HERE_RATIO_COUNTS and ratio > limits.ratio:
        raise FileUnreadableError(
            "zip_bomb",
            "Isi buku kerja mengembang tidak wajar saat dibuka (bom zip). Jangan dibuka; "
            "tanyakan kepada pengirim.",
        )


def _starts(body: bytes, infos: list[zipfile.ZipInfo]) -> dict[str, int]:
    """Find where the content of each entry begins; no two may share a byte."""
    starts: dict[str, int] = {}
    free = 0
    for info in sorted(infos, key=lambda info: info.header_offset):
        begin = info.header_offset
        header = body[begin : begin + _LOCAL_HEADER.size]
        if len(header) < _LOCAL_HEADER.size or not header.startswith(b"PK\x03\x04"):
            raise _damaged("daftar isinya menunjuk ke tempat yang salah")
        *_, name_length, extra_length = _LOCAL_HEADER.unpack(header)
        start = begin + _LOCAL_HEADER.size + name_length + extra_length
        if begin < free:
            raise _hostile("bagian-bagiannya saling tumpang tindih")
        free = start + info.compress_size
        if free > len(body):
            raise _damaged("isi terpotong")
        starts[info.filename] = start
    return starts


def _check_xml(name: str, piece: bytes, *, first: bool) -> None:
    if first and (b"\0" in piece[:4] or piece.startswith((b"\xff\xfe", b"\xfe\xff"))):
        raise _hostile(f"`{_plain(name)}` tidak memakai UTF-8")
    if b"<!" in piece and _FORBIDDEN_XML.search(piece):
        raise _hostile("XML dengan DOCTYPE")


def _plain(name: str) -> str:
    return "".join(sign for sign in name if sign.isprintable())[:80]


def _hostile(what: str) -> FileUnreadableError:
    return FileUnreadableError(
        "unsafe",
        f"Berkas ditolak demi keamanan: {what}. Buka di Excel atau LibreOffice, lalu simpan "
        "ulang sebagai XLSX.",
    )


def _damaged(what: str) -> FileUnreadableError:
    return FileUnreadableError(
        "damaged", f"Berkas rusak: {what}. Minta dikirim ulang, atau simpan ulang sebagai XLSX."
    )
