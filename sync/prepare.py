"""From landed pages to rows that each have a key, a person or a question, and a category.

Pure but for the pages that are handed in: the same pages, roster, rules and decisions give the
same rows.
"""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date

import polars as pl

from connectors.contract import FIELDS, MARKS, Table
from models.values import Category
from sync.columns import with_missing
from sync.keys import add_keys
from sync.match import Decided, Directory, MatchSettings, match
from sync.normalise import Manner, normalise

ACCEPTED = "accepted"
"""Evidence that may count; merging says whether it is counted, joined, unchanged or held."""

DECIDED_AGAINST = ("discarded", "rejected")
"""Rules by which a row is ignored because a person said so."""

TYPED = (
    "key", "keyless", "hash", "listing", "page_id", "page", "locator", "ignored", "refused",
    "kind", "withdrawn", "account", "course_id",
    "nip", "nip_number", "nip_kind", "nip_valid", "nip_shown", "name", "name_folded", "opd", "unit",
    "agency", "email",
    "title_read", "title_folded", "provider", "form", "first_on", "last_on", "in_year",
    "jp_hundredths", "conversion", "passed", "number", "number_folded",
    "refusal", "refusal_field", "refusal_value", "printed",
)  # fmt: skip
"""What matching and merging know of a row; other cells have had their meaning taken."""


@dataclass(frozen=True, slots=True)
class ReadPage:
    """One page as a table, with where it came from."""

    page_id: int
    name: str
    listing: str
    landed_on: date
    table: Table


@dataclass(frozen=True, slots=True)
class Typed:
    """The rows of the pages that were landed on one day: as they were read, and typed and keyed."""

    landed_on: date
    raw: pl.DataFrame
    rows: pl.DataFrame


@dataclass(frozen=True, slots=True)
class Decisions:
    """What people decided about rows of one source."""

    matching: Decided
    fixes: Mapping[str, Mapping[str, str]]
    """Field values by key of the row."""
    printed_then: Mapping[str, Mapping[str, str | None]]
    """What the row said when it was corrected, by key: if it says something else, tell it."""
    discarded: frozenset[str]
    approved: frozenset[tuple[str, str]]
    """Key and content of changes that may lower somebody's JP."""
    refused: frozenset[tuple[str, str]]
    """Key and content of changes that a person did not believe."""


NOTHING_DECIDED = Decisions(
    Decided({}, {}, frozenset()), {}, {}, frozenset(), frozenset(), frozenset()
)


@dataclass(frozen=True, slots=True)
class Desk:
    """All that decides how rows of one source are understood."""

    manner: Manner
    directory: Directory
    matching: MatchSettings
    decisions: Decisions


def sheets_in_json(table: Table) -> str:
    """How a page was read, as the store keeps it."""
    return json.dumps([asdict(sheet) for sheet in table.sheets], ensure_ascii=False)


def prepare(pages: Iterable[ReadPage], desk: Desk) -> pl.DataFrame:
    """Type, key, match and sort the rows of one source's pages into categories."""
    return settle([_fixed(some, desk) for some in type_rows(pages, desk.manner)], desk)


def type_rows(pages: Iterable[ReadPage], manner: Manner) -> list[Typed]:
    """Type and key the rows of one source's pages: all that can be done without knowing anybody."""
    found = []
    for landed_on, group in _by_day(pages).items():
        raw = pl.concat([_framed(page) for page in group], how="diagonal")
        found.append(Typed(landed_on, raw, _typed(raw, landed_on, manner)))
    return found


def _typed(raw: pl.DataFrame, landed_on: date, manner: Manner) -> pl.DataFrame:
    return add_keys(normalise(raw, landed_on=landed_on, manner=manner)).select(TYPED)


def settle(frames: Sequence[pl.DataFrame], desk: Desk) -> pl.DataFrame:
    """Match typed rows and sort them into categories."""
    if not frames:
        return pl.DataFrame()
    rows = pl.concat(frames, how="diagonal_relaxed")
    rows = match(rows, desk.directory, desk.matching, desk.decisions.matching)
    return _categorised(rows, desk.decisions)


def _by_day(pages: Iterable[ReadPage]) -> dict[date, list[ReadPage]]:
    grouped: dict[date, list[ReadPage]] = {}
    for page in pages:
        if len(page.table.rows):
            grouped.setdefault(page.landed_on, []).append(page)
    return grouped


def _framed(page: ReadPage) -> pl.DataFrame:
    # The heading is how the table is read, not a row that is read.
    rows = page.table.rows
    return rows.filter(pl.col("ignored").is_null() | (pl.col("ignored") != "heading")).with_columns(
        pl.lit(page.page_id).alias("page_id"),
        pl.lit(page.name).alias("page"),
        pl.lit(page.listing).alias("listing"),
    )


def _fixed(typed: Typed, desk: Desk) -> pl.DataFrame:
    """Put what people corrected in the place of what was printed; the key stays."""
    rows, fixes = typed.rows, desk.decisions.fixes
    if not fixes:
        return rows
    mine = rows["key"].is_in(list(fixes))
    if not mine.any():
        return rows
    keys = rows["key"].filter(mine)
    wanted = with_missing(typed.raw, (*MARKS, *FIELDS)).filter(mine).with_columns(keys.alias("key"))
    fields = sorted({f for key in keys for f in fixes[key]})
    for name in fields:
        values = pl.Series([fixes[key].get(name) for key in keys], dtype=pl.String)
        wanted = wanted.with_columns(pl.coalesce(values, pl.col(name)).alias(name))
        if name == "nip":
            wanted = wanted.with_columns(pl.lit(None, dtype=pl.String).alias("nip_number"))
    again = _typed(wanted, typed.landed_on, desk.manner)
    printed = [
        _with_fixes(text, key, desk.decisions)
        for text, key in zip(rows["printed"].filter(mine), keys, strict=True)
    ]
    again = again.with_columns(pl.Series("printed", printed, dtype=pl.String))
    return pl.concat([rows.filter(~mine), again], how="diagonal_relaxed")


def _with_fixes(printed: str, key: str, decisions: Decisions) -> str:
    """The row as its source prints it, with what a person says it means and what it said then."""
    then = decisions.printed_then.get(key, {})
    fixed = {
        name: {"value": value, "printed_then": then.get(name)}
        for name, value in decisions.fixes[key].items()
    }
    return json.dumps(json.loads(printed) | {"fixed": fixed}, ensure_ascii=False)


def _categorised(rows: pl.DataFrame, decisions: Decisions) -> pl.DataFrame:
    """The first that holds, in the order of domain.md A2."""
    # Who owns an account is no answer to what its certificate is worth: only a decision on the row.
    answered = pl.col("key").is_in(list(decisions.matching.nip_of_key))
    certificate = ((pl.col("kind") == "certificate") & ~answered).fill_null(value=False)
    # Whether it counts at all comes before how many JP: none are printed where its course is gone.
    waived = (certificate & (pl.col("refusal") == "jp_missing")).fill_null(value=False)
    rows = rows.with_columns(
        pl.when(pl.col("key").is_in(list(decisions.discarded)))
        .then(pl.lit("discarded"))
        .otherwise("ignored")
        .alias("ignored"),
        pl.when(pl.col("question").is_null() & certificate)
        .then(pl.lit("certificate_only"))
        .otherwise("question")
        .alias("question"),
    )
    own_key = pl.when(~pl.col("keyless")).then("key")
    older = ~pl.col("keyless") & ~own_key.is_last_distinct() & pl.col("ignored").is_null()
    other_agency = pl.col("aside") == "other_agency"
    not_completed = (
        ~pl.col("passed") & pl.col("title_read").is_not_null() & pl.col("employee_id").is_not_null()
    )
    category = (
        pl.when(pl.col("ignored").is_not_null()).then(pl.lit(Category.IGNORED.value))
        .when(older).then(pl.lit(Category.REPLACED.value))
        .when(other_agency).then(pl.lit(Category.OTHER_AGENCY.value))
        .when(pl.col("aside").is_not_null()).then(pl.lit(Category.IGNORED.value))
        .when(pl.col("refused").is_not_null()).then(pl.lit(Category.QUARANTINED.value))
        .when(not_completed.fill_null(value=False)).then(pl.lit(Category.NOT_COMPLETED.value))
        .when(pl.col("refusal").is_not_null() & ~waived).then(pl.lit(Category.QUARANTINED.value))
        .when(pl.col("question").is_not_null()).then(pl.lit(Category.IN_REVIEW.value))
        .otherwise(pl.lit(ACCEPTED))
    )  # fmt: skip
    return rows.with_columns(
        category.alias("category"), pl.coalesce("ignored", "aside").alias("rule")
    )
