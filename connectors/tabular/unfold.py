"""Wide recaps: a person's row with many certificates becomes one row for each of them."""

from collections.abc import Container, Mapping, Sequence
from dataclasses import dataclass

Column = Sequence[str | None]

_NOTHING = frozenset({None, "-", "--", "–", "—"})


@dataclass(frozen=True, slots=True)
class Unfolded:
    """What a section's rows become; every list has one entry for each new row."""

    rows: list[int]
    """The row that each came from."""
    fields: dict[str, list[str | None]]
    empty: frozenset[int]
    """Positions of people without a certificate."""


def unfold(
    shared: Mapping[str, Column],
    groups: Mapping[int, Mapping[str, Column]],
    *,
    skipped: Container[int],
    length: int,
) -> Unfolded:
    """Make a row of each group that says something; `skipped` rows stay as they are."""
    rows: list[int] = []
    of_group: list[int | None] = []
    empty: set[int] = set()
    for at in range(length):
        filled: list[int | None] = []
        if at not in skipped:
            filled = [
                number
                for number, fields in groups.items()
                if any(column[at] not in _NOTHING for column in fields.values())
            ]
            if not filled:
                empty.add(len(rows))
        filled = filled or [None]
        rows += [at] * len(filled)
        of_group += filled
    names = dict.fromkeys([*shared, *(name for fields in groups.values() for name in fields)])
    fields = {
        name: [
            _value(name, at, shared, groups[number] if number is not None else {})
            for at, number in zip(rows, of_group, strict=True)
        ]
        for name in names
    }
    return Unfolded(rows, fields, frozenset(empty))


def _value(
    name: str, at: int, shared: Mapping[str, Column], group: Mapping[str, Column]
) -> str | None:
    own = group[name][at] if name in group else None
    return own if own is not None or name not in shared else shared[name][at]
