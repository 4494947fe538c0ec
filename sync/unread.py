"""Which sheets of which files nothing was read from: a person must hear of them."""

from collections.abc import Iterable, Sequence

from connectors.contract import Sheet

WHY = {"no_heading": "judul kolomnya tidak dikenali", "hidden": "tersembunyi"}
"""Notes of a sheet that may hold rows; an empty one is no loss."""
MOST_NAMED = 5


def unread_of(page: str, sheets: Iterable[Sheet]) -> list[str]:
    """Name the sheets of a page that nothing was read from, each with the reason."""
    return [
        f"{page} ({WHY[sheet.note]})"
        if sheet.name == page.rpartition("/")[2]
        else f"{page}, lembar {sheet.name} ({WHY[sheet.note]})"
        for sheet in sheets
        if sheet.note in WHY
    ]


def in_words(unread: Sequence[str]) -> str | None:
    """Say it as one note of a run; nothing where everything was read."""
    named = list(dict.fromkeys(unread))
    if not named:
        return None
    more = len(named) - MOST_NAMED
    rest = f"; dan {more} lagi" if more > 0 else ""
    return (
        f"Tidak ada yang dibaca dari {'; '.join(named[:MOST_NAMED])}{rest}. "
        "Lihat: jampel preview BERKAS"
    )
