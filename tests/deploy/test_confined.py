"""What the unit forbids is nothing that jampel needs: no new rights, no memory written and run."""

import ctypes
import os
import subprocess
import sys
from pathlib import Path

import pytest
import xlsxwriter

from tests.daemon.homes import PEOPLE, make_home, outcomes, runs_in
from tests.deploy.units import unit

NO_NEW_RIGHTS, NO_WRITTEN_CODE = 38, 65
CONFINED = f"""
import ctypes, os, sys
ask = ctypes.CDLL(None).prctl
assert ask({NO_NEW_RIGHTS}, 1, 0, 0, 0) == 0 and ask({NO_WRITTEN_CODE}, 1, 0, 0, 0) == 0
os.umask(0o077)
os.execv(sys.argv[1], sys.argv[1:])
"""


def test_a_workbook_is_fetched_and_counted_where_the_unit_shuts_in(tmp_path: Path) -> None:
    if ctypes.CDLL(None).prctl(NO_WRITTEN_CODE + 1, 0, 0, 0, 0) < 0:
        pytest.skip("this kernel cannot forbid memory that is written and run")
    config = make_home(tmp_path)
    with xlsxwriter.Workbook(tmp_path / "inbox/rekap.xlsx") as book:
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, ["NIP", "Nama", "Nama Pelatihan", "Tanggal Selesai", "JP"])
        for line, (nip, name) in enumerate(PEOPLE, start=1):
            sheet.write_row(line, 0, [nip, name, "Pelayanan Publik", "13/03/2026", "10"])
    jampel = Path(sys.executable).with_name("jampel")
    told = [one for line in unit("jampel.service")["Environment"] for one in line.split()]
    env = {**os.environ, **dict(one.split("=", 1) for one in told)}

    done = subprocess.run(
        [sys.executable, "-c", CONFINED, jampel, "--config", config, "sync"],
        cwd=tmp_path, env=env, capture_output=True, text=True, check=False,
    )  # fmt: skip

    assert done.returncode == 0, done.stdout + done.stderr
    assert "2 dihitung" in done.stdout
    assert outcomes(runs_in(tmp_path)) == ["ok", "ok"]
    assert (tmp_path / "jampel.db").stat().st_mode & 0o077 == 0
