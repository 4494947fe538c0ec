"""Give every row a key by which it is known again, and a hash of what it says."""

import hashlib

import polars as pl

from sync.dating import WHEN_FIELDS

DIGEST_LETTERS = 24
HASHED = (
    "nip_shown", "title_read", "provider", "form", "first_on", "last_on", "in_year",
    "jp_hundredths", "conversion", "number", "passed", "course_id", "kind", "withdrawn",
    "refusal", "refusal_value", "name_folded", "account",
)  # fmt: skip


def add_keys(rows: pl.DataFrame) -> pl.DataFrame:
    """Give every row that its source gave no id a key: its listing and its content (domain.md A3).

    The content is identity, title, dates and number, folded: two lines of one file that say the
    same get `.2`, `.3` behind the key, in an order that does not depend on where they stand.
    Adds `hash`, which differs when anything that counts or is shown differs.
    """
    texts = rows.with_columns(
        pl.col("first_on", "last_on", "in_year").cast(pl.String).fill_null("")
    )
    said = pl.col(*HASHED).cast(pl.String).fill_null("")
    told = texts.select(
        _identity().alias("base"), pl.concat_str(said, separator="\x1f").alias("hash")
    )
    rows = rows.with_columns(_digest(column) for column in told)
    own = pl.coalesce(_places(rows), "base")
    return rows.with_columns(
        pl.coalesce(pl.col("key"), own).alias("key"), pl.col("key").is_null().alias("keyless")
    )


def _identity() -> pl.Expr:
    """What tells a row from all others; days and year are texts."""
    person = (
        pl.when(pl.col("nip_valid").is_not_null()).then("nip_valid")
        .otherwise(pl.concat_str(pl.col("nip_shown", "name_folded", "email").fill_null(""),
                                 pl.col("opd").fill_null(""), separator="|"))
    )  # fmt: skip
    days = pl.concat_str("first_on", "last_on", "in_year", separator="|")
    printed = pl.concat_str(pl.col(*WHEN_FIELDS).fill_null(""), separator="|")
    return pl.concat_str(
        "listing", person, pl.col("title_folded").fill_null(""),
        pl.when(pl.col("date_reason").is_null()).then(days).otherwise(printed),
        pl.col("number_folded", "account").fill_null(""),
        pl.when(pl.col("refused").is_not_null()).then("refused_value").otherwise(pl.lit("")),
        separator="\x1f",
    )  # fmt: skip


def _places(rows: pl.DataFrame) -> pl.Series:
    """The keys of second, third ... lines that say the same; null for all others."""
    doubled = rows["base"].is_duplicated()
    place = pl.col("hash").rank("ordinal").over("base")
    keys = pl.when(place > 1).then(pl.format("{}.{}", "base", place)).alias("own")
    some = rows.select("base", "hash", pl.int_range(pl.len()).alias("at")).filter(doubled)
    found = some.select("at", keys).drop_nulls()
    own = pl.repeat(None, len(rows), dtype=pl.String, eager=True)
    return own.scatter(found["at"], found["own"])


def _digest(texts: pl.Series) -> pl.Series:
    sha256 = hashlib.sha256
    return pl.Series(
        texts.name,
        [sha256(text).hexdigest()[:DIGEST_LETTERS] for text in texts.cast(pl.Binary).to_list()],
        dtype=pl.String,
    )
