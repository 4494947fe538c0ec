"""Read Indonesian number words, as printed in brackets beside the digits."""

import re

_DIGITS = {
    "nol": 0, "satu": 1, "dua": 2, "tiga": 3, "empat": 4, "lima": 5, "enam": 6, "tujuh": 7,
    "delapan": 8, "sembilan": 9, "se": 1,
}  # fmt: skip
_SCALES = {"puluh": 10, "ratus": 100}
_WORD = re.compile(
    r"(se(?=belas|puluh|ratus|ribu)|sembilan|satu|dua|tiga|empat|lima|enam|tujuh|delapan|nol"
    r"|belas|puluh|ratus|ribu)\s*"
)


def leading_number(text: str) -> tuple[int, str] | None:
    """Split `dua puluh jam` into 20 and `jam`; None where no number word leads."""
    found: list[str] = []
    at = 0
    while (match := _WORD.match(text, at)) is not None:
        found.append(match[1])
        at = match.end()
    number = _add_up(found)
    rest = text[at:].strip()
    return None if number is None or rest.startswith("koma") else (number, rest)


def _add_up(found: list[str]) -> int | None:
    if not found:
        return None
    total, group, digit = 0, 0, None
    for word in found:
        if word in _DIGITS:
            if digit is not None:
                return None
            digit = _DIGITS[word]
        elif word == "ribu":
            total, group, digit = total + 1000 * (group + (digit or 0)), 0, None
        elif digit is None:
            return None
        else:
            group += 10 + digit if word == "belas" else _SCALES[word] * digit
            digit = None
    return total + group + (digit or 0)
