"""The units of systemd start commands that jampel has, and shut in what they start."""

import re
import shutil
import subprocess
from pathlib import Path

import pytest

from cli.main import COMMANDS
from tests.deploy.units import DEPLOY, unit

SERVICES = ("jampel.service", "jampel-backup.service")
YES = (
    "NoNewPrivileges", "ProtectHome", "PrivateTmp", "PrivateDevices", "ProtectClock",
    "ProtectControlGroups", "ProtectHostname", "ProtectKernelLogs", "ProtectKernelModules",
    "ProtectKernelTunables", "RestrictNamespaces", "RestrictRealtime", "RestrictSUIDSGID",
    "RemoveIPC", "LockPersonality", "MemoryDenyWriteExecute",
)  # fmt: skip
MOST_EXPOSURE = 2.0
"""Of systemd's own scale: 10 is a service that may do anything."""


@pytest.mark.parametrize("name", SERVICES)
def test_what_is_started_is_shut_in(name: str) -> None:
    said = unit(name)

    assert [key for key in YES if said[key] != ["yes"]] == []
    assert said["ProtectSystem"] == ["strict"]
    assert said["CapabilityBoundingSet"] == said["AmbientCapabilities"] == [""]
    assert said["RestrictAddressFamilies"] == ["AF_UNIX AF_INET AF_INET6"]
    assert said["SystemCallFilter"] == ["@system-service", "~@privileged"]
    assert said["SystemCallArchitectures"] == ["native"]
    assert said["User"] == said["Group"] == said["StateDirectory"] == ["jampel"]
    assert said["UMask"] == ["0077"]
    assert said["MemoryMax"]


def test_the_daemon_is_watched_and_started_again_unless_its_configuration_is_wrong() -> None:
    said = unit("jampel.service")

    assert said["Type"] == ["notify"]
    assert said["WatchdogSec"] == ["3min"]
    assert said["Restart"] == ["on-failure"]
    assert said["RestartPreventExitStatus"] == ["2"]
    assert said["StartLimitIntervalSec"] == ["0"]
    assert said["OOMPolicy"] == ["continue"]


def test_each_unit_starts_what_there_is() -> None:
    program, command = unit("jampel.service")["ExecStart"][0].split()
    script, folder, keep = unit("jampel-backup.service")["ExecStart"][0].split()

    assert program == "/opt/jampel/bin/jampel"
    assert command in COMMANDS
    assert (DEPLOY / Path(script).name).is_file()
    assert unit("jampel-backup.service")["ReadWritePaths"] == [folder]
    assert int(keep) > 0
    assert (DEPLOY / "jampel-backup.timer").with_suffix(".service").is_file()


def test_no_secret_stands_in_a_unit() -> None:
    for name in SERVICES:
        assert not re.search(
            r"(?i)password=|token=|://[^/\s]*:[^/\s]*@", (DEPLOY / name).read_text()
        )


@pytest.fixture
def analyze() -> str:
    """Systemd's own program that looks at units."""
    found = shutil.which("systemd-analyze")
    if found is None:
        pytest.skip("systemd-analyze is not on this machine")
    return found


def test_systemd_understands_every_line(analyze: str, tmp_path: Path) -> None:
    for file in sorted(DEPLOY.glob("jampel*.*")):
        text = re.sub(r"/opt/jampel/bin/\S+", "/bin/true", file.read_text("utf-8"))
        (tmp_path / file.name).write_text(re.sub(r"(?m)^(User|Group)=.*$", "", text), "utf-8")

    said = subprocess.run(
        [analyze, "verify", *sorted(tmp_path.iterdir())],
        capture_output=True, text=True, check=False, env={"SYSTEMD_LOG_LEVEL": "warning"},
    )  # fmt: skip

    ours = [line for line in said.stderr.splitlines() if "jampel" in line]
    assert ours == []


@pytest.mark.parametrize("name", SERVICES)
def test_systemd_finds_little_that_it_may_do(analyze: str, name: str) -> None:
    limit = f"--threshold={MOST_EXPOSURE * 10:.0f}"

    said = subprocess.run(
        [analyze, "security", "--offline=true", limit, DEPLOY / name],
        capture_output=True, text=True, check=False, env={"SYSTEMD_PAGER": "", "LC_ALL": "C.UTF-8"},
    )  # fmt: skip

    assert "Overall exposure level" in said.stdout, said.stderr
    assert said.returncode == 0, said.stdout
