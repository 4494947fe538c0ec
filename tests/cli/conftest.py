"""A configured jampel in a folder, once on each database, and the command to call it with."""

import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
import time_machine

from cli.main import main
from models.store import Store
from tests.builders import Regency

NOW = datetime(2026, 11, 24, 2, 0, tzinfo=UTC)
CONFIG = """
[store]
url = "{url}"
[organisation]
name = "BKPSDM Kabupaten Serang"
[sources.lan-ri]
connector = "files"
path = "inbox/*"
"""


@dataclass(frozen=True, slots=True)
class Answer:
    """What a command said, and how it ended."""

    code: int
    out: str
    err: str

    def json(self) -> Any:
        return json.loads(self.out)


@dataclass(frozen=True, slots=True)
class Program:
    """The command with its configuration."""

    folder: Path
    store: Store
    _run: Callable[[list[str]], Answer]

    def __call__(self, *args: str) -> Answer:
        """Call it on 24 November 2026 in the morning."""
        with time_machine.travel(NOW, tick=False):
            return self._run(["--config", str(self.folder / "jampel.toml"), *args])

    def fill(self, put: Callable[[Regency], Any]) -> Any:
        """Put people and trainings into its store."""
        with self.store.write() as connection:
            return put(Regency(connection))


@pytest.fixture
def program(
    store: Store, store_url: str, tmp_path: Path, capfdbinary: pytest.CaptureFixture[bytes]
) -> Program:
    """Jampel with an empty store."""
    (tmp_path / "jampel.toml").write_text(CONFIG.format(url=store_url), encoding="utf-8")

    def run(args: list[str]) -> Answer:
        capfdbinary.readouterr()
        code = main(args)
        out, err = capfdbinary.readouterr()
        return Answer(code, out.decode(), err.decode())

    return Program(tmp_path, store, run)
