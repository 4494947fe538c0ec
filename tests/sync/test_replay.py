"""Replay: the store is what its pages and decisions say, or a person hears of it."""

from dataclasses import replace

import pytest
from sqlalchemy import update

from models import schema
from models.pages import BodyDamagedError
from sync.replay import ReplayError, rebuild, verify
from sync.source import ROSTER
from tests.sync.house import LAN, SERVICE, House, row


@pytest.fixture
def filled(house: House) -> House:
    """A house with two versions of a file."""
    house.bring("a.csv", [row(1), row(2, jp="?"), row(700)])
    house.bring("a.csv", [row(1, jp="24"), row(3)])
    return house


def test_a_rehearsed_replay_agrees_and_leaves_nothing(filled: House) -> None:
    before = filled.digest()

    replayed = verify(filled.engine)

    assert replayed.agrees
    assert replayed.steps == 3
    assert filled.digest() == before


def test_a_replay_tells_how_far_it_is(filled: House) -> None:
    told: list[tuple[int, int]] = []

    rebuild(filled.engine, lambda done, of: told.append((done, of)))

    assert told == [(1, 3), (2, 3), (3, 3)]


@pytest.mark.parametrize("column", ["jp", "title"])
def test_what_somebody_altered_is_seen_and_put_right(filled: House, column: str) -> None:
    before = filled.digest()
    with filled.store.write() as connection:
        connection.execute(update(schema.record).values({column: "99"}))

    assert not verify(filled.engine).agrees
    assert not rebuild(filled.engine).agrees
    assert filled.digest() == before


def test_a_landed_page_that_somebody_altered_is_not_believed(house: House) -> None:
    house.bring("a.csv", [row(1)])
    with house.store.write() as connection:
        good = connection.execute(schema.page_body.select()).all()
        connection.execute(update(schema.page_body).values(body=good[0].body))

    with pytest.raises(BodyDamagedError):
        verify(house.engine)

    with house.store.write() as connection:  # or nothing of this test agrees at its end
        for old in good:
            same = schema.page_body.c.sha256 == old.sha256
            connection.execute(update(schema.page_body).where(same).values(body=old.body))


@pytest.mark.parametrize("name", [LAN, ROSTER])
def test_a_source_that_is_no_longer_configured_cannot_be_replayed(filled: House, name: str) -> None:
    engine = filled.engine
    rest = {n: s for n, s in engine.sources.items() if n != name}
    before = filled.digest()

    with pytest.raises(ReplayError):
        rebuild(replace(engine, sources=rest))

    assert filled.digest() == before


def test_increments_are_replayed_in_their_order(house: House) -> None:
    for who in (1, 2):
        house.service.put({"key": f"c{who}", "nip": row(who).nip, "title": "Arsip", "jp": "4",
                           "end_on": "2026-03-12"})  # fmt: skip
        house.sync(SERVICE)
    house.service.put({"key": "c1", "nip": row(1).nip, "title": "Arsip", "jp": "8",
                       "end_on": "2026-03-12"})  # fmt: skip
    house.sync(SERVICE)

    assert rebuild(house.engine).agrees
    assert (house.jp(1), house.jp(2)) == (800, 400)
