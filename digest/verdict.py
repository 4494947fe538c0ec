"""Whether a digest may go, and why not."""

from typing import Literal

from digest.values import Digest, Silence

WhenStale = Literal["banner", "suppress"]


def verdict(digest: Digest, *, when_stale: WhenStale = "banner") -> Silence | None:
    """Return why nothing should be sent; nothing where it may go."""
    if digest.not_reconciled:
        return Silence.NOT_RECONCILED
    if digest.stale and when_stale == "suppress":
        return Silence.STALE
    if not (digest.at_risk or digest.met or digest.falls):
        return Silence.NOTHING_TO_SAY
    return None
