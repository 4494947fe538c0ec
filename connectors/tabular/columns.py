"""From the columns of one section to columns of text: what `cells` does, all rows at once."""

import polars as pl

from connectors.tabular.assemble import spread
from connectors.tabular.grid import Grid
from connectors.tabular.layout import Layout, Section
from connectors.tabular.options import TableOptions
from connectors.tabular.proven import FrameRows

WHITE = "".join(filter(str.isspace, map(chr, range(0x3001))))
"""What `str.strip` takes away; polars by itself knows four characters fewer."""


def take_columns(
    grid: Grid, layout: Layout, section: Section, options: TableOptions
) -> pl.DataFrame | None:
    """Take the values of a section's rows; None where a row needs more than its own cells.

    That is a wide recap, a blank that repeats the row above, or a record of another width.
    """
    rows, heading = layout.rows, section.heading
    fields = heading.map.fields
    if (
        not isinstance(rows, FrameRows)
        or heading.map.groups
        or options.fill_down & fields.keys()
        or not heading.filled_width <= rows.frame.width <= heading.full_width
    ):
        return None
    inside = slice(section.start, section.stop)
    ignored = {at - section.start: rule for at, rule in section.ignored.items()}
    marks = {
        "locator": grid.locators[inside],
        "ignored": spread(ignored, section.stop - section.start),
    }
    told = {name: pl.lit(text) for name, text in options.defaults.items()}
    for name, at in fields.items():
        told[name] = pl.col(str(at)).str.strip_chars(WHITE).replace("", None)
    is_data = pl.col("ignored").is_null()
    return (
        rows.frame[inside]
        .with_columns(pl.Series(name, texts, pl.String) for name, texts in marks.items())
        .select(*marks, *(pl.when(is_data).then(text).alias(name) for name, text in told.items()))
    )
