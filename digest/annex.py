"""The annex of a digest: everybody at risk, and all that changed, as a workbook."""

import io
from collections.abc import Sequence

from xlsxwriter import Workbook

from alerts.words import jp_words
from digest.masking import masked, tamed
from digest.values import Attachment, Digest, Fall, Line
from digest.words import CAUSES, LEVELS
from models.values import JAKARTA

MEDIA_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
LONGEST = 1000
WIDTH = 24
PEOPLE = ("NIP", "Nama", "Status", "Keadaan", "JP", "Batas JP", "Kurang JP", "Alasan")
FALLS = ("NIP", "Nama", "Pelatihan", "JP sebelumnya", "JP sekarang", "Sebab")


def annex(digest: Digest) -> Attachment:
    """Make the workbook; the same digest gives the same bytes."""
    target = io.BytesIO()
    with Workbook(target, {"in_memory": True}) as book:
        made = digest.made_at.astimezone(JAKARTA).replace(tzinfo=None)
        book.set_properties({"title": "Rekap JP", "created": made})
        _sheet(book, "Berisiko", PEOPLE, [_person(line) for line in digest.at_risk])
        _sheet(book, "Baru terpenuhi", PEOPLE, [_person(line) for line in digest.met])
        _sheet(book, "Dikoreksi", FALLS, [_fall(fall) for fall in digest.falls])
    return Attachment(f"rekap-jp-{digest.month.key}.xlsx", MEDIA_TYPE, target.getvalue())


def _sheet(
    book: Workbook, name: str, headings: Sequence[str], rows: Sequence[Sequence[str]]
) -> None:
    """Every cell is a text, whatever it looks like: NIPs keep their digits, formulas sleep."""
    sheet = book.add_worksheet(name)
    sheet.freeze_panes(1, 0)
    sheet.set_column(0, len(headings) - 1, WIDTH)
    bold = book.add_format({"bold": True})
    for column, heading in enumerate(headings):
        sheet.write_string(0, column, heading, bold)
    for at, row in enumerate(rows, start=1):
        for column, text in enumerate(row):
            sheet.write_string(at, column, tamed(text, LONGEST))


def _person(line: Line) -> tuple[str, ...]:
    return (
        masked(line.nip),
        line.name,
        line.employment.replace("_", " ").upper(),
        LEVELS[line.level],
        jp_words(line.jp),
        jp_words(line.minimum_jp),
        jp_words(line.shortfall_jp),
        line.reason,
    )


def _fall(fall: Fall) -> tuple[str, ...]:
    return (
        masked(fall.nip),
        fall.name,
        fall.title,
        jp_words(fall.jp_before),
        jp_words(fall.jp_after),
        CAUSES[fall.cause],
    )
