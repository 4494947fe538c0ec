"""What files may do to us (F01-F25): through the real connector, a whole round, and the exports."""

import io
import shutil
from collections.abc import Sequence
from pathlib import Path

import pytest
import xlsxwriter

from tests.connectors.tabular import nasty
from tests.faults.office import AGUS, BUDI, HEADING, SITI, Office, many, row, text_of

GOOD = [row(BUDI)]


def book(rows: Sequence[Sequence[object]]) -> bytes:
    """Write a workbook: a text beginning with `=` is a formula without a value."""
    body = io.BytesIO()
    with xlsxwriter.Workbook(body, {"in_memory": True}) as workbook:
        sheet = workbook.add_worksheet("Data")
        for at, cells in enumerate(rows):
            for column, value in enumerate(cells):
                if isinstance(value, str) and value.startswith("="):
                    sheet.write_formula(at, column, value, None, "")
                else:
                    sheet.write(at, column, value)
    return body.getvalue()


def test_the_same_file_again_changes_nothing(office_on_both: Office) -> None:
    office = office_on_both
    office.put("lan/a.csv", [row(), row(BUDI, jp="nol"), row("198901012010011009")])
    office.sync()
    before = office.digest()
    again = office.sync(full=True)["lan-ri"]

    assert office.digest() == before
    assert (again.counts["unchanged"], again.counts["counted"]) == (1, 0)
    assert len(office.export("quarantine")) == len(office.export("review")) == 1


def test_the_same_rows_saved_again_elsewhere_count_once(office: Office) -> None:
    office.put("lan/a.csv", [row(), row(BUDI)])
    office.put("lan/salinan.xlsx", book([HEADING, row(), row(BUDI)]))
    done = office.sync()["lan-ri"]

    assert (done.counts["counted"], done.counts["joined"]) == (2, 2)
    assert office.totals() == {SITI: "20.00", BUDI: "20.00", AGUS: "0.00"}


def test_new_content_under_the_same_name_is_a_new_version(office: Office) -> None:
    office.put("lan/a.csv", [row(jp="8")])
    office.sync()
    office.put("lan/a.csv", [row(jp="12"), row(BUDI, jp="4")])
    office.sync()

    assert office.totals() == {SITI: "12.00", BUDI: "4.00", AGUS: "0.00"}


@pytest.mark.parametrize(
    "body",
    [
        pytest.param(b"", id="zero bytes"),
        pytest.param(text_of([]).encode(), id="header only"),
        pytest.param(text_of([("",) * 6] * 30).encode(), id="blank rows"),
    ],
)
def test_no_rows_are_not_fine_where_rows_are_usual(office: Office, body: bytes) -> None:
    office.put("lan/a.csv", many(30))
    office.sync()
    office.put("lan/a.csv", body)
    held = office.sync()["lan-ri"]

    assert held.outcome == "held"
    assert office.totals()[SITI] == "60.00"


def test_sums_at_the_foot_are_no_training(office: Office) -> None:
    office.put("lan/a.csv", [row(), ("", "JUMLAH", "", "", "20", ""), ("",) * 6])
    done = office.sync()["lan-ri"]

    assert done.counts["counted"] == 1
    assert done.counts["quarantined"] == 0
    assert office.totals()[SITI] == "20.00"


REFUSED = {
    "a NUL byte": b"NIP;Nama\x00;JP\n1;2;3\n",
    "a picture": b"\x89PNG\r\n\x1a\n" + b"x" * 100,
    "a PDF": b"%PDF-1.7\n" + b"x" * 100,
    "macros": nasty.zipped({**nasty.xlsx_parts(nasty.sheet_xml("")), "xl/vbaProject.bin": b"x"}),
    "one far cell": nasty.xlsx('<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>'),
    "a zip bomb": nasty.zipped(
        {**nasty.xlsx_parts(nasty.sheet_xml("")), "xl/media/a.png": b" " * 3_000_000}
    ),
    "two dots": nasty.zipped({**nasty.xlsx_parts(nasty.sheet_xml("")), "../../x": "x"}),
    "ten thousand entries": nasty.zipped({f"{at}.xml": "" for at in range(10_000)}),
    "a doctype": nasty.zipped(
        {**nasty.xlsx_parts(nasty.sheet_xml("")), "xl/styles.xml": "<!DOCTYPE s><s/>"}
    ),
    "cut in half": book([HEADING, row()])[:2000],
}


def test_a_hostile_file_is_one_row_with_a_reason_and_the_rest_goes_on(office: Office) -> None:
    for number, body in enumerate(REFUSED.values()):
        office.put(f"lan/{number:02}.xlsx", body)
    office.put("lan/zz.csv", GOOD)
    done = office.sync()["lan-ri"]
    found = office.export("quarantine")

    assert done.outcome == "ok"
    assert office.totals()[BUDI] == "20.00"
    assert sorted(q["page"] for q in found) == [f"{n:02}.xlsx" for n in range(len(REFUSED))]
    assert {q["reason"] for q in found} == {"row_malformed"}
    assert all(q["value"] for q in found), "each says what is wrong"


def test_a_workbook_of_which_the_parser_dies_is_told_and_the_next_file_goes_on(
    office: Office,
) -> None:
    """A megabyte that says one long text again and again: no memory holds what it unpacks to."""
    long = "x" * 32_000
    office.put("lan/a.xlsx", book([HEADING, *((long, number) for number in range(40_000))]))
    office.put("lan/zz.csv", GOOD)
    done = office.sync()["lan-ri"]
    (told,) = office.export("quarantine")

    assert (office.folder / "lan/a.xlsx").stat().st_size < 2_000_000
    assert done.outcome == "ok"
    assert (told["page"], told["reason"]) == ("a.xlsx", "row_malformed")
    assert "terlalu besar" in told["value"]
    assert office.totals()[BUDI] == "20.00"


def test_links_and_folders_are_refused_and_never_opened(office: Office, tmp_path: Path) -> None:
    secret = tmp_path / "secret.csv"
    secret.write_text(text_of([row(jp="999")]))
    office.put("lan/zz.csv", GOOD)
    (office.folder / "lan/tautan.csv").symlink_to(secret)
    (office.folder / "lan/folder.xlsx").mkdir()
    office.sync()

    assert sorted(q["page"] for q in office.export("quarantine")) == ["folder.xlsx", "tautan.csv"]
    assert office.totals() == {SITI: "0.00", BUDI: "20.00", AGUS: "0.00"}


def test_a_name_full_of_tricks_is_shown_on_one_line(office: Office) -> None:
    office.put("lan/-rf \u202egnp\n.csv", [row()])
    office.sync()
    (record,) = office.export("records", 2026)

    assert record["sources"][0]["page"] == "-rf \\u202egnp\\u000a.csv"
    assert office.totals()[SITI] == "20.00"


def test_too_many_rows_that_cannot_be_cut_hold_the_run(office: Office) -> None:
    lines = text_of(many(20)).splitlines()
    lines[1:9] = [line.rpartition(";")[0].partition(";")[2] for line in lines[1:9]]
    office.put("lan/a.csv", "\n".join(lines).encode())
    done = office.sync()["lan-ri"]

    assert done.outcome == "held"
    assert "8 dari 20" in str(done.note)
    assert office.totals()[SITI] == "0.00"


def test_a_wrong_column_of_hours_holds_the_run(office: Office) -> None:
    office.put("lan/a.csv", [*many(15), *many(6, jp="baik")])
    held = office.sync()["lan-ri"]

    assert held.outcome == "held"
    assert office.totals()[SITI] == "0.00"


def test_a_number_that_a_double_cannot_hold_is_repaired_by_name_only(office: Office) -> None:
    damaged = [[float(SITI), *row()[1:]], [float(SITI), "Orang Lain", *row()[2:]]]
    office.put("lan/a.xlsx", book([HEADING, *damaged]))
    office.sync()
    (record,) = office.export("records", 2026)
    (asked,) = office.export("review")

    assert int(float(SITI)) != int(SITI), "the cell really is damaged"
    assert record["nip"] == SITI
    assert "nip_repaired" in record["flags"]
    assert asked["reason"] == "nip_lossy"
    assert office.totals() == {SITI: "20.00", BUDI: "0.00", AGUS: "0.00"}


@pytest.mark.parametrize(
    ("nip", "reason"),
    [
        ("1.98501E+17", "nip_lossy"),
        ("198501012010012000", "nip_lossy"),
        ("1985010120100120011", "nip_invalid"),
        ("' 19850101 201001 2 001", None),
        ('="198501012010012001"', None),
        ("1985.0101.2010.01.2001", None),
    ],
)
def test_a_nip_in_any_dress(office: Office, nip: str, reason: str | None) -> None:
    office.put("lan/a.csv", [row(nip, "Siti Rahayu Dewi" if reason else "Siti Rahayu")])
    office.sync()

    assert [asked["reason"] for asked in office.export("review")] == ([reason] if reason else [])
    assert office.totals()[SITI] == ("0.00" if reason else "20.00")


def test_a_formula_without_a_value_is_unreadable_and_not_zero(office: Office) -> None:
    office.put("lan/a.xlsx", book([HEADING, row(jp="=SUM(H1:H9)")]))
    office.sync()
    (found,) = office.export("quarantine")

    assert (found["field"], found["reason"]) == ("jp", "jp_invalid")
    assert found["locator"] == "Data!2"


def test_a_hidden_sheet_is_ignored_and_told(office: Office) -> None:
    body = io.BytesIO()
    with xlsxwriter.Workbook(body, {"in_memory": True}) as workbook:
        shown, hidden = workbook.add_worksheet("Tampak"), workbook.add_worksheet("Rahasia")
        for sheet, jp in ((shown, "4"), (hidden, "99")):
            sheet.write_row(0, 0, HEADING)
            sheet.write_row(1, 0, row(jp=jp))
        hidden.hide()
    office.put("lan/a.xlsx", body.getvalue())
    done = office.sync()["lan-ri"]

    assert office.totals()[SITI] == "4.00"
    assert done.counts["ignored"] >= 1


@pytest.mark.parametrize("epoch_1904", [False, True])
def test_dates_of_both_epochs_are_the_days_they_show(office: Office, *, epoch_1904: bool) -> None:
    body = io.BytesIO()
    with xlsxwriter.Workbook(body, {"in_memory": True, "date_1904": epoch_1904}) as workbook:
        day = workbook.add_format({"num_format": "dd/mm/yyyy"})
        sheet = workbook.add_worksheet("Data")
        sheet.write_row(0, 0, HEADING)
        sheet.write_row(1, 0, row())
        sheet.write_number(1, 3, 44868 - (1462 if epoch_1904 else 0), day)
    office.put("lan/a.xlsx", body.getvalue())
    office.sync()
    (record,) = office.export("records", 2022)

    assert record["end_on"] == "2022-11-03"


@pytest.mark.parametrize("serial", ["60", "0", "-1", "2958466"])
def test_a_serial_that_is_no_day_of_ours_is_refused(office: Office, serial: str) -> None:
    office.put("lan/a.csv", [row(on=serial)])
    office.sync()

    assert [q["reason"] for q in office.export("quarantine")] == ["date_invalid"]


def test_files_are_left_as_they_were(office: Office) -> None:
    path = office.put("lan/a.csv", [row()])
    copy = shutil.copy2(path, office.folder / "copy")
    office.sync()

    assert path.read_bytes() == Path(copy).read_bytes()
    assert path.stat().st_mtime_ns == Path(copy).stat().st_mtime_ns
