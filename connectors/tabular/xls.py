"""An old binary XLS (BIFF), looked through first and then read by calamine."""

import io
import struct
from collections.abc import Iterator
from dataclasses import dataclass, field

from python_calamine import CalamineWorkbook, SheetTypeEnum, SheetVisibleEnum

from connectors.tabular.answer import SheetAnswer, merges_of, overlay
from connectors.tabular.grid import FileUnreadableError, Limits
from connectors.tabular.ole import ole_streams
from connectors.tabular.sheetscan import too_far
from connectors.tabular.xlsx import macros

_EOF, _FILEPASS, _DATEMODE, _COLINFO = 0x0A, 0x2F, 0x22, 0x7D
_BOUNDSHEET, _ROW, _BOOLERR, _FORMULA, _BOF = 0x85, 0x208, 0x205, 0x06, 0x809
_CELLS = frozenset({0x06, 0x201, 0x203, 0x204, 0x205, 0x27E, 0xFD, 0xD6, 0xBD, 0xBE})
_ERRORS = {0x00: "#NULL!", 0x07: "#DIV/0!", 0x0F: "#VALUE!", 0x17: "#REF!", 0x1D: "#NAME?",
           0x24: "#NUM!", 0x2A: "#N/A"}  # fmt: skip
_ROW_IS_HIDDEN = 0x20
_COLUMN_IS_HIDDEN = 0x01
_RESULT_IS_ERROR = 2


@dataclass(slots=True)
class _Scan:
    """What the records of one sheet tell; 0-based."""

    height: int = 0
    width: int = 0
    texts: dict[tuple[int, int], str] = field(default_factory=dict)
    hidden_rows: list[int] = field(default_factory=list)
    hidden_columns: list[int] = field(default_factory=list)


def read_xls(body: bytes, limits: Limits) -> list[SheetAnswer]:
    """Read all worksheets.

    Raises:
        FileUnreadableError: a password, macros that are not allowed, no workbook, damage.

    """
    streams = ole_streams(body)
    if "EncryptedPackage" in streams:
        raise _password()
    if "_VBA_PROJECT_CUR" in streams and not limits.allow_macros:
        raise macros()
    stream = streams.get("Workbook") or streams.get("Book")
    if stream is None:
        raise FileUnreadableError(
            "document", "Berkas ini dokumen Office lain (bukan buku kerja Excel)."
        )
    epoch_1904, scans = _scan(stream, limits)
    with CalamineWorkbook.from_filelike(io.BytesIO(body)) as workbook:
        answers: list[SheetAnswer] = []
        for at, meta in enumerate(workbook.sheets_metadata):
            if meta.typ != SheetTypeEnum.WorkSheet:
                continue
            scan = scans[at] if at < len(scans) else _Scan()
            answers.append(_read_sheet(workbook, at, scan))
            answers[-1]["hidden"] = meta.visible != SheetVisibleEnum.Visible
            answers[-1]["epoch_1904"] = epoch_1904
    return answers


def _read_sheet(workbook: CalamineWorkbook, at: int, scan: _Scan) -> SheetAnswer:
    sheet = workbook.get_sheet_by_index(at)
    rows: list[list[object]] = [[*row] for row in sheet.to_python(skip_empty_area=False)]
    overlay(rows, scan.texts)
    return {
        "name": sheet.name,
        "rows": rows,
        "merges": merges_of(sheet),
        "hidden": False,
        "hidden_rows": [row for row in scan.hidden_rows if row < len(rows)],
        "hidden_columns": scan.hidden_columns,
        "epoch_1904": False,
        "dialect": "XLS",
    }


def _scan(stream: bytes, limits: Limits) -> tuple[bool, list[_Scan]]:
    """Walk the records of the workbook and of each of its sheets."""
    epoch_1904 = False
    offsets: list[int] = []
    for kind, at, size in _records(stream, 0):
        if kind == _FILEPASS:
            raise _password()
        if kind == _DATEMODE and size > 1:
            epoch_1904 = stream[at] == 1
        elif kind == _BOUNDSHEET:
            offsets.append(struct.unpack_from("<I", stream, at)[0])
    scans = []
    area = 0
    for offset in offsets:
        scan = _scan_sheet(stream, offset, limits)
        area += scan.height * scan.width
        if area > limits.cells:
            raise too_far()
        scans.append(scan)
    return epoch_1904, scans


def _scan_sheet(stream: bytes, offset: int, limits: Limits) -> _Scan:
    scan = _Scan()
    for kind, at, size in _records(stream, offset):
        if kind in _CELLS and size >= 6:  # noqa: PLR2004 row, column, format
            row, column = struct.unpack_from("<HH", stream, at)
            scan.height = max(scan.height, row + 1)
            scan.width = max(scan.width, column + 1)
            if scan.width > limits.columns or scan.height > limits.rows:
                raise too_far()
            _note_error(scan, (row, column), kind, stream[at + 6 : at + size])
        elif kind == _ROW and size >= 16:  # noqa: PLR2004
            row, flags = struct.unpack_from("<H10xH", stream, at)
            if flags & _ROW_IS_HIDDEN:
                scan.hidden_rows.append(row)
        elif kind == _COLINFO and size >= 10:  # noqa: PLR2004
            first, last, flags = struct.unpack_from("<HH4xH", stream, at)
            if flags & _COLUMN_IS_HIDDEN:
                scan.hidden_columns += range(first, min(last + 1, limits.columns))
    return scan


def _note_error(scan: _Scan, place: tuple[int, int], kind: int, value: bytes) -> None:
    if kind == _BOOLERR and value[1:2] == b"\x01":
        scan.texts[place] = _ERRORS.get(value[0], "#N/A")
    elif kind == _FORMULA and value[6:8] == b"\xff\xff" and value[0] == _RESULT_IS_ERROR:
        scan.texts[place] = _ERRORS.get(value[2], "#N/A")


def _records(stream: bytes, at: int) -> Iterator[tuple[int, int, int]]:
    """Yield kind, place and size of each record of a substream, not of those inside it."""
    depth = 0
    while at + 4 <= len(stream):
        kind, size = struct.unpack_from("<HH", stream, at)
        at += 4
        if kind == _BOF:
            depth += 1
        elif kind == _EOF:
            depth -= 1
            if depth <= 0:
                return
        elif depth == 1 and at + size <= len(stream):
            yield kind, at, size
        at += size


def _password() -> FileUnreadableError:
    return FileUnreadableError(
        "password", "Berkas dilindungi kata sandi. Minta dikirim ulang tanpa kata sandi."
    )
