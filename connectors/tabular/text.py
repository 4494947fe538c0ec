"""Bytes of a text file to text: byte order mark, then strict UTF-8, then cp1252.

Nothing is guessed from letter frequencies: short files of names fool such guesses. A file in which
both UTF-8 and cp1252 occur (two exports glued together) is read byte for byte as what each is.
"""

import codecs
from dataclasses import dataclass

from connectors.tabular.grid import FileUnreadableError

_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),  # begins like UTF-16 LE: must come first
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_SHOWN = {
    "utf-8": "UTF-8",
    "cp1252": "cp1252",
    "utf-16-le": "UTF-16 LE",
    "utf-16-be": "UTF-16 BE",
    "utf-32-le": "UTF-32 LE",
    "utf-32-be": "UTF-32 BE",
}
_FALLBACK = "jampel-cp1252"
_SAMPLE = 4096


@dataclass(frozen=True, slots=True)
class Text:
    """A decoded file, or a decoded part of one."""

    text: str
    encoding: str
    """For a machine: what decodes the next part of the same file."""
    shown: str
    """For a person."""


def encoding_of(head: bytes) -> tuple[str, int]:
    """Tell the encoding of a text by its first bytes, and the length of its byte order mark."""
    for mark, encoding in _MARKS:
        if head.startswith(mark):
            return encoding, len(mark)
    sample = head[:_SAMPLE]
    even, odd = sample[0::2], sample[1::2]
    if len(odd) > 1 and not any(odd) and 0 not in even:
        return "utf-16-le", 0
    if len(odd) > 1 and not any(even) and 0 not in odd:
        return "utf-16-be", 0
    return "utf-8", 0


def decode(body: bytes, *, encoding: str | None = None, first_line: int = 1) -> Text:
    """Decode a text file, or one part of it in the encoding told by its first part.

    Raises:
        FileUnreadableError: bytes that no text has; the locator tells the line.

    """
    found, mark = encoding_of(body) if encoding is None else (encoding, 0)
    if encoding is not None and first_line == 1:
        found, mark = encoding_of(body)
    content = body[mark:]
    text = _strictly(content, found, first_line)
    shown = _SHOWN[found]
    if text is None:
        text = _mixed(content, first_line)
        shown = "cp1252" if text == content.decode("cp1252", "replace") else "UTF-8 dan cp1252"
    nul = text.find("\0")
    if nul >= 0:
        raise FileUnreadableError(
            "nul_byte",
            "Berkas berisi byte NUL: bukan teks biasa, atau rusak saat disalin. "
            "Ekspor ulang sebagai CSV UTF-8 atau XLSX.",
            f"line {_line_of(text[:nul], first_line)}",
        )
    return Text(text, found, shown)


def _strictly(content: bytes, encoding: str, first_line: int) -> str | None:
    """Decode, or give None where a UTF-8 reading fails and cp1252 is to be tried."""
    try:
        return content.decode(encoding)
    except UnicodeDecodeError as error:
        if encoding == "utf-8":
            return None
        before = content[: error.start].decode(encoding, "ignore")
        raise _undecodable(encoding, error.start, _line_of(before, first_line)) from error


def _mixed(content: bytes, first_line: int) -> str:
    """Decode UTF-8 with each byte that is none taken as cp1252."""
    try:
        return content.decode("utf-8", _FALLBACK)
    except UnicodeDecodeError as error:
        before = content[: error.start].decode("latin-1")
        raise _undecodable("cp1252", error.start, _line_of(before, first_line)) from error


def _as_cp1252(error: UnicodeError) -> tuple[str, int]:
    """Codec error handler: the bytes that are not UTF-8, as cp1252."""
    if not isinstance(error, UnicodeDecodeError):
        raise error
    try:
        return error.object[error.start : error.end].decode("cp1252"), error.end
    except UnicodeDecodeError:
        raise error from None


def _line_of(before: str, first_line: int) -> int:
    """Count physical lines the way the cutter does: CR, LF and CRLF each end one."""
    breaks = before.count("\n") + before.count("\r") - before.count("\r\n")
    return first_line + breaks


def _undecodable(encoding: str, offset: int, line: int) -> FileUnreadableError:
    return FileUnreadableError(
        "encoding",
        f"Huruf pada byte ke-{offset + 1} tidak dapat dibaca sebagai {_SHOWN[encoding]}. "
        "Ekspor ulang sebagai CSV UTF-8 atau XLSX.",
        f"line {line}",
    )


codecs.register_error(_FALLBACK, _as_cp1252)
