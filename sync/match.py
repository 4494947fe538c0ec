"""Find the employee of each row, or say why a person must (domain.md A2, "Match order")."""

import json
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import polars as pl
from rapidfuzz import fuzz, process

from models.directory import Entry
from sync.agencies import Agencies
from sync.columns import over_distinct
from sync.reading.names import SIMILAR_ENOUGH, similarity
from sync.reading.nip import DamagedIndex, NipKind, surviving_digits
from sync.reading.titles import normalise_opd

ENOUGH_DIGITS = 15
MOST_CANDIDATES = 5
LIKE_NAME = 85


@dataclass(frozen=True, slots=True)
class MatchSettings:
    """What the configuration says about matching for one source."""

    agencies: Agencies
    accept_name_and_opd: bool = False
    ignore_unknown_people: bool = False


@dataclass(frozen=True, slots=True)
class Decided:
    """A person's earlier decisions for one source: by row, and by the source's account."""

    nip_of_key: Mapping[str, str]
    nip_of_account: Mapping[str, str]
    rejected: frozenset[str]
    """Keys of rows that a person said belong to nobody of ours."""


class Directory:
    """The roster as matching looks at it."""

    def __init__(self, entries: Iterable[Entry], opds: Mapping[str, int]) -> None:
        self.by_nip = {e.nip: e for e in entries}
        self._opds = opds
        self._damaged: DamagedIndex | None = None
        self._by_name: dict[str, list[Entry]] = defaultdict(list)
        self._by_email: dict[str, list[Entry]] = defaultdict(list)
        self._by_opd: dict[int, list[Entry]] = defaultdict(list)
        for entry in self.by_nip.values():
            self._by_name[entry.name_folded].append(entry)
            if entry.email:
                self._by_email[entry.email.casefold()].append(entry)
            if entry.opd_id is not None:
                self._by_opd[entry.opd_id].append(entry)

    def damaged(self, text: str | None, number: str | None) -> list[Entry]:
        """Whose NIPs become this value when damaged."""
        if self._damaged is None:
            self._damaged = DamagedIndex(self.by_nip)
        return [self.by_nip[nip] for nip in self._damaged.candidates(text, number)]

    def opd_id(self, *texts: str | None) -> int | None:
        """The OPD that the first resolving text names; never by likeness."""
        for text in texts:
            if text and (found := self._opds.get(normalise_opd(text))) is not None:
                return found
        return None

    def with_email(self, email: str | None) -> list[Entry]:
        """Who has this address."""
        return self._by_email.get(email.casefold(), []) if email else []

    def named(self, name: str | None, opd_id: int | None) -> list[Entry]:
        """Who has this normalised name; in that OPD where one is given."""
        found = self._by_name.get(name, []) if name else []
        return found if opd_id is None else [e for e in found if e.opd_id == opd_id]

    def alike(self, name: str | None, opd_id: int | None) -> list[Entry]:
        """Who might be meant: equal names first, else like names within the OPD."""
        if not name:
            return []
        equal = self.named(name, opd_id) or self.named(name, None)
        if equal or opd_id is None:
            return equal
        people = self._by_opd[opd_id]
        hits = process.extract(
            name, [e.name_folded for e in people], scorer=fuzz.token_sort_ratio,
            limit=MOST_CANDIDATES, score_cutoff=LIKE_NAME,
        )  # fmt: skip
        return [people[place] for _, _, place in hits]


@dataclass(frozen=True, slots=True)
class Answer:
    """Whose row it is and how we know; or the question for a person."""

    employee_id: int | None = None
    matched_by: str | None = None
    question: str | None = None
    candidates: tuple[Entry, ...] = ()


def match(
    rows: pl.DataFrame, directory: Directory, settings: MatchSettings, decided: Decided
) -> pl.DataFrame:
    """Add employee_id, matched_by, question, candidates (JSON) and rule of a row left aside."""

    def find(kind: str, *cells: str | None) -> tuple[Any, ...]:
        *rest, agency = cells
        facts = _Facts(NipKind(kind), *rest)
        answer = _find(facts, directory, settings)
        aside = _left_aside(answer, facts, agency, settings)
        return (answer.employee_id, answer.matched_by, answer.question,
                _as_json(answer.candidates, facts.name), aside)  # fmt: skip

    asked = _asked(rows, directory)
    inputs = ["nip_kind", "nip_valid", "nip", "nip_number", "name_folded", "opd", "unit", "email",
              "agency"]  # fmt: skip
    found = over_distinct(
        asked, inputs, find,
        {"employee_id": pl.Int64, "matched_by": pl.String, "question": pl.String,
         "candidates": pl.String, "aside": pl.String}, where=pl.col("plain").is_null(),
    )  # fmt: skip
    plain = pl.col("plain").is_not_null()
    rows = rows.with_columns(
        found.select(
            pl.coalesce("plain", "employee_id").alias("employee_id"),
            pl.when(plain).then(pl.lit("nip")).otherwise("matched_by").alias("matched_by"),
            "question", "candidates", "aside",
        )
    )  # fmt: skip
    return _apply_decisions(rows, directory, decided)


@dataclass(frozen=True, slots=True)
class _Facts:
    kind: NipKind
    nip: str | None
    text: str | None
    number: str | None
    name: str | None
    opd: str | None
    unit: str | None
    email: str | None


def _find(facts: _Facts, directory: Directory, settings: MatchSettings) -> Answer:
    match facts.kind:
        case NipKind.VALID:
            return _by_nip(facts, directory)
        case NipKind.LOSSY:
            return _by_damaged_nip(facts, directory)
        case NipKind.INVALID:
            opd_id = directory.opd_id(facts.opd, facts.unit)
            return Answer(question="nip_invalid",
                          candidates=tuple(directory.alike(facts.name, opd_id)))  # fmt: skip
        case NipKind.ABSENT:
            return _without_nip(facts, directory, settings)


def _by_nip(facts: _Facts, directory: Directory) -> Answer:
    entry = directory.by_nip.get(facts.nip or "")
    if entry is None:
        opd_id = directory.opd_id(facts.opd, facts.unit)
        return Answer(question="nip_unknown",
                      candidates=tuple(directory.alike(facts.name, opd_id)))  # fmt: skip
    if facts.name is None or facts.name == entry.name_folded:
        return Answer(entry.employee_id, "nip")
    if similarity(facts.name, entry.name_folded) >= SIMILAR_ENOUGH:
        return Answer(entry.employee_id, "nip_and_like_name")
    others = [e for e in directory.named(facts.name, None) if e is not entry]
    return Answer(question="name_differs", candidates=(entry, *others))


def _by_damaged_nip(facts: _Facts, directory: Directory) -> Answer:
    """Exactly one candidate with an equal name, of which at least 15 digits survived."""
    found = directory.damaged(facts.text, facts.number)
    named = [e for e in found if e.name_folded == facts.name]
    if len(named) == 1 and surviving_digits(facts.text, facts.number) >= ENOUGH_DIGITS:
        return Answer(named[0].employee_id, "nip_repaired")
    named_first = sorted(found, key=lambda e: (e.name_folded != facts.name, e.nip))
    return Answer(question="nip_lossy", candidates=tuple(named_first[:MOST_CANDIDATES]))


def _without_nip(facts: _Facts, directory: Directory, settings: MatchSettings) -> Answer:
    mailed = directory.with_email(facts.email)
    if len({e.person_id for e in mailed}) == 1:
        return Answer(max(mailed, key=lambda e: e.nip).employee_id, "email")
    opd_id = directory.opd_id(facts.opd, facts.unit)
    proposed = directory.named(facts.name, opd_id) if opd_id is not None else []
    if settings.accept_name_and_opd and len(proposed) == 1:
        return Answer(proposed[0].employee_id, "name_and_opd")
    candidates = proposed or mailed or directory.alike(facts.name, opd_id)
    return Answer(question="no_nip", candidates=tuple(candidates[:MOST_CANDIDATES]))


def _left_aside(answer: Answer, facts: _Facts, agency: str | None,
                settings: MatchSettings) -> str | None:  # fmt: skip
    """Other people's people: ignored by a named rule, unless the roster knows them."""
    ours = answer.employee_id is not None and facts.kind is NipKind.VALID
    if not ours and settings.agencies.is_other(agency):
        return "other_agency"
    if settings.ignore_unknown_people and answer.question == "nip_unknown":
        return "unknown_people"
    return None


def _as_json(candidates: tuple[Entry, ...], name: str | None) -> str:
    return json.dumps(
        [
            {"nip": e.nip, "name": e.name, "opd": e.opd,
             "score": round(similarity(name, e.name_folded)) if name else None}
            for e in candidates
        ],
        ensure_ascii=False,
    )  # fmt: skip


def _asked(rows: pl.DataFrame, directory: Directory) -> pl.DataFrame:
    """What people are found by, and `plain`: the employee who has this valid NIP and this name."""
    people = directory.by_nip
    roster = pl.DataFrame(
        {
            "nip_valid": list(people),
            "known": [e.employee_id for e in people.values()],
            "known_name": [e.name_folded for e in people.values()],
        },
        schema={"nip_valid": pl.String, "known": pl.Int64, "known_name": pl.String},
    )
    rows = rows.join(roster, on="nip_valid", how="left", maintain_order="left")
    # What plays no part for a valid NIP is left out, so that there are few distinct values.
    return rows.select(
        "nip_kind", "nip_valid", "nip_number", "name_folded", "agency",
        pl.when(pl.col("nip_valid").is_null()).then("nip").alias("nip"),
        *(pl.when(pl.col("known").is_null()).then(c).alias(c) for c in ("opd", "unit", "email")),
        pl.when(pl.col("name_folded") == pl.col("known_name")).then("known").alias("plain"),
    )  # fmt: skip


def _apply_decisions(rows: pl.DataFrame, directory: Directory, decided: Decided) -> pl.DataFrame:
    """A person's earlier decision for this row or account comes before everything else."""
    if not (decided.nip_of_key or decided.nip_of_account or decided.rejected):
        return rows
    by_key = {k: directory.by_nip[n].employee_id for k, n in decided.nip_of_key.items()
              if n in directory.by_nip}  # fmt: skip
    by_account = {a: directory.by_nip[n].employee_id for a, n in decided.nip_of_account.items()
                  if n in directory.by_nip}  # fmt: skip
    said = pl.coalesce(
        pl.col("key").replace_strict(by_key, default=None, return_dtype=pl.Int64),
        pl.col("account").replace_strict(by_account, default=None, return_dtype=pl.Int64),
    )
    rows = rows.with_columns(said.alias("said"))
    yes = pl.col("said").is_not_null()
    return rows.with_columns(
        pl.when(yes).then("said").otherwise("employee_id").alias("employee_id"),
        pl.when(yes).then(pl.lit("decision")).otherwise("matched_by").alias("matched_by"),
        pl.when(yes).then(None).otherwise("question").alias("question"),
        pl.when(yes).then(None)
        .when(pl.col("key").is_in(list(decided.rejected))).then(pl.lit("rejected"))
        .otherwise("aside").alias("aside"),
    ).drop("said")  # fmt: skip
