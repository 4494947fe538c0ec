"""A digest whose data cannot be relied on today waits for them: one row, its mail or a reason."""

from datetime import date, datetime, timedelta
from itertools import count

import pytest

from digest.due import prepare_due, want_digests
from digest.prepare import PASSING, AlreadyQueuedError, Order, Write, send_again
from digest.values import Month, Previous, Rendered, Silence
from models.outbox import Addressee, addressees, unsent
from models.store import Transaction
from tests.digest.mailing import MONDAY, MONTH, OFFICE, OPDS, Mailing, plain
from tests.smtp import Running

WAITS = ("queued", "not_reconciled")


def silent(silence: Silence = Silence.NOT_RECONCILED, *, opd: str | None = None) -> Write:
    """A writer that is silent about one OPD, or about all."""

    def write(
        connection: Transaction, place: Addressee, month: Month, previous: Previous | None
    ) -> Rendered | Silence:
        told = opd is None or place.opd_name == opd
        return silence if told else plain(connection, place, month, previous)

    return write


def test_what_does_not_add_up_waits_and_nobody_else_does(mailing: Mailing, server: Running) -> None:
    mailing.prepare(silent(opd=OPDS[1]))
    mailing.send()

    assert mailing.states == [("accepted", None), WAITS, ("accepted", None)]
    assert len(server.script.taken) == 2


@pytest.mark.parametrize("silence", sorted(PASSING))
def test_it_leaves_when_its_data_are_well_again(
    mailing: Mailing, server: Running, silence: Silence
) -> None:
    mailing.prepare(silent(silence, opd=OPDS[1]))
    mailing.look_again(silent(silence, opd=OPDS[1]), days=1)

    assert mailing.look_again(plain, days=1, hours=1) == 1
    mailing.send_after(days=1, hours=1)

    assert mailing.states == [("accepted", None)] * 3
    assert sorted(server.script.ids) == sorted(str(one.message_id) for one in mailing.ledger())


def test_it_is_looked_at_once_an_hour_unless_a_person_asks(mailing: Mailing) -> None:
    mailing.prepare(silent())

    assert mailing.look_again(plain, minutes=59) == 0
    assert mailing.look_again(plain, minutes=59, at_once=True) == 3


def test_after_five_working_days_it_ends_suppressed_and_stays_so(mailing: Mailing) -> None:
    mailing.prepare(silent())
    for hour in range(0, 24 * 6 + 12, 6):
        mailing.look_again(silent(), hours=hour)
    assert mailing.states == [WAITS] * 3

    mailing.look_again(silent(), days=7)

    assert mailing.states == [("suppressed", "not_reconciled")] * 3
    assert mailing.look_again(plain, days=7, hours=2) == 0


def test_on_its_last_day_it_may_still_leave(mailing: Mailing) -> None:
    mailing.prepare(silent())

    assert mailing.look_again(plain, days=7) == 3
    assert mailing.send_after(days=7).accepted == 3


def test_that_of_another_month_is_never_written_late(mailing: Mailing) -> None:
    mailing.prepare(silent())
    december = Month("2026-12", date(2026, 12, 1))

    assert mailing.look_again(plain, month=december, days=1) == 0
    assert mailing.states == [WAITS] * 3

    mailing.look_again(plain, month=december, days=29)

    assert mailing.states == [("suppressed", "not_reconciled")] * 3


def test_what_is_found_then_may_be_another_reason(mailing: Mailing) -> None:
    mailing.prepare(silent())

    mailing.look_again(silent(Silence.NOTHING_TO_SAY), days=1)

    assert mailing.states == [("suppressed", "nothing_to_say")] * 3


def test_waiting_for_data_is_not_the_mail_servers_fault(mailing: Mailing) -> None:
    mailing.prepare(silent())

    with mailing.store.read() as connection:
        assert unsent(connection, made_before=MONDAY + timedelta(days=9)) == {}


def test_a_person_does_not_double_what_waits(mailing: Mailing) -> None:
    mailing.prepare(silent())
    with mailing.store.read() as connection:
        opd = addressees(connection, MONTH.on)[0]

    with pytest.raises(AlreadyQueuedError):
        send_again(mailing.store, opd, Order(MONTH, plain, mailing.message_id, MONDAY), by="admin")


def test_the_daemons_round_looks_again_and_keeps_one_row_an_opd(mailing: Mailing) -> None:
    ids = count(1)

    def due(write: Write, now: datetime) -> int:
        return prepare_due(mailing.store, OFFICE, write, now=now,
                           message_id=lambda: f"<{next(ids)}@serang.example>")  # fmt: skip

    want_digests(mailing.store, MONDAY.date())
    rounds = [(silent(), timedelta(0)), (silent(), timedelta(days=1)), (plain, timedelta(days=2)),
              (plain, timedelta(days=3))]  # fmt: skip

    made = [due(write, MONDAY + later) for write, later in rounds]

    assert made == [3, 0, 3, 0]
    assert mailing.states == [("queued", None)] * 3
