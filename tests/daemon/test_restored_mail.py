"""A store of yesterday is restored after today's mailing: nobody gets the same mail again."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from email.utils import make_msgid
from pathlib import Path

import pytest

from daemon.digests import mailed_until
from daemon.keeping import back_up, restore
from daemon.wiring import Workshop, open_workshop
from digest.assumed import ASSUMED, assume_sent
from digest.due import prepare_due, want_digests
from models.outbox import entries
from models.store import Transaction
from tests.daemon.homes import make_home
from tests.digest.mailing import OFFICE, OPDS, Mailing, plain, put_opds
from tests.smtp import Running, mail_server

EIGHT = timedelta(hours=1)
"""In UTC: eight o'clock in Serang."""
OCTOBER, NOVEMBER, DECEMBER = date(2026, 10, 1), date(2026, 11, 2), date(2026, 12, 1)
"""Working days on which digests leave."""


def eight_on(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, tzinfo=UTC) + EIGHT


@pytest.fixture
def server() -> Iterator[Running]:
    with mail_server() as running:
        yield running


@pytest.fixture
def workshop(tmp_path: Path) -> Iterator[Workshop]:
    now = eight_on(NOVEMBER)
    with open_workshop(make_home(tmp_path), {}, clock=lambda: now) as opened:
        put_opds(opened.store, *OPDS)
        yield opened


def mail(workshop: Workshop, server: Running, day: date) -> int:
    """What the daemon does on the first morning of a month; returns how many mails left."""
    mailing = Mailing(workshop.store, server.port)
    now = eight_on(day)
    want_digests(workshop.store, day)
    prepare_due(workshop.store, OFFICE, plain, message_id=make_msgid, now=now)
    return mailing.send(now).accepted


def ledger(workshop: Workshop) -> dict[str, set[tuple[str, str | None]]]:
    with workshop.store.read() as connection:
        rows = entries(connection)
    return {period: {(one.state, one.reason) for one in rows if one.period == period}
            for period in sorted({one.period for one in rows})}  # fmt: skip


def test_what_left_since_the_backup_does_not_leave_again(
    workshop: Workshop, server: Running, tmp_path: Path
) -> None:
    months = mailed_until(workshop, NOVEMBER)
    mail(workshop, server, OCTOBER)
    back_up(workshop.store, tmp_path / "cadangan.db")
    mail(workshop, server, NOVEMBER)

    def assume(connection: Transaction) -> None:
        assume_sent(connection, months, now=workshop.clock())

    restore(tmp_path / "cadangan.db", workshop.store, replace=True, then=assume)
    again = mail(workshop, server, NOVEMBER)
    later = mail(workshop, server, DECEMBER)

    assert (again, later) == (0, len(OPDS))
    assert len(server.script.taken) == 3 * len(OPDS)
    assert ledger(workshop) == {
        "2026-10": {("accepted", None)},
        "2026-11": {("suppressed", ASSUMED)},
        "2026-12": {("accepted", None)},
    }


def test_what_waited_in_the_backup_may_have_left_since(
    workshop: Workshop, server: Running, tmp_path: Path
) -> None:
    months = mailed_until(workshop, NOVEMBER)
    Mailing(workshop.store, server.port).prepare()
    back_up(workshop.store, tmp_path / "cadangan.db")

    def assume(connection: Transaction) -> None:
        assume_sent(connection, months, now=workshop.clock())

    restore(tmp_path / "cadangan.db", workshop.store, replace=True, then=assume)

    assert mail(workshop, server, NOVEMBER) == 0
    assert ledger(workshop) == {"2026-11": {("suppressed", ASSUMED)}}


def test_without_a_word_of_it_a_restored_store_mails_what_it_does_not_know(
    workshop: Workshop, server: Running, tmp_path: Path
) -> None:
    mail(workshop, server, OCTOBER)
    back_up(workshop.store, tmp_path / "cadangan.db")
    mail(workshop, server, NOVEMBER)
    restore(tmp_path / "cadangan.db", workshop.store, replace=True)

    assert mail(workshop, server, NOVEMBER) == len(OPDS)


@pytest.mark.parametrize(
    ("until", "last"),
    [(date(2026, 10, 31), "2026-10"), (date(2026, 11, 1), "2026-11"), (DECEMBER, "2026-12")],
)
def test_a_month_is_mailed_once_its_time_has_come(
    workshop: Workshop, until: date, last: str
) -> None:
    months = [month.key for month in mailed_until(workshop, until)]

    assert months[-1] == last
    assert months == sorted(set(months))
