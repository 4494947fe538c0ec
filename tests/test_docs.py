"""The documents keep up with the code: versions, connectors, commands, links, test names."""

import re
import subprocess
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest
from typer.main import get_command

from cli.lazy import LazyGroup
from cli.main import COMMANDS, app
from connectors.registry import names

ROOT = Path(__file__).parent.parent
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
DOCUMENTS = sorted(
    [*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")], key=lambda file: file.as_posix()
)
WITHOUT_A_PAGE = {"memory": "the reference connector: for tests and to copy from, not for sources"}
LINK = re.compile(r"\[[^\]]*\]\(([^)\s]+)\)")
COMMAND = re.compile(r"jampel (?!demo --)([a-z]+)(?= |`|$)", re.MULTILINE)
QUOTED = re.compile(r"```(?:sh)?\n(.*?)```|`(jampel [^`]+)`", re.DOTALL)
DUE_FAULTS = {
    "B": range(1, 11), "C": range(1, 21), "D": range(1, 6), "F": range(1, 26),
    "H": [*range(1, 25), *range(30, 39)], "M": range(1, 21), "R": range(1, 14),
    "T": range(1, 13), "X": range(8, 11),
}  # fmt: skip
"""Cases of the list of faults that what is built by now must withstand."""
NAMED_TEST = re.compile(r"`(tests/[\w/]+\.py)(?:::([\w\[\]-]+))?`")


def test_the_newest_entry_of_the_changelog_is_the_version_of_the_project() -> None:
    versions = re.findall(r"^## \[([^\]]+)\]", (ROOT / "CHANGELOG.md").read_text(), re.MULTILINE)

    assert versions[0] == PROJECT["version"]


@pytest.mark.parametrize("connector", sorted(set(names()) - set(WITHOUT_A_PAGE)))
def test_every_connector_has_a_page(connector: str) -> None:
    page = ROOT / "docs/connectors" / f"{connector}.md"

    assert page.is_file()
    assert f"# Connector `{connector}`" in page.read_text()


def test_the_readme_begins_with_the_two_commands() -> None:
    start = (ROOT / "README.md").read_text().partition("## ")[0]

    assert "uv run jampel demo" in start
    assert "uv run pytest" in start


def test_ci_calls_the_test_command_of_the_readme() -> None:
    script = (ROOT / ".ci/run").read_text()

    assert "step uv run pytest\n" in script
    assert "uv sync --locked" in script
    assert subprocess.run(["bash", "-n", ROOT / ".ci/run"], check=False).returncode == 0


def links() -> Iterator[tuple[Path, str]]:
    """Each link of a document to a file of ours."""
    for file in DOCUMENTS:
        for target in LINK.findall(file.read_text()):
            if not target.startswith(("https://", "#", "mailto:")):
                yield file, target.partition("#")[0]


@pytest.mark.parametrize("file", DOCUMENTS, ids=lambda file: file.relative_to(ROOT).as_posix())
def test_links_lead_somewhere(file: Path) -> None:
    targets = [target for source, target in links() if source == file]

    assert [target for target in targets if not (file.parent / target).exists()] == []


def test_there_are_links_to_follow() -> None:
    assert len(list(links())) > 20


def test_every_command_that_is_documented_exists() -> None:
    told = {
        (file.name, command)
        for file in DOCUMENTS
        for block in re.findall(
            r"```(?:sh)?\n(.*?)```|`(jampel [^`]+)`", file.read_text(), re.DOTALL
        )
        for command in COMMAND.findall("".join(block))
    }

    assert len(told) > 15
    assert {command for _, command in told} <= set(COMMANDS)


def commands_of(file: Path) -> set[tuple[str, ...]]:
    """Each call of jampel in a document: its words, up to what a shell would give to another."""
    blocks = ("".join(block) for block in QUOTED.findall(file.read_text()))
    calls = re.findall(r"jampel ((?:--config \S+ )?[a-z]+(?: [^\n`;·|#&]*)?)", "\n".join(blocks))
    return {tuple(re.sub(r"^--config \S+ ", "", call).split()) for call in calls}


def unknown_words(name: str, words: list[str]) -> list[str]:
    """Subcommands and options of a call that the command does not have."""
    group = get_command(app)
    assert isinstance(group, LazyGroup)
    command = group.get_command(group.make_context("jampel", [], resilient_parsing=True), name)
    if command is None:
        return [name]
    below = getattr(command, "commands", None) or {}
    if below and words and words[0].isalpha():
        if words[0] not in below:
            return [words[0]]
        command = below[words[0]]
    known = {"--help", *(option for one in command.params for option in one.opts)}
    options = [word.partition("=")[0] for word in words if word.startswith("--")]
    return [option for option in options if option not in known]


@pytest.mark.parametrize("file", DOCUMENTS, ids=lambda file: file.relative_to(ROOT).as_posix())
def test_subcommands_and_options_that_are_documented_exist(file: Path) -> None:
    calls = commands_of(file)
    wrong = {" ".join([name, *words]) for name, *words in calls if unknown_words(name, words)}

    assert wrong == set()


def test_a_word_that_no_command_has_is_found() -> None:
    assert unknown_words("db", ["backupp", "x.db"]) == ["backupp"]
    assert unknown_words("db", ["restore", "--verify", "--overwrite"]) == ["--overwrite"]
    assert unknown_words("sync", ["lan-ri", "--dry-run"]) == []
    assert sum(len(commands_of(file)) for file in DOCUMENTS) > 40


@pytest.mark.parametrize("guide", ["operations.md", "operations.en.md"])
def test_what_a_guide_installs_is_in_deploy(guide: str) -> None:
    text = (ROOT / "docs" / guide).read_text()
    named = set(re.findall(r"deploy/[\w.*-]+", text))

    assert "deploy/jampel*.service" in named
    assert [one for one in named if not list(ROOT.glob(one))] == []
    assert PROJECT["version"] in text


@pytest.mark.parametrize("file", DOCUMENTS, ids=lambda file: file.relative_to(ROOT).as_posix())
def test_tests_that_are_named_exist(file: Path) -> None:
    missing = []
    for path, name in NAMED_TEST.findall(file.read_text()):
        plain = name.partition("[")[0]
        there = (ROOT / path).is_file() and (ROOT / path).read_text()
        if not there or (plain and not re.search(rf"def {plain}\(|class {plain}\(", there)):
            missing.append(f"{path}::{name}")

    assert missing == []


def test_every_fault_that_is_due_has_a_row_or_an_excuse() -> None:
    page = (ROOT / "docs/reliability.md").read_text()
    table, _, excuses = page.partition("## What has no test")
    rows = re.findall(r"^\|([^|]+)\|[^|]+\|[^|]+\|(.*)\|$", table, re.MULTILINE)
    proved = {name for names, tests in rows if NAMED_TEST.search(tests)
              for name in re.findall(r"[A-Z]\d\d", names)}  # fmt: skip
    excused = set(re.findall(r"\b[A-Z]\d\d\b", excuses))
    due = {f"{kind}{number:02}" for kind, numbers in DUE_FAULTS.items() for number in numbers}

    assert len(due) == 141
    assert sorted(due - proved - excused) == []


def test_each_decision_says_why() -> None:
    decisions = sorted((ROOT / "docs/adr").glob("*.md"))

    assert [int(file.name[:4]) for file in decisions] == list(range(1, len(decisions) + 1))
    for file in decisions:
        text = file.read_text()
        assert text.startswith(f"# {int(file.name[:4])}. "), file.name
        for part in ("Context", "Decision", "Consequences", "Rejected"):
            assert f"**{part}.**" in text, f"{file.name}: {part}"
        assert len(text) < 3000, f"{file.name} is over a page"
