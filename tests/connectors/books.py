"""Write a workbook from a description in JSON, so that golden inputs can be read and compared.

`{"sheets": [{"name", "rows", "merges": ["A1:C1"], "hidden", "hidden_rows", "hidden_columns"}],
"epoch_1904"}`; a number is a number cell, `{"date": "2022-11-03"}` a date cell.
"""

import io
import json
from datetime import date
from typing import Any

from xlsxwriter import Workbook
from xlsxwriter.worksheet import Worksheet


def write_book(described: str) -> bytes:
    """Give the bytes of the workbook that a text describes."""
    book = json.loads(described)
    buffer = io.BytesIO()
    options = {"date_1904": book.get("epoch_1904", False), "in_memory": True}
    with Workbook(buffer, options) as workbook:
        day = workbook.add_format({"num_format": "dd/mm/yyyy"})
        visible = [sheet["name"] for sheet in book["sheets"] if not sheet.get("hidden")]
        for sheet in book["sheets"]:
            worksheet = workbook.add_worksheet(sheet["name"])
            _write_rows(worksheet, sheet["rows"], day)
            for merged in sheet.get("merges", []):
                worksheet.merge_range(merged, None)
            _write_rows(worksheet, sheet["rows"], day)
            if sheet.get("hidden"):
                worksheet.hide()
            elif sheet["name"] == visible[0]:
                worksheet.activate()
            for row in sheet.get("hidden_rows", []):
                worksheet.set_row(row, None, None, {"hidden": True})
            for column in sheet.get("hidden_columns", []):
                worksheet.set_column(column, column, None, None, {"hidden": True})
    return buffer.getvalue()


def _write_rows(worksheet: Worksheet, rows: list[list[Any]], day: Any) -> None:
    for at, row in enumerate(rows):
        for column, value in enumerate(row):
            if isinstance(value, dict):
                worksheet.write_datetime(at, column, date.fromisoformat(value["date"]), day)
            elif isinstance(value, (int, float)):
                worksheet.write_number(at, column, value)
            elif value:
                worksheet.write_string(at, column, value)
