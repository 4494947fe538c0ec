"""When a cron line falls, and that APScheduler is asked the right way."""

import asyncio
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
import structlog
from hypothesis import given, settings
from hypothesis import strategies as st

from daemon.scheduler import due, next_time, scheduler_of, trigger_of

JAKARTA = ZoneInfo("Asia/Jakarta")


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=JAKARTA).astimezone(UTC)


@pytest.mark.parametrize(
    ("schedule", "last", "now", "expected"),
    [
        ("*/10 * * * *", "2026-11-24 10:00", "2026-11-24 10:09:59", False),
        ("*/10 * * * *", "2026-11-24 10:00", "2026-11-24 10:10", True),
        ("*/10 * * * *", "2026-11-24 09:59:59", "2026-11-24 10:00", True),
        ("15 */2 * * *", "2026-11-24 08:15:03", "2026-11-24 10:14", False),
        ("0 7 1 * *", "2026-11-01 07:00:02", "2026-12-01 06:59", False),
        ("0 7 1 * *", "2026-11-01 07:00:02", "2026-12-01 07:00", True),
        ("0 0 1 1 *", "2026-12-31 23:59:59", "2027-01-01 00:00", True),
        ("0 0 1 1 *", "2026-01-01 00:00", "2026-12-31 23:59:59", False),
        ("0 6 29 2 *", "2026-02-28 06:00", "2027-12-31 06:00", False),
        ("0 6 29 2 *", "2026-02-28 06:00", "2028-02-29 06:00", True),
        ("0 6 31 2 *", "2026-02-28 06:00", "2036-02-29 06:00", False),
    ],
)
def test_is_due_when_a_time_has_come_since(
    schedule: str, last: str, now: str, *, expected: bool
) -> None:
    assert due(schedule, at(last), at(now), JAKARTA) is expected


def test_the_year_turns_at_midnight_in_jakarta() -> None:
    before = datetime(2026, 12, 31, 16, 59, 59, tzinfo=UTC)

    assert not due("0 0 1 1 *", datetime(2026, 1, 1, tzinfo=UTC), before, JAKARTA)
    assert due("0 0 1 1 *", before, before + timedelta(seconds=1), JAKARTA)


def test_what_was_never_done_is_due() -> None:
    assert due("0 0 1 1 *", None, at("2026-11-24 10:00"), JAKARTA)


def test_three_missed_days_are_one_run() -> None:
    friday, monday = at("2026-11-20 06:00:01"), at("2026-11-23 09:30")

    assert due("0 6 * * *", friday, monday, JAKARTA)
    assert not due("0 6 * * *", monday, monday + timedelta(hours=1), JAKARTA)


def test_a_clock_that_is_set_back_runs_nothing_twice() -> None:
    assert not due("*/10 * * * *", at("2026-11-24 10:00:01"), at("2026-11-24 09:20"), JAKARTA)


@pytest.mark.parametrize(
    ("schedule", "expected"),
    [
        ("0 7 * * 1", "2026-11-30 07:00"),  # 24 November 2026 is a Tuesday
        ("0 7 * * 0", "2026-11-29 07:00"),
        ("0 7 * * 7", "2026-11-29 07:00"),
        ("0 7 * * mon-fri", "2026-11-25 07:00"),
        ("0 7 28 * 1", "2026-11-28 07:00"),  # the 28th, and every Monday
        ("0 7 1 * 5", "2026-11-27 07:00"),
        ("0 7 */9 * 1", "2026-12-28 07:00"),  # a star on either side wants both, as cron does
    ],
)
def test_days_are_cron_days(schedule: str, expected: str) -> None:
    assert next_time(schedule, at("2026-11-24 10:00"), JAKARTA) == at(expected)


@settings(deadline=None)
@given(
    st.sampled_from(["* * * * *", "*/7 3-5 * * *", "0 0 1 1 *", "30 6 * * 1-5", "0 7 13 * 5"]),
    st.datetimes(datetime(2025, 1, 1), datetime(2030, 1, 1), timezones=st.just(UTC)),  # noqa: DTZ001
    st.integers(0, 10**7),
)
def test_a_time_is_owed_until_it_is_done_and_then_never_again(
    schedule: str, last: datetime, seconds: int
) -> None:
    now = last + timedelta(seconds=seconds)
    coming = next_time(schedule, last, JAKARTA)

    assert coming is not None
    assert coming > last
    assert due(schedule, last, now, JAKARTA) == (coming <= now)
    assert not due(schedule, now, now, JAKARTA)


def test_the_jitter_is_short_and_only_later() -> None:
    start = at("2026-11-24 10:00:30")
    trigger = trigger_of("* * * * *", JAKARTA, 5)

    late = [trigger.get_next_fire_time(start, start) - at("2026-11-24 10:01") for _ in range(50)]

    assert timedelta(0) <= min(late) < max(late) <= timedelta(seconds=5)


def test_years_that_were_missed_are_one_time_and_not_walked_through() -> None:
    trigger = trigger_of("* * * * *", JAKARTA)
    past, now = at("2026-11-24 10:00"), at("2036-11-24 10:00:30")

    assert trigger.get_next_fire_time(past, now) == now + timedelta(seconds=30)
    assert trigger.get_next_fire_time(now, past + timedelta(seconds=1)) == past + timedelta(
        minutes=1
    )


async def until(true: Callable[[], bool]) -> None:
    while not true():  # noqa: ASYNC110 - the scheduler knows no event
        await asyncio.sleep(0.01)


def test_a_late_job_runs_once_and_a_second_one_of_it_is_told() -> None:
    calls: list[str] = []

    async def live() -> None:
        ended = asyncio.Event()

        async def job(name: str) -> None:
            calls.append(name)
            await ended.wait()

        scheduler = scheduler_of({"lan-ri": "* * * * *"}, job, JAKARTA)
        scheduler.start()
        three_days_ago = datetime.now(UTC) - timedelta(days=3)  # noqa: TID251 - APScheduler's clock
        scheduler.modify_job("lan-ri", next_run_time=three_days_ago)
        await until(lambda: bool(calls))
        with structlog.testing.capture_logs() as told:
            scheduler.modify_job("lan-ri", next_run_time=three_days_ago)
            await until(lambda: bool(told))
        ended.set()
        await asyncio.sleep(0)
        scheduler.shutdown()
        await asyncio.sleep(0)
        assert told == [{"event": "schedule_skipped", "log_level": "warning",
                         "source": "lan-ri", "reason": "still_running"}]  # fmt: skip

    asyncio.run(asyncio.wait_for(live(), 60))

    assert calls == ["lan-ri"]
