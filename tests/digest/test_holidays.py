"""A digest day on which nobody works, or that was missed: the next working day, once."""

from dataclasses import replace
from datetime import date, datetime, time, timedelta

import pytest

from digest.calendar import OfficeHours
from digest.due import prepare_due, want_digests
from models.store import Store
from models.values import JAKARTA
from tests.digest.mailing import OFFICE, OPDS, Mailing, plain, put_opds
from tests.smtp import Running

NEW_YEAR = date(2027, 1, 1)
"""A Friday."""
CHRISTMAS_LEAVE = date(2026, 12, 24)
"""A Thursday of joint leave, before the holiday and a weekend."""
OWN_LEAVE = date(2026, 11, 2)
DAYS = 7


def local(day: date, hour: int) -> datetime:
    return datetime.combine(day, time(hour), JAKARTA)


@pytest.mark.parametrize(
    ("due", "off", "sent"),
    [
        pytest.param((NEW_YEAR, 7), (), date(2027, 1, 4), id="a holiday"),
        pytest.param((CHRISTMAS_LEAVE, 7), (), date(2026, 12, 28), id="joint leave"),
        pytest.param((OWN_LEAVE, 7), (0, 1), date(2026, 11, 4), id="days of the office's own"),
        pytest.param((OWN_LEAVE, 7), (), OWN_LEAVE, id="a working day"),
        pytest.param((OWN_LEAVE, 17), (), date(2026, 11, 3), id="the window was missed"),
    ],
)
def test_the_digests_leave_on_the_next_working_day_once(
    store: Store, server: Running, due: tuple[date, int], off: tuple[int, ...], sent: date
) -> None:
    wanted, from_hour = due
    put_opds(store, *OPDS)
    hours = OfficeHours(off=[wanted + timedelta(days=number) for number in off])
    office = replace(OFFICE, hours=hours)
    mailing = Mailing(store, server.port, office=office)
    want_digests(store, wanted)
    left: dict[datetime, int] = {}
    for hour in range(DAYS * 24):
        now = local(wanted, from_hour) + timedelta(hours=hour)
        prepare_due(store, office, plain, message_id=mailing.message_id, now=now)
        left[now] = mailing.send(now).accepted

    assert {when: how_many for when, how_many in left.items() if how_many} == {
        local(sent, 7): len(OPDS)
    }
    assert mailing.states == [("accepted", None)] * len(OPDS)
    assert {row.period for row in mailing.ledger()} == {f"{wanted:%Y-%m}"}
