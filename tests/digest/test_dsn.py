"""What a notification says is read however servers write it; what is none says nothing."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from digest.dsn import Failed, Notification, read_notification
from digest.mailbox import BEGINNING_BYTES
from tests.digest.bounce_mails import notification, out_of_office

ID, ADDRESS = "<1.2@serang.example>", "kepala@opd.example"
WHOLE = notification(ID, ADDRESS)


@pytest.mark.parametrize("kind", ["message/rfc822", "text/rfc822-headers", "message/global"])
def test_says_of_which_mail_it_tells_and_who_did_not_get_it(kind: str) -> None:
    assert read_notification(notification(ID, ADDRESS, kind=kind)) == Notification(
        ID,
        (Failed((ADDRESS, ADDRESS), permanent=True, reason="5.1.1 550 5.1.1 <...>: User unknown"),),
    )


@pytest.mark.parametrize(
    ("status", "action", "permanent"),
    [("5.2.2", "failed", True), ("4.4.7", "failed", False), ("4.4.1", "delayed", False),
     ("5.0.0", "delayed", False)],
)  # fmt: skip
def test_what_may_pass_is_not_for_good(status: str, action: str, *, permanent: bool) -> None:
    told = read_notification(notification(ID, ADDRESS, status=status, action=action))

    assert told is not None
    assert [one.permanent for one in told.failed] == [permanent]


@pytest.mark.parametrize(
    "other",
    [
        notification(ID, ADDRESS, action="delivered", status="2.1.5"),
        notification(ID, ADDRESS, action="relayed", status="2.0.0"),
        notification(ID, ADDRESS, status="abc"),
        notification("", ADDRESS),
        notification("<a b>", ADDRESS),
        notification(ID, ADDRESS, kind="text/plain"),
        WHOLE.replace(b"multipart/report", b"multipart/mixed"),
        WHOLE.replace(b"message/delivery-status", b"text/plain"),
        out_of_office(ID, ADDRESS),
        b"",
    ],
)
def test_what_is_none_says_nothing(other: bytes) -> None:
    assert read_notification(other) is None


def test_one_that_is_cut_off_in_the_mail_it_gives_back_is_read() -> None:
    long = notification(ID, ADDRESS, rest="\n" + "x" * (2 * BEGINNING_BYTES) + "\n")

    assert read_notification(long[:BEGINNING_BYTES]) == read_notification(WHOLE)


def test_what_a_foreign_server_said_is_one_short_line() -> None:
    said = "550 no\x1b[31m \u202eevil " + "x" * 5000

    told = read_notification(notification(ID, ADDRESS, said=said))

    assert told is not None
    assert told.failed[0].reason.isprintable()
    assert len(told.failed[0].reason) <= 300


@given(st.integers(0, len(WHOLE)), st.binary(max_size=40), st.integers(0, 60))
def test_a_damaged_one_never_breaks_us(at: int, junk: bytes, over: int) -> None:
    told = read_notification(WHOLE[:at] + junk + WHOLE[at + over :])

    assert told is None or isinstance(told, Notification)


@given(st.binary(max_size=2000))
def test_bytes_of_any_kind_never_break_us(raw: bytes) -> None:
    assert (
        read_notification(b"Content-Type: multipart/report; boundary=b\r\n\r\n--b\r\n" + raw)
        is None
    )


def test_a_thousand_boxes_in_boxes_never_break_us() -> None:
    boxes = b"".join(
        b"Content-Type: multipart/report; boundary=b%d\r\n\r\n--b%d\r\n" % (n, n)
        for n in range(3000)
    )

    assert read_notification(boxes) is None
