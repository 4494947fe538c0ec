"""Which evidence of one person tells of the same learning event (domain.md A3, "Same event").

One pure function: `group`. It looks at one person's evidence and nothing else, and gives the same
groups whatever the order of arrival. Groups are connected components of links, except that two
rows of one source which rule (b) keeps apart never share an event: links are therefore followed
in the order "equal number, nearest dates, key", and one that would bridge such rows is dropped.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations

from sync.evidence import Evidence, days_between

DAYS_WITH_NUMBER = 60
DAYS_WITH_TITLE = 14
SIMILAR_TITLE = 90
RETAKE_DAYS = 366
FAR = 1_000_000


@dataclass(frozen=True, slots=True)
class Group:
    """The evidence of one event."""

    members: tuple[Evidence, ...]
    merged_by_title: bool = False
    """Rule (c) joined it by an equal title alone: worth a look."""


def group(evidence: Sequence[Evidence]) -> list[Group]:
    """Cut one person's evidence into events; each piece stands in exactly one group.

    What cannot count (not completed, withdrawn) never lends its dates or its number to what can:
    it is grouped among its own kind.
    """
    kinds: dict[str | None, list[Evidence]] = defaultdict(list)
    for piece in evidence:
        kinds[piece.uncounted_because].append(piece)
    groups = [g for kind in kinds.values() for g in _group_one_kind(kind)]
    return sorted(groups, key=lambda g: min(m.name for m in g.members))


def _group_one_kind(evidence: list[Evidence]) -> list[Group]:
    if len(evidence) == 1:
        return [Group((evidence[0],))]
    pieces = sorted(evidence, key=lambda e: e.name)
    sets = _Sets(pieces)
    for one, other in sorted(_pairs(pieces, linked), key=_preference):
        sets.join(one, other)
    by_title = _join_the_rest(sets)
    return [
        Group(tuple(members), merged_by_title=any(m.name in by_title for m in members))
        for members in sets.all()
    ]


def linked(one: Evidence, other: Evidence) -> bool:
    """Rules (b) and (d): do these two rows, looked at alone, tell of one event?"""
    same_source = one.source == other.source
    if same_source and _retaken(one, other):
        return True
    if not _dates_meet(one, other):
        return False
    if one.number_folded and one.number_folded == other.number_folded:
        return True
    if one.title_folded != other.title_folded:
        return False
    contradict = bool(one.number_folded and other.number_folded)  # equal ones are linked above
    return not (same_source and contradict)


def _retaken(one: Evidence, other: Evidence) -> bool:
    """Rule (d): the source's own course id, completed twice within a year."""
    if one.course_id is None or one.course_id != other.course_id:
        return False
    if not (one.dated and other.dated):
        return one.year == other.year
    return days_between(one, other) <= RETAKE_DAYS


def _dates_meet(one: Evidence, other: Evidence) -> bool:
    """Dates overlap; a row without dates joins only within its year."""
    if one.dated and other.dated:
        return days_between(one, other) == 0
    return one.year == other.year


def _pairs(
    pieces: list[Evidence], test: Callable[[Evidence, Evidence], bool]
) -> Iterator[tuple[Evidence, Evidence]]:
    """Pairs that pass the test; only those that share a number, title or course can."""
    buckets: dict[tuple[str, ...], list[Evidence]] = defaultdict(list)
    for piece in pieces:
        buckets["title", piece.title_folded].append(piece)
        if piece.number_folded:
            buckets["number", piece.number_folded].append(piece)
        if piece.course_id:
            buckets["course", piece.source, piece.course_id].append(piece)
    seen: set[tuple[tuple[str, str], tuple[str, str]]] = set()
    for bucket in buckets.values():
        for one, other in combinations(bucket, 2):
            pair = (one.name, other.name)
            if pair not in seen:
                seen.add(pair)
                if test(one, other):
                    yield one, other


def _preference(
    pair: tuple[Evidence, Evidence],
) -> tuple[bool, int, tuple[str, str], tuple[str, str]]:
    """Equal number, then nearest dates, then key."""
    one, other = pair
    equal_number = bool(one.number_folded) and one.number_folded == other.number_folded
    return (not equal_number, _distance(one, other), one.name, other.name)


def _distance(one: Evidence, other: Evidence) -> int:
    """How far two intervals are from being the same one, in days at both ends."""
    if one.end_on is None or other.end_on is None:
        return FAR
    start = abs(((one.start_on or one.end_on) - (other.start_on or other.end_on)).days)
    return start + abs((one.end_on - other.end_on).days)


def _join_the_rest(sets: "_Sets") -> set[tuple[str, str]]:
    """Rule (c), for rows still alone after (b); returns those joined by title alone."""
    alone = [members[0] for members in sets.all() if members[0].dated and _one_row(members)]
    by_number = [p for p in _same_number_pairs(alone) if _same_course_told_twice(*p)]
    by_title = [p for p in _pairs(alone, _near_with_equal_title) if _only_ones(*p, alone)]
    for one, other in sorted(by_number, key=_preference):
        sets.join(one, other)
    joined: set[tuple[str, str]] = set()
    for one, other in sorted(by_title, key=_preference):
        if sets.join(one, other):
            joined |= {one.name, other.name}
    return joined


def _one_row(members: list[Evidence]) -> bool:
    """Whether it is one row alone; told again by the same source (a doubled file) it still is."""
    return len({(m.source, m.title_folded, m.start_on, m.end_on, m.number_folded)
                for m in members}) == 1  # fmt: skip


def _same_number_pairs(alone: list[Evidence]) -> Iterator[tuple[Evidence, Evidence]]:
    numbers: dict[str, list[Evidence]] = defaultdict(list)
    for piece in alone:
        if piece.number_folded:
            numbers[piece.number_folded].append(piece)
    for bucket in numbers.values():
        yield from combinations(bucket, 2)


def _same_course_told_twice(one: Evidence, other: Evidence) -> bool:
    if one.source == other.source or days_between(one, other) > DAYS_WITH_NUMBER:
        return False
    from rapidfuzz import fuzz  # noqa: PLC0415 - a run without news compares nothing

    return fuzz.token_set_ratio(one.title_folded, other.title_folded) >= SIMILAR_TITLE


def _near_with_equal_title(one: Evidence, other: Evidence) -> bool:
    return (
        one.source != other.source
        and one.title_folded == other.title_folded
        and days_between(one, other) <= DAYS_WITH_TITLE
    )


def _only_ones(one: Evidence, other: Evidence, alone: Iterable[Evidence]) -> bool:
    """Each of the two sources has exactly one such row; two candidates are none."""
    for piece in alone:
        if piece is one or piece is other or piece.title_folded != one.title_folded:
            continue
        near = other if piece.source == one.source else one
        if piece.source in {one.source, other.source} and (
            days_between(piece, near) <= DAYS_WITH_TITLE
        ):
            return False
    return True


class _Sets:
    """Disjoint sets that refuse to bring rows of one source together which (b) keeps apart."""

    def __init__(self, pieces: list[Evidence]) -> None:
        self._of = {piece.name: [piece] for piece in pieces}

    def join(self, one: Evidence, other: Evidence) -> bool:
        """Join the two sets, unless that would bridge; true where they were joined now."""
        left, right = self._of[one.name], self._of[other.name]
        if left is right or any(
            a.source == b.source and not linked(a, b) for a in left for b in right
        ):
            return False
        left.extend(right)
        for piece in right:
            self._of[piece.name] = left
        return True

    def all(self) -> list[list[Evidence]]:
        """Every set once."""
        unique = {id(members): members for members in self._of.values()}
        return list(unique.values())
