"""Makers of workbooks, good and bad; by hand where no library would write such a thing."""

import io
import struct
import zipfile
import zlib
from collections.abc import Mapping, Sequence
from typing import Any

import xlsxwriter

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
RELS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"


def written(rows: Sequence[Sequence[Any]], name: str = "Data", **options: Any) -> bytes:
    """Make an XLSX as a usual program would."""
    body = io.BytesIO()
    book = xlsxwriter.Workbook(body, {"in_memory": True, **options})
    sheet = book.add_worksheet(name)
    for at, row in enumerate(rows):
        sheet.write_row(at, 0, row)
    book.close()
    return body.getvalue()


def zipped(parts: Mapping[str, str | bytes], *, packed: bool = True) -> bytes:
    """Put parts into a zip."""
    body = io.BytesIO()
    kind = zipfile.ZIP_DEFLATED if packed else zipfile.ZIP_STORED
    with zipfile.ZipFile(body, "w", kind) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return body.getvalue()


def sheet_xml(data: str, *, before: str = "", after: str = "") -> str:
    """Wrap rows as a worksheet."""
    return (
        f'<?xml version="1.0" encoding="UTF-8"?><worksheet xmlns="{MAIN}">{before}'
        f"<sheetData>{data}</sheetData>{after}</worksheet>"
    )


def inline(place: str, text: str) -> str:
    """Make a text cell that needs no shared strings."""
    return f'<c r="{place}" t="inlineStr"><is><t>{text}</t></is></c>'


def xlsx_parts(sheet: str, *, workbook_properties: str = "") -> dict[str, str | bytes]:
    """Give the parts of the smallest XLSX around one worksheet."""
    return {
        "[Content_Types].xml": (
            '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
            '<Default Extension="xml" ContentType="application/xml"/></Types>'
        ),
        "_rels/.rels": (
            '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
            f'<Relationship Id="rId1" Type="{RELS}/officeDocument" Target="xl/workbook.xml"/>'
            "</Relationships>"
        ),
        "xl/workbook.xml": (
            f'<workbook xmlns="{MAIN}" xmlns:r="{RELS}">{workbook_properties}'
            '<sheets><sheet name="Data" sheetId="1" r:id="rId1"/></sheets></workbook>'
        ),
        "xl/_rels/workbook.xml.rels": (
            '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
            f'<Relationship Id="rId1" Type="{RELS}/worksheet" Target="worksheets/sheet1.xml"/>'
            "</Relationships>"
        ),
        "xl/worksheets/sheet1.xml": sheet,
    }


def xlsx(data: str, *, before: str = "", after: str = "", properties: str = "") -> bytes:
    """Make an XLSX around hand-made rows."""
    sheet = sheet_xml(data, before=before, after=after)
    return zipped(xlsx_parts(sheet, workbook_properties=properties))


def zip_bomb(megabytes: int, *, told: int | None = None) -> bytes:
    """Make an XLSX of a few hundred KB whose sheet unpacks to `megabytes` of blanks.

    It says that these are `told` bytes.
    """
    packer = zlib.compressobj(9, zlib.DEFLATED, -zlib.MAX_WBITS)
    begin = sheet_xml("").removesuffix("</sheetData></worksheet>").encode()
    packed = packer.compress(begin)
    blanks = b" " * 1024 * 1024
    size, crc = len(begin), zlib.crc32(begin)
    for _ in range(megabytes):
        packed += packer.compress(blanks)
        crc = zlib.crc32(blanks, crc)
        size += len(blanks)
    packed += packer.flush()
    return with_raw_entry(xlsx_parts(""), "xl/worksheets/sheet1.xml", packed, told or size, crc)


def with_raw_entry(
    parts: dict[str, str | bytes], name: str, packed: bytes, size: int, crc: int
) -> bytes:
    """Make a zip in which one entry is already packed, with any size told of it."""
    marker = b"\0" * len(packed)
    stored = zipped({**parts, name: marker}, packed=False)
    body = bytearray(stored.replace(marker, packed)) if marker else bytearray(stored)
    for signature, at in ((b"PK\x03\x04", 8), (b"PK\x01\x02", 10)):
        place = body.find(name.encode())
        while place >= 0:
            begin = place - (30 if signature == b"PK\x03\x04" else 46)
            if body[begin : begin + 4] == signature:
                struct.pack_into("<H", body, begin + at, zipfile.ZIP_DEFLATED)
                struct.pack_into("<III", body, begin + at + 6, crc, len(packed), size)
            place = body.find(name.encode(), place + 1)
    return bytes(body)


def overlapping_zip() -> bytes:
    """Make a zip whose directory lets two names share one content."""
    body = bytearray(zipped({"a.xml": "<a/>", "b.xml": "<a/>"}))
    second = body.rfind(b"PK\x01\x02")
    struct.pack_into("<I", body, second + 42, 0)
    return bytes(body)


def ods(table: str, *, styles: str = "", manifest: str = "") -> bytes:
    """Make an ODS around hand-made rows of one table."""
    urn = "urn:oasis:names:tc:opendocument:xmlns"
    spaces = " ".join(
        f'xmlns:{name}="{urn}:{name}:1.0"' for name in ("office", "table", "text", "style")
    )
    content = (
        f'<?xml version="1.0" encoding="UTF-8"?><office:document-content {spaces}>'
        f"<office:automatic-styles>{styles}</office:automatic-styles><office:body>"
        f"<office:spreadsheet>{table}</office:spreadsheet></office:body>"
        "</office:document-content>"
    )
    return zipped(
        {
            "mimetype": "application/vnd.oasis.opendocument.spreadsheet",
            "content.xml": content,
            "META-INF/manifest.xml": manifest or "<manifest/>",
        }
    )


def record(kind: int, content: bytes = b"") -> bytes:
    """Make one BIFF record."""
    return struct.pack("<HH", kind, len(content)) + content


def biff_text(row: int, column: int, text: str) -> bytes:
    """Make a LABEL record."""
    content = struct.pack("<HHHHB", row, column, 0, len(text), 1) + text.encode("utf-16-le")
    return record(0x204, content)


def biff_number(row: int, column: int, number: float) -> bytes:
    """Make a NUMBER record."""
    return record(0x203, struct.pack("<HHHd", row, column, 0, number))


def xls(
    *cells: bytes,
    name: str = "Data",
    state: int = 0,
    in_globals: bytes = b"",
    storages: Sequence[str] = (),
) -> bytes:
    """Make a true XLS: one sheet of BIFF8 records in an OLE file."""
    bof = struct.pack("<HHHHII", 0x600, 0x5, 0xDBB, 0x7CC, 0, 0x600)
    sheet = record(0x809, bof[:2] + b"\x10\x00" + bof[4:]) + b"".join(cells) + record(0x0A)
    label = struct.pack("<BB", len(name), 0) + name.encode("latin-1")
    before = record(0x809, bof) + record(0x42, struct.pack("<H", 1200)) + in_globals
    length = len(before) + 4 + 6 + len(label) + 4
    bound = record(0x85, struct.pack("<IBB", length, state, 0) + label)
    return ole({"Workbook": before + bound + record(0x0A) + sheet}, storages=storages)


def ole(streams: Mapping[str, bytes], *, storages: Sequence[str] = ()) -> bytes:
    """Make an OLE compound file of 512-byte sectors; streams are padded to 4096 bytes."""
    fat: list[int] = []
    sectors = b""
    entries = [_entry("Root Entry", 5, 0xFFFFFFFE, 0)]
    for name, content in streams.items():
        padded = content.ljust(4096, b"\0")
        padded += b"\0" * (-len(padded) % 512)
        entries.append(_entry(name, 2, len(fat), len(padded)))
        count = len(padded) // 512
        fat += [*range(len(fat) + 1, len(fat) + count), 0xFFFFFFFE]
        sectors += padded
    entries += [_entry(name, 1, 0, 0) for name in storages]
    directory = b"".join(entries)
    directory += b"\0" * (-len(directory) % 512)
    directory_at = len(fat)
    count = len(directory) // 512
    fat += [*range(len(fat) + 1, len(fat) + count), 0xFFFFFFFE]
    fat_count = -(-(len(fat) + 1) // 127)
    fat_at = list(range(len(fat), len(fat) + fat_count))
    fat += [0xFFFFFFFD] * fat_count
    fat += [0xFFFFFFFF] * (fat_count * 128 - len(fat))
    header = bytes.fromhex("d0cf11e0a1b11ae1") + b"\0" * 16
    header += struct.pack("<HHHHH6x", 0x3E, 3, 0xFFFE, 9, 6)
    header += struct.pack("<IIIIIIIII", 0, fat_count, directory_at, 0, 4096, 0xFFFFFFFE, 0,
                          0xFFFFFFFE, 0)  # fmt: skip
    header += struct.pack("<109I", *fat_at, *[0xFFFFFFFF] * (109 - fat_count))
    return header + sectors + directory + struct.pack(f"<{len(fat)}I", *fat)


def _entry(name: str, kind: int, start: int, size: int) -> bytes:
    written_name = name.encode("utf-16-le")
    entry = written_name.ljust(64, b"\0") + struct.pack("<HBB", len(written_name) + 2, kind, 1)
    entry += struct.pack("<III", 0xFFFFFFFF, 0xFFFFFFFF, 0xFFFFFFFF) + b"\0" * 36
    return entry + struct.pack("<IQ", start, size)
