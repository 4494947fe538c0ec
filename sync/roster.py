"""Read roster files: employees, OPDs and their heads, one complete list a day (domain.md A1)."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta

import polars as pl

from connectors.contract import MARKS, ROSTER_FIELDS, Table
from sync.columns import replaced, with_missing
from sync.nips import with_nips
from sync.plain import may_hold_nik, untidy
from sync.reading.nip import NipKind
from sync.reading.text import clean, mask_nik
from sync.snapshots import Entry, OpdEntry, Snapshot, employment_of, start_of
from sync.unread import unread_of
from sync.when import day_or_none

OLDEST_RETIREMENT = 75
_TEXTS = ("name", "title_front", "title_back", "opd", "unit", "legal_position", "email")
_FILE_DATE = re.compile(r"(20\d\d)[-_. ]?(0[1-9]|1[0-2])[-_. ]?(0[1-9]|[12]\d|3[01])(?!\d)")
_DAY_FIRST = re.compile(r"(?<!\d)(0?[1-9]|[12]\d|3[01])[-_. ](0?[1-9]|1[0-2])[-_. ](20\d\d)(?!\d)")
_WORDS = re.compile(r"(?<!\d)(\d{1,2})[-_ ]+([a-z]{3,9})[-_ ]+(20\d\d)", re.IGNORECASE)
_STATED = re.compile(r"\b(?:per|keadaan|posisi|tanggal)\b\D{0,20}(\d{1,2}\s+[a-z]+\s+20\d\d)",
                     re.IGNORECASE)  # fmt: skip


Place = tuple[int, str, str]
"""Page, its name, and the locator in it."""


@dataclass(frozen=True, slots=True)
class Problem:
    """A row of a roster that could not be taken."""

    page_id: int
    page: str
    locator: str
    field: str
    value: str


@dataclass(slots=True)
class Reading:
    """What one roster page says."""

    entries: list[Entry] = field(default_factory=list)
    opds: list[OpdEntry] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    ignored: int = 0
    dated: date | None = None
    """The day that the file names itself."""
    unread: list[str] = field(default_factory=list)
    """What of the page nothing was read from."""


def read_roster(table: Table, *, page_id: int, page: str, landed_on: date) -> Reading:
    """Turn one page into entries; what cannot be taken becomes a problem, never silence."""
    reading = Reading(dated=_date_of(page, table), unread=unread_of(page, table.sheets))
    rows = with_missing(table.rows, (*MARKS, *ROSTER_FIELDS))
    rows = with_nips(rows, on=landed_on)
    rows = rows.with_columns(replaced(rows[name], clean, where=untidy) for name in _TEXTS)
    is_employee = pl.all_horizontal(
        pl.col("ignored", "refused").is_null(), pl.col("nip_valid", "name").is_not_null()
    )
    reading.entries += _entries(rows.filter(is_employee))
    for row in rows.filter(~is_employee).iter_rows(named=True):
        _take_other(row, reading, (page_id, page, row["locator"] or ""))
    return reading


def _entries(employees: pl.DataFrame) -> list[Entry]:
    """Employees with NIP and name, their texts cleaned."""
    named = pl.concat_str("title_front", "name", separator=" ", ignore_nulls=True)
    behind = pl.concat_str(pl.lit(", "), "title_back")
    told = employees.select(
        "nip_valid",
        pl.concat_str(named, behind, ignore_nulls=True).alias("name"),
        pl.coalesce("opd", "unit"), "unit", "employment", "legal_position", "start_on", "end_on",
        "email",
    )  # fmt: skip
    told = told.with_columns(
        replaced(told[name], mask_nik, where=may_hold_nik) for name in ("name", "opd", "unit")
    )
    return [
        Entry(
            nip=nip,
            name=name,
            opd=opd,
            unit=unit,
            employment=employment_of(employment, nip),
            legal_position=position,
            start_on=day_or_none(start) or start_of(nip),
            end_on=_end(end, nip) if end else None,
            email=email,
        )
        for nip, name, opd, unit, employment, position, start, end, email in told.iter_rows()
    ]


def _take_other(row: dict[str, str | None], reading: Reading, place: Place) -> None:
    """Take a row that is of no employee with NIP and name; its texts are cleaned."""
    if row["ignored"]:
        reading.ignored += row["ignored"] != "heading"
    elif row["refused"]:
        reading.problems.append(Problem(*place, "row", mask_nik(row["refused_value"] or "")))
    elif row["nip_kind"] == NipKind.ABSENT:
        _take_opd(row, reading, place)
    elif row["nip_valid"] is None:
        reading.problems.append(Problem(*place, "nip", row["nip_shown"] or ""))
    else:
        reading.problems.append(Problem(*place, "name", "(kosong)"))


def _take_opd(row: dict[str, str | None], reading: Reading, place: Place) -> None:
    if row["opd"] and (row["abbreviation"] or row["head_name"] or row["head_email"]):
        reading.opds.append(
            OpdEntry(mask_nik(row["opd"]), clean(row["abbreviation"]), clean(row["head_name"]),
                     clean(row["head_email"]))
        )  # fmt: skip
    elif row["name"]:
        reading.problems.append(Problem(*place, "nip", "(kosong)"))
    else:
        reading.ignored += 1


def _end(text: str | None, nip: str) -> date | None:
    """First day no longer: a date, or the age of retirement (BUP): the month after."""
    cleaned = clean(text)
    if cleaned and cleaned.isdecimal() and int(cleaned) <= OLDEST_RETIREMENT:
        birthday = date(int(nip[:4]) + int(cleaned), int(nip[4:6]), 1)
        return (birthday + timedelta(days=32)).replace(day=1)
    return day_or_none(cleaned)


def _date_of(page: str, table: Table) -> date | None:
    """The day that a file names, in its name or in a title above the table."""
    name = page.rsplit("/", 1)[-1]
    for text in _written_dates(name):
        if day := day_or_none(text):
            return day
    titles = table.rows.filter(table.rows["ignored"] == "title_row")["refused_value"].drop_nulls()
    for title in titles.to_list():
        if (stated := _STATED.search(title)) and (day := day_or_none(stated[1])):
            return day
    return None


def _written_dates(name: str) -> Iterator[str]:
    if found := _FILE_DATE.search(name):
        yield f"{found[1]}-{found[2]}-{found[3]}"
    if found := _DAY_FIRST.search(name):
        yield f"{found[1]}-{found[2]}-{found[3]}"
    if found := _WORDS.search(name):
        yield f"{found[1]} {found[2]} {found[3]}"


def complete_lists(readings: Iterable[tuple[Reading, date]]) -> list[Snapshot]:
    """Undated files together are one list as of their landing; files of one date likewise.

    Each item is a reading and the day on which its page landed. A NIP that stands twice is taken
    once (the first). A list without employees is no list: its OPDs go with the newest one.
    """
    grouped: dict[date, Reading] = {}
    landings = list(readings)
    latest = max((day for _, day in landings), default=None)
    for reading, _ in landings:
        as_of = reading.dated or latest
        if as_of is None:
            continue
        merged = grouped.setdefault(as_of, Reading())
        merged.entries += reading.entries
        merged.opds += reading.opds
    lists = []
    for as_of, reading in sorted(grouped.items()):
        first = {e.nip: e for e in reversed(reading.entries)}
        lists.append(Snapshot(as_of, tuple(first.values())[::-1], tuple(reading.opds)))
    return lists
