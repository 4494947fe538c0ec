"""Some weeks of a year with every kind of trouble, against the same weeks without any.

`bench/virtual_year.py` lives through all 366 nights of 12,000 people.
"""

import os
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from tests.year.play import Lived, Plan, live
from tests.year.troubles import Base, File, Night, Post, Wire
from tests.year.verdict import Verdict, judge
from tests.year.world import YEAR, World, invent_world

ONLY_LONG = pytest.mark.skipif(
    os.environ.get("JAMPEL_LONG") != "1", reason="a minute: JAMPEL_LONG=1 lives through it"
)
DAYS = [date(YEAR, month, day) for month, day in ((6, 30), (7, 1), (7, 2), (7, 31), (8, 1), (8, 2))]
NIGHTS = {
    date(YEAR, 6, 30): Night(killed=True),
    date(YEAR, 7, 1): Night(wire=Wire.REFUSED, file=File.HALF, post=Post.LATER),
    date(YEAR, 7, 2): Night(file=File.NOISE, base=Base.STOPPED, killed=True),
    date(YEAR, 7, 31): Night(wire=Wire.UPKEEP, file=File.AWAY, base=Base.KILLED),
    date(YEAR, 8, 1): Night(wire=Wire.UPKEEP, post=Post.REFUSED, killed=True),
    date(YEAR, 8, 2): Night(wire=Wire.CUT, base=Base.STOPPED, post=Post.CUT),
}
CALM = Plan(DAYS, calm=3)
TROUBLED = replace(CALM, nights=NIGHTS, flaws=0.1)


@pytest.fixture(scope="module")
def world() -> World:
    return invent_world(1, 120)


@pytest.fixture(scope="module")
def calm(world: World, tmp_path_factory: pytest.TempPathFactory) -> Verdict:
    """How it ends where nothing goes wrong."""
    return judged(tmp_path_factory.mktemp("calm"), world, CALM)


def judged(folder: Path, world: World, plan: Plan) -> Verdict:
    found: list[Verdict] = []

    def look(lived: Lived, url: str) -> None:
        found.append(judge(url, folder, lived.taken, months=plan.months, opds=len(world.opds),
                           year=YEAR))  # fmt: skip

    live(folder, world, plan, judged=look)
    return found[0]


def test_without_trouble_every_hour_is_counted_once(calm: Verdict, world: World) -> None:
    assert calm.state.totals == world.truth(DAYS[-1])
    assert calm.state.alerts
    assert calm.wrong == []
    assert calm.repeated == 0
    assert calm.admin_mails == 0
    assert set(calm.ledger) <= {("accepted", None), ("suppressed", "nothing_to_say")}
    assert calm.told_as_new


@pytest.mark.parametrize("postgres", [False, pytest.param(True, marks=ONLY_LONG)],
                         ids=["sqlite", "postgresql"])  # fmt: skip
def test_with_every_trouble_the_same_is_counted_and_told(
    calm: Verdict, world: World, tmp_path: Path, *, postgres: bool
) -> None:
    troubled = judged(tmp_path, world, replace(TROUBLED, postgres=postgres))

    assert troubled.state == calm.state
    assert troubled.wrong == []
