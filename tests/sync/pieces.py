"""Invented evidence of one person, and lists of it for properties."""

from collections.abc import Iterable
from datetime import date, timedelta
from typing import Any

from hypothesis import strategies as st

from sync.events import Group
from sync.evidence import Evidence
from sync.reading.titles import normalise_title

PRIORITY = {"lan": 10, "banten": 20, "lms": 50}


def piece(key: str, *, source: str = "lan", title: str = "Pelayanan Publik",
          number: str | None = None, **facts: Any) -> Evidence:  # fmt: skip
    """One piece of evidence; its id is told by its key."""
    told: dict[str, Any] = {
        "id": sum(ord(c) * 7**place for place, c in enumerate(source + key)),
        "source": source, "key": key, "priority": PRIORITY[source], "employee_id": 1,
        "completed": True, "title": title, "title_folded": normalise_title(title),
        "provider": None, "form": None, "start_on": date(2026, 3, 10),
        "end_on": date(2026, 3, 12), "jp": 2000, "conversion": None,
        "certificate_number": number, "number_folded": number,
    }  # fmt: skip
    told |= facts
    if "year" not in told:
        told["year"] = told["end_on"].year if told["end_on"] else 2026
    return Evidence(**told)


def keys(groups: Iterable[Group]) -> list[set[str]]:
    """The keys of each group, in a fixed order."""
    return sorted(({m.key for m in g.members} for g in groups), key=sorted)


@st.composite
def evidence_lists(draw: st.DrawFn, *, least: int = 0) -> list[Evidence]:
    """Up to seven pieces that are near enough to be taken for one another."""
    found = []
    for number in range(draw(st.integers(least, 7))):
        start = date(2026, 3, 1) + timedelta(days=draw(st.integers(0, 20)))
        end = start + timedelta(days=draw(st.integers(0, 6)))
        dated = draw(st.integers(0, 4)) > 0
        found.append(
            piece(
                f"k{number}",
                source=draw(st.sampled_from(sorted(PRIORITY))),
                title=draw(st.sampled_from(["Pelayanan Publik", "Arsip"])),
                number=draw(st.sampled_from([None, None, "N1", "N2"])),
                id=number + 1,
                start_on=start if dated else None,
                end_on=end if dated else None,
                year=end.year if dated else draw(st.sampled_from([2025, 2026])),
                jp=draw(st.integers(1, 9)) * 100,
                conversion=draw(st.sampled_from([None, None, "seminar"])),
                course_id=draw(st.sampled_from([None, None, None, "7"])),
                completed=draw(st.integers(0, 9)) > 0,
            )
        )
    return found
