"""The image has every room of the program; what compose starts can write to its data only."""

import re
import sys
import tomllib
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
import yaml

from cli.main import COMMANDS

ROOT = Path(__file__).parents[2]
DOCKERFILE = (ROOT / "Dockerfile").read_text("utf-8")
COMPOSE: dict[str, Any] = yaml.safe_load((ROOT / "deploy/compose.yaml").read_text("utf-8"))
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
ROOMS: list[str] = PROJECT["tool"]["importlinter"]["root_packages"]
SERVICES: dict[str, dict[str, Any]] = COMPOSE["services"]


def copied() -> set[str]:
    """What the image takes from the repository."""
    lines = re.findall(r"(?m)^COPY (?!--from)(.+)$", DOCKERFILE)
    return {source for line in lines for source in line.split()[:-1]}


@pytest.mark.parametrize("room", ROOMS)
def test_every_room_is_in_the_image(room: str) -> None:
    assert f"COPY {room} {room}\n" in DOCKERFILE


def test_what_the_image_takes_is_there_and_is_sent_to_its_builder() -> None:
    sent = (ROOT / ".dockerignore").read_text("utf-8").splitlines()

    assert sent[0] == "*"
    assert [source for source in copied() if not (ROOT / source).exists()] == []
    assert [source for source in copied() if f"!{source}" not in sent] == []


def test_the_image_runs_the_daemon_as_nobody_in_particular_and_asks_how_it_is() -> None:
    command = re.search(r'(?m)^CMD \["(\w+)"\]$', DOCKERFILE)

    assert command is not None
    assert command[1] in COMMANDS
    assert DOCKERFILE.index("USER jampel") > DOCKERFILE.rindex("COPY")
    assert 'CMD ["jampel-alive"]' in DOCKERFILE
    assert (ROOT / "deploy/jampel-alive").stat().st_mode & 0o111
    assert f"python:3.{sys.version_info[1]}-slim" in DOCKERFILE


@pytest.mark.parametrize("name", SERVICES)
def test_a_container_writes_to_its_data_only_and_has_no_rights(name: str) -> None:
    said = SERVICES[name]

    assert said["read_only"] is True
    assert said["cap_drop"] == ["ALL"]
    assert said["security_opt"] == ["no-new-privileges:true"]
    assert said["mem_limit"]
    assert said["healthcheck"]["test"][0] == "CMD"
    assert said["restart"] == "unless-stopped"
    assert "privileged" not in said
    assert "ports" not in said


@pytest.mark.parametrize("name", SERVICES)
def test_secrets_are_files(name: str) -> None:
    said = SERVICES[name]
    secret = {key: value for key, value in said["environment"].items() if key.endswith("_FILE")}

    assert sorted(secret.values()) == [f"/run/secrets/{one}" for one in said["secrets"]]
    assert set(said["secrets"]) <= set(COMPOSE["secrets"])
    assert all("file" in one for one in COMPOSE["secrets"].values())
    for value in said["environment"].values():
        assert urlsplit(str(value)).password is None


def test_jampel_waits_for_a_database_that_answers_and_only_it_reaches() -> None:
    daemon, database = SERVICES["daemon"], SERVICES["database"]

    assert daemon["depends_on"] == {"database": {"condition": "service_healthy"}}
    assert daemon["image"] == f"jampel:{PROJECT['project']['version']}"
    assert database["user"] not in {"0", "root"}
    assert database["networks"] == ["inside"]
    assert COMPOSE["networks"]["inside"] == {"internal": True}
    assert "hostname" not in daemon
