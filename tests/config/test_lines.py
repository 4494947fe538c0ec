"""Where a setting stands."""

import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from config.lines import Path, line_of, scan

TEXT = '''# a comment with [brackets] = and "quotes"
title = "x # no comment"

[store]
url = "sqlite:///a"

[sources.lan-ri]
defaults = { provider = "LAN ]}", "title" = 'x' }
list = [
  1, # one
  { a = 2 },
  [3,
   4],
]
text = """
[not.a.table]
"""
dotted . "a.b" = 1979-05-27 07:32:00

[[form]]
code = "A"
[[form]]
code = "B"
[form.inner]
deep = true
'''


@pytest.mark.parametrize(
    ("path", "line"),
    [
        (("title",), 2),
        (("store",), 4),
        (("store", "url"), 5),
        (("sources", "lan-ri", "defaults", "title"), 8),
        (("sources", "lan-ri", "list", 0), 10),
        (("sources", "lan-ri", "list", 1, "a"), 11),
        (("sources", "lan-ri", "list", 2, 1), 13),
        (("sources", "lan-ri", "text"), 15),
        (("sources", "lan-ri", "dotted"), 18),
        (("sources", "lan-ri", "dotted", "a.b"), 18),
        (("form", 0, "code"), 21),
        (("form", 1), 22),
        (("form", 1, "code"), 23),
        (("form", 1, "inner", "deep"), 25),
        (("form", 1, "missing"), 22),
        (("sources", "lan-ri", "missing"), 7),
        (("nothing", "here"), 1),
    ],
)
def test_a_path_is_found_on_its_line_or_that_of_its_table(path: Path, line: int) -> None:
    assert line_of(TEXT, path) == line


def test_no_text_inside_a_string_is_taken_for_a_table() -> None:
    assert ("not", "a", "table") not in scan(TEXT)


VALUES = st.recursive(
    st.integers() | st.booleans() | st.text(st.characters(exclude_categories=["C"])),
    lambda inner: st.lists(inner, max_size=3),
    max_leaves=6,
)


@settings(deadline=None)
@given(st.dictionaries(st.text(st.characters(exclude_categories=["C"])), VALUES, max_size=5))
def test_every_key_of_any_file_is_on_the_line_it_was_written(table: dict[str, Any]) -> None:
    text = "".join(
        f"{json.dumps(key, ensure_ascii=False)} = {json.dumps(value, ensure_ascii=False)}\n"
        for key, value in table.items()
    )

    lines = scan(text)

    assert [lines[(key,)] for key in table] == list(range(1, len(table) + 1))
