"""The package in docs/write-a-connector.md, taken as it stands there, passes both suites."""

import os
import re
import subprocess
import sys
import tomllib
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest

ROOT = Path(__file__).parent.parent.parent
FILE = re.compile(r"^`([\w.]+)`:\n\n```\w+\n(.*?)```$", re.DOTALL | re.MULTILINE)
DOCUMENT = (ROOT / "docs/write-a-connector.md").read_text(encoding="utf-8")
FILES = dict(FILE.findall(DOCUMENT))


@pytest.fixture
def installed(tmp_path: Path) -> Path:
    """Install the package: its modules and metadata in a folder, as an installer leaves them.

    By hand, because a machine without a network has no build backend to fetch.
    """
    project = tomllib.loads(FILES["pyproject.toml"])["project"]
    site = tmp_path / "site"
    about = site / f"{project['name'].replace('-', '_')}-{project['version']}.dist-info"
    about.mkdir(parents=True)
    for name, text in FILES.items():
        if name.endswith(".py"):
            (site / name).write_text(text, encoding="utf-8")
    (about / "METADATA").write_text(
        f"Metadata-Version: 2.1\nName: {project['name']}\nVersion: {project['version']}\n",
        encoding="utf-8",
    )
    groups = (
        f"[{group}]\n" + "".join(f"{name} = {value}\n" for name, value in points.items())
        for group, points in project["entry-points"].items()
    )
    (about / "entry_points.txt").write_text("\n".join(groups), encoding="utf-8")
    return site


def python(site: Path, folder: Path, *words: str) -> subprocess.CompletedProcess[str]:
    """Run Python outside the house, with the package beside jampel."""
    paths = os.pathsep.join([str(site), str(ROOT)])
    return subprocess.run(
        [sys.executable, *words],
        cwd=folder,
        env={**os.environ, "PYTHONPATH": paths, "PYTEST_ADDOPTS": "", "NO_COLOR": "1"},
        text=True,
        capture_output=True,
        check=False,
    )


def run_suites(
    site: Path, folder: Path
) -> tuple[subprocess.CompletedProcess[str], list[ET.Element]]:
    """Run both suites; give what was told, and each test."""
    (folder / "pytest.ini").write_text("[pytest]\nfilterwarnings = error\n", encoding="utf-8")
    report = folder / "report.xml"
    words = ("--pyargs", "connectors.testing.test_installed", "-q", f"--junit-xml={report}")
    told = python(site, folder, "-m", "pytest", *words)
    return told, list(ET.parse(report).iter("testcase"))  # noqa: S314 - we wrote it


def test_the_example_passes_both_suites(installed: Path, tmp_path: Path) -> None:
    told, tests = run_suites(installed, tmp_path)
    skipped = {str(test.get("name")) for test in tests if test.find("skipped") is not None}
    suites = {str(test.get("classname")).rpartition(".")[2] for test in tests}

    assert told.returncode == 0, told.stdout + told.stderr
    assert suites == {"TestInstalled", "TestInstalledOnAWire"}
    assert len(tests) > 70
    assert {name.partition("[")[0] for name in skipped} == {
        "test_a_comparison_is_a_fetch_from_the_start",
        "test_a_probe_in_trouble_says_what_is_wrong_and_no_secret",
        "test_incremental_fetch_is_shorter",
    }, "what the example does not claim, and no more"


def test_the_suites_see_what_is_wrong_with_it(installed: Path, tmp_path: Path) -> None:
    """They run on the package itself: without its guard against login pages they fail."""
    module = installed / "simdiklat.py"
    sound = module.read_text(encoding="utf-8")
    broken = sound.replace("            trail.met(answer.body)\n", "").replace(
        "            refuse_stand_ins(answer)\n",
        "            if answer.media_type == 'text/html':\n                break\n",
    )
    assert broken != sound
    module.write_text(broken, encoding="utf-8")

    told, tests = run_suites(installed, tmp_path)
    failed = [str(test.get("name")) for test in tests if test.find("failure") is not None]

    assert told.returncode == 1, told.stdout + told.stderr
    assert failed
    assert all("page" in name or "portal" in name for name in failed), failed


def test_jampel_finds_it_by_its_name(installed: Path, tmp_path: Path) -> None:
    told = python(
        installed,
        tmp_path,
        "-c",
        "from connectors.registry import builder, names; print(names()[-1], builder('simdiklat'))",
    )

    assert told.stdout.startswith("simdiklat <function build"), told.stderr


def test_the_example_is_short() -> None:
    lines = [
        line
        for name, text in FILES.items()
        if name.endswith(".py")
        for line in text.splitlines()
        if line.strip()
    ]

    assert set(FILES) == {"pyproject.toml", "simdiklat.py", "simdiklat_fake.py"}
    assert len(lines) < 100
