"""Read JSON as the standard has it, and nothing beyond: no NaN, no double keys, no abyss."""

import json
import math
from typing import Any

from connectors.errors import SourceChangedError, SourceUnavailableError

MAX_DIGITS = 40


def parse(text: str) -> Any:
    """Give the value of a JSON text.

    A text that ends too early was cut on its way (try later); any other fault is a changed source.
    """
    try:
        return json.loads(
            text,
            object_pairs_hook=_unique,
            parse_constant=_no_constant,
            parse_float=_finite,
            parse_int=_short,
        )
    except RecursionError as error:
        raise SourceChangedError("jawaban JSON bersarang terlalu dalam") from error
    except json.JSONDecodeError as error:
        if error.pos >= len(text.rstrip()) or error.msg.startswith("Unterminated"):
            raise SourceUnavailableError("jawaban JSON terpotong") from error
        raise SourceChangedError(
            f"jawaban bukan JSON (karakter ke-{error.pos}: {error.msg})"
        ) from error


def _unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    made = dict(pairs)
    if len(made) < len(pairs):
        raise SourceChangedError("jawaban JSON menyebut satu isian dua kali")
    return made


def _no_constant(name: str) -> Any:
    raise SourceChangedError(f"jawaban JSON berisi {name}, yang bukan bilangan")


def _finite(text: str) -> float:
    number = float(text)
    if not math.isfinite(number) or len(text) > MAX_DIGITS:
        raise SourceChangedError("jawaban JSON berisi bilangan di luar batas")
    return number


def _short(text: str) -> int:
    if len(text) > MAX_DIGITS:
        raise SourceChangedError("jawaban JSON berisi bilangan di luar batas")
    return int(text)
