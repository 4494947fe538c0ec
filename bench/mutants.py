"""Mutation testing of the rules, one module at a time: `make mutants`, or name some modules.

It works in a copy of the tree with an environment that does not have jampel installed: beside an
editable install mutmut would test the unmutated code. What it found is in docs/mutation.md.
"""

import argparse
import os
import shutil
import subprocess
import sys
from collections import Counter
from pathlib import Path
from tempfile import gettempdir

ROOT = Path(__file__).resolve().parent.parent
PACKAGES = ["alerts", "cli", "config", "connectors", "daemon", "models", "sync"]
TESTS = {
    "sync/events.py": ["tests/sync/test_events.py", "tests/sync/test_mutants_events.py"],
    "sync/speaking.py": ["tests/sync/test_speaking.py", "tests/sync/test_mutants_speaking.py"],
    "alerts/levels.py": ["tests/alerts/test_levels.py", "tests/alerts/test_mutants_levels.py"],
    "sync/match.py": [
        "tests/sync/test_mutants_match.py",
        "tests/sync/test_mutants_match_aside.py",
    ],
    "sync/worlds.py": ["tests/sync/test_worlds.py", "tests/sync/test_mutants_worlds.py"],
    "sync/proposing.py": ["tests/sync/test_proposing.py"],
    "sync/when.py": ["tests/sync/test_mutants_when.py"],
    "sync/hours.py": ["tests/sync/test_mutants_hours.py"],
    "sync/caps.py": ["tests/sync/test_exam_caps.py", "tests/sync/test_mutants_caps.py"],
    "sync/guards.py": ["tests/sync/test_mutants_guards.py"],
} | {
    f"sync/reading/{name}.py": [f"tests/sync/reading/test_{name}.py",
                                f"tests/sync/reading/test_mutants_{name}.py"]
    for name in ("hours", "dates", "nip", "results", "names", "numbers")
} | {
    f"connectors/tabular/{name}.py": [f"tests/connectors/tabular/test_mutants_{name}.py",
                                      "tests/connectors/tabular/test_headings.py",
                                      "tests/connectors/tabular/test_table.py"]
    for name in ("mapping", "finder", "layout", "judge")
}  # fmt: skip
PROFILE = """

from hypothesis import settings as _settings
_settings.register_profile(
    "mutants", max_examples=25, derandomize=True, deadline=None, database=None)
_settings.load_profile("mutants")
"""
SHOW = """
import sys
from mutmut.__main__ import show
for name in sys.argv[1:]:
    show.callback(name)
"""
SETTINGS = """
[tool.mutmut]
source_paths = {packages}
only_mutate = ["{module}"]
also_copy = []
pytest_add_cli_args = ["-p", "no:randomly", "-n", "0", "-x"]
pytest_add_cli_args_test_selection = {tests}
process_isolation = "{isolation}"
"""


def main() -> int:
    """Run what is asked for; print the counts and the diff of each survivor."""
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("modules", nargs="*", help=f"of {', '.join(TESTS)}; default: all")
    asked.add_argument("--work", type=Path, default=Path(gettempdir()) / "jampel-mutants")
    told = asked.parse_args()
    if unknown := [m for m in told.modules if m not in TESTS]:
        asked.error(f"no such module: {', '.join(unknown)}")
    survived = 0
    for module in told.modules or TESTS:
        survived += _mutate(module, told.work / module.replace("/", "-").removesuffix(".py"))
    return 1 if survived else 0


def _mutate(module: str, work: Path) -> int:
    _copy(work)
    tests = [t for t in TESTS[module] if (work / t).exists()]
    # polars' threads do not live on in a forked process: every mutant would seem to hang. A filled
    # cache does live on: every mutant behind it would seem to survive.
    source = "".join((work / path).read_text(encoding="utf-8") for path in [module, *tests])
    isolation = "forkserver" if "import polars" in source or "cache" in source else "fork"
    settings = SETTINGS.format(packages=PACKAGES, module=module, tests=tests, isolation=isolation)
    project = work / "pyproject.toml"
    project.write_text(project.read_text(encoding="utf-8") + settings, encoding="utf-8")
    with (work / "tests/conftest.py").open("a", encoding="utf-8") as conftest:
        conftest.write(PROFILE)
    _run(work, "uv", "sync", "--no-install-project", "--quiet")
    mutmut = str(work / ".venv/bin/mutmut")
    with (work / "mutmut.log").open("w", encoding="utf-8") as log:
        subprocess.run([mutmut, "run", "--max-children", "1"], cwd=work, env=_environment(),
                       stdout=log, stderr=log, check=False)  # fmt: skip
    told = [line.strip().rpartition(": ")[::2]
            for line in _run(work, mutmut, "results", "--all", "true").splitlines()]  # fmt: skip
    counts = Counter(status for name, status in told if name)
    print(f"{module}: {sum(counts.values())} mutants, {dict(counts)}", flush=True)
    if not counts:
        print((work / "mutmut.log").read_text(encoding="utf-8")[-3000:])
        return 1
    left = [name for name, status in told if name and status not in {"killed", "timeout"}]
    if left:
        print(_run(work, str(work / ".venv/bin/python"), "-c", SHOW, *left), flush=True)
    return len(left)


def _copy(work: Path) -> None:
    """Copy what git knows, and what is new and not ignored; the environment is kept."""
    work.mkdir(parents=True, exist_ok=True)
    for old in work.iterdir():
        if old.name == ".venv":
            continue
        if old.is_dir():
            shutil.rmtree(old)
        else:
            old.unlink()
    names = _run(ROOT, "git", "ls-files", "-z", "--cached", "--others", "--exclude-standard")
    for name in filter(None, names.split("\0")):
        if (ROOT / name).is_file():
            (work / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(ROOT / name, work / name)


def _environment() -> dict[str, str]:
    kept = {
        k: v for k, v in os.environ.items() if k not in {"VIRTUAL_ENV", "UV_PROJECT_ENVIRONMENT"}
    }
    return kept | {"PYTHONPATH": "."}


def _run(folder: Path, *command: str) -> str:
    ran = subprocess.run(
        command, cwd=folder, env=_environment(), capture_output=True, text=True, check=True
    )
    return ran.stdout


if __name__ == "__main__":
    sys.exit(main())
