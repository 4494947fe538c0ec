"""What may leave the house: masked NIPs, and foreign text that cannot steer whoever shows it."""

import unicodedata

SHOWN = 4
_RIGHT_TO_LEFT = frozenset({"R", "AL", "AN"})
_UNSEEN = frozenset({"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"})
"""Control, format (bidi overrides too), surrogates, private, unassigned, line separators."""
_ISOLATE, _POP = "\N{FIRST STRONG ISOLATE}", "\N{POP DIRECTIONAL ISOLATE}"


def masked(nip: str) -> str:
    """Hide month and day of birth: of a NIP both ends stay, as in 1985••••••••••0012."""
    if len(nip) <= 2 * SHOWN:
        return "•" * len(nip)
    return nip[:SHOWN] + "•" * (len(nip) - 2 * SHOWN) + nip[-SHOWN:]


def tamed(text: str, longest: int) -> str:
    """Foreign text on one line, without what is not seen, cut where it is too long."""
    seen = "".join(" " if unicodedata.category(c) in _UNSEEN else c for c in text)
    whole = " ".join(seen.split())
    return whole if len(whole) <= longest else whole[: longest - 1].rstrip() + "…"


def isolated(text: str) -> str:
    """Text whose direction cannot spill over into ours; untouched where it runs as ours does."""
    if any(unicodedata.bidirectional(c) in _RIGHT_TO_LEFT for c in text):
        return f"{_ISOLATE}{text}{_POP}"
    return text
