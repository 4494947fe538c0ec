"""Admins are told everything once: in batches, once a day of what comes and goes, over failures."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from itertools import count
from typing import Any

import pytest
from sqlalchemy import update

from alerts.facts import Surroundings, Watched
from alerts.letter import letter
from alerts.service import look
from alerts.telling import GIVEN_UP_AFTER, UNKNOWN, NotSentError, compose, deliver
from models import schema
from models.admin_mail import AdminMail, mails
from models.service_alerts import ServiceAlert
from models.store import Store

NOW = datetime(2026, 11, 24, 2, 0, tzinfo=UTC)
MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)
SOURCES = ("banten-ceria", "lan-ri")
AROUND = Surroundings([Watched(name, lambda *_: False) for name in SOURCES])


class KilledError(BaseException):
    """The process is gone at this point."""


@dataclass(slots=True)
class Server:
    """A mail server that keeps what it took; each failure strikes once, before or after that."""

    taken: list[AdminMail] = field(default_factory=list)
    refusals: list[BaseException] = field(default_factory=list)
    lost_answers: list[BaseException] = field(default_factory=list)

    def __call__(self, mail: AdminMail) -> None:
        if self.refusals:
            raise self.refusals.pop(0)
        self.taken.append(mail)
        if self.lost_answers:
            raise self.lost_answers.pop(0)

    @property
    def ids(self) -> list[str]:
        return [mail.message_id for mail in self.taken]


@dataclass(slots=True)
class Office:
    """One daemon after the other on a store, at times of the test's choice."""

    store: Store
    server: Server = field(default_factory=Server)
    living: set[str] = field(default_factory=lambda: {"daemon"})
    admins: tuple[str, ...] = ("ratna@serang.example",)
    numbers: "count[int]" = field(default_factory=lambda: count(1))

    def pause(self, *names: str) -> None:
        """Let exactly these sources be paused."""
        table = schema.source_state
        with self.store.write() as connection:
            for name in SOURCES:
                at = NOW if name in names else None
                row = table.c.source == name
                if not connection.execute(update(table).where(row).values(paused_at=at)).rowcount:
                    connection.execute(table.insert().values(source=name, paused_at=at))

    def round(self, after: timedelta, owner: str = "daemon") -> int:
        """Look, write, send."""
        now = NOW + after
        look(self.store, AROUND, now=now)
        self.write(after)
        return self.send(after, owner)

    def write(self, after: timedelta) -> int:
        return compose(self.store, admins=self.admins, organisation="BKPSDM", now=NOW + after,
                       message_id=lambda: f"<{next(self.numbers)}@serang.example>")  # fmt: skip

    def send(self, after: timedelta, owner: str = "daemon") -> int:
        return deliver(self.store, self.server, owner=owner, now=NOW + after,
                       alive=self.living.__contains__)  # fmt: skip

    def mails(self, *states: str) -> list[AdminMail]:
        with self.store.read() as connection:
            return mails(connection, *states)


@pytest.fixture
def office(store: Store) -> Office:
    return Office(store)


def test_what_is_wrong_is_told_once_and_its_end_once(office: Office) -> None:
    office.pause("lan-ri")
    for minute in range(5):
        office.round(minute * MINUTE)
    office.pause()
    for minute in range(5, 9):
        office.round(minute * MINUTE)

    began, ended = office.server.taken
    assert "PERINGATAN BARU" in began.body
    assert "jampel source resume lan-ri" in began.body
    assert "SUDAH SELESAI" in ended.body
    assert "terbuka: 0." in ended.body


def test_what_is_new_together_is_one_mail(office: Office) -> None:
    office.pause("lan-ri", "banten-ceria")
    office.round(MINUTE)

    (mail,) = office.server.taken
    assert mail.subject.endswith("(dan 1 lagi)")
    assert mail.body.count("Artinya:") == 2


def test_each_admin_gets_a_mail_of_their_own(office: Office) -> None:
    office.admins = ("ratna@serang.example", "dewi@serang.example")
    office.pause("lan-ri")
    office.server.refusals = [NotSentError("550 tidak ada")]
    for minute in range(4):
        office.round(minute * MINUTE)

    # The first refusal puts off one of them only, and nobody gets two.
    assert [mail.recipient for mail in office.server.taken] == [
        "dewi@serang.example", "ratna@serang.example",
    ]  # fmt: skip
    assert len(set(office.server.ids)) == 2


def test_what_nobody_could_be_told_is_told_to_the_first_admin(office: Office) -> None:
    office.admins = ()
    office.pause("lan-ri")
    office.round(timedelta(0))
    office.admins = ("ratna@serang.example",)

    assert office.round(DAY) == 1


def test_what_comes_and_goes_begins_once_a_day(office: Office) -> None:
    for hour in range(72):
        office.pause(*(["lan-ri"] if hour % 2 == 0 else []))
        office.round(hour * HOUR)

    began = [mail for mail in office.server.taken if "PERINGATAN BARU" in mail.body]
    assert [mail.made_at for mail in began] == [NOW, NOW + 24 * HOUR, NOW + 48 * HOUR]
    assert len(office.server.taken) == 2 * len(began)


def test_what_was_over_before_it_was_told_is_not_told(office: Office) -> None:
    office.pause("lan-ri")
    look(office.store, AROUND, now=NOW)
    office.pause()
    office.round(MINUTE)

    assert office.server.taken == []


def test_two_who_write_at_once_write_one_mail(office: Office) -> None:
    office.pause("lan-ri")
    look(office.store, AROUND, now=NOW)

    assert [office.write(MINUTE) for _ in range(2)] == [1, 0]


def test_a_server_that_is_away_for_days_gets_the_mail_when_it_is_back(office: Office) -> None:
    office.pause("lan-ri")
    office.server.refusals = [NotSentError("451 nanti")] * 12
    for hour in range(72):
        office.round(hour * HOUR)

    assert len(office.server.taken) == 1
    (mail,) = office.mails("sent")
    assert (mail.attempts, mail.unsure, mail.reply) == (13, False, None)


def test_pauses_between_attempts_grow(office: Office) -> None:
    office.pause("lan-ri")
    office.server.refusals = [NotSentError("451 nanti")] * 99
    due = []
    for minute in range(24 * 60):
        before = len(office.server.refusals)
        office.send(minute * MINUTE) if minute else office.round(timedelta(0))
        if len(office.server.refusals) < before:
            due.append(minute)

    assert due[:6] == [0, 2, 6, 14, 30, 62]
    assert due[-1] - due[-2] == 360


def test_a_mail_that_nobody_takes_is_given_up_and_says_why(office: Office) -> None:
    office.pause("lan-ri")
    office.server.refusals = [NotSentError("550 tidak ada")] * 999
    office.round(timedelta(0))
    for hour in range(24 * 6):
        office.send(hour * HOUR)

    (mail,) = office.mails("failed")
    assert mail.reply == "550 tidak ada"
    assert mail.next_attempt_at - NOW >= GIVEN_UP_AFTER


def test_a_sender_that_died_before_the_answer_is_followed_by_a_marked_copy(office: Office) -> None:
    office.pause("lan-ri")
    office.server.lost_answers = [KilledError()]
    with pytest.raises(KilledError):
        office.round(timedelta(0))
    assert office.send(MINUTE, "next") == 0, "its owner may live"
    office.living = {"next"}

    office.send(2 * MINUTE, "next")
    office.send(3 * MINUTE, "next")

    assert [mail.unsure for mail in office.server.taken] == [False, True]
    assert len(set(office.server.ids)) == 1


def test_there_is_never_a_third_copy(office: Office) -> None:
    office.pause("lan-ri")
    office.server.lost_answers = [KilledError(), KilledError()]
    for number, owner in enumerate(("daemon", "second", "third")):
        office.living = {owner}
        if number < 2:
            with pytest.raises(KilledError):
                office.round(number * MINUTE, owner)
        else:
            office.round(number * MINUTE, owner)

    assert len(office.server.taken) == 2
    (mail,) = office.mails("failed")
    assert mail.reply == UNKNOWN


def test_a_bug_in_sending_lets_the_mail_go_once_more(office: Office) -> None:
    office.pause("lan-ri")
    office.server.lost_answers = [ValueError(), ValueError(), ValueError()]
    office.round(timedelta(0))
    for hour in range(1, 48):
        office.send(hour * HOUR)

    assert [mail.unsure for mail in office.server.taken] == [False, True]
    assert [mail.reply for mail in office.mails("failed")] == ["ValueError"]


def test_a_wrong_clock_does_not_keep_a_mail(office: Office) -> None:
    office.pause("lan-ri")
    office.server.refusals = [NotSentError("451 nanti")]
    office.round(3650 * DAY)

    assert office.send(timedelta(0)) == 1


def alert(**facts: Any) -> ServiceAlert:
    own = {"kind": "source_paused", "subject": "lan-ri", "happened": "Sumber lan-ri dijeda.",
           "meaning": "Tidak ditarik.", "remedy": "jampel source resume lan-ri",
           "seen_at": NOW}  # fmt: skip
    return ServiceAlert(**{**own, **facts})


@pytest.mark.parametrize("of", [lambda text: {"happened": text}, lambda text: {"remedy": text}])
def test_a_letter_is_narrow_and_its_subject_is_short(of: Callable[[str], dict[str, str]]) -> None:
    long = "kata " * 200

    found = letter([alert(**of(long)), alert(cleared_at=NOW)], 2, organisation="BKPSDM", now=NOW)

    assert len(found.subject) <= 120
    assert max(map(len, found.text.splitlines())) <= 72


def test_a_letter_of_ends_alone_says_so_in_its_subject() -> None:
    ended = alert(gone_at=NOW - HOUR, cleared_at=NOW)

    found = letter([ended], 0, organisation="BKPSDM", now=NOW)

    assert found.subject == "[jampel] Selesai: Sumber lan-ri dijeda."
    assert "Selesai 24 November 2026 08.00 WIB." in found.text
