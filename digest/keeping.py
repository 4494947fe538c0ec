"""Keep what a mail says in the ledger, and give it back unchanged."""

import json
from base64 import b64decode, b64encode

import zstandard

from digest.values import Attachment, Rendered


def packed(rendered: Rendered) -> bytes:
    """Return the mail as the ledger keeps it; its facts stand beside it."""
    told = {
        "subject": rendered.subject,
        "html": rendered.html,
        "text": rendered.text,
        "attachments": [
            [one.filename, one.media_type, b64encode(one.body).decode()]
            for one in rendered.attachments
        ],
    }
    return zstandard.compress(json.dumps(told, ensure_ascii=False).encode())


def unpacked(content: bytes, facts: str) -> Rendered:
    """Return the mail that was kept."""
    told = json.loads(zstandard.decompress(content))
    attachments = tuple(
        Attachment(filename, media_type, b64decode(body))
        for filename, media_type, body in told["attachments"]
    )
    return Rendered(told["subject"], told["html"], told["text"], attachments, facts)
