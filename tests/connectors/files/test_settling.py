"""Files that are written while we look (F01, F02), and what a second fetch costs."""

import os
import subprocess
import sys
import threading
import time
from pathlib import Path

import anyio
import pytest

from connectors.contract import Kind
from connectors.errors import SourceUnavailableError
from connectors.files import connector as files
from connectors.files.connector import FilesConnector
from connectors.files.folder import Entry, Place
from connectors.files.opened import Sizes, TouchedError, parts_of
from connectors.files.options import FilesOptions
from connectors.testing.suite import fetch

TABLE = b"NIP;Nama;Nama Pelatihan;Tanggal;JP\n"
LINE = b"198702032011011001;Orang;Pelatihan;03/11/2022;20\n"
SIZES = Sizes(workbook=1_000_000, text=1_000_000, part=200)


def connect(folder: Path, settle: float) -> FilesConnector:
    options = FilesOptions(path="*", settle=settle)
    return FilesConnector(options, base_dir=folder, kind=Kind.TRAINING)


def rested(path: Path, body: bytes) -> None:
    path.write_bytes(body)
    os.utime(path, (1_600_000_000, 1_600_000_000))


def entry_of(folder: Path) -> Entry:
    (entry,) = Place(folder, ("*",)).entries()
    return entry


@pytest.fixture
def anyio_backend() -> str:
    return "asyncio"


@pytest.mark.anyio
async def test_a_file_being_written_is_waited_for_and_read_whole(tmp_path: Path) -> None:
    path = tmp_path / "slow.csv"
    path.write_bytes(TABLE)
    rested(tmp_path / "z.csv", TABLE + LINE)

    def write_slowly() -> None:
        for _ in range(10):
            time.sleep(0.02)
            with path.open("ab") as file:
                file.write(LINE)

    writer = threading.Thread(target=write_slowly)
    writer.start()
    pages = await fetch(connect(tmp_path, 0.15))
    writer.join()

    assert [page.name for page in pages] == ["z.csv", "slow.csv"]
    assert pages[1].body == TABLE + LINE * 10


@pytest.mark.anyio
async def test_a_file_that_never_rests_is_told_and_read_later(tmp_path: Path) -> None:
    restless = tmp_path / "restless.csv"
    rested(tmp_path / "z.csv", TABLE + LINE)
    restless.write_bytes(TABLE)
    stop = threading.Event()

    def write_on() -> None:
        while not stop.wait(0.002):
            with restless.open("ab") as file:
                file.write(LINE)

    writer = threading.Thread(target=write_on)
    writer.start()
    connector = connect(tmp_path, 0.03)
    fetching = connector.fetch(None)
    try:
        page = await anext(fetching)
        with pytest.raises(SourceUnavailableError, match=r"restless\.csv") as raised:
            await anext(fetching)
    finally:
        stop.set()
        writer.join()
    later = await fetch(connector, page.cursor)

    assert page.name == "z.csv"
    assert raised.value.retry_after is not None
    assert [page.name for page in later] == ["restless.csv"]


@pytest.mark.anyio
async def test_a_file_from_the_future_does_not_wait_for_ever(tmp_path: Path) -> None:
    rested(tmp_path / "x.csv", TABLE + LINE)
    os.utime(tmp_path / "x.csv", (4_000_000_000, 4_000_000_000))
    with anyio.fail_after(5):
        (page,) = await fetch(connect(tmp_path, 0.05))

    assert page.name == "x.csv"


@pytest.mark.anyio
async def test_a_file_that_goes_while_waited_for_is_no_error(tmp_path: Path) -> None:
    path = tmp_path / "x.csv"
    path.write_bytes(TABLE)
    remover = threading.Timer(0.02, path.unlink)
    remover.start()

    assert await fetch(connect(tmp_path, 0.2)) == []


def test_a_file_replaced_after_it_was_listed_is_not_taken_for_it(tmp_path: Path) -> None:
    rested(tmp_path / "x.csv", TABLE + LINE)
    entry = entry_of(tmp_path)
    rested(tmp_path / "other", TABLE + LINE)
    (tmp_path / "other").rename(tmp_path / "x.csv")
    with pytest.raises(TouchedError):
        list(parts_of(tmp_path, entry, SIZES))


def test_a_link_put_in_the_place_of_a_file_is_not_followed(tmp_path: Path) -> None:
    rested(tmp_path / "x.csv", TABLE + LINE)
    entry = entry_of(tmp_path)
    (tmp_path / "x.csv").unlink()
    (tmp_path / "x.csv").symlink_to("/etc/passwd")
    with pytest.raises(OSError, match="symbolic links"):
        list(parts_of(tmp_path, entry, SIZES))


def test_a_large_file_changed_while_it_is_read_has_no_final_part(tmp_path: Path) -> None:
    path = tmp_path / "x.csv"
    rested(path, TABLE + LINE * 50)
    parts = parts_of(tmp_path, entry_of(tmp_path), SIZES)
    first = next(parts)
    path.write_bytes(TABLE + LINE * 51)
    got = [first]
    with pytest.raises(TouchedError):
        got.extend(parts)

    assert not any(part.final for part in got)


def test_parts_concatenate_to_the_file(tmp_path: Path) -> None:
    body = TABLE + LINE * 50
    rested(tmp_path / "x.csv", body)
    parts = list(parts_of(tmp_path, entry_of(tmp_path), SIZES))

    assert b"".join(part.body for part in parts) == body
    assert [part.final for part in parts] == [False] * (len(parts) - 1) + [True]
    assert [part.number for part in parts] == list(range(len(parts)))


@pytest.mark.anyio
async def test_parts_read_like_the_whole(tmp_path: Path) -> None:
    kop = b"PEMERINTAH KABUPATEN SERANG;;;;\n"
    rested(tmp_path / "x.csv", kop + TABLE + LINE * 50 + b"JUMLAH;;;;1000\n")
    options = FilesOptions(path="*", settle=0)
    whole = FilesConnector(options, base_dir=tmp_path, kind=Kind.TRAINING)
    cut = FilesConnector(options, base_dir=tmp_path, kind=Kind.TRAINING, part_bytes=500)
    (page,) = await fetch(whole)
    parts = await fetch(cut)
    rows = [row for part in parts for row in cut.read(part).rows.to_dicts()]

    assert len(parts) > 3
    assert rows == whole.read(page).rows.to_dicts()
    assert {cut.read(part).sheets[0].heading_at for part in parts} == {"line 2"}


@pytest.mark.anyio
async def test_only_touched_files_come_again(tmp_path: Path) -> None:
    for name in ("a.csv", "b.csv", "c.csv"):
        rested(tmp_path / name, TABLE + LINE)
    connector = connect(tmp_path, 0)
    pages = await fetch(connector)
    (tmp_path / "b.csv").write_bytes(TABLE + LINE * 2)
    (tmp_path / "c.csv").unlink()
    again = await fetch(connector, pages[-1].cursor)

    assert [page.name for page in again] == ["b.csv"]
    assert await fetch(connector, again[-1].cursor) == []


def test_a_fetch_without_news_loads_no_parser_and_no_frames(tmp_path: Path) -> None:
    rested(tmp_path / "a.csv", TABLE + LINE)
    folder = str(tmp_path)
    program = f"""
import asyncio, sys
from pathlib import Path
from connectors.contract import Kind
from connectors.registry import build
async def main():
    connector = build("files", {{"path": "*"}}, base_dir=Path({folder!r}), kind=Kind.TRAINING)
    cursor = None
    async for page in connector.fetch(None):
        cursor = page.cursor
    assert [page async for page in connector.fetch(cursor)] == []
asyncio.run(main())
print(sorted({{"polars", "python_calamine", "selectolax", "rich"}} & set(sys.modules)))
"""
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True,
        cwd=Path(files.__file__).parents[2],
    )  # fmt: skip

    assert done.stdout.strip() == "[]"
