"""What clocks and calendars may do to us (T01-T11): the year turns at midnight in Asia/Jakarta."""

import os
import subprocess
import sys
import tomllib
from datetime import UTC, date, datetime, timedelta, timezone
from pathlib import Path

import psycopg
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy.engine import make_url

from models.runs import RunActiveError, open_run
from models.store import Store
from models.values import jakarta_day
from sync.reading.dates import DateUnreadableError, to_date, to_interval
from sync.when import DAYS_AHEAD, read_when
from tests.faults.office import SITI, Office, row, text_of

ROOT = Path(__file__).parents[2]
TURN = "2025-12-31T17:00:00Z"
"""Midnight in Jakarta: already the first day of 2026."""
BEFORE = "2025-12-31T16:59:59Z"
LANDED_ON = date(2026, 11, 24)

instants = st.datetimes(datetime(1991, 1, 1), datetime(2026, 11, 1), timezones=st.just(UTC))  # noqa: DTZ001
days = st.dates(date(1990, 1, 1), date(2026, 11, 24))


def when(printed: str) -> tuple[object, ...]:
    read = read_when(None, printed, None, None, None, landed_on=LANDED_ON)
    return (read.end_on, read.year, read.reason)


@given(instants.map(lambda at: at.replace(microsecond=0)), st.integers(-12, 14))
def test_an_instant_counts_on_its_day_in_jakarta(at: datetime, offset: int) -> None:
    printed = at.astimezone(timezone(timedelta(hours=offset))).isoformat()

    assert to_date(printed) == jakarta_day(at)


@pytest.mark.parametrize(("printed", "year"), [(BEFORE, 2025), (TURN, 2026)])
def test_the_year_turns_at_five_in_the_afternoon_utc(printed: str, year: int) -> None:
    assert when(printed)[1] == year


@given(days, st.sampled_from(["%Y-%m-%d", "%d/%m/%Y", "%d-%m-%Y"]))
def test_a_date_without_a_time_is_that_day_in_every_zone(day: date, form: str) -> None:
    assert when(day.strftime(form)) == (day, day.year, None)


def test_a_training_over_the_new_year_counts_in_the_year_of_its_last_day(office: Office) -> None:
    office.put("lan/a.csv", [row(on="28 Des 2025 - 3 Jan 2026")])
    office.sync()

    assert office.totals(2025)[SITI] == "0.00"
    assert office.totals(2026)[SITI] == "20.00"


@given(st.integers(-400, 400))
def test_a_day_ahead_is_taken_up_to_the_tolerance(ahead: int) -> None:
    day = LANDED_ON + timedelta(days=ahead)
    expected = None if ahead <= DAYS_AHEAD else "date_future"

    assert when(day.isoformat())[2] == expected


@pytest.mark.parametrize(
    "printed",
    ["29/02/2026", "31 November 2026", "30-02-2026", "2026-13-01", "0022-11-03", "03/11/2202",
     "3 November 2569", "3 Rabiul Akhir 1448", "00/00/0000", "0000-00-00", "3 November 22026"],
)  # fmt: skip
def test_a_day_that_is_none_is_refused_and_never_bent(printed: str) -> None:
    _, _, reason = when(printed)

    assert reason in {"date_invalid", "date_future"}


@given(st.integers(1990, 2026), st.integers(1, 12), st.integers(1, 31))
def test_no_impossible_day_becomes_another(year: int, month: int, day: int) -> None:
    try:
        expected: date | None = date(year, month, day)
    except ValueError:
        expected = None
    try:
        found: date | None = to_date(f"{day:02}/{month:02}/{year}")
    except DateUnreadableError:
        found = None

    assert found == expected


@pytest.mark.parametrize(
    "printed", ["2016-12-31T23:59:60Z", "2016-12-31 23:59:60", "2016-12-31T23:59:60+07:00"]
)
def test_a_leap_second_is_a_day_or_a_reason_and_no_crash(printed: str) -> None:
    try:
        first, last = to_interval(printed)
    except DateUnreadableError:
        return

    assert first == last
    assert first in {date(2016, 12, 31), date(2017, 1, 1)}


_ROUND = """
import os, sys, time
from pathlib import Path
from cli.main import main
time.tzset()
os.chdir(sys.argv[1])
code = main(["sync"])
for year in ("2024", "2025"):
    code = code or main(["export", "totals", "--year", year, "--output", f"{year}.csv"])
code = code or main(["export", "records", "--year", "2025", "--output", "records.csv"])
sys.exit(code)
"""


def test_the_zone_of_the_machine_changes_nothing(office: Office) -> None:
    office.put("lan/a.csv", [row(on="2024-12-31T16:59:59Z", jp="3"),
                             row(on="2024-12-31T17:00:00Z", title="Lain", jp="5"),
                             row(on="31/12/2024", title="Tanggal saja", jp="7")])  # fmt: skip
    with office.workshop():
        pass
    answers = set()
    for zone in ("Asia/Jakarta", "UTC", "America/New_York", "Pacific/Kiritimati"):
        for leftover in office.folder.glob("jampel.db*"):
            leftover.unlink()
        subprocess.run(
            [sys.executable, "-c", _ROUND, office.folder],
            cwd=ROOT, env={**os.environ, "TZ": zone}, check=True, capture_output=True,
        )  # fmt: skip
        answers.add(tuple((office.folder / name).read_text()
                          for name in ("2024.csv", "2025.csv", "records.csv")))  # fmt: skip

    assert len(answers) == 1
    assert office.totals(2024)[SITI] == "10.00"
    assert office.totals(2025)[SITI] == "5.00"


def test_the_zone_of_the_database_changes_nothing(office_on_postgres: Office) -> None:
    office = office_on_postgres
    url = make_url(office.store_url)
    plain = url.set(drivername="postgresql").render_as_string(hide_password=False)
    with psycopg.connect(plain, autocommit=True) as connection:
        zone = f"ALTER DATABASE {url.database} SET timezone TO 'America/New_York'"
        connection.execute(zone.encode())
    office.put("lan/a.csv", [row(on=BEFORE, jp="3"), row(on=TURN, title="Lain", jp="5")])
    office.now = datetime(2026, 11, 24, 17, 30, tzinfo=UTC)
    office.sync()
    (raised, *_) = office.export("alerts")

    assert office.totals(2025)[SITI] == "3.00"
    assert office.totals(2026)[SITI] == "5.00"
    assert datetime.fromisoformat(str(raised["raised_at"])) == office.now


def test_the_zones_come_with_the_program() -> None:
    dependencies = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]["dependencies"]
    code = "from models.values import JAKARTA; print(JAKARTA)"
    told = subprocess.run(
        [sys.executable, "-c", code],
        cwd=ROOT, env={**os.environ, "PYTHONTZPATH": ""}, text=True, capture_output=True,
        check=True,
    )  # fmt: skip

    assert any(name.startswith("tzdata") for name in dependencies)
    assert told.stdout.strip() == "Asia/Jakarta"


def test_a_clock_that_jumps_back_loses_and_doubles_nothing(office: Office) -> None:
    office.put("lan/a.csv", [row(jp="4")])
    office.sync()
    office.now -= timedelta(hours=2)
    office.put("lan/b.csv", [row(title="Lain", jp="6")])
    office.sync()

    assert office.totals()[SITI] == "10.00"
    assert all(run.finished_at and run.finished_at >= run.started_at for run in office.runs())


def test_a_clock_that_jumps_a_day_ahead_changes_no_hours(office: Office) -> None:
    office.put("lan/a.csv", [row(jp="4")])
    office.sync()
    before = office.digest()
    office.now += timedelta(days=1)
    office.sync()

    assert office.digest() == before


def test_two_hosts_with_other_clocks_never_run_one_source_at_once(store: Store) -> None:
    now = datetime(2026, 11, 24, 3, 0, tzinfo=UTC)
    first = open_run(store, "lan-ri", trigger="schedule", owner="a 1 1", now=now)
    for skew in (timedelta(minutes=-5), timedelta(minutes=5), timedelta(days=30)):
        with pytest.raises(RunActiveError) as refused:
            open_run(store, "lan-ri", trigger="schedule", owner="b 1 1", now=now + skew)

        assert refused.value.run_id == first


def test_a_file_of_the_last_evening_counts_in_the_old_year(office: Office) -> None:
    office.now = datetime(2026, 12, 31, 16, 58, tzinfo=UTC)
    office.put("lan/a.csv", text_of([row(on="31/12/2026", jp="8")]).encode())
    office.sync()
    this_year = office.totals(2026)[SITI]
    office.now = datetime(2026, 12, 31, 17, 1, tzinfo=UTC)
    levels = {found["nip"]: found["level"] for found in office.export("totals", 2026)}

    assert this_year == "8.00"
    assert levels[SITI] == "missed"
