"""Parts of a large text file: the same bytes, the same records, bounded sizes."""

import codecs
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from connectors.tabular.grid import Grid
from connectors.tabular.parts import split_text
from connectors.tabular.read import read_grids

HEADING = "No;Tema;JP\n"
LINES = st.sampled_from(
    ["1;Umum;10\n", '2;"dua\nbaris";20\n', "3;Ébène;30\r\n", '4;"tak ditutup;5\n', '5;"x"y;6\n',
     "\n", "6;pendek\r"]
)  # fmt: skip


def read_in_parts(body: bytes, part_bytes: int) -> list[tuple[Grid, dict[str, str]]]:
    parts = list(split_text(io.BytesIO(body), part_bytes=part_bytes))
    assert b"".join(part for part, _ in parts) == body
    return [
        (read_grids(part, name="besar.csv", context=context)[0], context) for part, context in parts
    ]


def in_one(grids: list[Grid]) -> tuple[list[object], list[str], list[tuple[str, str]]]:
    return (
        [row for grid in grids for row in grid.rows],
        [locator for grid in grids for locator in grid.locators],
        [wrong for grid in grids for wrong in grid.malformed],
    )


@given(
    st.lists(LINES, min_size=1, max_size=300),
    st.integers(1500, 4000),
    st.sampled_from(["utf-8", "utf-8-sig", "cp1252", "utf-16-le", "utf-16-be"]),
)
def test_parts_give_the_records_of_the_whole(
    lines: list[str], part_bytes: int, encoding: str
) -> None:
    marks = {"utf-16-le": codecs.BOM_UTF16_LE, "utf-16-be": codecs.BOM_UTF16_BE}
    text = HEADING + "0;Umum;10\n" * 30 + "".join(lines)
    body = marks.get(encoding, b"") + text.encode(encoding)

    parts = [grid for grid, _ in read_in_parts(body, part_bytes)]

    assert in_one(parts) == in_one(read_grids(body, name="besar.csv"))


def test_parts_are_bounded_and_many() -> None:
    body = (HEADING + '1;"dua\nbaris";10\n' * 20_000).encode()

    parts = list(split_text(io.BytesIO(body), part_bytes=50_000))

    assert len(parts) >= 7
    assert max(len(part) for part, _ in parts) <= 50_000


def test_a_small_file_is_one_part() -> None:
    body = (HEADING + "1;Umum;10\n").encode()

    ((part, context),) = split_text(io.BytesIO(body))

    assert part == body
    assert context == {"encoding": "utf-8", "delimiter": ";", "width": "3", "line": "1"}


def test_an_empty_file_has_no_parts() -> None:
    assert list(split_text(io.BytesIO(b""))) == []


def test_later_parts_know_the_first_lines_of_the_file() -> None:
    body = ("\ufeffNo;Tema;JP\n" + "1;Ébène;10\n" * 3000).encode("utf-16-le")

    (_, first), (_, later), *_ = split_text(io.BytesIO(body), part_bytes=20_000)

    assert "head" not in first
    head = later["head"]
    (heading,) = read_grids(
        head.encode(), name="besar.csv", context={**later, "encoding": "utf-8", "line": "1"}
    )
    assert heading.rows[:2] == [["No", "Tema", "JP"], ["1", "Ébène", "10"]]


@pytest.mark.parametrize("spoilt", [b"\0", b"\x81"])
def test_what_cannot_be_read_is_cut_all_the_same(spoilt: bytes) -> None:
    body = HEADING.encode() + b"1;Umum;10\n" * 500 + spoilt + b"2;Umum;10\n" * 500

    parts = list(split_text(io.BytesIO(body), part_bytes=2000))

    assert b"".join(part for part, _ in parts) == body


def test_a_file_without_line_ends_is_cut_somewhere_and_refused_line_by_line() -> None:
    body = b"x" * (70 * 1024 * 1024)

    grids = [grid for grid, _ in read_in_parts(body, 8 * 1024 * 1024)]

    assert all(not grid.rows and len(grid.malformed) == 1 for grid in grids)
    assert {grid.malformed[0][0] for grid in grids} == {"line 1"}


class Dribbling(io.RawIOBase):
    """A stream that gives less than it is asked for."""

    def __init__(self, body: bytes) -> None:
        self.body = io.BytesIO(body)

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: object) -> int:
        view = memoryview(buffer)  # type: ignore[arg-type]
        piece = self.body.read(min(len(view), 37))
        view[: len(piece)] = piece
        return len(piece)


def test_a_slow_stream_gives_the_same_parts() -> None:
    body = (HEADING + "1;Umum;10\n" * 500).encode()
    stream = io.BufferedReader(Dribbling(body), 64)

    assert list(split_text(stream, part_bytes=1000)) == list(
        split_text(io.BytesIO(body), part_bytes=1000)
    )


def test_what_goes_along_with_a_part_holds_no_nik() -> None:
    text = "NIP,NIK,Nama\n" + "198503102010011001,3604011003850001,Budi\n" * 400
    parts = list(split_text(io.BytesIO(text.encode()), part_bytes=4096))

    assert len(parts) > 1
    assert all("3604011003850001" not in str(context) for _, context in parts)
    assert b"".join(body for body, _ in parts) == text.encode()
