"""The short way of most rows of a first file: each is an event of its own.

Grouping, speaking and caps look at one person's evidence in plain Python. Where a row can belong
together with no other of its person and no cap can bind, that work has one answer, and columns
give it at once. Any other row goes the long way, and so do people of whom something is known
already. Both ways give the same records: a test says so.
"""

from collections.abc import Iterable, Mapping
from collections.abc import Set as AbstractSet

import polars as pl

from models.values import Listed
from sync.speaking import Record

NOT_COMPLETED = "not_completed"
REPAIRED = "nip_repaired"
DAYS_A_PERSON = 1_000_000
"""More than there are days from 1970 to the last day that is read."""

_END = pl.col("last_on")
_START = pl.coalesce("first_on", "last_on")


def split(new: pl.DataFrame, person_of: Mapping[int, int],
          busy: AbstractSet[int]) -> tuple[pl.DataFrame, pl.DataFrame]:  # fmt: skip
    """Cut new rows into simple ones and the rest; adds `person_id`.

    `busy` are people of whom more is known than these rows.
    """
    people = pl.DataFrame({"employee_id": list(person_of), "person_id": list(person_of.values())})
    owners = new.select("employee_id").join(
        people, on="employee_id", how="left", maintain_order="left"
    )
    rows = new.with_columns(owners["person_id"])
    special = rows.filter(_is_special())["person_id"].to_list()
    long = pl.col("person_id").is_in([*busy, *special]) | _may_meet()
    rows = rows.with_columns(long.alias("long"))
    return rows.filter(~pl.col("long")).drop("long"), rows.filter("long").drop("long")


def _may_meet() -> pl.Expr:
    """Rows of one source can be of one event only if they share a title, a number or a course."""
    return pl.any_horizontal(
        pl.col(name).is_not_null() & pl.struct("person_id", name).is_duplicated()
        for name in ("title_folded", "number_folded", "course_id")
    )


def _is_special() -> pl.Expr:
    """Converted JP may be capped; what is withdrawn is told in words of its own."""
    return pl.col("conversion").is_not_null() | pl.col("withdrawn").is_not_null()


def evidence(rows: pl.DataFrame, source: str) -> pl.DataFrame:
    """Evidence of simple rows, in the order of EVIDENCE_COLUMNS; days are ISO text."""
    return rows.select(
        "id", pl.lit(source).alias("source"), "key", "listing", "page_id", "locator", "hash",
        pl.lit(Listed.LISTED.value).alias("listed"), "employee_id",
        pl.col("id").alias("record_id"),
        pl.col("passed").fill_null(value=False).cast(pl.Int8).alias("completed"),
        pl.col("title_read").alias("title"), "provider", "form",
        pl.col("first_on").cast(pl.String).alias("start_on"),
        pl.col("last_on").cast(pl.String).alias("end_on"),
        pl.col("in_year").alias("year"), pl.col("jp_hundredths").alias("jp"), "conversion",
        pl.col("number").alias("certificate_number"), "course_id",
        pl.when(pl.col("matched_by") == REPAIRED).then(pl.lit(REPAIRED)).otherwise(pl.lit(""))
        .alias("flags"),
        "matched_by", "printed",
    )  # fmt: skip


def with_overlap(rows: pl.DataFrame, others: Mapping[int, Iterable[Record]]
                 ) -> tuple[pl.DataFrame, set[int]]:  # fmt: skip
    """Say which simple rows overlap anything that counts; returns the other records that do.

    `others` are records by person that came the long way, which told their own overlaps. Of a
    person no title is the same on both ways. In the order of their beginnings an event meets an
    earlier one if it begins before the latest end so far, and a later one if the next begins
    before its own end.
    """
    mine = rows.filter(pl.col("passed") & _END.is_not_null()).select(
        "id",
        "person_id",
        _START.alias("start"),
        _END.alias("end"),
        pl.lit(value=True).alias("simple"),
    )
    theirs = [
        (r.id, person, r.start_on or r.end_on, r.end_on, False)
        for person, records_of_person in others.items()
        for r in records_of_person
        if r.counted and r.end_on
    ]
    dated = pl.concat([mine, pl.DataFrame(theirs, schema=mine.schema, orient="row")])
    # Each person has a stretch of days of their own: nobody meets somebody else's event.
    own = pl.col("person_id") * DAYS_A_PERSON
    dated = dated.with_columns(pl.col("start", "end").to_physical() + own).sort("start")
    simple = pl.col("simple")
    meets = pl.when(simple).then(_meets(pl.lit(value=True))).otherwise(_meets(simple))
    found = dated.filter(meets)
    hit = found.filter("simple")["id"].implode()
    flagged = rows.with_columns(pl.col("id").is_in(hit).alias("overlap"))
    return flagged, set(found.filter(~simple)["id"].to_list())


def _meets(which: pl.Expr) -> pl.Expr:
    """Whether an event meets one of these before or after it."""
    end, start = (pl.when(which).then(pl.col(name)) for name in ("end", "start"))
    latest = end.cum_max().forward_fill().shift()
    following = start.shift(-1).backward_fill()
    return (pl.col("start") <= latest).fill_null(value=False) | (
        following <= pl.col("end")
    ).fill_null(value=False)
