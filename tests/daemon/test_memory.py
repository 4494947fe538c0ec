"""A daemon that lives for years is no larger than its work of the moment."""

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent.parent
MOST_MIB = 30
"""Of the 100 that it holds meanwhile, and would keep."""


@pytest.mark.parametrize("what", ["peak", "reading"])
def test_what_was_needed_for_a_while_is_given_back(what: str, tmp_path: Path) -> None:
    child = [sys.executable, "-m", "tests.daemon.memory_child", what, str(tmp_path)]

    told = subprocess.run(child, cwd=ROOT, text=True, capture_output=True, check=False)

    assert told.returncode == 0, told.stderr
    assert int(told.stdout) < MOST_MIB
