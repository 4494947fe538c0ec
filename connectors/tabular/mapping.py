"""Which column of a sheet holds which field, and why."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from connectors.contract import Column, Kind
from connectors.tabular.headings import (
    NEVER_KEPT,
    ROW_NUMBER,
    Match,
    fold_heading,
    is_about_jp,
    is_total,
    numbered,
    recognise,
    words,
)
from connectors.tabular.options import TableOptions

Levels = tuple[str, ...]
"""Texts of a column's heading from top to bottom, without blanks and repetitions."""

WIDE_SHARED = frozenset({
    "nip", "name", "email", "opd", "unit", "agency", "employment", "year", "intake", "provider",
    "note",
})  # fmt: skip
"""Fields that every certificate of a person's row shares; other single columns are the person's."""


@dataclass(frozen=True, slots=True)
class ColumnMap:
    """How the columns of one table are read."""

    columns: tuple[Column, ...]
    fields: Mapping[str, int]
    """Field → column, of what stands once a row."""
    groups: Mapping[int, Mapping[str, int]] = field(default_factory=dict)
    """Number of a certificate in a wide recap → field → column."""
    row_numbers: frozenset[int] = frozenset()
    """Columns that only count the rows."""
    known: frozenset[int] = frozenset()
    """Columns whose heading is recognised, used or not."""
    never_kept: frozenset[int] = frozenset()
    """Columns of what stays in the landed bytes: NIK, phone, place of birth."""

    def all_fields(self) -> set[str]:
        """Give every field that some column holds."""
        return set(self.fields).union(*self.groups.values())


@dataclass(slots=True)
class _Candidate:
    at: int
    heading: str
    spelt: str
    """The variant that was recognised."""
    match: Match | None
    group: int | None = None
    captioned: bool = False
    """The number of its group stands in a wide cell above: "Sertifikat 2" over "JP"."""

    def specificity(self) -> tuple[bool, bool, bool, int, int, int]:
        """Order candidates of one field: the largest is the most specific heading.

        "JP" is more specific than "Jam" or "Durasi Jam", which may be a time of day or clock hours.
        """
        explicit = self.match is not None and self.match.reason == "columns"
        fallback = self.match is not None and self.match.fallback
        jp = is_about_jp(self.spelt) and not is_total(self.spelt)
        length = len(fold_heading(self.spelt))
        return explicit, not fallback, jp, words(self.spelt), length, -self.at


def map_columns(levels: Sequence[Levels], kind: Kind, options: TableOptions) -> ColumnMap:
    """Find the field of each column from the texts of its heading."""
    first = next((at for at, texts in enumerate(levels) if texts), 0)
    found = [
        _candidate(at, texts, kind, options, first=at == first) for at, texts in enumerate(levels)
    ]
    wide = _settle_groups(found)
    reasons = {c.at: _reason(c) for c in found}
    fields = _choose([c for c in found if c.group is None], reasons)
    _drop_persons_values(found, fields, reasons, options, wide=wide)
    groups = {
        number: _choose([c for c in found if c.group == number], reasons)
        for number in sorted({c.group for c in found if c.group is not None})
    }
    used = {at: name for some in (fields, *groups.values()) for name, at in some.items()}
    columns = [Column(c.heading, used.get(c.at), reasons[c.at]) for c in found if c.heading]
    present = set(used.values())
    columns += [Column("", name, "defaults") for name in options.defaults if name not in present]
    return ColumnMap(
        tuple(columns),
        fields,
        groups,
        frozenset(c.at for c in found if c.match and c.match.reason == ROW_NUMBER),
        frozenset(c.at for c in found if c.match),
        frozenset(c.at for c in found if c.match and c.match.reason == NEVER_KEPT),
    )


def lowest_speaks(texts: Levels, kind: Kind, options: TableOptions) -> bool:
    """Say whether the lowest text of a heading helps to recognise it.

    Under "JP 2", which speaks for itself, neither the number of the column nor data does.
    """
    found = _candidate(-1, texts, kind, options, first=False)
    above = [*texts[:-1], *(cut[0] for text in texts[:-1] if (cut := numbered(text)))]
    return found.match is not None and fold_heading(found.spelt) not in map(fold_heading, above)


def variants(texts: Levels) -> list[str]:
    """Give the ways in which a heading over several rows may be meant, the most specific first."""
    if len(texts) < 2:  # noqa: PLR2004
        return list(texts)
    parent, child = texts[-2], texts[-1]
    whole = [" ".join(texts), " ".join(reversed(texts)), f"{parent} {child}", f"{child} {parent}"]
    return list(dict.fromkeys([*whole, child, *reversed(texts[:-1])]))


def _candidate(
    at: int, texts: Levels, kind: Kind, options: TableOptions, *, first: bool
) -> _Candidate:
    heading = " ".join(" ".join(texts).split())
    spellings = variants(texts)
    wanted = {fold_heading(h): name for name, hs in options.columns.items() for h in hs}
    for spelt in spellings:
        name = wanted.get(fold_heading(spelt))
        if name is not None:
            return _Candidate(at, heading, spelt, Match(name, "columns"))
    for spelt in spellings:
        match = recognise(spelt, kind, first=first)
        if match is not None:
            caption = numbered(texts[-2]) if texts[:-1] and spelt == texts[-1] else None
            group = caption[1] if caption else None
            return _Candidate(at, heading, spelt, match, group, captioned=caption is not None)
        cut = numbered(spelt)
        match = recognise(cut[0], kind) if cut else None
        if cut and match is not None:
            return _Candidate(at, heading, cut[0], match, cut[1])
    return _Candidate(at, heading, heading, None)


def _settle_groups(found: list[_Candidate]) -> bool:
    """Keep groups only in a wide recap: several certificates a row, each with a title."""
    titled = [c for c in found if c.group is not None and c.match and c.match.field == "title"]
    several = len({c.group for c in titled}) > 1  # "Angkatan 1" over all columns is no group
    told = {c.group for c in titled if several or not c.captioned}
    for candidate in found:
        if not told or (candidate.captioned and candidate.group not in told):
            candidate.group = None
    return bool(told)


def _reason(candidate: _Candidate) -> str:
    if candidate.match is None:
        return "not recognised"
    if candidate.group is not None and candidate.match.field is not None:
        return f"{candidate.match.reason}, group {candidate.group}"
    return candidate.match.reason


def _choose(candidates: list[_Candidate], reasons: dict[int, str]) -> dict[str, int]:
    """Give each field its most specific heading; the others learn which one won."""
    chosen: dict[str, int] = {}
    fields = dict.fromkeys(c.match.field for c in candidates if c.match and c.match.field)
    for name in fields:
        rivals = [c for c in candidates if c.match and c.match.field == name]
        if name == "jp":
            rivals = _without_totals(rivals, candidates, reasons)
        if not rivals:
            continue
        best = max(rivals, key=_Candidate.specificity)
        chosen[name] = best.at
        for other in rivals:
            if other is not best:
                reasons[other.at] = f'less specific than "{best.heading}"'
    return chosen


def _without_totals(
    rivals: list[_Candidate], candidates: list[_Candidate], reasons: dict[int, str]
) -> list[_Candidate]:
    """Leave out a person's sum: "Total JP" beside a column that speaks of JP and is no sum."""
    kept = []
    others = [c for c in candidates if is_about_jp(c.heading) and not is_total(c.spelt)]
    for rival in rivals:
        if _is_explicit(rival) or not (is_total(rival.spelt) and others):
            kept.append(rival)
        else:
            reasons[rival.at] = "a person's total"
    return kept


def _drop_persons_values(
    found: list[_Candidate],
    fields: dict[str, int],
    reasons: dict[int, str],
    options: TableOptions,
    *,
    wide: bool,
) -> None:
    """Drop what a person's row says of the person and not of one training."""
    if wide:
        drop = [name for name in fields if name not in WIDE_SHARED]
    else:
        titled = "title" in fields or "title" in options.defaults
        drop = ["jp"] if "jp" in fields and not titled else []
        drop = [name for name in drop if is_total(found[fields[name]].spelt)]
    for name in drop:
        at = fields[name]
        if not _is_explicit(found[at]):
            del fields[name]
            reasons[at] = "a person's total" if name == "jp" else "the person's, not a training's"


def _is_explicit(candidate: _Candidate) -> bool:
    return candidate.match is not None and candidate.match.reason == "columns"
