"""Notifications as mail servers write them, and what only looks like one."""

from email import message_from_bytes
from email.policy import SMTP

POSTFIX = """\
Return-Path: <>
From: MAILER-DAEMON@mail.opd.example (Mail Delivery System)
Subject: Undelivered Mail Returned to Sender
To: bangkom@serang.example
Auto-Submitted: auto-replied
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status; boundary="B/1"

This is a MIME-encapsulated message.

--B/1
Content-Description: Notification
Content-Type: text/plain; charset=us-ascii

This is the mail system at host mail.opd.example.

--B/1
Content-Description: Delivery report
Content-Type: message/delivery-status

Reporting-MTA: dns; mail.opd.example
X-Postfix-Queue-ID: 4X1
Arrival-Date: Mon,  2 Nov 2026 08:00:00 +0700 (WIB)

Final-Recipient: rfc822; {address}
Original-Recipient: rfc822;{original}
Action: {action}
Status: {status}
Remote-MTA: dns; mx.opd.example
Diagnostic-Code: smtp; {said}

--B/1
Content-Description: Undelivered Message
Content-Type: {kind}

From: BKPSDM <bangkom@serang.example>
To: Kepala <{address}>
Subject: Rekap JP
Message-ID: {message_id}
{rest}
--B/1--
"""
OUT_OF_OFFICE = """\
From: Kepala <{address}>
To: bangkom@serang.example
Subject: Sedang cuti
In-Reply-To: {message_id}
Auto-Submitted: auto-replied
Content-Type: text/plain

550 5.1.1 {address}
Message-ID: {message_id}
"""


def notification(message_id: str, address: str, *, status: str = "5.1.1", action: str = "failed",
                 original: str | None = None, said: str = "550 5.1.1 <...>: User unknown",
                 kind: str = "message/rfc822", rest: str = "\nIsi.\n") -> bytes:  # fmt: skip
    """A notification as Postfix writes it."""
    told = {"message_id": message_id, "address": address, "original": original or address}
    told |= {"status": status, "action": action, "said": said, "kind": kind, "rest": rest}
    return _on_the_wire(POSTFIX.format(**told))


def out_of_office(message_id: str, address: str) -> bytes:
    """What a program writes for somebody on leave; it says nothing of delivery."""
    return _on_the_wire(OUT_OF_OFFICE.format(message_id=message_id, address=address))


def _on_the_wire(text: str) -> bytes:
    whole = text.replace("\n", "\r\n").encode()
    assert message_from_bytes(whole, policy=SMTP)["To"]
    return whole
