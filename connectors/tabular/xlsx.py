"""An XLSX or XLSM workbook, looked through first and then read by calamine."""

import io
import posixpath
import xml.etree.ElementTree as ET

from python_calamine import CalamineWorkbook, SheetMetadata, SheetTypeEnum, SheetVisibleEnum

from connectors.tabular.answer import SheetAnswer, merges_of, overlay
from connectors.tabular.grid import FileUnreadableError
from connectors.tabular.prescan import Archive
from connectors.tabular.sheetscan import SheetScan, too_far

_ROOT_RELATIONS = "_rels/.rels"
_R_ID = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
_STRICT_R_ID = "{http://purl.oclc.org/ooxml/officeDocument/relationships}id"


def read_xlsx(archive: Archive) -> list[SheetAnswer]:
    """Read all worksheets.

    Raises:
        FileUnreadableError: macros that are not allowed, a bomb, a damaged workbook.

    """
    has_macros = any(name.lower().endswith("vbaproject.bin") for name in archive.entries)
    if has_macros and not archive.limits.allow_macros:
        raise macros()
    epoch_1904, parts = _sheets(archive)
    scans = _scan(archive, parts)
    with CalamineWorkbook.from_filelike(io.BytesIO(archive.body)) as workbook:
        return [
            _read_sheet(workbook, meta, scans.get(meta.name), epoch_1904=epoch_1904)
            for meta in workbook.sheets_metadata
            if meta.typ == SheetTypeEnum.WorkSheet
        ]


def macros() -> FileUnreadableError:
    """Make the refusal of a workbook with macros."""
    return FileUnreadableError(
        "macros",
        "Buku kerja berisi makro. Simpan ulang sebagai XLSX (tanpa makro), atau izinkan dengan "
        "`allow_macros = true`.",
    )


def _sheets(archive: Archive) -> tuple[bool, dict[str, str]]:
    """Tell whether days count from 1904, and the part in the zip of each worksheet.

    A sheet that is a chart or a dialog holds no cells: it has no part here.
    """
    root = _parsed(archive, _ROOT_RELATIONS)
    at = next(
        _part("", tag.get("Target", ""))
        for tag in root
        if tag.get("Type", "").endswith("/officeDocument")
    )
    folder, file = posixpath.split(at)
    workbook = _parsed(archive, at)
    relations = _parsed(archive, posixpath.join(folder, "_rels", f"{file}.rels"))
    by_id = {tag.get("Id", ""): tag for tag in relations}
    epoch_1904 = False
    parts: dict[str, str] = {}
    for tag in workbook.iter():
        match tag.tag.rpartition("}")[2]:
            case "workbookPr":
                epoch_1904 = tag.get("date1904") in ("1", "true")
            case "sheet":
                relation = by_id.get(tag.get(_R_ID) or tag.get(_STRICT_R_ID) or "")
                if relation is not None and relation.get("Type", "").endswith("/worksheet"):
                    parts[tag.get("name", "")] = _part(folder, relation.get("Target", ""))
            case _:
                pass
    return epoch_1904, parts


def _parsed(archive: Archive, part: str) -> ET.Element:
    return ET.fromstring(archive.read(part))  # noqa: S314 a DOCTYPE was refused while inflating


def _part(folder: str, target: str) -> str:
    if target.startswith("/"):
        return target.lstrip("/")
    return posixpath.normpath(posixpath.join(folder, target))


def _scan(archive: Archive, parts: dict[str, str]) -> dict[str, SheetScan]:
    """Inflate every entry once, and look through those that are sheets."""
    by_part = {part.lower(): SheetScan(archive.limits) for part in parts.values()}
    area = 0
    for name in archive.entries:
        scan = by_part.get(name.lower())
        for chunk in archive.chunks(name):
            if scan is not None:
                scan.feed(chunk)
        if scan is not None:
            scan.finish()
            area += scan.last_row * scan.last_column
            if area > archive.limits.cells:
                raise too_far()
    return {sheet: by_part[part.lower()] for sheet, part in parts.items()}


def _read_sheet(
    workbook: CalamineWorkbook, meta: SheetMetadata, scan: SheetScan | None, *, epoch_1904: bool
) -> SheetAnswer:
    if scan is None:
        raise FileUnreadableError("damaged", "Berkas rusak: lembar tidak ditemukan di dalamnya.")
    sheet = workbook.get_sheet_by_name(meta.name)
    rows: list[list[object]] = [[*row] for row in sheet.to_python(skip_empty_area=False)]
    if len(rows) < scan.last_valued_row:
        raise FileUnreadableError(
            "rows_lost",
            f"Lembar `{meta.name}` punya {scan.last_valued_row} baris, tetapi hanya {len(rows)} "
            "yang terbaca. Buka dan simpan ulang sebagai XLSX.",
        )
    overlay(rows, scan.texts)
    return {
        "name": meta.name,
        "rows": rows,
        "merges": merges_of(sheet),
        "hidden": meta.visible != SheetVisibleEnum.Visible,
        "hidden_rows": sorted(row for row in scan.hidden_rows if row < len(rows)),
        "hidden_columns": sorted(scan.hidden_columns),
        "epoch_1904": epoch_1904,
        "dialect": "XLSX",
    }
