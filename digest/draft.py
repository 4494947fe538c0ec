"""A digest as files that a person opens before it is sent to anybody."""

import re
from collections.abc import Mapping
from email.message import EmailMessage
from email.policy import SMTP

from digest.values import Digest, Rendered

_NO_LETTERS = re.compile(r"[^a-z0-9]+")
LONGEST = 60


def files_of(digest: Digest, rendered: Rendered) -> Mapping[str, bytes]:
    """Return the files of a digest by name; OPDs of like names get different ones."""
    slug = _NO_LETTERS.sub("-", digest.opd.name.lower()).strip("-")[:LONGEST]
    stem = f"{digest.month.key}-{digest.opd.id:03d}-{slug}"
    return {
        f"{stem}.eml": _draft(rendered),
        f"{stem}.html": rendered.html.encode(),
        f"{stem}.txt": rendered.text.encode(),
        **{f"{stem}.xlsx": attachment.body for attachment in rendered.attachments},
    }


def _draft(rendered: Rendered) -> bytes:
    """A mail without sender and recipient: mail programs open it as a draft."""
    mail = EmailMessage(policy=SMTP)
    mail["Subject"] = rendered.subject
    mail["X-Unsent"] = "1"
    mail.set_content(rendered.text, cte="quoted-printable")
    mail.add_alternative(rendered.html, subtype="html", cte="quoted-printable")
    for one in rendered.attachments:
        maintype, _, subtype = one.media_type.partition("/")
        mail.add_attachment(one.body, maintype=maintype, subtype=subtype, filename=one.filename)
    return mail.as_bytes()
