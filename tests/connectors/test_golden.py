"""Dirty files beside what is read from them; `JAMPEL_ACCEPT=1 pytest` rewrites the latter.

A folder has `input.*` (a workbook may stand there as `input.book.json`), `expected.json`, and
where needed `options.json`: `kind`, `columns`, `defaults`, `fill_down`.
"""

import json
import os
from pathlib import Path
from typing import Any

import pytest

from connectors.contract import Kind, Sheet
from connectors.files.options import FilesOptions
from connectors.tabular.table import read_table
from tests.connectors.books import write_book

GOLDEN = Path(__file__).parent / "golden"
CASES = sorted(GOLDEN.glob("*/input.*"))
ACCEPT = os.environ.get("JAMPEL_ACCEPT") == "1"  # read before the tests clean the environment


@pytest.mark.parametrize("path", CASES, ids=lambda path: path.parent.name)
def test_reads_what_a_careful_person_would(path: Path) -> None:
    found = read(path)
    expected = path.with_name("expected.json")
    if ACCEPT:
        expected.write_text(json.dumps(found, ensure_ascii=False, indent=1) + "\n")

    assert found == json.loads(expected.read_text())


def test_there_are_inputs() -> None:
    assert len(CASES) >= 14


def read(path: Path) -> dict[str, Any]:
    """Read a golden input as `expected.json` shows it."""
    settings = path.with_name("options.json")
    options = json.loads(settings.read_text()) if settings.exists() else {}
    kind = Kind(options.pop("kind", "training"))
    checked = FilesOptions.model_validate({"path": "*", **options}, context={"kind": kind})
    if path.name == "input.book.json":
        body, name = write_book(path.read_text()), "input.xlsx"
    else:
        body, name = path.read_bytes(), path.name
    table = read_table(body, name=name, kind=kind, options=checked.for_tables(), context={})
    return {
        "sheets": [_sheet(sheet) for sheet in table.sheets],
        "rows": [
            {name: text for name, text in row.items() if text is not None}
            for row in table.rows.to_dicts()
        ],
    }


def _sheet(sheet: Sheet) -> dict[str, Any]:
    columns = [f"{c.heading} = {c.field} ({c.reason})" for c in sheet.columns]
    about = {"note": sheet.note, "dialect": sheet.dialect, "heading_at": sheet.heading_at}
    return {"name": sheet.name, **{k: v for k, v in about.items() if v}, "columns": columns}
