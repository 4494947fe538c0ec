"""Mail over TLS: a server that proves who it is gets it, nobody else, in either way to begin."""

import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Literal

import pytest
import trustme

from config.secrets import Secret
from digest.send import MailServer, Outcome, greet
from models.outbox import unsent
from models.store import Store
from tests.digest.mailing import MONDAY, OPDS, Mailing, put_opds
from tests.smtp import Running, mail_server

PASSWORD = "canary rahasia"
PAST = datetime(2020, 1, 2, tzinfo=UTC)
How = Literal["starttls", "tls"]
# Of TLS from the first byte aiosmtpd does not know, and warns that a password comes without.
pytestmark = pytest.mark.filterwarnings("ignore:Requiring AUTH while not requiring TLS")
both_ways = pytest.mark.parametrize("how", ["starttls", "tls"])


@pytest.fixture(scope="module")
def authority() -> trustme.CA:
    return trustme.CA()


@pytest.fixture
def ca_file(authority: trustme.CA, tmp_path: Path) -> Path:
    path = tmp_path / "ca.pem"
    authority.cert_pem.write_to_path(str(path))
    return path


@contextmanager
def served(certificate: trustme.LeafCert, how: How) -> Iterator[Running]:
    """A mail server that wants a password, and shows this certificate."""
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    certificate.configure_cert(context)
    with mail_server(tls=context, implicit=how == "tls", password=PASSWORD.encode()) as running:
        yield running


def server_at(port: int, how: How, ca_file: Path | None, password: str = PASSWORD) -> MailServer:
    return MailServer("127.0.0.1", port, how, "bangkom", Secret(password), ca_file, 20)


def mailed(store: Store, server: MailServer) -> Mailing:
    """Three digests, and one try."""
    put_opds(store, *OPDS)
    mailing = Mailing(store, server.port, server=server)
    mailing.prepare()
    mailing.send()
    return mailing


@both_ways
def test_a_server_that_proves_who_it_is_gets_the_password_and_each_mail(
    store: Store, authority: trustme.CA, ca_file: Path, how: How
) -> None:
    with served(authority.issue_cert("127.0.0.1"), how) as running:
        mailing = mailed(store, server_at(running.port, how, ca_file))

    assert mailing.states == [("accepted", None)] * 3
    assert [one.encrypted for one in running.script.taken] == [True] * 3
    assert set(running.script.passwords) == {PASSWORD.encode()}


def bad_certificate(authority: trustme.CA, case: str) -> trustme.LeafCert:
    if case == "of an unknown authority":
        return trustme.CA().issue_cert("127.0.0.1")
    if case == "of another name":
        return authority.issue_cert("mail.elsewhere.example")
    return authority.issue_cert("127.0.0.1", not_after=PAST)


@both_ways
@pytest.mark.parametrize("case", ["of an unknown authority", "of another name", "expired"])
def test_a_server_with_a_bad_certificate_gets_neither_password_nor_mail(
    store: Store, authority: trustme.CA, ca_file: Path, how: How, case: str
) -> None:
    with served(bad_certificate(authority, case), how) as running:
        mailing = mailed(store, server_at(running.port, how, ca_file))

    with store.read() as connection:
        told = unsent(connection, made_before=MONDAY)
    assert mailing.states == [("queued", "configuration"), ("queued", None), ("queued", None)]
    assert "CERTIFICATE_VERIFY_FAILED" in str(mailing.ledger()[0].reply)
    assert told["configuration", "2026-11"] == [OPDS[0]]
    assert (running.script.taken, running.script.passwords) == ([], [])


@both_ways
def test_a_wrong_password_is_our_configuration_and_stands_in_no_reply(
    store: Store, authority: trustme.CA, ca_file: Path, how: How
) -> None:
    with served(authority.issue_cert("127.0.0.1"), how) as running:
        server = server_at(running.port, how, ca_file, "canary salah")
        mailing = mailed(store, server)
        first = mailing.ledger()[0]
        mailing.server = server_at(running.port, how, ca_file)
        mailing.send_after(minutes=6)

    assert (first.state, first.reason) == ("queued", "configuration")
    assert "canary" not in str(first.reply)
    assert mailing.states == [("accepted", None)] * 3
    assert len(running.script.taken) == 3


def test_what_the_server_says_to_a_wrong_password_is_kept_without_it(
    authority: trustme.CA, ca_file: Path
) -> None:
    with served(authority.issue_cert("127.0.0.1"), "starttls") as running:
        answer = greet(server_at(running.port, "starttls", ca_file, "canary salah"))

    assert answer.outcome is Outcome.MISCONFIGURED
    assert answer.reply.startswith("AUTH: 535")
    assert "canary" not in answer.reply


@pytest.mark.parametrize("said", ["454 TLS not available", "502 what", "250 no TLS here"])
def test_whoever_takes_starttls_away_gets_neither_password_nor_mail(
    store: Store, said: str
) -> None:
    """Somebody in between may strip the offer, or answer in the server's name."""
    with mail_server(password=None) as running:
        running.script.always["STARTTLS"] = said
        mailing = mailed(store, server_at(running.port, "starttls", None))

    assert mailing.states[0][0] == "queued"
    assert (running.script.taken, running.script.passwords) == ([], [])
