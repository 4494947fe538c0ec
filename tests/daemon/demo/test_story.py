"""The demo from its seed to its sums: what jampel counts is what the invention says is true."""

from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from alerts.levels import Level
from daemon.demo.story import DemoFolderError, play_once, play_year, set_stage
from daemon.sources import engine_of
from daemon.wiring import open_workshop
from models.totals import totals
from models.values import from_hundredths
from sync.replay import verify

DAY = date(2026, 10, 31)


def test_what_is_counted_is_what_is_true(tmp_path: Path) -> None:
    stage = set_stage(tmp_path / "demo", year=2026, employees=600)
    truth = stage.regency.truth(DAY)

    summary = play_once(stage, DAY, seen=lambda _page: None)

    with open_workshop(stage.config, {}) as workshop, workshop.store.read() as connection:
        found = {t.nip: from_hundredths(t.jp) for t in totals(connection, year=2026, as_of=DAY)}
    wrong = {
        nip: (jp, found.get(nip))
        for nip, jp in truth.totals.items()
        if nip in found and nip not in truth.uncertain and found[nip] != Decimal(jp)
    }
    assert len(found) > 550
    assert wrong == {}
    assert {str(r.outcome) for r in summary.results} == {"ok"}
    assert sum(summary.levels.values()) == summary.employees
    assert summary.levels[Level.MET] > 0


def test_a_replay_of_the_demo_agrees(tmp_path: Path) -> None:
    stage = set_stage(tmp_path / "demo", year=2026, employees=200)
    play_once(stage, DAY, seen=lambda _page: None)

    with open_workshop(stage.config, {}) as workshop:
        assert verify(engine_of(workshop)).agrees


def test_a_year_of_months_ends_with_the_sums_of_one_round(tmp_path: Path) -> None:
    slow = set_stage(tmp_path / "slow", year=2025, employees=150)
    months = list(play_year(slow))
    fast = set_stage(tmp_path / "fast", year=2025, employees=150)
    play_once(fast, date(2025, 12, 31), seen=lambda _page: None)

    def sums(folder: Path) -> dict[str, int]:
        with (
            open_workshop(folder / "jampel.toml", {}) as workshop,
            workshop.store.read() as connection,
        ):
            found = totals(connection, year=2025, as_of=date(2025, 12, 31))
        return {t.nip: t.jp for t in found}

    assert [s.on.month for s in months] == list(range(1, 13))
    assert sums(slow.folder) == sums(fast.folder)


def test_a_folder_that_is_not_a_demo_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "laporan.xlsx").write_text("bukan demo")

    with pytest.raises(DemoFolderError):
        set_stage(tmp_path, year=2026, employees=100)

    assert (tmp_path / "laporan.xlsx").read_text() == "bukan demo"
