"""Days on which the office is closed, or open, whatever the calendar of the country says."""

from dataclasses import dataclass
from datetime import date
from importlib.resources import as_file, files
from pathlib import Path

from pydantic import BaseModel, ConfigDict

from config.problems import ConfigError, Problem
from config.rule_files import HOLIDAYS, Fault, read_table
from config.rule_tables import Word


class DayRow(BaseModel):
    """One day, and where it is said."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    on: date
    name: Word
    citation: Word


class HolidaysFile(BaseModel):
    """What may stand in holidays.toml."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    holiday: tuple[DayRow, ...] = ()
    working_day: tuple[DayRow, ...] = ()


@dataclass(frozen=True, slots=True)
class Holidays:
    """Corrections of the calendar."""

    off: frozenset[date]
    on: frozenset[date]
    """Working days."""


def load_holidays(folder: Path | None) -> Holidays:
    """Read holidays.toml from an admin's folder if it stands there, else our own.

    Raises:
        ConfigError: the table is not what it should be, or says both of one day.

    """
    problems: list[Problem] = []
    with as_file(files("config") / "rules") as ours:
        own = folder / HOLIDAYS if folder is not None else ours / HOLIDAYS
        place = own if own.is_file() else ours / HOLIDAYS
        table = read_table(place, HolidaysFile, problems, _faults)
    if problems or table is None:
        raise ConfigError(problems)
    return Holidays(
        frozenset(row.on for row in table.holiday), frozenset(row.on for row in table.working_day)
    )


def _faults(table: HolidaysFile) -> list[Fault]:
    off = {row.on for row in table.holiday}
    return [
        (("working_day", index, "on"), f"{row.on} is a holiday in this table, too")
        for index, row in enumerate(table.working_day)
        if row.on in off
    ]
