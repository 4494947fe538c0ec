"""Cron lines."""

import pytest
from apscheduler.triggers.cron import CronTrigger
from hypothesis import given, settings
from hypothesis import strategies as st

from config.cron import check_cron, weekdays


@pytest.mark.parametrize(
    "line",
    ["* * * * *", "*/10 * * * *", "15 */2 * * *", "0 7 1 * *", "0,30 8-16/2 * jan-mar mon-fri"],
)
def test_takes_a_cron_line(line: str) -> None:
    assert check_cron(f"  {line} ") == line


@pytest.mark.parametrize(
    ("line", "why"),
    [
        ("* * * *", "5 fields"),
        ("60 * * * *", "minute"),
        ("* 24 * * *", "hour"),
        ("* * 0 * *", "day of the month"),
        ("* * * 13 *", "month"),
        ("* * * * 8", "day of the week"),
        ("5-1 * * * *", "minute"),
        ("*/0 * * * *", "minute"),
        ("5/2 * * * *", "minute"),
        ("1-3/5 * * * *", "minute"),
        ("* * * * */7", "day of the week"),
        ("a * * * *", "minute"),
        ("1, * * * *", "minute"),
        ("* * * mon *", "month"),
        ("@daily", "5 fields"),
        ("", "5 fields"),
    ],
)
def test_names_the_field_that_is_wrong(line: str, why: str) -> None:
    with pytest.raises(ValueError, match=why):
        check_cron(line)


@pytest.mark.parametrize(
    ("days", "names"),
    [
        ("*", "*"),
        ("0", "sun"),
        ("7", "sun"),
        ("1-5", "mon,tue,wed,thu,fri"),
        ("fri-7", "sun,fri,sat"),
        ("*/3", "sun,wed,sat"),
        ("Mon,3", "mon,wed"),
    ],
)
def test_days_of_the_week_are_counted_from_sunday(days: str, names: str) -> None:
    assert weekdays(check_cron(f"0 7 * * {days}")) == names


def field(low: int, high: int) -> st.SearchStrategy[str]:
    number = st.integers(low, high)
    pair = st.tuples(number, number).map(sorted)
    return st.one_of(
        st.just("*"),
        st.integers(1, high - low).map("*/{}".format),
        number.map(str),
        pair.map(lambda ends: f"{ends[0]}-{ends[1]}"),
        st.lists(number.map(str), min_size=1, max_size=3).map(",".join),
    )


@settings(deadline=None)
@given(st.tuples(field(0, 59), field(0, 23), field(1, 31), field(1, 12), field(0, 6)))
def test_the_scheduler_takes_what_is_taken_here(fields: tuple[str, ...]) -> None:
    line = check_cron(" ".join(fields))

    minute, hour, day, month, _ = line.split()
    CronTrigger(
        minute=minute,
        hour=hour,
        day=day,
        month=month,
        day_of_week=weekdays(line),
        timezone="Asia/Jakarta",
    )
