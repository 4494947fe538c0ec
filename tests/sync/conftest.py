"""A house with one hundred employees; after the test its store must be what a replay makes."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from models.store import Store
from tests.sync.house import House, staff


@pytest.fixture
def empty_house(store: Store, tmp_path: Path) -> Iterator[House]:
    """A house whose roster was never read."""
    house = House(store, tmp_path)
    for name in ("lan-ri", "banten-ceria", "roster"):
        (tmp_path / name).mkdir()
    yield house
    house.check()


@pytest.fixture
def house(empty_house: House) -> House:
    """A house whose roster has forty employees."""
    empty_house.hire(staff(number) for number in range(1, 41))
    return empty_house
