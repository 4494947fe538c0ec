"""Look at one file as a source would read it, in a rehearsal: nothing stays."""

import shutil
import tempfile
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import anyio

from connectors.contract import Kind, Page, Sheet
from connectors.registry import build
from daemon.rounds import differences, run_one
from daemon.sources import engine_of
from daemon.wiring import Workshop
from models.directory import entries
from models.values import Category, jakarta_day, jp_text
from sync.desk import desk_for
from sync.prepare import ReadPage, prepare
from sync.roster import read_roster
from sync.source import ROSTER, Source

FIRST = 5
OUTCOMES = {
    "accepted": "dapat dihitung", Category.NOT_COMPLETED: "belum lulus",
    Category.QUARANTINED: "karantina", Category.IN_REVIEW: "perlu verifikasi",
    Category.OTHER_AGENCY: "instansi lain", Category.IGNORED: "diabaikan",
    Category.REPLACED: "versi lama",
}  # fmt: skip


class SourceUnclearError(Exception):
    """No source, or more than one, would read this file."""


@dataclass(frozen=True, slots=True)
class PreviewRow:
    """One row as it will be read."""

    locator: str
    nip: str | None
    name: str | None
    title: str | None
    start_on: str | None
    end_on: str | None
    jp: str | None
    outcome: str
    reason: str | None
    malformed: str | None
    """What stands there, or why, of a row or file that could not be cut."""


@dataclass(frozen=True, slots=True)
class Preview:
    """How a file would be read."""

    file: str
    source: str
    sheets: Sequence[Sheet]
    rows: Sequence[PreviewRow]
    counts: Mapping[str, int]
    reasons: Mapping[str, int]
    people_changed: int
    knows_employees: bool
    """Whether any roster was read yet; before, no NIP is known."""


def look(workshop: Workshop, file: Path, name: str | None) -> Preview:
    """Read the file as the source of that name would, beside all that is known.

    Raises:
        SourceUnclearError: no source was named and none, or several, read that folder.

    """
    engine = engine_of(workshop)
    chosen = _source(workshop, engine.sources, file, name)
    with tempfile.TemporaryDirectory(prefix="jampel-preview-") as folder:
        copy = Path(folder) / file.name
        shutil.copyfile(file, copy)
        alone = _reading_only(workshop, chosen, copy)
        pages = anyio.run(_fetch, alone)
        sheets, rows = _prepared(workshop, alone, pages)
        counts = _listed(workshop, alone, pages) if chosen.name == ROSTER else {}

        def act(trial: Workshop) -> None:
            rehearsed = engine_of(trial)
            sources = {**rehearsed.sources, alone.name: alone}
            result = run_one(
                replace(rehearsed, sources=sources), alone.name, trigger="preview", full=True
            )
            counts.update(result.counts)

        changed = differences(workshop, act) if chosen.name != ROSTER else []
    reasons = Counter(
        r["refusal"] if r["category"] == Category.QUARANTINED else r["question"]
        for r in rows
        if r["category"] in {Category.QUARANTINED, Category.IN_REVIEW}
    )
    return Preview(
        file=file.name,
        source=chosen.name,
        sheets=sheets,
        rows=[_row(r) for r in rows if r["category"] != Category.IGNORED][:FIRST],
        counts=counts if any(counts.values()) else _tallied(rows),
        reasons=dict(reasons.most_common()),
        people_changed=len({c.nip for c in changed}),
        knows_employees=chosen.name == ROSTER or _knows_employees(workshop),
    )


def _knows_employees(workshop: Workshop) -> bool:
    with workshop.store.read() as connection:
        return bool(entries(connection))


def _source(workshop: Workshop, sources: Mapping[str, Source], file: Path,
            name: str | None) -> Source:  # fmt: skip
    if name is not None:
        if name not in sources:
            raise SourceUnclearError(f'sumber "{name}" tidak ada di konfigurasi')
        return sources[name]
    settings = {n: s.options.get("path") for n, s in workshop.settings.sources.items()}
    if workshop.settings.roster is not None:
        settings[ROSTER] = workshop.settings.roster.path
    here = file.resolve()
    found = [
        n
        for n, path in settings.items()
        if isinstance(path, str) and n in sources and _reads(workshop.settings.resolve(path), here)
    ]
    if len(found) == 1:
        return sources[found[0]]
    if len(sources) - (ROSTER in sources) == 1:
        return next(s for n, s in sources.items() if n != ROSTER)
    raise SourceUnclearError(
        f"sebut sumbernya: --source {' | '.join(sorted(sources)) or '(belum ada sumber)'}"
    )


def _reads(pattern: Path, file: Path) -> bool:
    return file.parent == pattern.resolve() or file.match(str(pattern))


def _reading_only(workshop: Workshop, source: Source, copy: Path) -> Source:
    """The same source with one file in its folder."""
    if source.name == ROSTER and workshop.settings.roster is not None:
        options: dict[str, Any] = workshop.settings.roster.model_dump()
        connector, kind = "files", Kind.ROSTER
    else:
        settings = workshop.settings.sources[source.name]
        options, connector, kind = dict(settings.options), settings.connector, Kind.TRAINING
    if connector != "files":
        raise SourceUnclearError(f"sumber {source.name} tidak membaca berkas")
    options |= {"path": copy.name, "settle": 0}
    made = build(connector, options, base_dir=copy.parent, kind=kind)
    return replace(source, connector=made)


async def _fetch(source: Source) -> list[Page]:
    return [page async for page in source.connector.fetch(None)]


def _prepared(workshop: Workshop, source: Source, pages: Sequence[Page]
              ) -> tuple[list[Sheet], list[dict[str, Any]]]:  # fmt: skip
    sheets: list[Sheet] = []
    read: list[ReadPage] = []
    day = jakarta_day(workshop.clock())
    for number, page in enumerate(pages):
        found = source.connector.read(page)
        sheets += found.sheets
        read.append(ReadPage(number, page.name, page.listing, day, found))
    if source.name == ROSTER:
        return sheets, []
    counting = engine_of(workshop).counting
    with workshop.store.read() as connection:
        rows = prepare(read, desk_for(connection, source, counting))
    return sheets, list(rows.iter_rows(named=True)) if len(rows) else []


def _listed(workshop: Workshop, source: Source, pages: Sequence[Page]) -> dict[str, int]:
    """What a roster says: employees and OPDs that can be taken, and rows that cannot."""
    day = jakarta_day(workshop.clock())
    found = [
        read_roster(source.connector.read(page), page_id=number, page=page.name, landed_on=day)
        for number, page in enumerate(pages)
    ]
    counts = {
        "accepted": sum(len(one.entries) + len(one.opds) for one in found),
        str(Category.QUARANTINED): sum(len(one.problems) for one in found),
        str(Category.IGNORED): sum(one.ignored for one in found),
    }
    return {"read": sum(counts.values()), **counts}


def _row(row: Mapping[str, Any]) -> PreviewRow:
    refused = row["category"] == Category.QUARANTINED
    asked = row["category"] == Category.IN_REVIEW
    return PreviewRow(
        locator=row["locator"] or "",
        nip=row["nip_shown"],
        name=row["name"],
        title=row["title_read"],
        start_on=row["first_on"].isoformat() if row["first_on"] else None,
        end_on=row["last_on"].isoformat() if row["last_on"] else None,
        jp=jp_text(row["jp_hundredths"]),
        outcome=OUTCOMES[row["category"]],
        reason=row["refusal"] if refused else row["question"] if asked else None,
        malformed=row["refusal_value"] if row["refusal"] == "row_malformed" else None,
    )


def _tallied(rows: Sequence[Mapping[str, Any]]) -> dict[str, int]:
    counts = Counter(str(row["category"]) for row in rows)
    return {"read": len(rows), **counts}
