"""The short way of most rows of a first file: people of whom each row is an event of its own.

Grouping, speaking and caps look at one person's evidence in plain Python. Where no two rows of
a person can belong together and no cap can bind, that work has one answer, and columns give it
at once. Whoever has any other row goes the long way. Both ways give the same rows: a test says so.
"""

from collections.abc import Mapping
from collections.abc import Set as AbstractSet

import polars as pl

from models.values import Listed

NOT_COMPLETED = "not_completed"

_END = pl.col("last_on")
_START = pl.coalesce("first_on", "last_on")


def split(new: pl.DataFrame, person_of: Mapping[int, int],
          busy: AbstractSet[int]) -> tuple[pl.DataFrame, pl.DataFrame]:  # fmt: skip
    """Cut new rows into those of simple people, and the rest; adds `person_id`.

    `busy` are people of whom more is known than these rows.
    """
    people = pl.DataFrame({"employee_id": list(person_of), "person_id": list(person_of.values())})
    rows = new.join(people, on="employee_id", how="left", maintain_order="left")
    simple = (
        ~(_may_meet() | _is_special()).any().over("person_id")
        & ~pl.col("person_id").is_in(list(busy))
    )  # fmt: skip
    rows = rows.with_columns(simple.alias("simple"))
    return (
        rows.filter("simple").drop("simple"),
        rows.filter(~pl.col("simple")).drop("simple", "person_id"),
    )


def _may_meet() -> pl.Expr:
    """Rows of one source can be of one event only if they share a title, a number or a course."""
    return (
        pl.any_horizontal(
            pl.col(name).is_not_null() & pl.struct("person_id", name).is_duplicated()
            for name in ("title_folded", "number_folded", "course_id")
        )
        | pl.col("key").is_duplicated()
    )


def _is_special() -> pl.Expr:
    """Converted JP may be capped; what is withdrawn is told in words of its own."""
    return pl.col("conversion").is_not_null() | pl.col("withdrawn").is_not_null()


def records(rows: pl.DataFrame) -> pl.DataFrame:
    """Records of simple people, in the order of RECORD_COLUMNS; days are ISO text."""
    counted = pl.col("passed").fill_null(value=False)
    flags = pl.concat_str(
        _flag(pl.col("matched_by") == "nip_repaired", "nip_repaired"),
        _flag(pl.col("overlap"), "overlap"), separator=" ", ignore_nulls=True,
    )  # fmt: skip
    return _with_overlap(rows).select(
        "id", "person_id", "employee_id",
        pl.coalesce(_END.dt.year(), "in_year").alias("year"),
        pl.when(_END.is_not_null()).then("first_on").cast(pl.String).alias("start_on"),
        _END.cast(pl.String).alias("end_on"),
        pl.col("title_read").alias("title"), "provider", "form",
        pl.col("jp_hundredths").alias("jp"), pl.col("number").alias("certificate_number"),
        counted.alias("counted"),
        pl.when(~counted).then(pl.lit(NOT_COMPLETED)).alias("reason"),
        flags.alias("flags"),
    )  # fmt: skip


def evidence(rows: pl.DataFrame, source: str) -> pl.DataFrame:
    """Evidence of simple people, in the order of EVIDENCE_COLUMNS; days are ISO text."""
    return rows.select(
        "id", pl.lit(source).alias("source"), "key", "listing", "page_id", "locator", "hash",
        pl.lit(Listed.LISTED.value).alias("listed"), "employee_id",
        pl.col("id").alias("record_id"),
        pl.col("passed").fill_null(value=False).alias("completed"),
        pl.col("title_read").alias("title"), "provider", "form",
        pl.col("first_on").cast(pl.String).alias("start_on"),
        pl.col("last_on").cast(pl.String).alias("end_on"),
        pl.col("in_year").alias("year"), pl.col("jp_hundredths").alias("jp"), "conversion",
        pl.col("number").alias("certificate_number"), "course_id",
        _flag(pl.col("matched_by") == "nip_repaired", "nip_repaired").fill_null("").alias("flags"),
        "matched_by", "printed",
    )  # fmt: skip


def _flag(holds: pl.Expr, name: str) -> pl.Expr:
    return pl.when(holds).then(pl.lit(name))


def _with_overlap(rows: pl.DataFrame) -> pl.DataFrame:
    """Say which counted events of a person overlap: all titles of the person differ.

    In the order of their beginnings an event meets an earlier one if it begins before the latest
    end so far, and a later one if the next begins before its own end.
    """
    dated = rows.filter(pl.col("passed") & _END.is_not_null()).select(
        "id", "person_id", _START.alias("start"), _END.alias("end")
    )
    dated = dated.sort("person_id", "start")
    earlier = pl.col("end").cum_max().shift().over("person_id")
    later = pl.col("start").shift(-1).over("person_id")
    meets = (pl.col("start") <= earlier).fill_null(value=False) | (
        later <= pl.col("end")
    ).fill_null(value=False)
    found = dated.filter(meets)["id"]
    return rows.with_columns(pl.col("id").is_in(found.implode()).alias("overlap"))
