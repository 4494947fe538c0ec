"""What a file is, by its first bytes; what holds no table is refused by its true name."""

from enum import StrEnum

from connectors.tabular.grid import FileUnreadableError

_HEAD = 64 * 1024

_ZIP = (b"PK\x03\x04", b"PK\x05\x06")
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_BARE_BIFF = (b"\x09\x00\x04\x00", b"\x09\x02\x06\x00", b"\x09\x04\x06\x00", b"\x09\x08\x08\x00",
              b"\x09\x08\x10\x00")  # fmt: skip

_FOREIGN = (
    (b"%PDF", "pdf", "PDF"),
    (b"\x89PNG", "image", "gambar PNG"),
    (b"\xff\xd8\xff", "image", "gambar JPEG"),
    (b"GIF8", "image", "gambar GIF"),
    (b"II*\x00", "image", "gambar TIFF"),
    (b"MM\x00*", "image", "gambar TIFF"),
    (b"RIFF", "image", "gambar, suara atau video"),
    (b"Rar!\x1a", "archive", "arsip RAR"),
    (b"7z\xbc\xaf\x27\x1c", "archive", "arsip 7z"),
    (b"\x1f\x8b", "archive", "arsip gzip"),
    (b"BZh", "archive", "arsip bzip2"),
    (b"\xfd7zXZ", "archive", "arsip xz"),
    (b"\x28\xb5\x2f\xfd", "archive", "arsip zstd"),
    (b"{\\rtf", "document", "dokumen RTF"),
    (b"\x7fELF", "program", "program"),
    (b"MZ\x90", "program", "program"),
    (b"SQLite format 3", "database", "basis data SQLite"),
)
_HTML_STARTS = (b"<!doctype html", b"<html", b"<table", b"<meta", b"<head", b"<body", b"<style",
                b"<div", b"<center", b"<!--")  # fmt: skip


class Format(StrEnum):
    """What kind of file it is, as far as the first bytes tell."""

    TEXT = "text"
    HTML = "html"
    ZIP = "zip"
    OLE = "ole"


def recognise(body: bytes) -> Format:
    """Tell what a file is by its content.

    Raises:
        FileUnreadableError: empty, or something that cannot hold a table.

    """
    if not body:
        raise FileUnreadableError("empty", "Berkas kosong (0 byte). Minta dikirim ulang.")
    if body.startswith(_ZIP):
        return Format.ZIP
    if body.startswith(_OLE):
        return Format.OLE
    if body.startswith(_BARE_BIFF):
        raise FileUnreadableError(
            "old_excel",
            "Berkas Excel yang terlalu tua. Buka lalu simpan ulang sebagai XLSX.",
        )
    for magic, code, what in _FOREIGN:
        if body.startswith(magic):
            raise FileUnreadableError(
                code, f"Berkas ini {what}, bukan tabel. Minta dikirim sebagai XLSX atau CSV."
            )
    return _kind_of_text(body[:_HEAD])


def holds_text(head: bytes) -> bool:
    """Tell by its first bytes whether a file is delimited text, which can be cut into parts."""
    try:
        return recognise(head) is Format.TEXT
    except FileUnreadableError:
        return False


def _kind_of_text(head: bytes) -> Format:
    plain = head.removeprefix(b"\xef\xbb\xbf").replace(b"\0", b"")  # UTF-16 has its NULs
    plain = plain.removeprefix(b"\xff\xfe").removeprefix(b"\xfe\xff").lstrip().lower()
    if plain.startswith(b"mime-version:"):
        raise FileUnreadableError(
            "web_archive", "Berkas ini arsip web (MHTML). Buka lalu simpan ulang sebagai XLSX."
        )
    if plain.startswith((b"<?xml", b"<workbook")):
        if b"urn:schemas-microsoft-com:office:spreadsheet" in plain:
            raise FileUnreadableError(
                "xml_spreadsheet",
                "Berkas ini XML Spreadsheet 2003. Buka lalu simpan ulang sebagai XLSX.",
            )
        if b"<office:document" in plain:
            raise FileUnreadableError(
                "flat_opendocument",
                "Berkas ini ODS dalam bentuk XML (FODS). Buka lalu simpan ulang sebagai ODS.",
            )
        if b"<html" in plain or b"<table" in plain:
            return Format.HTML
        raise FileUnreadableError(
            "xml", "Berkas ini XML, bukan tabel. Minta dikirim sebagai XLSX atau CSV."
        )
    if plain.startswith(_HTML_STARTS) and b"<" in plain:
        return Format.HTML
    return Format.TEXT
