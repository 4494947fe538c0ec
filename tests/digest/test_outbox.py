"""A digest for each OPD and period, sent once, or a reason; over a real SMTP conversation."""

from datetime import date, datetime, timedelta, timezone

import pytest

from digest.prepare import AlreadyQueuedError, Order, send_again
from digest.values import Month, Previous, Rendered, Silence
from models import outbox, schema
from models.outbox import Addressee, addressees, unreached, unsent
from models.store import Store, Transaction
from tests.digest.mailing import ANNEX, MONDAY, MONTH, OPDS, Mailing, plain, put_head, put_opds
from tests.smtp import CUT, CUT_AFTER, Running, free_port, mail_server

ACCEPTED = ("accepted", None)


def test_each_opd_gets_one_mail(mailing: Mailing, server: Running) -> None:
    assert mailing.prepare() == 3
    assert mailing.send().accepted == 3
    assert (mailing.prepare(), mailing.send().tried) == (0, 0)

    taken = server.script.taken
    assert [one.recipients for one in taken] == [(f"kepala{n}@opd.example",) for n in range(3)]
    assert mailing.states == [ACCEPTED] * 3
    assert server.script.ids == [one.message_id for one in mailing.ledger()]


def test_what_a_mail_said_is_told_to_the_next_one(mailing: Mailing, server: Running) -> None:
    mailing.prepare()
    mailing.send()
    server.script.taken.clear()

    later = MONDAY + timedelta(days=30)
    mailing.prepare(month=Month("2026-12", later.date()), now=later)
    mailing.send(later)

    body = server.script.taken[0].mail.get_body(("plain",))
    assert body is not None
    assert "badan kepegawaian told" in body.get_content()


def test_what_did_not_arrive_was_not_told(mailing: Mailing, server: Running) -> None:
    server.script.say("RCPT", "550 no such user")
    mailing.prepare()
    mailing.send()
    december = Month("2026-12", date(2026, 12, 1))

    with mailing.store.read() as connection:
        told = [outbox.last_told(connection, name.lower(), before=december.key) for name in OPDS]

    assert told == [None, "dinas kesehatan told", "dinas pendidikan told"]


def test_a_killed_preparation_goes_on_where_it_was(mailing: Mailing) -> None:
    def killed(
        connection: Transaction, opd: Addressee, month: Month, previous: Previous | None
    ) -> Rendered:
        if opd.opd_name == OPDS[1]:
            raise KeyboardInterrupt
        return plain(connection, opd, month, previous)

    with pytest.raises(KeyboardInterrupt):
        mailing.prepare(killed)
    assert [one.opd_name for one in mailing.ledger()] == [OPDS[0]]

    assert mailing.prepare() == 2
    assert mailing.states == [("queued", None)] * 3


def test_a_template_error_of_one_opd_keeps_none_from_theirs(mailing: Mailing) -> None:
    def broken(
        connection: Transaction, opd: Addressee, month: Month, previous: Previous | None
    ) -> Rendered:
        if opd.opd_name == OPDS[1]:
            raise KeyError(opd.opd_name)
        return plain(connection, opd, month, previous)

    mailing.prepare(broken)
    mailing.send()

    assert mailing.states == [ACCEPTED, ("failed", "template"), ACCEPTED]
    with mailing.store.read() as connection:
        assert unsent(connection, made_before=MONDAY) == {("failed", "2026-11"): [OPDS[1]]}


def test_silence_is_a_row_with_its_reason(mailing: Mailing, server: Running) -> None:
    mailing.prepare(lambda *_: Silence.NOTHING_TO_SAY)
    mailing.send()

    assert mailing.states == [("suppressed", "nothing_to_say")] * 3
    assert server.script.taken == []
    with mailing.store.read() as connection:
        assert unsent(connection, made_before=MONDAY) == {}


@pytest.mark.parametrize(
    "email", [None, "", "kepala", "kepala@", "a b@opd.example", "@opd.example"]
)
def test_nobody_to_write_to_is_never_just_absent(
    store: Store, server: Running, email: str | None
) -> None:
    put_opds(store, OPDS[0], email=email)
    mailing = Mailing(store, server.port)

    mailing.prepare()
    mailing.send()

    assert mailing.states == [("suppressed", "no_recipient")]
    with store.read() as connection:
        assert unsent(connection, made_before=MONDAY) == {}
        assert unreached(connection) == {OPDS[0].lower()}


def test_an_opd_without_a_recipient_is_one_until_a_digest_arrives(mailing: Mailing) -> None:
    def unreached_now() -> set[str]:
        with mailing.store.read() as connection:
            return unreached(connection)

    with mailing.store.write() as connection:
        found = addressees(connection, MONDAY.date())[0]
        put_head(connection, found.opd_id, MONDAY.date(), None, None)
    mailing.prepare()
    mailing.send()
    december, january = Month("2026-12", date(2026, 12, 1)), Month("2027-01", date(2027, 1, 4))
    mailing.prepare(lambda *_: Silence.NOTHING_TO_SAY, month=december)
    assert unreached_now() == {OPDS[0].lower()}

    with mailing.store.write() as connection:
        put_head(connection, found.opd_id, january.on, "Baru", "baru@opd.example")
    later = MONDAY + timedelta(days=63)
    mailing.prepare(month=january, now=later)
    mailing.send(later)

    assert unreached_now() == set()


def test_the_head_of_the_sending_day_gets_it(mailing: Mailing, server: Running) -> None:
    mailing.prepare()
    with mailing.store.write() as connection:
        for opd, name, email in ((0, "Baru", "baru@opd.example"), (1, None, None)):
            found = addressees(connection, MONDAY.date())[opd]
            put_head(connection, found.opd_id, MONDAY.date(), name, email)
            put_head(connection, found.opd_id, date(2026, 11, 20), "Nanti", "nanti@opd.example")

    mailing.send()

    assert [one.recipients for one in server.script.taken] == [
        ("baru@opd.example",), ("kepala2@opd.example",),
    ]  # fmt: skip
    assert mailing.states == [ACCEPTED, ("suppressed", "no_recipient"), ACCEPTED]
    assert [one.address for one in mailing.ledger()][:2] == ["baru@opd.example", None]


@pytest.mark.parametrize("verb", ["EHLO", "MAIL", "RCPT", "DATA"])
@pytest.mark.parametrize("said", ["451 greylisted", "421 closing", CUT])
def test_what_fails_for_now_at_any_verb_comes_once(
    mailing: Mailing, server: Running, verb: str, said: str
) -> None:
    server.script.say(verb, said)
    mailing.prepare()

    mailing.send()
    mailing.send_after(minutes=6)

    assert mailing.states == [ACCEPTED] * 3
    assert sorted(server.script.ids) == sorted(str(one.message_id) for one in mailing.ledger())


def test_greylisting_of_one_keeps_nobody_waiting(mailing: Mailing, server: Running) -> None:
    server.script.say("RCPT", "451 come back")
    mailing.prepare()

    assert (mailing.send().accepted, mailing.send_after(minutes=4).accepted) == (2, 0)
    assert mailing.send_after(minutes=5).accepted == 1
    assert [one.attempts for one in mailing.ledger()] == [2, 1, 1]


@pytest.mark.parametrize("said", ["421 closing", "452 no room"])
def test_a_server_that_closes_in_the_middle_is_left_in_peace(
    mailing: Mailing, server: Running, said: str
) -> None:
    server.script.say("DATA", "250 OK", said)
    mailing.prepare()
    mailing.send()

    assert [one.attempts for one in mailing.ledger()] == [1, 1, 0]

    mailing.send_after(minutes=10)

    assert mailing.states == [ACCEPTED] * 3
    assert [one.unsure for one in mailing.ledger()] == [False] * 3


def test_one_bad_address_of_three(mailing: Mailing, server: Running) -> None:
    server.script.by_recipient["kepala1@opd.example"] = "550 5.1.1 no such user"
    mailing.prepare()
    mailing.send()
    mailing.send_after(days=1)

    assert mailing.states == [ACCEPTED, ("failed", "refused"), ACCEPTED]
    assert mailing.ledger()[1].reply == "RCPT: 550 5.1.1 no such user"
    assert mailing.ledger()[1].attempts == 1


def test_a_mail_that_is_too_big_goes_without_its_annex(mailing: Mailing, server: Running) -> None:
    server.script.say("DATA", "552 too big")
    mailing.prepare()
    mailing.send()
    mailing.send_after(minutes=1)

    by_id = {str(one.mail["Message-ID"]): one.mail for one in server.script.taken}
    first, second, _ = [by_id[str(one.message_id)] for one in mailing.ledger()]
    assert list(first.iter_attachments()) == []
    assert [one.get_content() for one in second.iter_attachments()] == [ANNEX.body]


def test_a_mail_that_is_too_big_without_its_annex_fails(mailing: Mailing, server: Running) -> None:
    server.script.always["DATA"] = "552 too big"
    mailing.prepare()
    mailing.send()
    mailing.send_after(minutes=1)

    assert mailing.states == [("failed", "too_big")] * 3


def test_a_lost_answer_is_asked_for_once_more_and_marked(mailing: Mailing, server: Running) -> None:
    server.script.say("DATA", CUT_AFTER)
    mailing.prepare()
    mailing.send()
    mailing.send_after(minutes=6)

    first = mailing.ledger()[0]
    copies = [one for one in server.script.taken if one.mail["Message-ID"] == first.message_id]
    assert [one.mail["X-Jampel-Repeat"] for one in copies] == [None, "1"]
    assert (first.state, first.unsure) == ("accepted", True)
    assert len(server.script.taken) == 4


def test_what_the_server_took_is_not_sent_again_whatever_happens_after(
    mailing: Mailing, server: Running
) -> None:
    server.script.say("QUIT", CUT, "421 closing", "500 what")
    mailing.prepare()
    mailing.send()
    mailing.send_after(hours=6)

    assert mailing.states == [ACCEPTED] * 3
    assert [one.unsure for one in mailing.ledger()] == [False] * 3
    assert len(server.script.taken) == 3


def test_a_second_lost_answer_is_left_to_a_person(mailing: Mailing, server: Running) -> None:
    server.script.always["DATA"] = CUT_AFTER
    mailing.prepare()
    for day in range(8):
        mailing.send_after(days=day)

    assert mailing.states == [("failed", "unknown")] * 3
    assert len(server.script.taken) == 6


@pytest.mark.parametrize(("handed_over", "copies"), [(False, 0), (True, 1)])
def test_a_dead_senders_mail_is_marked_only_where_it_may_have_gone(
    mailing: Mailing, server: Running, *, handed_over: bool, copies: int
) -> None:
    mailing.prepare()
    _die(mailing, handed_over=handed_over)
    mailing.send()

    marks = [one.mail["X-Jampel-Repeat"] for one in server.script.taken]
    assert marks == ["1" if copies else None, None, None]
    assert mailing.ledger()[0].unsure is handed_over


def test_a_second_death_after_data_is_left_to_a_person(mailing: Mailing, server: Running) -> None:
    mailing.prepare()
    _die(mailing, handed_over=True, unsure=True)
    mailing.send()

    assert mailing.states == [("failed", "unknown"), ACCEPTED, ACCEPTED]
    assert len(server.script.taken) == 2


def test_what_a_living_sender_has_is_left_alone(mailing: Mailing, server: Running) -> None:
    mailing.prepare()
    _die(mailing, owner="living")
    mailing.send()

    assert mailing.states == [("sending", None), ACCEPTED, ACCEPTED]
    assert len(server.script.taken) == 2


def test_a_sender_that_was_taken_for_dead_gives_way(mailing: Mailing, server: Running) -> None:
    mailing.prepare()
    sending = schema.digest.c.state == "sending"

    def be_taken_over() -> None:
        mailing.meanwhile = lambda: None
        with mailing.store.write() as connection:
            connection.execute(schema.digest.update().where(sending).values(owner="another"))

    mailing.meanwhile = be_taken_over
    mailing.send()

    assert mailing.states == [("sending", None), ACCEPTED, ACCEPTED]
    assert [one.recipients for one in server.script.taken] == [
        ("kepala1@opd.example",), ("kepala2@opd.example",),
    ]  # fmt: skip


def test_a_server_away_for_three_days_is_waited_for(store: Store) -> None:
    put_opds(store, *OPDS)
    mailing = Mailing(store, free_port())
    mailing.prepare()
    for hour in range(72):
        mailing.send_after(hours=hour)
    with store.read() as connection:
        late = unsent(connection, made_before=MONDAY)
        early = unsent(connection, made_before=MONDAY - timedelta(seconds=1))
    with mail_server() as running:
        mailing.port = running.port
        mailing.send_after(days=3)
        mailing.send_after(days=3, hours=4)

        assert mailing.states == [ACCEPTED] * 3
        assert len(running.script.taken) == 3
    assert late == {("late", "2026-11"): list(OPDS)}
    assert early == {}


def test_after_five_working_days_it_is_given_up(store: Store) -> None:
    put_opds(store, OPDS[0])
    mailing = Mailing(store, free_port())
    mailing.prepare()
    for day in range(7):
        mailing.send_after(days=day)
    assert mailing.states == [("queued", None)]

    mailing.send_after(days=7)

    assert mailing.states == [("failed", "given_up")]


def test_a_clock_that_was_wrong_holds_nothing_up(mailing: Mailing) -> None:
    mailing.prepare(now=MONDAY + timedelta(days=400))

    assert mailing.send().accepted == 3


@pytest.mark.parametrize(
    "now",
    [
        datetime(2026, 11, 2, 6, 59, tzinfo=timezone(timedelta(hours=7))),
        datetime(2026, 11, 2, 16, 0, tzinfo=timezone(timedelta(hours=7))),
        datetime(2026, 11, 1, 9, 0, tzinfo=timezone(timedelta(hours=7))),
        datetime(2026, 12, 25, 9, 0, tzinfo=timezone(timedelta(hours=7))),
    ],
    ids=["early", "late", "sunday", "christmas"],
)
def test_nothing_leaves_outside_office_hours(mailing: Mailing, now: datetime) -> None:
    mailing.prepare(now=now)

    assert mailing.send(now).tried == 0


def test_a_copy_by_hand_is_a_row_of_its_own_and_says_so(mailing: Mailing, server: Running) -> None:
    mailing.prepare()
    mailing.send()
    again(mailing)
    mailing.send()

    rows = [one for one in mailing.ledger() if one.opd_name == OPDS[0]]
    assert [(one.copy, one.state, one.made_by) for one in rows] == [
        (0, "accepted", None), (1, "accepted", "admin"),
    ]  # fmt: skip
    assert str(server.script.taken[-1].mail["Subject"]) == f"[kirim ulang] Rekap {OPDS[0]}"
    assert len(set(server.script.ids)) == 4


def test_a_copy_of_what_never_arrived_is_not_called_one(mailing: Mailing, server: Running) -> None:
    server.script.say("RCPT", "550 no such user")
    mailing.prepare()
    mailing.send()
    again(mailing)
    mailing.send()

    assert str(server.script.taken[-1].mail["Subject"]) == f"Rekap {OPDS[0]}"
    with mailing.store.read() as connection:
        assert unsent(connection, made_before=MONDAY) == {}


def test_what_waits_is_not_doubled_by_hand(mailing: Mailing) -> None:
    mailing.prepare()

    with pytest.raises(AlreadyQueuedError):
        again(mailing)


def again(mailing: Mailing) -> None:
    with mailing.store.read() as connection:
        opd = addressees(connection, MONDAY.date())[0]
    send_again(mailing.store, opd, Order(MONTH, plain, mailing.message_id, MONDAY), by="admin")


def _die(mailing: Mailing, *, owner: str = "dead", handed_over: bool = False,
         unsure: bool = False) -> None:  # fmt: skip
    """Leave the first digest as a sender that died has left it."""
    with mailing.store.write() as connection:
        connection.execute(
            schema.digest.update().where(schema.digest.c.opd == OPDS[0].lower())
            .values(state="sending", owner=owner, attempts=1, handed_over=handed_over,
                    unsure=unsure)
        )  # fmt: skip
