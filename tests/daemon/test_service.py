"""What a tick does, by a clock of the test's own, on both databases."""

import asyncio
import os
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from structlog.testing import capture_logs

from daemon import process
from daemon.claims import MOST_CUT_SHORT, claim
from daemon.service import Daemon
from daemon.wiring import Workshop, open_workshop
from models.runs import Run, finish_run, get_fact, get_run, list_runs, open_run, set_fact, set_state
from models.values import JAKARTA, Outcome
from tests.daemon.homes import drop, make_home, outcomes, source_of

NOON = datetime(2026, 11, 24, 5, 0, tzinfo=UTC)
HOURLY = "0 * * * *"


@dataclass(slots=True)
class Home:
    """A workshop whose clock the test sets."""

    folder: Path
    now: datetime = NOON
    opened: list[Workshop] = field(default_factory=list)
    runner: "asyncio.Runner" = field(default_factory=asyncio.Runner)

    @property
    def workshop(self) -> Workshop:
        return self.opened[0]

    def tick(self, *, times: int = 1, daemon: Daemon | None = None) -> list[Run]:
        """Tick, and return the runs that this brought."""
        before = len(self.runs())
        mine = daemon or Daemon(self.workshop)

        async def live() -> None:
            for _ in range(times):
                await mine.tick()

        self.runner.run(live())
        return self.runs()[before:]

    def runs(self) -> list[Run]:
        with self.workshop.store.read() as connection:
            return list_runs(connection)[::-1]

    def cut_short(self, source: str = "lan-ri") -> None:
        """Put a run that ended in the middle."""
        store = self.workshop.store
        run_id = open_run(store, source, trigger="schedule", owner=process.owner(), now=self.now)
        with store.write() as connection:
            finish_run(connection, run_id, Outcome.INTERRUPTED, now=self.now)


@pytest.fixture
def home(tmp_path: Path, store_url: str) -> Iterator[Home]:
    folder = tmp_path / "home"
    folder.mkdir()
    sources = source_of("lan-ri", schedule=HOURLY) + source_of("banten-ceria", schedule=HOURLY)
    config = make_home(folder, sources, url=store_url)
    drop(folder)
    made = Home(folder)
    with open_workshop(config, {}, clock=lambda: made.now) as workshop:
        made.opened.append(workshop)
        with made.runner:
            yield made


def sources(runs: list[Run]) -> list[str]:
    return [run.source for run in runs]


def test_the_roster_comes_first_and_everything_due_follows_once(home: Home) -> None:
    first = home.tick(times=3)

    assert sources(first)[0] == "roster"
    assert sorted(sources(first)) == ["banten-ceria", "lan-ri", "roster"]
    assert [r.detail for r in first if r.outcome is not Outcome.OK] == []
    assert outcomes(first) == ["ok"] * 3
    assert {run.trigger for run in first} == {"schedule"}


def test_three_missed_days_bring_one_run_of_each(home: Home) -> None:
    home.tick()

    home.now += timedelta(days=3, minutes=20)

    assert sorted(sources(home.tick(times=2))) == ["banten-ceria", "lan-ri", "roster"]


def test_nothing_runs_before_its_time_nor_after_the_clock_was_set_back(home: Home) -> None:
    home.tick()

    for minutes in (59, -60):
        home.now = NOON + timedelta(minutes=minutes)
        assert home.tick() == []


def test_times_of_a_wrong_clock_far_ahead_silence_no_source(home: Home) -> None:
    home.now = NOON + timedelta(days=900)
    home.tick()

    home.now = NOON

    assert "lan-ri" in sources(home.tick())


def test_only_the_source_asked_for_runs(home: Home) -> None:
    daemon = Daemon(home.workshop)

    asyncio.run(daemon.on_time("lan-ri"))

    assert sources(home.runs()) == ["roster", "lan-ri"]


def test_a_paused_source_is_skipped_and_told_once(home: Home) -> None:
    with home.workshop.store.write() as connection:
        set_state(connection, "lan-ri", paused_at=NOON, pause_reason="by hand")

    with capture_logs() as told:
        runs = home.tick(times=3)

    assert "lan-ri" not in sources(runs)
    assert [e["source"] for e in told if e["event"] == "source_paused"] == ["lan-ri"]


def test_a_resumed_source_catches_up(home: Home) -> None:
    daemon = Daemon(home.workshop)
    with home.workshop.store.write() as connection:
        set_state(connection, "lan-ri", paused_at=NOON, pause_reason="by hand")
    home.tick(daemon=daemon)
    with home.workshop.store.write() as connection:
        set_state(connection, "lan-ri", paused_at=None, pause_reason=None)

    assert "lan-ri" in sources(home.tick(daemon=daemon))


def test_an_error_in_one_job_ends_nothing_else_and_tells_no_person(home: Home) -> None:
    with home.workshop.store.write() as connection:
        if not home.workshop.store.is_sqlite:
            pytest.skip("the trigger that breaks one source is written for SQLite")
        connection.exec_driver_sql(
            "CREATE TRIGGER broken BEFORE UPDATE ON run WHEN NEW.source = 'banten-ceria' "
            "BEGIN SELECT RAISE(ABORT, 'Siti Rahayu 198501012010011002'); END"
        )

    with capture_logs() as told:
        runs = home.tick(times=2)

    assert [r.source for r in runs if r.outcome is Outcome.OK] == ["roster", "lan-ri"]
    failed = [e for e in told if e["event"] == "job_failed"]
    assert [(e["source"], e["error"]) for e in failed] == [
        ("banten-ceria", "IntegrityError"),
        ("orphans", "IntegrityError"),
    ]
    assert "Siti" not in str(failed)


def test_who_is_at_risk_is_evaluated_with_news_and_on_every_new_day(home: Home) -> None:
    daemon = Daemon(home.workshop)

    def evaluated(now: datetime) -> bool:
        home.now = now
        with capture_logs() as told:
            home.tick(daemon=daemon)
        return "alerts_evaluated" in [event["event"] for event in told]

    midnight = datetime(2026, 11, 25, tzinfo=JAKARTA)
    assert evaluated(NOON)
    assert not evaluated(NOON + timedelta(minutes=5))
    assert not evaluated(midnight + timedelta(minutes=9))
    assert evaluated(midnight + timedelta(minutes=10))
    assert not evaluated(midnight + timedelta(minutes=11))


def test_a_run_that_was_cut_short_is_done_again_but_not_for_ever(home: Home) -> None:
    home.tick()
    home.now += timedelta(hours=1)
    for _ in range(MOST_CUT_SHORT - 1):
        home.cut_short()
    assert "lan-ri" in sources(home.tick())

    home.now += timedelta(hours=1)
    for _ in range(MOST_CUT_SHORT):
        home.cut_short()
    assert "lan-ri" not in sources(home.tick())


def test_a_run_of_another_process_is_not_doubled_but_an_orphan_is_closed(home: Home) -> None:
    for owner, expected in ((process.owner(), []), (f"{process.owner()}0", ["lan-ri"])):
        run_id = open_run(home.workshop.store, "lan-ri", trigger="sync", owner=owner, now=home.now)
        assert [s for s in sources(home.tick()) if s == "lan-ri"] == expected
        with home.workshop.store.write() as connection:
            finish_run(connection, run_id, Outcome.INTERRUPTED, now=home.now)


def test_a_run_that_could_not_be_ended_is_closed_and_done_again(home: Home) -> None:
    """The store was away when it ended: its process lives, but nobody is at it."""
    run_id = open_run(
        home.workshop.store, "lan-ri", trigger="schedule", owner=process.owner(), now=home.now
    )

    assert [s for s in sources(home.tick()) if s == "lan-ri"] == ["lan-ri"]
    with home.workshop.store.read() as connection:
        run = get_run(connection, run_id)
    assert run is not None
    assert run.outcome is Outcome.INTERRUPTED


def test_what_was_missed_is_told_with_when_it_was_due(home: Home) -> None:
    home.tick()
    home.now = NOON + timedelta(days=3, minutes=2)

    with capture_logs() as told:
        home.tick()

    due_at = {e["source"]: e["due_at"] for e in told if e["event"] == "schedule_late"}
    assert set(due_at) == {"lan-ri", "banten-ceria"}
    assert datetime.fromisoformat(due_at["lan-ri"]) == NOON + timedelta(hours=1)


def test_a_turn_is_taken_once_while_its_owner_lives(home: Home) -> None:
    store = home.workshop.store
    with store.write() as connection:
        set_fact(connection, "claimed:lan-ri", f"{NOON.isoformat()} {process.owner()}")

    def taken(by: str, after: timedelta = timedelta()) -> bool:
        return claim(store, "lan-ri", HOURLY, now=NOON + after, zone=JAKARTA, owner=by)

    assert not taken("another 1 1")
    assert taken(process.owner())
    assert taken("another 1 1", timedelta(hours=1))
    with store.read() as connection:
        assert str(get_fact(connection, "claimed:lan-ri")).endswith("another 1 1")


def test_after_a_stop_nothing_begins(home: Home) -> None:
    daemon = Daemon(home.workshop)
    daemon.stop()

    assert home.tick(daemon=daemon) == []


def test_a_source_that_is_done_is_not_busy_while_a_slow_one_goes_on(home: Home) -> None:
    slow_file = home.folder / "inbox/slow.csv"
    slow_file.touch()
    later = time.time() + 3600  # so that its rest is counted from when it is first seen
    os.utime(slow_file, (later, later))
    slow = source_of("slow", settle=2).replace("inbox/*", "inbox/slow.csv") + "priority = 90\n"
    config = home.folder / "jampel.toml"
    config.write_text(config.read_text() + slow)

    async def live(daemon: Daemon) -> list[str]:
        ticking = daemon.spawn(daemon.tick())
        while "lan-ri" not in daemon.busy:  # noqa: ASYNC110 - it tells of no event
            await asyncio.sleep(0.01)
        while "lan-ri" in daemon.busy:  # noqa: ASYNC110
            await asyncio.sleep(0.01)
        busy = daemon.busy
        await ticking
        return busy

    with open_workshop(config, {}, clock=lambda: home.now) as workshop:
        assert "slow" in home.runner.run(live(Daemon(workshop)))
