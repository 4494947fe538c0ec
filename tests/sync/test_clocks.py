"""What time a source says it is, held against ours: from the wire to what admins are told."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from email.utils import format_datetime

import pytest

from alerts.conditions import holding
from alerts.facts import Surroundings, Watched, gather
from connectors.testing.wire import Reply, Wire, wire_server
from connectors.testing.wire_faults import sound
from models.clock_skews import least_skew, note_skew
from models.store import Store
from models.values import Outcome
from sync.counting import Counting
from sync.engine import Engine
from sync.result import Result
from sync.source import Source
from sync.source_run import run_source
from tests.connectors.json_service import JsonConnector
from tests.sync.house import BEGINNING, rules

SECOND, MINUTE, DAY = timedelta(seconds=1), timedelta(minutes=1), timedelta(days=1)
NOTHING = b'{"items": [], "total": 0}'


@pytest.fixture
def wire() -> Iterator[Wire]:
    with wire_server() as started:
        yield started


def at(moment: datetime, **more: str) -> Reply:
    """A good answer of this moment, by the source's clock."""
    return sound(NOTHING, date=format_datetime(moment, usegmt=True), **more)


def run(store: Store, wire: Wire, *replies: Reply) -> Result:
    """Ask the source once; our clock stands at the beginning."""
    wire.answer("/list", *replies)
    source = Source("api", JsonConnector(wire.url), "1")
    engine = Engine(store=store, sources={"api": source}, counting=Counting(rules()),
                    clock=lambda: BEGINNING, owner="test")  # fmt: skip
    return run_source(engine, "api", trigger="manual")


def skew(store: Store, now: datetime = BEGINNING) -> timedelta | None:
    with store.read() as connection:
        return least_skew(connection, ["api", "other"], now)


@pytest.mark.parametrize("ahead", [7 * MINUTE, -7 * MINUTE, timedelta(0)])
def test_a_run_notes_how_far_the_clocks_differ(store: Store, wire: Wire, ahead: timedelta) -> None:
    assert run(store, wire, at(BEGINNING - ahead)).outcome is Outcome.OK

    assert skew(store) == ahead


def test_the_time_that_an_answer_lay_in_a_cache_is_no_difference(store: Store, wire: Wire) -> None:
    run(store, wire, at(BEGINNING - 50 * MINUTE, age="3000"))

    assert skew(store) == timedelta(0)


@pytest.mark.parametrize("date", ["", "kemarin", "Mon, 99 Foo 2026 00:00:00 GMT"])
def test_a_source_that_does_not_say_when_it_is_says_nothing(
    store: Store, wire: Wire, date: str
) -> None:
    assert run(store, wire, sound(NOTHING, date=date)).outcome is Outcome.OK

    assert skew(store) is None


def test_a_source_that_is_wrong_itself_is_not_believed_against_another(store: Store) -> None:
    with store.write() as connection:
        note_skew(connection, "api", 9 * MINUTE, BEGINNING)
        note_skew(connection, "other", -2 * SECOND, BEGINNING)
        note_skew(connection, "unwatched", timedelta(0), BEGINNING)

    assert skew(store) == -2 * SECOND
    assert skew(store, BEGINNING + DAY + SECOND) is None


def test_admins_are_told_of_a_clock_that_differs(store: Store, wire: Wire) -> None:
    run(store, wire, at(BEGINNING - 7 * MINUTE))
    watched = Surroundings((Watched("api", lambda *_: False),))
    with store.read() as connection:
        (found,) = (one for _, one in holding(gather(connection, watched, BEGINNING)).values())

    assert (found.subject, "7 menit lebih cepat" in found.happened) == ("sources", True)
