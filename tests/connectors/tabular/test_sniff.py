"""What a file is, is told by its content; what holds no table is named."""

import pytest

from connectors.tabular.grid import FileUnreadableError
from connectors.tabular.read import read_grids
from connectors.tabular.sniff import Format, holds_text, recognise
from tests.connectors.tabular import nasty


@pytest.mark.parametrize(
    ("body", "code"),
    [
        (b"", "empty"),
        (b"%PDF-1.7\n", "pdf"),
        (b"\x89PNG\r\n\x1a\n", "image"),
        (b"\xff\xd8\xff\xe0", "image"),
        (b"Rar!\x1a\x07\x00", "archive"),
        (b"\x1f\x8b\x08\x00", "archive"),
        (b"{\\rtf1 tabel}", "document"),
        (b"\x09\x08\x10\x00\x00\x06", "old_excel"),
        (b"<?xml version='1.0'?><data/>", "xml"),
        (b"MIME-Version: 1.0\n\n<html>", "web_archive"),
        (b"<?xml version='1.0'?>\n<office:document xmlns:office='urn:o'/>", "flat_opendocument"),
        (
            b'<Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet"></Workbook>',
            "xml_spreadsheet",
        ),
        (nasty.zipped({"a.csv": "x", "b.csv": "y"}), "archive"),
        (nasty.zipped({"word/document.xml": "<w/>"}), "document"),
        (nasty.zipped({"xl/workbook.bin": b"\0"}), "xlsb"),
        (nasty.zipped({"mimetype": "application/vnd.oasis.opendocument.text",
                       "content.xml": "<x/>"}), "document"),
        (nasty.ole({"WordDocument": b"x"}), "document"),
    ],
)  # fmt: skip
def test_names_what_holds_no_table(body: bytes, code: str) -> None:
    with pytest.raises(FileUnreadableError) as refused:
        read_grids(body, name="rekap.xlsx")

    assert refused.value.code == code
    assert len(refused.value.message) > 20


@pytest.mark.parametrize(
    ("body", "found"),
    [
        (b"NIP;Nama\n", Format.TEXT),
        (b"<5 orang;JP\n", Format.TEXT),
        (b"  \n<!DOCTYPE html><html>", Format.HTML),
        ("\ufeff<table>".encode("utf-16-le"), Format.HTML),
        (b'<?xml version="1.0"?><html xmlns="http://www.w3.org/1999/xhtml">', Format.HTML),
        (b"PK\x03\x04", Format.ZIP),
    ],
)
def test_recognises_by_the_first_bytes(body: bytes, found: Format) -> None:
    assert recognise(body) is found


def test_knows_which_files_can_be_cut_into_parts() -> None:
    assert holds_text(b"NIP;Nama\n")
    assert not holds_text(b"PK\x03\x04")
    assert not holds_text(b"")
