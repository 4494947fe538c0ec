"""Whether the head of an OPD can be written to, and why not."""

from digest.message import is_address
from models.outbox import Addressee


def why_unreachable(opd: Addressee | None) -> str | None:
    """Return why an OPD can be sent nothing, as the ledger calls it; none where it can."""
    if opd is None or not is_address(opd.address):
        return "no_recipient"
    return "address_disabled" if opd.disabled else None
