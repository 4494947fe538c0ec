"""The service looked at from a configuration: limits by schedule, the disk, mail for admins."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from daemon.admins import mail_admins
from daemon.jobs import Turn, jobs_of
from daemon.sources import engine_of
from daemon.watching import overdue, surroundings, watch_service
from daemon.wiring import Workshop, open_workshop
from models.admin_mail import AdminMail, mails
from models.outbox import Addressee, add_entry, addressees
from models.service_alerts import open_service_alerts, uncleared
from models.store import Store
from sync.decide import By, head
from tests.builders import Regency
from tests.digest.bounce_mails import notification
from tests.digest.mailing import put_head, put_opds
from tests.imap import PASSWORD, USER, imap_server
from tests.smtp import mail_server

NOW = datetime(2026, 11, 24, 2, 0, tzinfo=UTC)
ZONE = ZoneInfo("Asia/Jakarta")
HOUR = timedelta(hours=1)
MAIL = '[mail]\nsender = "BKPSDM <bangkom@serang.example>"\nadmins = ["admin@serang.example"]\n'
SOURCE = '[sources.lan-ri]\nconnector = "files"\npath = "lan/*"\n'


@contextmanager
def workshop(folder: Path, url: str, text: str = "") -> Iterator[Workshop]:
    path = folder / "jampel.toml"
    path.write_text(f'[store]\nurl = "{url}"\n{text}{SOURCE}')
    with open_workshop(path, {}, clock=lambda: NOW) as opened:
        yield opened


@pytest.mark.parametrize(
    ("schedule", "limit", "hours", "wanted"),
    [
        ("15 */2 * * *", None, 23, False),
        ("15 */2 * * *", None, 24, True),
        # 09:00 WIB on Tuesday; Sundays at 03:00 WIB: the third one is 18 days and 18 hours later.
        ("0 3 * * sun", None, 18 * 24 + 17, False),
        ("0 3 * * sun", None, 18 * 24 + 18, True),
        ("15 */2 * * *", 2 * HOUR, 1, False),
        ("15 */2 * * *", 2 * HOUR, 2, True),
    ],
)
def test_a_source_is_overdue_after_three_turns_and_a_day(
    schedule: str, limit: timedelta | None, hours: int, *, wanted: bool
) -> None:
    assert overdue(schedule, limit, ZONE)(NOW, NOW + hours * HOUR) is wanted


def test_sources_that_are_switched_off_are_not_watched(store_url: str, tmp_path: Path) -> None:
    off = '[sources.lms]\nconnector = "files"\npath = "lms/*"\nenabled = false\n'
    roster = '[roster]\npath = "roster/*"\n'

    with workshop(tmp_path, store_url, roster + off) as opened:
        watched = [one.name for one in surroundings(opened).watched]

    assert watched == ["roster", "lan-ri"]


def test_the_disk_of_a_file_is_measured(store_url: str, tmp_path: Path) -> None:
    with workshop(tmp_path, store_url, "[alerts]\nleast_free_mib = 7\n") as opened:
        found = surroundings(opened)
        is_file = opened.store.is_sqlite

    assert (found.free_bytes is not None) is is_file
    assert found.least_free_bytes == 7 * 2**20


def put_held(store: Store) -> None:
    with store.write() as connection:
        Regency(connection).run("lan-ri", outcome="held", started_at=NOW, finished_at=NOW)


def test_admins_get_a_mail_of_what_is_wrong(store_url: str, tmp_path: Path) -> None:
    taken: list[AdminMail] = []
    with workshop(tmp_path, store_url, MAIL) as opened:
        put_held(opened.store)
        for _ in range(2):
            watch_service(opened)
            mail_admins(opened, taken.append)

    (mail,) = taken
    assert "jampel approve 1" in mail.body
    assert mail.message_id.endswith("@serang.example>")


def test_the_daemon_looks_every_five_minutes(store_url: str, tmp_path: Path) -> None:
    with workshop(tmp_path, store_url) as opened:
        put_held(opened.store)
        (job,) = (job for job in jobs_of(opened) if job.name == "service_alerts")
        job.work(Turn(opened, NOW, lambda: False))
        with opened.store.read() as connection:
            kinds = [one.kind for one in open_service_alerts(connection)]

    assert (job.schedule, job.at_once, kinds) == ("*/5 * * * *", True, ["run_held"])


def test_the_daemon_mails_admins_by_the_server_of_the_configuration(
    store_url: str, tmp_path: Path
) -> None:
    with mail_server() as server:
        settings = MAIL + f'host = "127.0.0.1"\nport = {server.port}\n'
        with workshop(tmp_path, store_url, settings) as opened:
            put_held(opened.store)
            watch_service(opened)
            (job,) = (job for job in jobs_of(opened) if job.name == "admin_mail")
            for _ in range(2):
                job.work(Turn(opened, NOW, lambda: False))

    (taken,) = server.script.taken
    assert taken.recipients == ("admin@serang.example",)
    assert "jampel approve 1" in taken.mail.get_content()


def test_without_a_mail_server_nothing_is_sent(store_url: str, tmp_path: Path) -> None:
    with workshop(tmp_path, store_url) as opened:
        assert mail_admins(opened) == 0


FRIDAY = datetime(2026, 11, 20, 2, 0, tzinfo=UTC)
MONDAY = datetime(2026, 11, 23, 2, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("made", "state", "reason", "wanted"),
    [
        (FRIDAY, "queued", None, "digest_late"),
        (MONDAY, "queued", None, None),  # NOW is Tuesday: one working day has begun
        (MONDAY, "queued", "configuration", "digest_misconfigured"),
        (FRIDAY, "failed", "refused", "digest_failed"),
        (FRIDAY, "suppressed", "nothing_to_say", None),
        (FRIDAY, "accepted", None, None),
    ],
)
def test_the_ledger_of_digests_is_watched(
    store_url: str,
    tmp_path: Path,
    *,
    made: datetime,
    state: str,
    reason: str | None,
    wanted: str | None,
) -> None:
    who = Addressee(1, "dinas kesehatan", "Dinas Kesehatan", None, None)
    with workshop(tmp_path, store_url) as opened:
        with opened.store.write() as connection:
            add_entry(connection, opd_of=who, period="2026-11", copy=0, state=state,
                      reason=reason, made_at=made, message_id="<1@serang.example>")  # fmt: skip
        watch_service(opened)
        with opened.store.read() as connection:
            seen = [(one.kind, one.subject) for one in uncleared(connection)]

    assert seen == ([(wanted, "2026-11")] if wanted else [])


def test_an_opd_without_a_head_is_told_once_until_it_has_one(
    store_url: str, tmp_path: Path
) -> None:
    def suppress(opened: Workshop, period: str, reason: str) -> list[str]:
        """Have its digest suppressed, and look."""
        with opened.store.write() as connection:
            (found,) = addressees(connection, NOW.date())
            add_entry(connection, opd_of=found, period=period, copy=0, state="suppressed",
                      reason=reason, made_at=NOW)  # fmt: skip
        watch_service(opened)
        return told(opened)

    def told(opened: Workshop) -> list[str]:
        with opened.store.read() as connection:
            return [one.subject for one in mails(connection, "queued")]

    with workshop(tmp_path, store_url, MAIL) as opened:
        put_opds(opened.store, "Dinas Pasar", email=None)
        first = suppress(opened, "2026-10", "no_recipient")
        second = suppress(opened, "2026-11", "nothing_to_say")
        third = suppress(opened, "2026-12", "no_recipient")
        with opened.store.write() as connection:
            (found,) = addressees(connection, NOW.date())
            put_head(connection, found.opd_id, NOW.date(), "Ani", "ani@pasar.example")
        watch_service(opened)
        with opened.store.read() as connection:
            left = uncleared(connection)

    assert "Dinas Pasar tidak punya kepala" in first[0]
    assert first == second == third
    assert left == []


BOUNCES = """[bounces]
host = "127.0.0.1"
port = {port}
username = "{user}"
password = {{ file = "{password}" }}
ca_file = "{ca_file}"
"""


def test_an_address_that_refuses_mail_is_told_until_a_person_gives_another(
    store_url: str, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    def look(opened: Workshop) -> list[tuple[str, str, str]]:
        watch_service(opened)
        with opened.store.read() as connection:
            return [(one.kind, one.subject, one.happened) for one in uncleared(connection)]

    (tmp_path / "password").write_text(PASSWORD)
    with imap_server(tmp_path) as mailbox:
        settings = BOUNCES.format(port=mailbox.port, user=USER, password=tmp_path / "password",
                                  ca_file=mailbox.ca_file)  # fmt: skip
        with workshop(tmp_path, store_url, MAIL + settings) as opened:
            put_opds(opened.store, "Dinas Pasar", email="ani@pasar.example")
            put_accepted(opened.store)
            mailbox.deliver(notification("<7@serang.example>", "ani@pasar.example"))
            (job,) = (job for job in jobs_of(opened) if job.name == "bounces")
            job.work(Turn(opened, NOW, lambda: False))
            told = look(opened)
            head(engine_of(opened), "Dinas Pasar", name=None, email="baru@pasar.example",
                 from_on=NOW.date(), by=By("admin"))  # fmt: skip
            after = look(opened)

    ((kind, subject, happened),) = told
    assert (kind, subject) == ("address_disabled", "Dinas Pasar")
    assert "ani@pasar.example" in happened
    assert "User unknown" in happened
    assert after == []
    assert "pasar.example" not in caplog.text


def put_accepted(store: Store) -> None:
    """Let an OPD have got its digest."""
    with store.write() as connection:
        (found,) = addressees(connection, NOW.date())
        add_entry(connection, opd_of=found, period="2026-11", copy=0, state="accepted",
                  made_at=NOW, sent_at=NOW, message_id="<7@serang.example>")  # fmt: skip


def test_without_bounces_no_mailbox_is_read(store_url: str, tmp_path: Path) -> None:
    with workshop(tmp_path, store_url, MAIL) as opened:
        assert "bounces" not in [job.name for job in jobs_of(opened)]


def test_without_admins_nothing_is_written_and_all_is_kept(store_url: str, tmp_path: Path) -> None:
    with workshop(tmp_path, store_url) as opened:
        put_held(opened.store)
        watch_service(opened)
        with opened.store.read() as connection:
            kinds = [one.kind for one in open_service_alerts(connection)]
            written = mails(connection, "queued")

    assert (kinds, written) == (["run_held"], [])
