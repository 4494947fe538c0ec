"""The connection ends in a commit: whether it arrived or not, nothing is lost and none is twice."""

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import pytest
from sqlalchemy import Connection
from sqlalchemy.exc import OperationalError

from models.runs import close_orphans
from models.store import Store, open_store
from models.values import Outcome
from tests.cutting import Way, way_to
from tests.postgres import Postgres
from tests.sync.test_kills import prepare, undisturbed, work

write = Store.write


@pytest.fixture(scope="module")
def expected(migrated_sqlite: Path, tmp_path_factory: pytest.TempPathFactory) -> str:
    """Digest of the store whose connection held."""
    return undisturbed(migrated_sqlite, tmp_path_factory.mktemp("whole"))


@pytest.fixture
def way(postgres: Postgres) -> Iterator[tuple[Way, Store]]:
    """A store on PostgreSQL, and the way to it; the folder's name must be short for a socket."""
    with (
        postgres.database() as url,
        tempfile.TemporaryDirectory(prefix="way-") as folder,
        way_to(url, Path(folder)) as (found, through),
    ):
        store = open_store(through, base_dir=Path(folder))
        yield found, store
        store.close()


MERGE_OF_TWO_FILES = 4
"""The run is opened, both are landed, and merged."""


@contextmanager
def cutting(way: Way, commits: int, lost: str) -> Iterator[None]:
    """Cut the way at so many commits of work from here."""
    left = commits

    @contextmanager
    def and_cut(store: Store) -> Iterator[Connection]:
        nonlocal left
        with write(store) as connection:
            yield connection
            left -= 1
            if not left:
                way.cut_next(lost)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Store, "write", and_cut)
        yield
    assert way.cuts == 1


@pytest.mark.parametrize(
    ("commits", "lost"),
    [(n, "answer") for n in (1, 2, 3, 6, 7, 12, 14)] + [(n, "question") for n in (3, 7, 12)],
)
def test_a_commit_without_an_answer_is_looked_up(
    way: tuple[Way, Store], tmp_path: Path, commits: int, lost: str, expected: str
) -> None:
    cut, store = way
    house = prepare(store, tmp_path / "house")
    with cutting(cut, commits, lost), suppress(OperationalError):
        work(house)  # a run that could not even begin, and a decision, are errors

    close_orphans(store, lives=lambda _connection, _run: False, now=house.now)
    work(house)

    assert house.runs(Outcome.RUNNING) == []
    assert house.digest() == expected
    house.check()


@pytest.mark.parametrize("lost", ["answer", "question"])
def test_a_run_is_told_as_it_ended_in_the_store(
    way: tuple[Way, Store], tmp_path: Path, lost: str
) -> None:
    cut, store = way
    house = prepare(store, tmp_path / "house")
    with cutting(cut, MERGE_OF_TWO_FILES, lost):
        told = house.sync()

    kept = house.runs()[0]
    assert (told.run_id, told.outcome, told.note) == (kept.id, kept.outcome, kept.note)
    assert told.counts == kept.counts
    arrived = lost == "answer"
    assert kept.outcome is (Outcome.OK if arrived else Outcome.UNAVAILABLE)
    assert told.people == (None if arrived else frozenset())
    assert arrived or "sambungan ke basis data putus" in str(told.note)
