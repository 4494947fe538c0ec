"""The demo from its seed to its sums: what jampel counts is what the invention says is true."""

from datetime import date, datetime, time
from decimal import Decimal
from pathlib import Path

import pytest

from alerts.levels import Level
from daemon.demo.stage import DemoFolderError, set_stage
from daemon.demo.story import play_once
from daemon.sources import engine_of
from daemon.wiring import open_workshop
from models.totals import totals
from models.values import JAKARTA, from_hundredths
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


def test_the_digests_of_the_month_arrive_once(tmp_path: Path) -> None:
    stage = set_stage(tmp_path / "demo", year=2026, employees=150)

    evening = datetime.combine(DAY, time(18), JAKARTA)
    ledger = play_once(stage, DAY, seen=lambda _page: None, clock=lambda: evening).ledger

    assert ledger is not None
    assert ledger.is_whole
    assert ledger.rows == 59
    letters = [path.stem for path in (stage.letters / "2026-11").iterdir()]
    assert len(letters) == ledger.ends["accepted", None] > 0
    assert "dinas-kesehatan" in letters
    assert "kecamatan-tanara" not in letters


def test_a_folder_that_is_not_a_demo_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "laporan.xlsx").write_text("bukan demo")

    with pytest.raises(DemoFolderError):
        set_stage(tmp_path, year=2026, employees=100)

    assert (tmp_path / "laporan.xlsx").read_text() == "bukan demo"


def test_the_folder_that_one_stands_in_may_be_the_stage(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)

    stage = set_stage(Path(), year=2026, employees=150)

    assert stage.config.is_file()
