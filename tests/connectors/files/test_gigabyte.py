"""A text file of a gigabyte, half of it in the short run, passes in parts and in little memory."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.postgres import ROOT

LONG = os.environ.get("JAMPEL_LONG") == "1"
MEGABYTES = 1_024 if LONG else 512
MOST_MEGABYTES = 350
"""Python and a few parts of 16 MB: it had 244 with half of the file and with all of it."""

FETCH = """
import sys
from pathlib import Path
import anyio
from connectors.contract import Kind
from connectors.files.connector import build

async def fetch():
    options, here = {"path": "*.csv", "settle": 0}, Path(sys.argv[1])
    connector = build(options, base_dir=here, kind=Kind.TRAINING)
    parts = size = 0
    async for page in connector.fetch(None):
        parts, size = parts + 1, size + len(page.body)
    return parts, size, page.final

print(*anyio.run(fetch))
peak = next(line for line in open("/proc/self/status") if line.startswith("VmHWM"))
print(int(peak.split()[1]) // 1024)
"""


def write_large(file: Path, megabytes: int) -> int:
    """Write an export with so many lines; returns its size."""
    line = f"198501012010012001;Siti Rahayu;{'Pelayanan Publik ' * 50};3 November 2026;20\n"
    lines = (line * (1_000_000 // len(line))).encode()
    with file.open("wb") as out:
        out.write(b"NIP;Nama;Nama Pelatihan;Tanggal;JP\n")
        for _ in range(megabytes):
            out.write(lines)
    return file.stat().st_size


@pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="memory is told by Linux")
def test_a_large_file_costs_the_memory_of_a_few_parts(tmp_path: Path) -> None:
    size = write_large(tmp_path / "besar.csv", MEGABYTES)
    done = subprocess.run(
        [sys.executable, "-c", FETCH, str(tmp_path)], cwd=ROOT, env={"PYTHONPATH": str(ROOT)},
        check=True, capture_output=True, text=True,
    )  # fmt: skip
    parts, read, final, peak = done.stdout.split()

    assert int(parts) > MEGABYTES // 20
    assert int(read) >= size, "nothing is left out; each part may repeat the heading"
    assert final == "True"
    assert int(peak) < MOST_MEGABYTES
