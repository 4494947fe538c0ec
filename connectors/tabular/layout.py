"""Lay out a grid: its tables one under another, each with its heading, and rows that are none."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace

from connectors.contract import Kind
from connectors.tabular.finder import Finder, Heading
from connectors.tabular.grid import Grid, Row, text_of
from connectors.tabular.judge import WEAK, Judge, is_nip_like, only_labelled_nips
from connectors.tabular.merged import fill_merged
from connectors.tabular.options import TableOptions
from connectors.tabular.proven import FrameRows


@dataclass(slots=True)
class Section:
    """One table of a grid."""

    heading: Heading
    given: bool
    """The heading stands in an earlier part of the file."""
    start: int
    """Index of the first row after the heading."""
    stop: int
    """Index of the row after its last."""
    ignored: dict[int, str] = field(default_factory=dict)
    """Row → the rule that ignores it."""


@dataclass(slots=True)
class Layout:
    """How a grid is laid out; no sections where no heading was recognised."""

    rows: Sequence[Row]
    """Rows of the grid, merged cells filled."""
    before: dict[int, str]
    """Rows above the first table → the rule that ignores them."""
    sections: list[Section]


def lay_out(grid: Grid, kind: Kind, options: TableOptions, given: Heading | None = None) -> Layout:
    """Find the tables of a grid.

    Args:
        grid: a sheet, a file, or a part of one.
        kind: what its rows tell of.
        options: of the source.
        given: the heading, where it stands in an earlier part.

    """
    finder = Finder(grid, kind, options)
    heading = given or finder.first()
    if heading is None:
        return Layout(grid.rows, {}, [])
    top = 0 if given else heading.top
    rows = fill_merged(grid, 0 if given else heading.stop)
    before = {at: _above(grid.rows[at]) for at in range(top)}
    sections: list[Section] = []
    while heading is not None:
        start = 0 if given and not sections else heading.stop
        section = Section(heading, given is heading, start, len(rows))
        sections.append(section)
        heading = _walk(section, rows, finder, options)
        if heading is not None and isinstance(rows, FrameRows):
            # tables one under another are many and short: columns would be made for each
            return lay_out(replace(grid, rows=list(rows)), kind, options, given)
    return Layout(rows, before, sections)


def _above(row: Row) -> str:
    return "title_row" if any(text_of(cell).strip() for cell in row) else "blank"


def _walk(
    section: Section, rows: Sequence[Row], finder: Finder, options: TableOptions
) -> Heading | None:
    """Judge the rows of a section up to the next heading, which is given back."""
    judge = Judge(section.heading, default_title="title" in options.defaults)
    own_rows = finder.grid.rows
    ignored = section.ignored
    following = section.start
    for at, row in judge.doubtful(rows, section.start):
        texts = _stripped(row)
        if at > following:
            judge.firm()
        following = at + 1
        if judge.is_firm(texts):
            judge.firm()
            continue
        own = texts if rows is own_rows else _stripped(own_rows[at])
        rule = judge.rule(texts, own)
        if rule is None or rule == "title_row":
            heading = finder.at(at) if finder.may_begin(own) else None
            if heading is not None and heading.top == at:
                section.stop = at
                _mark_labels(section, own_rows, at, judge)
                return heading
        if rule is None:
            continue
        ignored[at] = rule
        if rule == "repeated_heading":
            _mark_labels(section, own_rows, at, judge)
        elif rule == "signature" and only_labelled_nips(own):
            _mark_signer(section, own_rows, at)
    return None


def _stripped(row: Row) -> list[str]:
    return [cell.strip() if isinstance(cell, str) else cell.text.strip() for cell in row]


def _weak_above(
    section: Section, rows: Sequence[Row], at: int, between: frozenset[str]
) -> Iterator[int]:
    """Yield the rows right above that hold so little that they may be no data."""
    for above in range(at - 1, section.start - 1, -1):
        rule = section.ignored.get(above)
        if rule is not None and rule not in between:
            return
        if rule is None:
            filled = [text for text in _stripped(rows[above]) if text]
            if len(filled) > WEAK or any(map(is_nip_like, filled)):
                return
            yield above


def _mark_labels(section: Section, rows: Sequence[Row], at: int, judge: Judge) -> None:
    """Titles above a further heading look like poor data until it is seen.

    In a table of two columns each row of data is as poor: it ends the search.
    """
    for above in _weak_above(section, rows, at, frozenset({"blank", "title_row"})):
        if judge.tells_of_someone(_stripped(rows[above])):
            return
        section.ignored[above] = "title_row"


def _mark_signer(section: Section, rows: Sequence[Row], at: int) -> None:
    """The lone name above a lone `NIP. ...` belongs to the signature."""
    for above in _weak_above(section, rows, at, frozenset({"blank"})):
        texts = [text for text in _stripped(rows[above]) if text]
        if len(texts) == 1:
            section.ignored[above] = "signature"
        return
