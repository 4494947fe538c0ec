"""First sync against a pandas script of the same job, whole processes in turn.

Prints medians of wall time and of CPU time, and two ratios: first sync to pandas (at most 1 is
wanted) and first sync to the same files again (at least 5 is wanted).
"""

import argparse
import os
import resource
import subprocess
import sys
import time
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from typing import NamedTuple

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from bench import invent

HERE = Path(__file__).parent
VENV = HERE / ".venv"
CONFIG = """\
[store]
url = "sqlite:///jampel.db"
[roster]
path = "roster.csv"
[sources.lan]
connector = "files"
path = "export.csv"
"""
KEEPS_BYTE_CODE = {k: v for k, v in os.environ.items() if k != "PYTHONDONTWRITEBYTECODE"}
"""A user's Python keeps the modules that it has compiled; a container for tests may not."""
OLD = 60
"""Seconds by which the files are made older, so that nothing waits for them to settle."""


class Cost(NamedTuple):
    """What one process took, in seconds."""

    wall: float
    cpu: float


def main() -> None:
    """Invent, run in turn, print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--employees", type=int, default=12_000)
    parser.add_argument("--rows", type=int, default=60_000)
    parser.add_argument("--times", type=int, default=5)
    asked = parser.parse_args()
    python = _pandas_python()
    jampel = Path(sys.executable).with_name("jampel")
    costs: dict[str, list[Cost]] = {"first": [], "again": [], "pandas": []}
    with TemporaryDirectory() as name:
        folder = Path(name)
        _prepare(folder, asked.employees, asked.rows)
        for _ in range(asked.times):
            for old in (*folder.glob("*.db"), *folder.glob("*.db-*")):
                old.unlink()
            costs["first"].append(_run(folder, jampel, "sync"))
            costs["again"].append(_run(folder, jampel, "sync"))
            costs["pandas"].append(_run(folder, python, HERE / "pandas_script.py", folder))
    _tell(costs)


def _prepare(folder: Path, employees: int, rows: int) -> None:
    invent.write(folder, employees=employees, lines=rows)
    (folder / "jampel.toml").write_text(CONFIG)
    for path in folder.iterdir():
        os.utime(path, (time.time() - OLD,) * 2)


def _pandas_python() -> Path:
    """Return a Python that has what the script needs, made once beside this file."""
    python = VENV / "bin" / "python"
    if not python.exists():
        subprocess.run(["uv", "venv", "--quiet", VENV], check=True)
        subprocess.run(["uv", "pip", "install", "--quiet", "--compile-bytecode", "--python", python,
                        "-r", HERE / "requirements.txt"], check=True)  # fmt: skip
    return python


def _run(folder: Path, *command: str | Path) -> Cost:
    before, begun = resource.getrusage(resource.RUSAGE_CHILDREN), time.perf_counter()
    subprocess.run(command, cwd=folder, env=KEEPS_BYTE_CODE, check=True, stdout=subprocess.DEVNULL)
    wall, after = time.perf_counter() - begun, resource.getrusage(resource.RUSAGE_CHILDREN)
    cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return Cost(wall, cpu)


def _tell(costs: dict[str, list[Cost]]) -> None:
    wall = {name: median(c.wall for c in found) for name, found in costs.items()}
    cpu = {name: median(c.cpu for c in found) for name, found in costs.items()}
    for name in costs:
        print(f"{name:7} wall {wall[name]:6.2f} s   cpu {cpu[name]:6.2f} s")
    print(f"first / pandas: {wall['first'] / wall['pandas']:.2f} (wanted: at most 1)")
    print(f"first / again:  {wall['first'] / wall['again']:.2f} (wanted: at least 5)")


if __name__ == "__main__":
    main()
