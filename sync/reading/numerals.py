"""What software makes of a number of 18 digits: scientific text, a double, zeros at the end."""

import math
import re
from decimal import Decimal

NIP_DIGITS = 18
EXCEL_DIGITS = 15
"""Significant digits that a spreadsheet shows and keeps of what is typed."""

_SCIENTIFIC = re.compile(r"(\d{1,18})(?:[.,](\d{1,30}))?e\+?0?(\d{1,2})", re.IGNORECASE | re.ASCII)


def number_in(number: str) -> float | None:
    """Give the double whose `repr` this is; None where it is none."""
    try:
        return float(number)
    except ValueError:
        return None


def scientific_in(cleaned: str) -> tuple[int, int] | None:
    """Give the whole number and the count of printed digits of `1.98702E+17`."""
    match = _SCIENTIFIC.fullmatch(cleaned)
    if match is None:
        return None
    whole, part, exponent = match[1], match[2] or "", int(match[3])
    return int(Decimal(f"{whole}.{part or 0}").scaleb(exponent)), len((whole + part).lstrip("0"))


def ends_in_zeros(cleaned: str) -> bool:
    """Tell whether these are 18 digits whose serial a spreadsheet has rubbed out."""
    return len(cleaned) == NIP_DIGITS and cleaned.isdecimal() and cleaned.endswith("000")


def formula_bar(value: float) -> str:
    """Show a number as a spreadsheet's formula bar does: 15 digits, then zeros."""
    return f"{Decimal(f'{value:.{EXCEL_DIGITS}g}'):f}"


def significant_digits(value: float) -> int:
    """Count a double's digits that are no filling zeros; digit 15 of a NIP is never zero."""
    if not math.isfinite(value):
        return 0
    return len(formula_bar(value).replace(".", "").strip("0"))
