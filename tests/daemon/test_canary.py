"""Marked people and secrets go through a daemon; its log and its numbers know none of them."""

import json
from pathlib import Path

from tests.builders import nip_of
from tests.daemon.homes import make_home, outcomes, runs_in, source_of
from tests.daemon.test_daemon_process import HURRIED, started, until
from tests.daemon.test_store_away import answer

NAME = "Zubaedah Quraniyah"
UNKNOWN = nip_of(77)
NIK = "3604011501850001"
PING = "http://127.0.0.1:9/token-kenari-9f8e7d"
ROWS = (
    f"{nip_of(1)},Siti Rahayu Permanasari,Webinar {NAME},12/03/2026,13/03/2026,10",
    f"{nip_of(2)},Asep Kurniawan Sadikin,Webinar {NAME},99/99/2026,{NAME},{NIK}",
    f"{UNKNOWN},{NAME},Pelayanan Publik,12/03/2026,13/03/2026,10",
    f",{NAME},Pelayanan Publik,12/03/2026,13/03/2026,10",
    f'"{NAME},rusak',
)
MARKS = (
    *NAME.split(),
    "Permanasari",
    "Sadikin",
    nip_of(1),
    nip_of(2),
    UNKNOWN,
    NIK,
    PING,
    "kenari",
)


def prepare(folder: Path) -> Path:
    config = make_home(folder, source_of("lan-ri", schedule="0 * * * *"))
    config.write_text(config.read_text() + f'[watch]\nping = "{PING}"\n')
    heading = "NIP,Nama,Nama Pelatihan,Tanggal Mulai,Tanggal Selesai,JP"
    file = folder / f"inbox/{nip_of(1)} {NAME}.csv"
    file.write_text("\n".join([heading, *ROWS, ""]))
    (folder / f"inbox/{NAME}.xlsx").write_bytes(b"PK\x03\x04" + NAME.encode())
    return config


def test_no_person_and_no_secret_is_in_the_log_or_in_the_numbers(tmp_path: Path) -> None:
    config = prepare(tmp_path)
    with started(config, driver=HURRIED) as daemon:
        daemon.wait_for("ping_failed")
        until(lambda: len(runs_in(tmp_path, "lan-ri")) >= 3, 60)
        numbers = answer(daemon, "/metrics")[1]
        daemon.end()
        text = daemon.log.read_text()

    told = [json.loads(line) for line in text.splitlines()]
    finished = [event for event in told if event["event"] == "run_finished"]
    assert len(finished) >= 3
    assert all(isinstance(event["run_id"], int) for event in finished)
    assert 'category="quarantined",source="lan-ri"' in numbers
    assert [mark for mark in MARKS if mark in text or mark in numbers] == []
    assert outcomes(runs_in(tmp_path, "lan-ri"))
