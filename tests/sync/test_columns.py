"""Each distinct value is asked about once, and every row gets its answer in its place."""

import polars as pl

from sync.columns import over_distinct, replaced

ROWS = pl.DataFrame(
    {"day": ["b", None, "a", "b", None], "form": [None, "x", "x", None, "x"],
     "note": pl.Series([None] * 5, dtype=pl.String)},
)  # fmt: skip


def test_each_distinct_combination_is_asked_about_once() -> None:
    asked = []

    def both(*values: str | None) -> tuple[str]:
        asked.append(values)
        return ("|".join(v or "" for v in values),)

    found = over_distinct(ROWS, ["day", "form", "note"], both, {"both": pl.String})

    assert found["both"].to_list() == ["b||", "|x|", "a|x|", "b||", "|x|"]
    assert len(asked) == 3
    assert found.drop("both").equals(ROWS)


def test_only_the_rows_that_are_asked_for_get_an_answer() -> None:
    found = over_distinct(
        ROWS, ["form"], lambda text: (f"{text}!",), {"loud": pl.String},
        where=pl.col("day") == "b",
    )  # fmt: skip

    assert found["loud"].to_list() == ["None!", None, None, "None!", None]


def test_without_rows_to_ask_for_all_is_null() -> None:
    def never(_text: str | None) -> tuple[str]:
        raise AssertionError

    found = over_distinct(ROWS, ["note"], never, {"loud": pl.String}, where=pl.col("day") == "z")

    assert found["loud"].to_list() == [None] * 5


def test_texts_are_replaced_where_they_are_odd() -> None:
    texts = pl.Series("text", ["a", None, "-", "b", "a"])

    assert replaced(texts, str.upper, where=lambda t: t == "a").to_list() == [
        "A", None, "-", "b", "A",
    ]  # fmt: skip
    assert replaced(texts, lambda _: None, where=lambda t: t == "-").to_list() == [
        "a", None, None, "b", "a",
    ]  # fmt: skip
