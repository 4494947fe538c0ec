"""Digests that come back, read from a real mailbox: who refuses mail for good gets none."""

from collections.abc import Callable, Iterator
from datetime import date, datetime, timedelta
from itertools import count
from pathlib import Path
from typing import Literal

import pytest

from config.secrets import Secret
from digest.bounces import Taken, take_bounces
from digest.mailbox import BounceBox
from digest.values import Month
from models import schema
from models.bounces import bounced, bounces_trouble, disabled_addresses, enable_address
from tests.digest.bounce_mails import notification, out_of_office
from tests.digest.mailing import MONDAY, OPDS, Mailing, plain
from tests.imap import PASSWORD, USER, Mailbox, imap_server
from tests.smtp import Running, free_port

DECEMBER = Month("2026-12", date(2026, 12, 1))
NEXT_MONTH = MONDAY + timedelta(days=30)
LATER = MONDAY + timedelta(hours=3)
ACCEPTED = ("accepted", None)
FOLDERS = count(1)


@pytest.fixture(scope="module")
def imap(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Mailbox]:
    with imap_server(tmp_path_factory.mktemp("imap")) as running:
        yield running


@pytest.fixture
def mailbox(imap: Mailbox) -> Mailbox:
    return imap.another(f"kotak-{next(FOLDERS)}")


@pytest.fixture
def mailing(mailing: Mailing) -> Mailing:
    """Three digests that the mail server took."""
    mailing.prepare()
    mailing.send()
    return mailing


def box_of(mailbox: Mailbox, password: str = PASSWORD) -> BounceBox:
    safe: Literal["tls", "starttls"] = "tls" if mailbox.security == "tls" else "starttls"
    return BounceBox("127.0.0.1", mailbox.port, safe, USER, Secret(password), mailbox.folder,
                     mailbox.ca_file)  # fmt: skip


def take(mailing: Mailing, mailbox: Mailbox, now: datetime = LATER,
         stop: Callable[[], bool] = lambda: False) -> Taken:  # fmt: skip
    # The server stamps what comes with its own clock: the first look goes by that, too.
    today = datetime.now(tz=now.tzinfo).date()  # noqa: TID251
    return take_bounces(mailing.store, box_of(mailbox), today=today, now=now, stop=stop)


def returned(mailing: Mailing, number: int = 1, **facts: str) -> bytes:
    """A notification about the newest digest to an OPD."""
    row = [one for one in mailing.ledger() if one.opd_name == OPDS[number]][-1]
    return notification(str(row.message_id), facts.pop("address", str(row.address)), **facts)


def disabled(mailing: Mailing) -> list[str]:
    with mailing.store.read() as connection:
        return sorted(disabled_addresses(connection))


def test_who_refuses_mail_for_good_gets_no_more(
    mailing: Mailing, mailbox: Mailbox, server: Running
) -> None:
    mailbox.deliver(returned(mailing))

    assert take(mailing, mailbox) == Taken(read=1, disabled=1)
    assert mailing.states == [ACCEPTED, ("failed", "bounced"), ACCEPTED]
    assert "User unknown" in str(mailing.ledger()[1].reply)
    assert disabled(mailing) == ["kepala1@opd.example"]

    server.script.taken.clear()
    mailing.prepare(month=DECEMBER, now=NEXT_MONTH)
    mailing.send(NEXT_MONTH)

    assert mailing.states[3:] == [ACCEPTED, ("suppressed", "address_disabled"), ACCEPTED]
    assert [one.recipients for one in server.script.taken] == [
        ("kepala0@opd.example",), ("kepala2@opd.example",),
    ]  # fmt: skip


def test_what_waits_for_an_address_that_is_disabled_meanwhile_does_not_leave(
    mailing: Mailing, mailbox: Mailbox
) -> None:
    mailing.prepare(month=DECEMBER, now=NEXT_MONTH)
    with mailing.store.read() as connection:
        query = schema.digest.select().where(schema.digest.c.period == "2026-11")
        november = [row.message_id for row in connection.execute(query.order_by("opd"))]
    mailbox.deliver(notification(november[1], "kepala1@opd.example"))
    take(mailing, mailbox)
    mailing.send(NEXT_MONTH)

    assert mailing.states[3:] == [ACCEPTED, ("suppressed", "address_disabled"), ACCEPTED]


def test_what_fails_for_now_is_only_counted(mailing: Mailing, mailbox: Mailbox) -> None:
    late = returned(mailing, status="4.4.1", action="delayed")
    mailbox.deliver(late, late)

    assert take(mailing, mailbox) == Taken(read=2, temporary=2)
    assert mailing.states == [ACCEPTED] * 3
    assert disabled(mailing) == []
    with mailing.store.read() as connection:
        known = bounced(connection, "Kepala1@OPD.example")
    assert known is not None
    assert known.temporary == 2


def test_what_is_not_about_our_mail_to_our_address_is_not_believed(
    mailing: Mailing, mailbox: Mailbox
) -> None:
    ours = str(mailing.ledger()[1].message_id)
    mailbox.deliver(
        notification("<1@elsewhere.example>", "kepala1@opd.example"),
        notification(ours, "kepala2@opd.example"),
        notification(ours, "kepala1@opd.example").replace(b"rfc822; kepala1", b"x400; kepala1")
        .replace(b"rfc822;kepala1", b"x400;kepala1"),
        out_of_office(ours, "kepala1@opd.example"),
        b"Subject: apa kabar\r\n\r\nBaik.\r\n",
    )  # fmt: skip

    assert take(mailing, mailbox) == Taken(read=5, ignored=3)
    assert (mailing.states, disabled(mailing)) == ([ACCEPTED] * 3, [])


def test_an_address_that_was_forwarded_is_known_by_what_we_wrote(
    mailing: Mailing, mailbox: Mailbox
) -> None:
    mailbox.deliver(
        returned(mailing, address="ani@elsewhere.example", original="KEPALA1@opd.example")
    )

    assert take(mailing, mailbox).disabled == 1


def test_the_mailbox_is_left_as_it_was_and_each_mail_is_read_once(
    mailing: Mailing, mailbox: Mailbox
) -> None:
    mailbox.deliver(b"Subject: apa kabar\r\n\r\nBaik.\r\n", returned(mailing))
    before = mailbox.flags()

    first, second = take(mailing, mailbox), take(mailing, mailbox)
    mailbox.deliver(returned(mailing, 2))
    third = take(mailing, mailbox)

    assert (first.read, second.read, third) == (2, 0, Taken(read=1, disabled=1))
    assert mailbox.flags()[:2] == before


def test_a_look_that_is_broken_off_goes_on_where_it_was(mailing: Mailing, mailbox: Mailbox) -> None:
    mailbox.deliver(*(returned(mailing, number) for number in range(3)))

    looks = [take(mailing, mailbox, stop=lambda: True) for _ in range(4)]

    assert looks == [Taken(read=1, disabled=1)] * 3 + [Taken()]


def test_numbers_that_begin_anew_are_read_anew_and_change_nothing(
    mailing: Mailing, mailbox: Mailbox
) -> None:
    mail = returned(mailing)
    mailbox.deliver(mail, mail)
    take(mailing, mailbox)
    before = mailing.ledger()
    mailbox.make_anew()
    mailbox.deliver(mail)

    assert take(mailing, mailbox) == Taken(read=1, ignored=1)
    assert mailing.ledger() == before


def test_an_address_that_a_person_calls_right_gets_mail_until_newer_mail_comes_back(
    mailing: Mailing, mailbox: Mailbox
) -> None:
    mailbox.deliver(returned(mailing))
    take(mailing, mailbox)
    with mailing.store.write() as connection:
        again = enable_address(connection, "kepala1@opd.example", by="admin", now=LATER)
    mailbox.deliver(returned(mailing))
    late = take(mailing, mailbox)
    mailing.prepare(plain, month=DECEMBER, now=NEXT_MONTH)
    mailing.send(NEXT_MONTH)
    reached = mailing.states[3:]
    mailbox.deliver(returned(mailing))
    newer = take(mailing, mailbox, NEXT_MONTH)

    assert again
    assert late == Taken(read=1, ignored=1)
    assert reached == [ACCEPTED] * 3
    assert newer == Taken(read=1, disabled=1)


@pytest.mark.parametrize("trouble", ["password", "certificate", "folder", "away", "silent"])
def test_trouble_with_the_mailbox_is_kept_for_the_admins_without_the_password(
    mailing: Mailing, mailbox: Mailbox, trouble: str
) -> None:
    spoilt = {
        "password": box_of(mailbox, "canary salah"),
        "certificate": BounceBox("127.0.0.1", mailbox.port, "tls", USER, Secret("canary")),
        "folder": box_of(Mailbox(mailbox.port, "tls", mailbox.ca_file, "tidak-ada")),
        "away": box_of(Mailbox(free_port(), "tls", mailbox.ca_file)),
        "silent": BounceBox("127.0.0.1", mailbox.port, "starttls", USER, Secret("canary"),
                            ca_file=mailbox.ca_file, patience_seconds=0.2),
    }  # fmt: skip

    done = take_bounces(mailing.store, spoilt[trouble], today=date(2026, 11, 2), now=LATER,
                        stop=lambda: False)  # fmt: skip
    with mailing.store.read() as connection:
        told = bounces_trouble(connection)
    take(mailing, mailbox)
    with mailing.store.read() as connection:
        after = bounces_trouble(connection)

    assert done == Taken()
    assert told
    assert "canary" not in told
    assert after is None


def test_a_server_that_offers_no_encryption_gets_no_password(
    mailing: Mailing, tmp_path: Path
) -> None:
    with imap_server(tmp_path, "none") as plainly:
        done = take_bounces(mailing.store, box_of(plainly), today=MONDAY.date(), now=LATER,
                            stop=lambda: False)  # fmt: skip
    with mailing.store.read() as connection:
        told = str(bounces_trouble(connection))

    assert (done, "TLS not supported" in told) == (Taken(), True)


def test_starttls_is_as_good(mailing: Mailing, tmp_path: Path) -> None:
    with imap_server(tmp_path, "starttls") as other:
        other.deliver(returned(mailing))

        assert take(mailing, other).disabled == 1
