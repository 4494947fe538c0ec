"""The units of systemd, read."""

from collections import defaultdict
from pathlib import Path

DEPLOY = Path(__file__).parents[2] / "deploy"


def unit(name: str) -> dict[str, list[str]]:
    """Each directive of a unit and its values, in their order."""
    found: dict[str, list[str]] = defaultdict(list)
    for line in (DEPLOY / name).read_text("utf-8").splitlines():
        key, is_one, value = line.partition("=")
        if is_one and not line.startswith("#"):
            found[key].append(value)
    return found
