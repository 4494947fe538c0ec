"""The two scripts of deploy/, run as they are run there."""

import asyncio
import os
import subprocess
import sys
from http import HTTPStatus
from pathlib import Path

import pytest

from daemon.health import Reply, listening
from daemon.keeping import content_of
from tests.daemon.homes import make_home

DEPLOY = Path(__file__).parents[2] / "deploy"
OLD = [f"jampel-202601{day:02}T030000Z.db" for day in range(1, 6)]
OTHERS = ["jampel-before-upgrade.db", "jampel-20260101T030000Z.db.part", "catatan.txt"]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder with older backups, and with what is none of ours."""
    made = tmp_path / "cadangan"
    made.mkdir()
    for name in [*OLD, *OTHERS]:
        (made / name).write_text("x")
    make_home(tmp_path)
    return made


def back_up(
    folder: Path, keep: str, config: str = "jampel.toml"
) -> subprocess.CompletedProcess[str]:
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    env = {**os.environ, "PATH": path, "JAMPEL_CONFIG": str(folder.parent / config)}
    return subprocess.run(
        [DEPLOY / "jampel-backup", folder, keep], env=env, capture_output=True, text=True,
        check=False,
    )  # fmt: skip


def names(folder: Path) -> set[str]:
    return {file.name for file in folder.iterdir()}


def test_a_new_backup_is_made_and_the_oldest_go(folder: Path) -> None:
    done = back_up(folder, "3")

    assert done.returncode == 0, done.stderr
    (new,) = names(folder) - {*OLD, *OTHERS}
    assert names(folder) == {*OTHERS, *OLD[-2:], new}
    assert content_of(folder / new).rows["run"] == 0
    assert (folder / new).stat().st_mode & 0o077 == 0


def test_a_backup_that_failed_costs_no_other(folder: Path) -> None:
    done = back_up(folder, "1", "nowhere.toml")

    assert done.returncode != 0
    assert names(folder) == {*OLD, *OTHERS}


@pytest.mark.parametrize("keep", ["0", "", "all", "-1"])
def test_to_keep_none_is_a_mistake(folder: Path, keep: str) -> None:
    assert back_up(folder, keep).returncode != 0
    assert names(folder) == {*OLD, *OTHERS}


@pytest.mark.parametrize(
    ("status", "code"), [(HTTPStatus.OK, 0), (HTTPStatus.SERVICE_UNAVAILABLE, 1)]
)
def test_the_container_is_well_while_the_daemon_says_so(status: HTTPStatus, code: int) -> None:
    async def answer() -> Reply:
        return Reply(status, "x\n")

    async def ask() -> int:
        async with listening("127.0.0.1", 0, {"/healthz": answer}) as port:
            process = await asyncio.create_subprocess_exec(
                sys.executable, DEPLOY / "jampel-alive",
                env={**os.environ, "JAMPEL_HEALTH__PORT": str(port)},
                stderr=asyncio.subprocess.DEVNULL,
            )  # fmt: skip
            return await process.wait()

    assert asyncio.run(ask()) == code
