"""`doctor` finds each thing that is broken, and calls nothing else broken."""

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import delete, update

from cli.main import main
from daemon.doctoring import Checked, State, examine
from daemon.rounds import run_one
from daemon.sources import engine_of
from daemon.wiring import Workshop, open_workshop
from models.backup import note_backup
from models.schema import evidence, page_body, record, run
from models.store import Transaction
from tests.daemon.homes import drop, make_home, source_of
from tests.smtp import free_port, mail_server

NOW = datetime(2026, 11, 24, 2, 0, tzinfo=UTC)


@contextmanager
def synced(folder: Path, url: str, port: int) -> Iterator[Workshop]:
    """A home with one run of everything, two hours before NOW is over."""
    sources = source_of("lan-ri", schedule="0 * * * *")
    config = make_home(folder, sources, url=url)
    drop(folder)
    with config.open("a") as file:
        file.write(f'[mail]\nhost = "127.0.0.1"\nport = {port}\nsecurity = "none"\n'
                   'sender = "BKPSDM <bangkom@serang.example>"\n')  # fmt: skip
    with open_workshop(config, {}, clock=lambda: NOW) as workshop:
        engine = engine_of(workshop)
        for name in ("roster", "lan-ri"):
            run_one(engine, name, trigger="manual")
        yield workshop


def found(workshop: Workshop) -> dict[str, State]:
    """Return what is not fine."""
    return {one.name: one.state for one in examine(workshop) if one.state is not State.FINE}


def test_where_all_is_well_nothing_is_called_broken(store_url: str, tmp_path: Path) -> None:
    with mail_server() as server, synced(tmp_path, store_url, server.port) as workshop:
        assert found(workshop) == {}


def alter_page(connection: Transaction) -> None:
    connection.execute(update(page_body).values(body=b"\x28\xb5\x2f\xfd\x20\x01\x09\x00\x00A"))


def alter_sum(connection: Transaction) -> None:
    counts = json.dumps({"read": 3, "counted": 2})
    connection.execute(update(run).where(run.c.source == "lan-ri").values(counts=counts))


def lose_event(connection: Transaction) -> None:
    connection.execute(delete(record))


def alter_printed(connection: Transaction) -> None:
    connection.execute(update(evidence).values(printed='{"title":"Lain","jp":"90"}'))


@pytest.mark.parametrize(
    ("damage", "names", "state"),
    [
        (alter_page, {"pages"}, State.WRONG),
        (alter_sum, {"sums"}, State.WRONG),
        (lose_event, {"events"}, State.WRONG),
        (alter_printed, {"reading"}, State.WARNING),
    ],
)
def test_each_damage_is_found_by_name(
    store_url: str, tmp_path: Path, damage: Callable[[Transaction], None], names: set[str],
    state: State,
) -> None:  # fmt: skip
    with mail_server() as server, synced(tmp_path, store_url, server.port) as workshop:
        with workshop.store.write() as connection:
            damage(connection)

        worse = found(workshop)

    assert set(worse) == names
    assert state in worse.values()


def test_a_clock_before_what_the_store_knows_is_wrong(store_url: str, tmp_path: Path) -> None:
    with mail_server() as server, synced(tmp_path, store_url, server.port) as workshop:
        early = Workshop(workshop.settings, workshop.rules, workshop.store,
                         lambda: NOW - timedelta(hours=1))  # fmt: skip

        assert found(early)["clock"] is State.WRONG


def test_a_silent_source_and_a_mail_server_that_is_away_need_a_person(
    store_url: str, tmp_path: Path
) -> None:
    with synced(tmp_path, store_url, free_port()) as workshop:
        late = Workshop(workshop.settings, workshop.rules, workshop.store,
                        lambda: NOW + timedelta(days=3))  # fmt: skip

        assert found(late) == {"source": State.WARNING, "mail": State.WARNING,
                               "backup": State.WARNING}  # fmt: skip


def test_a_backup_that_is_old_or_was_never_made_needs_a_person(
    store_url: str, tmp_path: Path
) -> None:
    def backup_after(workshop: Workshop, later: timedelta) -> Checked:
        then = Workshop(workshop.settings, workshop.rules, workshop.store, lambda: NOW + later)
        (one,) = (one for one in examine(then) if one.name == "backup")
        return one

    hour, two_days = timedelta(hours=1), timedelta(days=2)
    with mail_server() as server, synced(tmp_path, store_url, server.port) as workshop:
        fresh, never = backup_after(workshop, hour), backup_after(workshop, two_days)
        note_backup(workshop.store, NOW + two_days)
        made = backup_after(workshop, two_days + hour)
        old = backup_after(workshop, 2 * two_days)

    assert [one.state for one in (fresh, never, made, old)] == [
        State.FINE, State.WARNING, State.FINE, State.WARNING,
    ]  # fmt: skip
    assert "Belum pernah" in never.words
    assert "26 November 2026" in made.words


def test_the_exit_code_tells_a_timer_whether_to_wake_somebody(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with mail_server() as server, synced(tmp_path, "sqlite:///jampel.db", server.port) as workshop:
        capsys.readouterr()
        assert main(["--config", str(tmp_path / "jampel.toml"), "doctor", "--json"]) in {0, 3}
        told = json.loads(capsys.readouterr().out)
        assert {one["check"] for one in told} >= {"schema", "sums", "pages", "events", "reading",
                                                  "clock", "disk", "mail", "source"}  # fmt: skip
        with workshop.store.write() as connection:
            alter_sum(connection)

        assert main(["--config", str(tmp_path / "jampel.toml"), "doctor", "--quiet"]) == 1
        said = capsys.readouterr().out

    assert "SALAH" in said
    assert "Jumlah tidak cocok pada penarikan" in said
    assert not any(line.startswith("baik") for line in said.splitlines())
