"""The rooms import in one direction only, and the contracts that say so bite."""

import os
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text())
ROOMS = PROJECT["tool"]["importlinter"]["root_packages"]
LINT = Path(sys.executable).with_name("lint-imports")


def lint(folder: Path, cache: Path) -> subprocess.CompletedProcess[str]:
    """Run import-linter on the rooms that stand in a folder."""
    return subprocess.run(
        [LINT, "--no-logo", "--cache-dir", str(cache)],
        cwd=folder,
        env={**os.environ, "NO_COLOR": "1", "COLUMNS": "200"},
        text=True,
        capture_output=True,
        check=False,
    )


@pytest.fixture(scope="module")
def copy_of_the_house(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """All rooms without their data: what import-linter looks at."""
    copy = tmp_path_factory.mktemp("house")
    shutil.copy(ROOT / "pyproject.toml", copy)
    for room in ROOMS:
        for file in (ROOT / room).rglob("*.py"):
            target = copy / file.relative_to(ROOT)
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(file, target)
    return copy


def test_every_import_keeps_the_contracts(tmp_path: Path) -> None:
    told = lint(ROOT, tmp_path)

    assert told.returncode == 0, told.stdout + told.stderr


PLANTED = {
    "Layers": ("models/values.py", "import sync.engine"),
    "Readers of the store never reach back to the sources":
        ("alerts/levels.py", "import connectors.contract"),
    "A connector knows nothing of us": ("connectors/memory.py", "import config.settings"),
    "Only the daemon loads settings": ("cli/words.py", "import config.load"),
    "Connectors do not know each other":
        ("connectors/memory.py", "import connectors.files.options"),
    "SQLAlchemy and Alembic live in models": ("sync/match.py", "import sqlalchemy"),
    "APScheduler lives in daemon": ("cli/words.py", "import apscheduler"),
    "prometheus-client lives in daemon": ("models/standing.py", "import prometheus_client"),
    "httpx and tenacity live in connectors": ("models/standing.py", "import httpx"),
    "Spreadsheet and HTML parsers live in connectors":
        ("daemon/clock.py", "import python_calamine"),
}  # fmt: skip
"""Contract → where a bad import is planted."""


@pytest.mark.parametrize("contract", PLANTED)
def test_a_bad_import_is_named(contract: str, copy_of_the_house: Path, tmp_path: Path) -> None:
    place, bad = PLANTED[contract]
    file = copy_of_the_house / place
    sound = file.read_text()
    file.write_text(f"{sound}\n{bad}\n")
    try:
        told = lint(copy_of_the_house, tmp_path)
    finally:
        file.write_text(sound)

    assert told.returncode == 1, told.stdout + told.stderr
    assert f"{contract} BROKEN" in told.stdout


def test_the_copy_without_a_bad_import_keeps_them_all(
    copy_of_the_house: Path, tmp_path: Path
) -> None:
    told = lint(copy_of_the_house, tmp_path)

    assert told.returncode == 0, told.stdout + told.stderr


def test_each_contract_is_proved() -> None:
    contracts = PROJECT["tool"]["importlinter"]["contracts"]

    assert {contract["name"] for contract in contracts} == set(PLANTED)


def test_every_room_is_linted_and_shipped() -> None:
    rooms = {folder.parent.name for folder in ROOT.glob("*/__init__.py")} - {"tests"}

    assert set(ROOMS) == rooms
    assert set(PROJECT["tool"]["hatch"]["build"]["targets"]["wheel"]["packages"]) == rooms
