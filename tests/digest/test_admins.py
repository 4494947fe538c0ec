"""Mail to admins over a real SMTP conversation: taken once, put off, or once more with a mark."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from alerts.telling import NotSentError, deliver
from digest.admins import LostAnswerError, to_admins
from digest.message import REPEAT
from digest.send import MailServer
from models.admin_mail import AdminMail, mails, queue_mail
from models.store import Store
from tests.smtp import CUT, CUT_AFTER, Running, free_port, mail_server

NOW = datetime(2026, 11, 24, 2, 0, tzinfo=UTC)
SENDER = "BKPSDM <bangkom@serang.example>"
MAIL = AdminMail(
    id=1, message_id="<1@serang.example>", recipient="ratna@serang.example",
    subject="[jampel] Sumber lan-ri dijeda — “kolom”", body="Baris pertama…\nBaris kedua.\n",
    made_at=NOW, state="sending", owner="daemon", attempts=1, next_attempt_at=NOW, sent_at=None,
    unsure=False, reply=None,
)  # fmt: skip


def give(server: Running, mail: AdminMail = MAIL) -> None:
    to_admins(MailServer("127.0.0.1", server.port), SENDER, lambda: NOW)(mail)


def test_a_mail_arrives_as_it_was_written() -> None:
    with mail_server() as server:
        give(server)

    (taken,) = server.script.taken
    assert taken.recipients == ("ratna@serang.example",)
    assert taken.mail["Subject"] == MAIL.subject
    assert taken.mail["Message-ID"] == MAIL.message_id
    assert taken.mail["Auto-Submitted"] == "auto-generated"
    assert taken.mail[REPEAT] is None
    assert taken.mail.get_content().replace("\r\n", "\n") == MAIL.body


def test_a_copy_is_marked() -> None:
    with mail_server() as server:
        give(server, replace(MAIL, unsure=True))

    assert server.script.taken[0].mail[REPEAT] == "1"


@pytest.mark.parametrize("verb", ["EHLO", "MAIL", "RCPT", "DATA"])
def test_what_the_server_does_not_take_is_put_off_with_its_words(verb: str) -> None:
    with mail_server() as server:
        server.script.say(verb, "451 nanti saja")
        with pytest.raises(NotSentError, match="nanti saja"):
            give(server)

    assert server.script.taken == []


def test_a_server_that_is_not_there_is_tried_later() -> None:
    lonely = to_admins(MailServer("127.0.0.1", free_port()), SENDER, lambda: NOW)

    with pytest.raises(NotSentError):
        lonely(MAIL)


@pytest.mark.parametrize("step", [CUT, CUT_AFTER])
def test_a_lost_answer_is_told_apart(step: str) -> None:
    with mail_server() as server:
        server.script.say("DATA", step)
        with pytest.raises(LostAnswerError):
            give(server)


def test_a_lost_answer_brings_one_marked_copy_and_no_third(store: Store) -> None:
    with store.write() as connection:
        queue_mail(connection, message_id=MAIL.message_id, recipient=MAIL.recipient,
                   subject=MAIL.subject, body=MAIL.body, now=NOW)  # fmt: skip

    with mail_server() as server:
        server.script.say("DATA", *[CUT_AFTER] * 9)
        send = to_admins(MailServer("127.0.0.1", server.port), SENDER, lambda: NOW)
        for hours in range(0, 48, 6):
            deliver(store, send, owner="daemon", alive=lambda _: True,
                    now=NOW + timedelta(hours=hours))  # fmt: skip

    assert [taken.mail[REPEAT] for taken in server.script.taken] == [None, "1"]
    assert len(set(server.script.ids)) == 1
    with store.read() as connection:
        assert [mail.reply for mail in mails(connection, "failed")] == ["LostAnswerError"]
