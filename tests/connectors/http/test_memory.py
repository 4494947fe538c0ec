"""What a bomb costs: a body is measured while it is unpacked, not afterwards."""

import subprocess
import sys

import pytest

from connectors.testing import wire_faults as faults
from connectors.testing.wire import Wire, wire_server
from tests.postgres import ROOT

BOMB_MEGABYTES = 300
LIMIT_BYTES = 20_000_000
MOST_MEGABYTES = 100
"""Python, httpx and TLS take some sixty of them before anything is asked."""

FETCH = """
import asyncio, sys
from connectors.errors import SourceChangedError
from connectors.http.client import HttpClient
from connectors.http.settings import HttpSettings

async def fetch():
    settings = HttpSettings(sys.argv[1], private_network=True, max_decoded_bytes=int(sys.argv[2]),
                            max_raw_bytes=int(sys.argv[2]), max_ratio=10_000)
    async with HttpClient(settings) as client:
        try:
            await client.get("/x")
        except SourceChangedError:
            print("refused")

asyncio.run(fetch())
peak = next(line for line in open("/proc/self/status") if line.startswith("VmHWM"))
print(int(peak.split()[1]) // 1024)
"""


def fetched(wire: Wire) -> tuple[str, int]:
    """Fetch in a process of its own; returns what became of it and the most memory it had."""
    done = subprocess.run(
        [sys.executable, "-c", FETCH, wire.url, str(LIMIT_BYTES)], cwd=ROOT,
        env={"PYTHONPATH": str(ROOT)}, check=True, capture_output=True, text=True,
    )  # fmt: skip
    said, megabytes = done.stdout.split()
    return said, int(megabytes)


@pytest.mark.parametrize("kind", ["packed", "as it is"])
def test_a_bomb_costs_little_memory(kind: str) -> None:
    large = faults.sound(b"x" * BOMB_MEGABYTES * 1_000_000)
    with wire_server() as wire:
        wire.answer("/x", faults.bomb(BOMB_MEGABYTES) if kind == "packed" else large)

        said, megabytes = fetched(wire)

    assert said == "refused"
    assert megabytes < MOST_MEGABYTES
