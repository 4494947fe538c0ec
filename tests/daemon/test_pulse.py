"""How the daemon tells a store that is away from one that hangs, and a loop that stands still."""

import asyncio
import threading
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta

import pytest
from structlog.testing import capture_logs

from daemon import pulse as module
from daemon.pulse import LONGEST_PAUSE, Pulse
from models.store import Store, StoreAwayError

BEAT = timedelta(seconds=30)


@dataclass(slots=True)
class Clock:
    seconds: float = 0

    def __call__(self) -> float:
        return self.seconds


def looks(pulse: Pulse, *answers: str | Exception | None) -> list[bool]:
    """Look once for each answer of the store."""
    coming = iter(answers)

    def ask() -> str | None:
        answer = next(coming)
        if isinstance(answer, Exception):
            raise answer
        return answer

    async def live() -> list[bool]:
        pulse.open(ask)
        return [await pulse.look() for _ in answers]

    return asyncio.run(live())


def test_a_store_that_is_away_is_told_once_and_once_when_it_is_back() -> None:
    clock = Clock()
    pulse = Pulse(BEAT, stopwatch=clock)

    with capture_logs() as told:
        assert looks(pulse, None, StoreAwayError("gone"), StoreAwayError("gone")) == [
            True, False, False]  # fmt: skip
        clock.seconds = 90
        assert looks(pulse, None) == [True]

    assert [(e["event"], e.get("reason"), e.get("seconds")) for e in told] == [
        ("store_away", "gone", None),
        ("store_back", None, 90),
    ]


def test_one_with_another_schema_is_not_worked_with() -> None:
    pulse = Pulse(BEAT)

    assert looks(pulse, "the schema is 0001, this program wants 0002") == [False]
    assert not pulse.hangs


def test_it_is_asked_again_soon_and_then_less_often() -> None:
    pulse = Pulse(timedelta(hours=1))
    pauses = []
    for _ in range(8):
        looks(pulse, StoreAwayError("gone"))
        pauses.append(pulse.pause.total_seconds())

    assert pauses == [1, 2, 4, 8, 16, 32, LONGEST_PAUSE.total_seconds(), 60]
    looks(pulse, None)
    assert pulse.pause == timedelta(hours=1)


def test_a_loop_that_does_not_come_round_stands_still() -> None:
    clock = Clock()
    pulse = Pulse(BEAT, stopwatch=clock)

    def ticks_at(seconds: float) -> bool:
        clock.seconds = seconds
        return pulse.ticks

    assert [ticks_at(89), ticks_at(90)] == [True, False]
    pulse.tick()
    assert ticks_at(91)


@pytest.fixture
def hasty(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "ANSWER_WITHIN", timedelta(seconds=0.05))


@pytest.mark.usefixtures("hasty")
def test_a_question_without_an_answer_is_asked_once_and_told_as_hanging() -> None:
    go_on = threading.Event()
    asked: list[int] = []

    def ask() -> str | None:
        asked.append(1)
        go_on.wait(30)
        return None

    async def live(pulse: Pulse) -> tuple[list[bool], bool, int]:
        pulse.open(ask)
        try:
            answers = [await pulse.look() for _ in range(5)]
            hangs, times = pulse.hangs, len(asked)
        finally:
            go_on.set()
        await until(lambda: pulse._asking is None or pulse._asking.done())
        answers.append(await pulse.look())
        return answers, hangs, times

    assert asyncio.run(live(Pulse(BEAT))) == ([False] * 5 + [True], True, 1)


async def until(true: Callable[[], bool]) -> None:
    while not true():  # noqa: ASYNC110 - a thread ends when it ends
        await asyncio.sleep(0.01)


def test_a_real_store_has_no_trouble(store: Store) -> None:
    assert store.trouble() is None


def test_a_store_without_its_tables_cannot_be_worked_with(store: Store) -> None:
    with store.write() as connection:
        connection.exec_driver_sql("UPDATE alembic_version SET version_num = '0001'")

    assert "0001" in str(store.trouble())
