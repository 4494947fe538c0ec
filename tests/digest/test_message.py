"""Headers that come back as they went, and a connection that is never less safe than asked for."""

from datetime import UTC, datetime
from email import message_from_bytes
from email.policy import SMTP

import pytest
from hypothesis import given
from hypothesis import strategies as st

from config.secrets import Secret
from digest.message import Envelope, message
from digest.send import MailServer
from digest.values import Rendered
from models.store import Store
from tests.digest.mailing import OPDS, Mailing, put_opds
from tests.smtp import Running

NOW = datetime(2026, 11, 2, 1, 0, tzinfo=UTC)
LETTERS = st.characters(exclude_categories=("C", "Z"), max_codepoint=0x24F) | st.sampled_from(
    ' ,".'
)
NAMES = st.text(LETTERS, max_size=20)
"""Short enough for one encoded word: of more the standard library puts a space between two."""
MAIL = Rendered("Rekap", "<p>isi</p>", "isi\n", (), "")


def written(name: str, *, subject: str = "Rekap") -> bytes:
    envelope = Envelope("BKPSDM <a@b.example>", name, "kepala@opd.example", "<1@b.example>",
                        "mailto:a@b.example")  # fmt: skip
    return message(MAIL, envelope, subject=subject, now=NOW)


@given(NAMES.map(lambda text: " ".join(text.split())))
def test_any_name_comes_back_as_it_went(name: str) -> None:
    (to,) = message_from_bytes(written(name), policy=SMTP)["To"].addresses

    assert (to.display_name, to.addr_spec) == (name, "kepala@opd.example")


@pytest.mark.parametrize("subject", ["Rekap\r\nBcc: x@y.example", "Rekap\nX: y"])
def test_a_line_break_in_a_header_is_refused(subject: str) -> None:
    with pytest.raises(ValueError, match="linefeed"):
        written("Kepala", subject=subject)


def test_machines_are_told_that_a_machine_wrote_it() -> None:
    mail = message_from_bytes(written("Kepala"), policy=SMTP)

    assert mail["Auto-Submitted"] == "auto-generated"
    assert mail["List-Unsubscribe"] == "<mailto:a@b.example>"
    assert mail["Content-Language"] == "id"


@pytest.mark.parametrize(
    "unsafe",
    [
        {"security": "starttls"},
        {"security": "starttls", "username": "bangkom", "password": Secret("canary")},
        {"security": "tls"},
    ],
)
def test_a_server_without_tls_gets_neither_mail_nor_password(
    store: Store, server: Running, unsafe: dict[str, object]
) -> None:
    put_opds(store, *OPDS)
    mailing = Mailing(store, server.port)
    mailing.server = MailServer("127.0.0.1", server.port, **unsafe)  # type: ignore[arg-type]
    mailing.prepare()
    mailing.send()

    assert mailing.states == [("queued", "configuration"), ("queued", None), ("queued", None)]
    assert (server.script.taken, server.script.passwords) == ([], [])
