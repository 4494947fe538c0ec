"""The annex: everybody, masked, and nothing that a spreadsheet would run."""

import io
import zipfile
from typing import Any

import python_calamine

from digest.annex import annex
from tests.builders import nip_of
from tests.digest.examples import fall, full_digest, line


def rows(body: bytes, sheet: str) -> list[list[Any]]:
    book = python_calamine.load_workbook(io.BytesIO(body))
    return [list(row) for row in book.get_sheet_by_name(sheet).to_python()]


def test_everybody_at_risk_stands_in_it() -> None:
    attachment = annex(full_digest(still=tuple(line(n) for n in range(2, 702))))

    found = rows(attachment.body, "Berisiko")
    assert attachment.filename == "rekap-jp-2026-11.xlsx"
    assert len(found) == 702
    assert found[1][:4] == ["1985••••••••••1002", "Siti Rahayu 1", "PNS", "Kritis"]


def test_met_and_corrected_have_sheets_of_their_own() -> None:
    attachment = annex(full_digest())

    assert rows(attachment.body, "Baru terpenuhi")[1][1] == "Siti Rahayu 9"
    assert rows(attachment.body, "Dikoreksi")[1][2:] == [
        "Pelayanan Publik", "8,00", "0,00", "dicabut oleh penyelenggara",
    ]  # fmt: skip


def test_formulas_are_texts() -> None:
    body = annex(full_digest(falls=(fall(1, '=HYPERLINK("http://x.example","klik")'),))).body

    assert rows(body, "Dikoreksi")[1][2] == '=HYPERLINK("http://x.example","klik")'
    with zipfile.ZipFile(io.BytesIO(body)) as book:
        sheets = [book.read(name) for name in book.namelist() if "worksheets" in name]
    assert not any(b"<f>" in sheet or b"hyperlink" in sheet for sheet in sheets)


def test_no_full_nip_is_anywhere_in_it() -> None:
    with zipfile.ZipFile(io.BytesIO(annex(full_digest()).body)) as book:
        assert not any(nip_of(1).encode() in book.read(name) for name in book.namelist())


def test_the_same_digest_gives_the_same_bytes() -> None:
    assert annex(full_digest()).body == annex(full_digest()).body
