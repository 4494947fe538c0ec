"""Foreign text, days and moments as a terminal may show them."""

from datetime import datetime

from models.values import JAKARTA


def printable(value: object) -> str:
    """Text that can neither steer a terminal nor feign a line of ours; nothing is a dash."""
    if value is None:
        return "-"
    return "".join(c if c.isprintable() else ascii(c)[1:-1] for c in str(value))


def moment(at: datetime | None) -> str:
    """An instant as a clock in Serang shows it."""
    return "belum" if at is None else f"{at.astimezone(JAKARTA):%Y-%m-%d %H:%M} WIB"
