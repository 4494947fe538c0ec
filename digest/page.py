"""Word a digest: what the templates of HTML and text both show, as plain tamed text."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from alerts.levels import Level
from alerts.words import jp_words
from digest.masking import masked, tamed
from digest.sentences import footer, opening, steps, warning
from digest.values import Digest, Fall, Freshness, Line
from digest.words import CAUSES, LEVELS, MEANINGS, moment_words, month_words, source_words

LONGEST_NAME = 80
LONGEST_TITLE = 120
WHOLE = 100
ALWAYS_SHOWN = frozenset({Level.MET, Level.ON_TRACK})

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Row:
    """One employee as shown."""

    name: str
    nip: str
    """Masked."""
    level: str
    jp_words: str
    """With what is lacking, and what is worse than last time."""


@dataclass(frozen=True, slots=True)
class FallRow:
    """A training that fell, as shown."""

    name: str
    nip: str
    title: str
    before: str
    after: str
    cause: str


@dataclass(frozen=True, slots=True)
class Group(Generic[T]):
    """The first rows of a list, and how many there are in all."""

    title: str
    meaning: str
    rows: Sequence[T]
    total: int

    @property
    def hidden(self) -> int:
        """So many stand in the annex only."""
        return self.total - len(self.rows)


@dataclass(frozen=True, slots=True)
class Bar:
    """How many are at one level."""

    label: str
    key: str
    number: int
    percent: int


@dataclass(frozen=True, slots=True)
class SourceRow:
    """How fresh a source is, as shown."""

    name: str
    as_of: str
    stale: bool


@dataclass(frozen=True, slots=True)
class Page:
    """All that the templates show."""

    opd: str
    month: str
    sentence: str
    warning: str | None
    bars: tuple[Bar, ...]
    groups: tuple[Group[Row], ...]
    falls: Group[FallRow]
    steps: tuple[str, ...]
    sources: tuple[SourceRow, ...]
    footer: str


def page_of(digest: Digest, organisation: str, most_people: int) -> Page:
    """Word a digest; each list shows `most_people` at most."""
    ours = tamed(organisation, LONGEST_TITLE)
    return Page(
        opd=tamed(digest.opd.name, LONGEST_TITLE),
        month=month_words(digest.month),
        sentence=opening(digest),
        warning=warning(digest),
        bars=tuple(_bars(digest)),
        groups=tuple(_groups(digest, most_people)),
        falls=Group(
            "Dikoreksi atau dicabut sejak rekap terakhir",
            "",
            [_fall_row(fall) for fall in digest.falls[:most_people]],
            len(digest.falls),
        ),
        steps=steps(digest, ours),
        sources=tuple(map(_source_row, digest.sources)),
        footer=footer(digest, ours),
    )


def _groups(digest: Digest, most: int) -> Iterable[Group[Row]]:
    if digest.newly:
        yield _group("Baru berisiko sejak rekap terakhir", "", digest.newly, most)
    for level, title in LEVELS.items():
        own = [line for line in digest.still if line.level is level]
        if own:
            said = title if digest.first else f"Masih berisiko: {title.lower()}"
            yield _group(said, MEANINGS[level], own, most)
    if digest.met:
        yield _group("Terpenuhi sejak rekap terakhir", "", digest.met, most)


def _group(title: str, meaning: str, lines: Sequence[Line], most: int) -> Group[Row]:
    return Group(title, meaning, [_row(line) for line in lines[:most]], len(lines))


def _row(line: Line) -> Row:
    said = f"{jp_words(line.jp)} dari {jp_words(line.minimum_jp)} JP"
    if line.shortfall_jp:
        said += f", kurang {jp_words(line.shortfall_jp)} JP"
    if line.level_before is not None and _is_worse(line.level, line.level_before):
        said += f"; sebelumnya {LEVELS[line.level_before].lower()}"
    name = tamed(line.name, LONGEST_NAME)
    return Row(name, masked(line.nip), LEVELS[line.level], said)


def _is_worse(level: Level, before: Level) -> bool:
    order = list(LEVELS)
    return order.index(level) < order.index(before)


def _fall_row(fall: Fall) -> FallRow:
    return FallRow(
        name=tamed(fall.name, LONGEST_NAME),
        nip=masked(fall.nip),
        title=tamed(fall.title, LONGEST_TITLE),
        before=jp_words(fall.jp_before),
        after=jp_words(fall.jp_after),
        cause=CAUSES[fall.cause],
    )


def _bars(digest: Digest) -> Iterable[Bar]:
    for level, label in LEVELS.items():
        number = digest.counts.get(level, 0)
        if number or level in ALWAYS_SHOWN:
            yield Bar(label, level.value, number, round(WHOLE * number / max(digest.members, 1)))


def _source_row(source: Freshness) -> SourceRow:
    at = source.last_ok_at
    said = "belum pernah terbaca" if at is None else f"data per {moment_words(at)}"
    return SourceRow(source_words(source.source), said, source.stale)
