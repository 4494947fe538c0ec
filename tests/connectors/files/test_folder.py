import os
import socket
import stat
import unicodedata
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from connectors.contract import Kind, Page
from connectors.errors import SourceUnavailableError
from connectors.files.connector import REFUSED, FilesConnector
from connectors.files.folder import Place
from connectors.files.options import FilesOptions
from connectors.testing.suite import fetch

TABLE = "NIP;Nama;Nama Pelatihan;Tanggal;JP\n198702032011011001;Orang;Pelatihan;03/11/2022;20\n"


def connect(folder: Path, path: str = "*", **options: object) -> FilesConnector:
    checked = FilesOptions.model_validate({"path": path, "settle": 0, **options})
    return FilesConnector(checked, base_dir=folder, kind=Kind.TRAINING)


async def pages_of(folder: Path, path: str = "*", **options: object) -> dict[str, Page]:
    return {page.name: page for page in await fetch(connect(folder, path, **options))}


@pytest.fixture
def anyio_backend() -> str:
    return "asyncio"


@pytest.mark.anyio
async def test_yields_files_by_name_and_leaves_them_as_they_are(tmp_path: Path) -> None:
    for name in ("b.csv", "a.csv", "C.CSV"):
        (tmp_path / name).write_text(TABLE)
    paths = [tmp_path / name for name in ("b.csv", "a.csv", "C.CSV")]
    before = [(path.read_bytes(), path.stat()) for path in paths]
    pages = await fetch(connect(tmp_path, "*.csv"))

    assert [page.name for page in pages] == ["C.CSV", "a.csv", "b.csv"]
    for path, (body, was) in zip(paths, before, strict=True):
        assert path.read_bytes() == body
        assert (path.stat().st_mtime_ns, path.stat().st_ino) == (was.st_mtime_ns, was.st_ino)


@pytest.mark.anyio
async def test_a_folder_a_file_and_a_pattern_with_folders_are_paths(tmp_path: Path) -> None:
    for name in ("in/x.csv", "in/2022/y.csv", "in/2022/11/z.csv"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(TABLE)

    assert set(await pages_of(tmp_path, "in")) == {"x.csv"}
    assert set(await pages_of(tmp_path, "in/x.csv")) == {"x.csv"}
    assert set(await pages_of(tmp_path, "in/*/*.csv")) == {"2022/y.csv"}
    assert set(await pages_of(tmp_path, "in/**/*.csv")) == {"x.csv", "2022/y.csv", "2022/11/z.csv"}


@pytest.mark.anyio
async def test_locks_and_files_still_being_written_are_passed_over(tmp_path: Path) -> None:
    for name in (
        ".x.csv",
        "~$x.xlsx",
        "x.csv.part",
        "x.tmp",
        "x.crdownload",
        "Thumbs.db",
        "ok.csv",
    ):
        (tmp_path / name).write_text(TABLE)

    assert set(await pages_of(tmp_path)) == {"ok.csv"}


@pytest.mark.anyio
async def test_what_is_no_regular_file_is_refused_by_a_row_that_says_why(tmp_path: Path) -> None:
    (tmp_path / "secret.txt").write_text(TABLE)
    inbox = tmp_path / "in"
    inbox.mkdir()
    (inbox / "link.csv").symlink_to(tmp_path / "secret.txt")
    os.mkfifo(inbox / "pipe.csv")
    (inbox / "folder.xlsx").mkdir()
    (inbox / "archive").mkdir()
    (inbox / "good.csv").write_text(TABLE)
    with socket.socket(socket.AF_UNIX) as listening:
        listening.bind(str(inbox / "socket.csv"))
        pages = await pages_of(inbox)

    assert set(pages) == {"link.csv", "pipe.csv", "folder.xlsx", "good.csv", "socket.csv"}
    for name in set(pages) - {"good.csv"}:
        assert (pages[name].media_type, pages[name].body) == (REFUSED, b"")
        (row,) = connect(inbox).read(pages[name]).rows.to_dicts()
        assert row["refused"] == "row_malformed"
        assert row["refused_value"] == pages[name].context["reason"]
    assert "symlink" in pages["link.csv"].context["reason"]


@pytest.mark.anyio
async def test_what_was_refused_is_told_once(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.csv")
    connector = connect(tmp_path)
    (page,) = await fetch(connector)

    assert await fetch(connector, page.cursor) == []


@pytest.mark.anyio
async def test_a_file_over_the_limit_is_refused_and_told_once(tmp_path: Path) -> None:
    (tmp_path / "x.csv").write_text(TABLE)
    connector = connect(tmp_path, max_text_bytes=20)
    (page,) = await fetch(connector)

    assert page.media_type == REFUSED
    assert await fetch(connector, page.cursor) == []


@pytest.mark.anyio
async def test_an_absent_folder_is_an_outage_and_an_empty_one_is_not(tmp_path: Path) -> None:
    with pytest.raises(SourceUnavailableError):
        await fetch(connect(tmp_path, "absent/*"))

    assert await fetch(connect(tmp_path)) == []


@pytest.mark.anyio
async def test_a_file_that_cannot_be_read_is_told_and_does_not_stop_the_others(
    tmp_path: Path,
) -> None:
    for name in ("a.csv", "b.csv", "c.csv"):
        (tmp_path / name).write_text(TABLE)
    fetching = connect(tmp_path).fetch(None)
    first = await anext(fetching)
    (tmp_path / "b.csv").unlink()
    (tmp_path / "b.csv").symlink_to("/etc/passwd")
    second = await anext(fetching)
    with pytest.raises(SourceUnavailableError, match=r"b\.csv") as raised:
        await anext(fetching)

    assert (first.name, second.name) == ("a.csv", "c.csv")
    assert isinstance(raised.value.__cause__, OSError)


@pytest.mark.anyio
async def test_names_are_shown_on_one_line_without_tricks(tmp_path: Path) -> None:
    names = [
        "a\nb.csv",
        "gnp.\u202exslx.csv",
        "-rf",
        "x" * 251 + ".csv",
        "a\\b.csv",
        "\x1b[31m.csv",
    ]
    for name in names:
        (tmp_path / name).write_text(TABLE)
    os.close(os.open(os.fsencode(tmp_path) + b"/\xff.csv", os.O_CREAT | os.O_WRONLY))
    pages = await pages_of(tmp_path)

    assert set(pages) == {
        "a\\u000ab.csv", "gnp.\\u202exslx.csv", "-rf", "x" * 251 + ".csv", "a\\\\b.csv",
        "\\u001b[31m.csv", "\\udcff.csv",
    }  # fmt: skip


@pytest.mark.anyio
async def test_twins_that_look_the_same_stay_two(tmp_path: Path) -> None:
    composed, decomposed = (unicodedata.normalize(f, "é.csv") for f in ("NFC", "NFD"))
    (tmp_path / composed).write_text(TABLE)
    (tmp_path / decomposed).write_text(TABLE)
    pages = await pages_of(tmp_path)

    assert len(pages) == 2
    assert composed in pages


NAMES = st.text(st.characters(exclude_characters="/\0", exclude_categories=["Cs"]), min_size=1)


@settings(max_examples=50, deadline=None)
@given(st.sets(NAMES.filter(lambda n: len(n.encode()) < 200 and n not in {".", ".."}), max_size=4))
def test_any_name_is_listed_once_and_printable(
    tmp_path_factory: pytest.TempPathFactory, names: set[str]
) -> None:
    folder = tmp_path_factory.mktemp("names")
    for name in names:
        (folder / name).write_text("x")
    entries = Place(folder, ("*",)).entries()
    passed = [n for n in names if n.startswith((".", "~$")) or n.casefold().endswith((
        ".part", ".tmp", ".crdownload", ".partial", ".download"))]  # fmt: skip

    assert len({entry.name for entry in entries}) == len(entries) == len(names) - len(passed)
    assert all(len(entry.name.splitlines()) == 1 for entry in entries)
    assert all(stat.S_ISREG(os.lstat(folder / entry.path).st_mode) for entry in entries)
