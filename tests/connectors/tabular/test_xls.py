"""A true XLS of BIFF8 records."""

import struct

import pytest

from connectors.tabular.grid import Cell, FileUnreadableError, Grid, Limits
from connectors.tabular.read import read_grids
from tests.connectors.tabular import nasty


def only(body: bytes) -> Grid:
    (grid,) = read_grids(body, name="rekap.xls")
    return grid


def test_reads_texts_numbers_and_errors() -> None:
    error = nasty.record(0x205, struct.pack("<HHHBB", 2, 1, 0, 0x2A, 1))
    body = nasty.xls(
        nasty.biff_text(0, 0, "NIP"),
        nasty.biff_text(0, 1, "JP"),
        nasty.biff_number(1, 0, 198702032010011005.0),
        nasty.biff_number(1, 1, 20),
        error,
    )

    grid = only(body)

    assert grid.rows == [
        ["NIP", "JP"],
        [Cell("198702032010011000", "1.98702032010011e+17"), Cell("20", "20.0")],
        ["", "#N/A"],
    ]
    assert (grid.dialect, grid.locators[1], grid.hidden) == ("XLS", "Data!2", False)


def test_tells_what_is_hidden_merged_and_counted_from_1904() -> None:
    row = nasty.record(0x208, struct.pack("<HHHHHHHH", 1, 0, 2, 255, 0, 0, 0x20, 0))
    column = nasty.record(0x7D, struct.pack("<HHHHHH", 1, 1, 2048, 0, 1, 0))
    merged = nasty.record(0xE5, struct.pack("<HHHHH", 1, 0, 1, 0, 0))
    body = nasty.xls(
        row, column, nasty.biff_text(0, 0, "a"), nasty.biff_text(1, 1, "b"), merged,
        state=1, in_globals=nasty.record(0x22, b"\x01\x00"),
    )  # fmt: skip

    grid = only(body)

    assert (grid.hidden, grid.epoch_1904) == (True, True)
    assert (grid.hidden_rows, grid.hidden_columns) == (frozenset({1}), frozenset({1}))
    assert [(merge.top, merge.bottom) for merge in grid.merges] == [(0, 1)]


@pytest.mark.parametrize(
    ("body", "code"),
    [
        (nasty.xls(in_globals=nasty.record(0x2F, b"\0" * 6)), "password"),
        (nasty.ole({"EncryptedPackage": b"x", "EncryptionInfo": b"y"}), "password"),
        (nasty.xls(nasty.biff_text(0, 0, "a"), storages=["_VBA_PROJECT_CUR"]), "macros"),
        (nasty.xls(nasty.biff_text(0, 0, "a"), nasty.biff_text(1, 60_000, "b")), "too_far"),
        (nasty.xls(nasty.biff_text(0, 0, "a"))[:700], "damaged"),
        (nasty.xls(nasty.biff_text(0, 0, "a"))[:40], "damaged"),
    ],
)
def test_refuses_by_a_named_reason(body: bytes, code: str) -> None:
    with pytest.raises(FileUnreadableError) as refused:
        read_grids(body, name="rekap.xls")

    assert refused.value.code == code


def test_reads_beside_macros_where_they_are_allowed() -> None:
    body = nasty.xls(nasty.biff_text(0, 0, "a"), storages=["_VBA_PROJECT_CUR"])

    (grid,) = read_grids(body, name="rekap.xls", limits=Limits(allow_macros=True))

    assert grid.rows == [["a"]]


def test_a_chain_of_sectors_in_a_circle_ends() -> None:
    body = bytearray(nasty.xls(nasty.biff_text(0, 0, "a")))
    fat = len(body) - 512
    struct.pack_into("<I", body, fat + 4, 0)  # sector 1 leads back to sector 0

    with pytest.raises(FileUnreadableError) as refused:
        read_grids(bytes(body), name="rekap.xls")

    assert refused.value.code == "damaged"
