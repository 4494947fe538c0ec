"""Read what a custom field of a course says, by the kind of the field."""

from collections.abc import Mapping
from decimal import Decimal, InvalidOperation
from typing import Any

from connectors.moodle.display import words


def field_text(one: Mapping[str, Any]) -> str:
    """Give what a person reads there; empty for none.

    Only of a text the raw value is what was typed: of a choice it is the place in the list of
    choices, of a long text it is HTML, of a number it has all the zeros of the database.
    """
    raw, shown = str(one.get("valueraw") or ""), str(one.get("value") or "")
    match one.get("type", "text"):
        case "text":
            return words(raw) or words(shown)
        case "number":
            return _plain(raw) or words(shown)
        case _:
            return words(shown)


def _plain(raw: str) -> str:
    """Write a number of the database as a person would: `20.00000` is 20, not 20 thousand."""
    try:
        number = Decimal(raw).normalize()
    except InvalidOperation:
        return ""
    return f"{number:f}" if number.is_finite() else ""
