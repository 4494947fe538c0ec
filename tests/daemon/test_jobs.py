"""Jobs by the clock: each due one is done once, by one daemon, and again where it was cut short."""

import asyncio
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from structlog.testing import capture_logs

from config.rules import load_rules
from config.settings import Settings
from daemon import process
from daemon.chores import Chores
from daemon.claims import CLOCK_SLACK, SILENT
from daemon.jobs import LONG_GONE, Job, Turn, jobs_of, keep_house
from daemon.metrics import Metrics
from daemon.wiring import Workshop
from models.beats import beating, database_time, silent_for, write_beat
from models.runs import get_fact, set_fact
from models.store import Store
from models.values import JAKARTA

NOON = datetime(2026, 11, 24, 5, 0, tzinfo=UTC)
DAILY = "0 7 * * *"
SEVEN = datetime(2026, 11, 25, 7, 0, tzinfo=JAKARTA)


@dataclass(slots=True)
class House:
    """Jobs whose clock the test sets, and what was done."""

    store: Store
    base_dir: Path
    now: datetime = NOON
    done: list[tuple[str, datetime]] = field(default_factory=list)
    broken: bool = False

    def job(self, turn: Turn) -> None:
        if self.broken:
            raise RuntimeError("198501012010011002 is in this message")
        self.done.append(("digest", turn.now))

    def chores(self, *, owner: str | None = None, job: Job | None = None) -> Chores:
        workshop = Workshop(
            Settings(base_dir=self.base_dir), load_rules(None), self.store, lambda: self.now
        )
        mine = job or Job("digest", DAILY, self.job, touches="nothing")
        return Chores(workshop, [mine], zone=JAKARTA, owner=owner or process.owner(),
                      stop=lambda: False, in_thread=in_thread,
                      ended=Metrics(()).job_ended)  # fmt: skip

    def tick(self, chores: Chores, now: datetime, *, rest: bool = True) -> list[datetime]:
        """Tick at a time, and return the times of what was done."""
        self.now = now
        self.done.clear()
        asyncio.run(chores.tick(sources_rest=rest))
        return [when for _, when in self.done]


async def in_thread(_subject: str, work: Callable[[], bool | None]) -> bool | None:
    try:
        return await asyncio.to_thread(work)
    except RuntimeError:
        return None


@pytest.fixture
def house(store: Store, tmp_path: Path) -> House:
    return House(store, tmp_path)


def test_a_new_job_waits_for_its_first_time_and_is_done_once(house: House) -> None:
    chores = house.chores()

    assert house.tick(chores, NOON) == []
    assert house.tick(chores, SEVEN - timedelta(seconds=1)) == []
    assert house.tick(chores, SEVEN) == [SEVEN]
    assert house.tick(chores, SEVEN) == []
    assert house.tick(house.chores(), SEVEN + timedelta(hours=1)) == []


def test_one_that_is_wanted_at_once_is_done_at_the_first_start(house: House) -> None:
    job = Job("digest", DAILY, house.job, touches="nothing", at_once=True)

    assert house.tick(house.chores(job=job), NOON) == [NOON]
    assert house.tick(house.chores(job=job), NOON + timedelta(hours=1)) == []


def test_many_missed_times_are_one_and_told(house: House) -> None:
    chores = house.chores()
    house.tick(chores, NOON)
    monday = SEVEN + timedelta(days=5, hours=2)

    with capture_logs() as told:
        assert house.tick(chores, monday) == [monday]
        assert house.tick(chores, monday + timedelta(minutes=1)) == []

    late = [event for event in told if event["event"] == "job_late"]
    assert [(e["job"], datetime.fromisoformat(e["due_at"])) for e in late] == [("digest", SEVEN)]


def test_what_failed_is_done_again_but_not_at_once(house: House) -> None:
    chores = house.chores()
    house.tick(chores, NOON)
    house.broken = True
    assert house.tick(chores, SEVEN) == []
    house.broken = False

    assert house.tick(chores, SEVEN + timedelta(minutes=4)) == []
    assert len(house.tick(chores, SEVEN + timedelta(minutes=6))) == 1


def test_a_clock_that_is_set_back_does_nothing_twice(house: House) -> None:
    chores = house.chores()
    house.tick(chores, NOON)
    house.tick(chores, SEVEN)

    assert house.tick(chores, SEVEN - timedelta(hours=1)) == []
    assert house.tick(chores, SEVEN + timedelta(minutes=1)) == []


def test_a_time_far_ahead_was_written_by_a_wrong_clock_and_silences_nothing(house: House) -> None:
    chores = house.chores()
    house.tick(chores, SEVEN + timedelta(days=900))

    house.tick(chores, NOON)
    assert timedelta(days=900) > CLOCK_SLACK
    assert house.tick(chores, SEVEN) == [SEVEN]


def test_a_leap_over_the_new_year_does_a_yearly_job_once(house: House) -> None:
    yearly = Job("digest", "0 0 1 1 *", house.job, touches="nothing")
    chores = house.chores(job=yearly)
    house.tick(chores, NOON)
    midnight = datetime(2027, 1, 1, tzinfo=JAKARTA)

    assert house.tick(chores, midnight - timedelta(seconds=1)) == []
    assert len(house.tick(chores, midnight + timedelta(days=40))) == 1
    assert house.tick(chores, midnight + timedelta(days=41)) == []


def test_a_quiet_job_waits_for_sources_for_an_hour_at_most(house: House) -> None:
    quiet = Job("digest", DAILY, house.job, touches="nothing", quiet=True)
    chores = house.chores(job=quiet)
    house.tick(chores, NOON)

    assert house.tick(chores, SEVEN + timedelta(minutes=59), rest=False) == []
    assert len(house.tick(chores, SEVEN + timedelta(minutes=60), rest=False)) == 1


def test_two_daemons_do_a_job_once(house: House) -> None:
    house.tick(house.chores(), NOON)
    entered, go_on = threading.Event(), threading.Event()

    def slow(turn: Turn) -> None:
        entered.set()
        assert go_on.wait(30)
        house.job(turn)

    one = house.chores(job=Job("digest", DAILY, slow, touches="nothing"))
    other = house.chores(owner=f"elsewhere 1 {process.owner()}")

    async def both() -> None:
        first = asyncio.create_task(one.tick(sources_rest=True))
        assert await asyncio.to_thread(entered.wait, 30)
        await one.tick(sources_rest=True)  # joins: it is being done
        await other.tick(sources_rest=True)
        go_on.set()
        await first
        await other.tick(sources_rest=True)

    house.now = SEVEN
    asyncio.run(both())

    assert house.done == [("digest", SEVEN)]


@pytest.mark.parametrize(("silent", "expected"), [(SILENT * 2, 1), (timedelta(), 0)])
def test_what_a_vanished_daemon_began_is_done_by_another(
    house: House, silent: timedelta, expected: int
) -> None:
    chores = house.chores()
    house.tick(chores, NOON)
    with house.store.write() as connection:
        set_fact(connection, "claimed:job digest", f"{SEVEN.isoformat()} elsewhere 1 1")
        beat = database_time(connection) - silent
        set_fact(connection, "beat:elsewhere 1 1", beat.isoformat())

    assert len(house.tick(chores, SEVEN)) == expected


def test_what_a_killed_daemon_of_this_host_began_is_done_again(house: House) -> None:
    chores = house.chores()
    house.tick(chores, NOON)
    with house.store.write() as connection:
        set_fact(connection, "claimed:job digest", f"{SEVEN.isoformat()} {process.owner()}0")

    assert house.tick(chores, SEVEN) == [SEVEN]
    with house.store.read() as connection:
        assert get_fact(connection, "claimed:job digest") == "-"


def test_signs_of_life_go_by_the_clock_of_the_database(house: House) -> None:
    with house.store.write() as connection:
        write_beat(connection, "a 1 1")
        set_fact(connection, "beat:b 1 1",
                 (database_time(connection) - LONG_GONE * 2).isoformat())  # fmt: skip
    with house.store.read() as connection:
        silent = silent_for(connection, "a 1 1")
        assert silent is not None
        assert timedelta() <= silent < timedelta(minutes=1)
        assert silent_for(connection, "c 1 1") is None

    house.tick(house.chores(), NOON)
    keep_house(Turn(house.chores()._workshop, NOON, lambda: False))
    with house.store.read() as connection:
        assert set(beating(connection)) == {"a 1 1"}


def test_every_job_says_what_it_touches_and_has_a_name_of_its_own(house: House) -> None:
    jobs = jobs_of(house.chores()._workshop)

    assert all(job.touches for job in jobs)
    assert len({job.name for job in jobs}) == len(jobs)
