"""Read the rule tables, each from an admin's folder or ours, and check them as wholes."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from importlib.resources import as_file, files
from pathlib import Path
from typing import TypeVar

from pydantic import BaseModel, ValidationError

from config.document import read_document
from config.lines import Path as TomlPath
from config.problems import ConfigError, Problem, did_you_mean
from config.rule_tables import (
    CheckpointsFile,
    ExemptionRow,
    ExemptionsFile,
    FormRow,
    FormsFile,
    MinimumFile,
    MinimumRow,
    PlanRow,
    RiskRow,
    Row,
)
from config.validation import problems_of
from config.words import fold

F = TypeVar("F", bound=BaseModel)
Fault = tuple[TomlPath, str]
HOLIDAYS = "holidays.toml"
NAMES = ("annual_minimum.toml", "jp_forms.toml", "exemptions.toml", "checkpoints.toml",
         HOLIDAYS)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Tables:
    """The rows of all four tables."""

    minimum: tuple[MinimumRow, ...]
    forms: tuple[FormRow, ...]
    exemptions: tuple[ExemptionRow, ...]
    plans: tuple[PlanRow, ...]
    risks: tuple[RiskRow, ...]


def read_tables(folder: Path | None) -> Tables:
    """Read the tables, each from `folder` if it stands there, else our own.

    Raises:
        ConfigError: a table is not what it should be, or leaves a gap or an overlap in time.

    """
    problems = _stray_files(folder)
    with as_file(files("config") / "rules") as ours:
        places = [
            folder / name if folder is not None and (folder / name).is_file() else ours / name
            for name in NAMES
        ]
        minimum = read_table(places[0], MinimumFile, problems, _minimum_faults)
        forms = read_table(places[1], FormsFile, problems, _form_faults)
        exemptions = read_table(places[2], ExemptionsFile, problems, _exemption_faults)
        checkpoints = read_table(places[3], CheckpointsFile, problems, _checkpoint_faults)
    if problems or not (minimum and forms and exemptions and checkpoints):
        raise ConfigError(problems)
    return Tables(
        minimum=minimum.minimum,
        forms=forms.form,
        exemptions=exemptions.exemption,
        plans=checkpoints.plan,
        risks=checkpoints.risk,
    )


def _stray_files(folder: Path | None) -> list[Problem]:
    """A misspelt name must not quietly leave our own table in force."""
    if folder is None:
        return []
    if not folder.is_dir():
        return [Problem(str(folder), None, "", "there is no such folder of rules")]
    return [
        Problem(str(path), None, "", f"is no table of rules{did_you_mean(path.name, NAMES)}")
        for path in sorted(folder.glob("*.toml"))
        if path.name not in NAMES
    ]


def read_table(
    path: Path, model: type[F], problems: list[Problem], faults: Callable[[F], Iterable[Fault]]
) -> F | None:
    """Read one table; what is wrong with it is added to `problems`."""
    try:
        document = read_document(path)
    except ConfigError as error:
        problems += error.problems
        return None
    try:
        table = model.model_validate(document.tree)
    except ValidationError as error:
        problems += problems_of(error, document, model)
        return None
    problems += [document.problem(place, message) for place, message in faults(table)]
    return table


def _minimum_faults(table: MinimumFile) -> Iterable[Fault]:
    return _time_faults("minimum", table.minimum, [row.employment for row in table.minimum])


def _form_faults(table: FormsFile) -> Iterable[Fault]:
    yield from _time_faults("form", table.form, [row.code for row in table.form])
    yield from _word_faults("form", table.form)


def _exemption_faults(table: ExemptionsFile) -> Iterable[Fault]:
    yield from _time_faults("exemption", table.exemption, [row.code for row in table.exemption])
    yield from _word_faults("exemption", table.exemption)


def _checkpoint_faults(table: CheckpointsFile) -> Iterable[Fault]:
    yield from (((name,), "has no rule") for name in ("plan", "risk") if not getattr(table, name))
    yield from _time_faults("plan", table.plan, ["plan"] * len(table.plan))
    yield from _time_faults("risk", table.risk, ["risk"] * len(table.risk))


def _time_faults(table: str, rows: Sequence[Row], keys: Sequence[str]) -> Iterable[Fault]:
    """Name each row that overlaps the one before it of its key, or leaves days without a rule."""
    newest: dict[str, Row] = {}
    for index in sorted(range(len(rows)), key=lambda i: rows[i].since):
        row, key = rows[index], keys[index]
        before = newest.get(key)
        if before is not None and (before.until is None or before.until >= row.since):
            end = before.until or "for ever"
            yield (table, index, "from"), f"overlaps the rule for {key} of {before.since} to {end}"
        elif before is not None and before.until is not None:
            first = before.until + timedelta(days=1)
            if first < row.since:
                last = row.since - timedelta(days=1)
                yield (table, index, "from"), f"leaves {key} without a rule from {first} to {last}"
        newest[key] = row


def words_of(row: FormRow | ExemptionRow) -> set[str]:
    """Return the folded words by which a row is known."""
    name = row.name if isinstance(row, FormRow) else row.reason
    return {fold(word) for word in (row.code, name, *row.synonyms)}


def _word_faults(table: str, rows: Sequence[FormRow | ExemptionRow]) -> Iterable[Fault]:
    """Name each word that two rows claim on one day."""
    claimed: dict[str, list[FormRow | ExemptionRow]] = {}
    for index, row in enumerate(rows):
        for word in sorted(words_of(row)):
            for other in claimed.setdefault(word, []):
                apart = (other.until is not None and other.until < row.since) or (
                    row.until is not None and row.until < other.since
                )
                if other.code != row.code and not apart:
                    yield (table, index), f'"{word}" means {other.code} already, not {row.code}'
            claimed[word].append(row)
