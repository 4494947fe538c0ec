"""What a person is shown of a row that could not be cut, where the sheet has a NIK or a phone."""

from collections.abc import Iterable, Sequence
from hashlib import sha256

MARK_LETTERS = 8


def withhold(texts: Sequence[str], never_kept: Iterable[int], *, slip: int) -> list[str]:
    """Put `…` for cells that may have slipped out of columns that are never kept."""
    before, after = min(slip, 0), max(slip, 0)
    hidden = {at for c in never_kept for at in range(c + before, c + after + 1)}
    return ["…" if at in hidden else text for at, text in enumerate(texts)]


def marked(shown: str, whole: str) -> str:
    """Tell rows apart that now show the same: a decision about one must not fall on another."""
    return f"{shown} #{sha256(whole.encode()).hexdigest()[:MARK_LETTERS]}"
