"""Why a source failed is read by people, inside our sentences: Indonesian, without a full stop."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

ROOM = Path(__file__).parents[2] / "connectors"
ERRORS = re.compile(r"(Source\w+|NotThere|CursorForeign|ChangedAnswer)Error|kind|foreign")
ENGLISH = frozenset(
    [
        "the",
        "a",
        "an",
        "is",
        "are",
        "was",
        "were",
        "not",
        "no",
        "of",
        "to",
        "and",
        "or",
        "with",
        "without",
        "that",
        "which",
        "where",
        "answer",
        "answers",
        "came",
        "told",
        "too",
        "from",
        "by",
        "page",
        "read",
        "cannot",
        "could",
        "still",
        "than",
    ]
)


def texts(file: Path) -> Iterator[tuple[int, str]]:
    """Each reason that a file gives, without what is filled in."""
    for node in ast.walk(ast.parse(file.read_text())):
        if isinstance(node, ast.Call) and ERRORS.fullmatch(getattr(node.func, "id", "")):
            for said in node.args[:1]:
                parts = said.values if isinstance(said, ast.JoinedStr) else [said]
                words = [str(p.value) for p in parts if isinstance(p, ast.Constant)]
                yield node.lineno, "…".join(words)


def reasons() -> list[tuple[str, str]]:
    files = [file for file in sorted(ROOM.rglob("*.py")) if "testing" not in file.parts]
    return [(f"{file.relative_to(ROOM)}:{line}", text) for file in files
            for line, text in texts(file) if text]  # fmt: skip


def test_reasons_are_indonesian() -> None:
    english = {
        place: text for place, text in reasons()
        if ENGLISH & set(re.findall(r"[a-z]+", text.lower()))
    }  # fmt: skip

    assert len(reasons()) > 40
    assert english == {}


def test_reasons_fit_into_a_sentence() -> None:
    assert [(place, text) for place, text in reasons() if text.rstrip().endswith(".")] == []
