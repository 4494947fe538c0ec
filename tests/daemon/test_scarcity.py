"""What the daemon does when the machine has no files, no room or no word left to give."""

import re
import resource
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from models.store import open_store
from models.totals import totals
from tests.daemon.homes import PEOPLE, drop, make_home, outcomes, runs_in, source_of
from tests.daemon.test_daemon_process import HURRIED, Running, started, until
from tests.daemon.test_store_away import answer

LONG = 90
LAST_DAY = date(2026, 12, 31)


def ok_runs(folder: Path) -> int:
    return sum(run.outcome == "ok" for run in runs_in(folder, "lan-ri"))


def struck_by_run(daemon: Running) -> bool:
    return "unavailable" in outcomes(runs_in(daemon.log.parent))


def failed_by_metrics(daemon: Running) -> bool:
    """Its log has no room either, so it is asked."""
    status, text = answer(daemon, "/metrics")
    failed = re.search(r'jampel_jobs_total\{job="service_alerts",outcome="failed"\} [1-9]', text)
    return status == 200 and failed is not None


@pytest.mark.parametrize(
    ("limit", "least", "struck"),
    [(resource.RLIMIT_NOFILE, 3, struck_by_run), (resource.RLIMIT_FSIZE, 1, failed_by_metrics)],
    ids=["no files", "no room"],
)
def test_what_is_lacking_is_waited_for(
    tmp_path: Path, limit: int, least: int, struck: Callable[[Running], bool]
) -> None:
    config = make_home(tmp_path, source_of("lan-ri", schedule="0 * * * *"))
    drop(tmp_path)
    with started(config, driver=HURRIED) as daemon:
        until(lambda: ok_runs(tmp_path), LONG)
        pid = daemon.process.pid
        before = resource.prlimit(pid, limit)
        resource.prlimit(pid, limit, (least, before[1]))
        until(lambda: struck(daemon), LONG)
        drop(tmp_path, "lagi.csv", "Keamanan Informasi")
        resource.prlimit(pid, limit, before)
        well = ok_runs(tmp_path)
        until(lambda: ok_runs(tmp_path) > well + 1, LONG)
        assert answer(daemon, "/readyz") == (200, "ok\n")
        code, _ = daemon.end()

    assert code == 0
    store = open_store("sqlite:///jampel.db", base_dir=tmp_path)
    with store.read() as connection:
        year = 2026
        found = [t.jp for t in totals(connection, year=year, as_of=LAST_DAY)]
    store.close()
    assert found == [2000] * len(PEOPLE)
    assert "failed" not in outcomes(runs_in(tmp_path)), "what is lacking is no bug of the program"
