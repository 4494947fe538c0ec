import os
import shutil
from pathlib import Path

import pytest

from connectors.contract import Kind
from connectors.files.connector import FilesConnector
from connectors.files.options import FilesOptions
from connectors.testing.source import Source
from connectors.testing.suite import ConnectorSuite

HEADING = "NIP;Nama;Nama Pelatihan;Tanggal;JP\n"


def line(number: int) -> str:
    return f"198702032011011{number:03};Orang {number};Pelatihan {number};03/11/2022;20\n"


def write(path: Path, text: str) -> None:
    """Put a file that has been at rest for a minute."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)
    at = path.stat().st_mtime - 60
    os.utime(path, (at, at))


def connect(folder: Path, **options: object) -> FilesConnector:
    checked = FilesOptions.model_validate({"path": "inbox/*", "settle": 0.05, **options})
    return FilesConnector(checked, base_dir=folder, kind=Kind.TRAINING, part_bytes=512)


class TestFiles(ConnectorSuite):
    @pytest.fixture
    def source(self, tmp_path: Path) -> Source:
        inbox = tmp_path / "inbox"
        write(inbox / "a.csv", HEADING + line(1) + line(2))
        write(inbox / "b.csv", HEADING + line(3))
        write(inbox / "large.csv", HEADING + "".join(line(n) for n in range(4, 60)))
        return Source(
            connect=lambda: connect(tmp_path),
            add_item=lambda: write(inbox / "new.csv", HEADING + line(99)),
            go_down=lambda: shutil.rmtree(inbox),
            spoil_item=lambda: write(inbox / "spoilt.csv", HEADING + "198702032011011001;Orang\n"),
        )
